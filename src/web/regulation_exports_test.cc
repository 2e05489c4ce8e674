#include "web/regulation_exports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "web/testing_site.h"

namespace mamori::web {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Routes routes_of_documents() {
  Routes routes = regulation_routes();
  for (auto& route : export_routes()) routes.push_back(std::move(route));
  return routes;
}

class RegulationExports : public testing::TestingSite {
 protected:
  RegulationExports() : TestingSite(routes_of_documents()) {}

  // Downloads carry the document's title in their name.
  Response download(std::string_view address) {
    Response file = get(address);
    EXPECT_EQ(file.status, 200) << address;
    const std::string disposition = file.headers.get("Content-Disposition");
    EXPECT_THAT(disposition, StartsWith("attachment")) << address;
    EXPECT_THAT(disposition, HasSubstr(percent_encode("みもり市情報セキュリティ対策要綱")));
    return file;
  }
};

TEST_F(RegulationExports, ThePageOffersEveryFormatAndEachOpens) {
  const Json page = model("/regulations/1");
  ASSERT_EQ(array_at(page, "exports").size(), 4U);
  for (const Json& each : array_at(page, "exports")) {
    download(text_at(each, "href").substr(base.size()));
  }
}

TEST_F(RegulationExports, GivesTheLawAsXmlAndAsText) {
  const Response xml = download("/regulations/1/law.xml");
  EXPECT_THAT(xml.headers.get("Content-Type"), StartsWith("application/xml"));
  EXPECT_THAT(xml.body, HasSubstr("<LawTitle>みもり市情報セキュリティ対策要綱</LawTitle>"));
  EXPECT_THAT(download("/regulations/1/lawtext.txt").body,
              StartsWith("みもり市情報セキュリティ対策要綱\n"));
}

TEST_F(RegulationExports, TheCatalogSaysWhichVersionItIs) {
  const Json oscal = parsed(download("/regulations/1/oscal.json"));
  EXPECT_EQ(text_at(oscal.at("catalog").at("metadata"), "version"), "1");
}

TEST_F(RegulationExports, TheDutiesAreAnExcelFile) {
  const Response file = download("/regulations/1/duties.xlsx");
  EXPECT_THAT(file.headers.get("Content-Type"), HasSubstr("spreadsheetml"));
  EXPECT_THAT(file.body, StartsWith("PK"));
}

TEST_F(RegulationExports, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(get("/regulations/2/law.xml").status, 404);
  EXPECT_EQ(get("/regulations/x/oscal.json").status, 404);
}

TEST_F(RegulationExports, NobodyDownloadsWithoutSigningIn) {
  sign_out();
  EXPECT_EQ(get("/regulations/1/duties.xlsx", "application/json").status, 401);
}

}  // namespace
}  // namespace mamori::web
