#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "web/references.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class RegulationPages : public testing::TestingSite {
 protected:
  RegulationPages() : TestingSite(regulation_routes()) {}

  // The block of the document whose id it is; null when there is none.
  static Json block(const Json& model, std::string_view id) {
    for (const Json& one : array_at(model, "blocks")) {
      if (text_at(one, "id") == id) return one;
    }
    return nullptr;
  }

  // An asset and an application to take it out, filed by a member of staff.
  std::string file_takeout() {
    const Json asset{{"name", "貸出用パソコン"},
                     {"kind", "terminal"},
                     {"importance", "4"},
                     {"section", town_.section("福祉課")}};
    const std::string administrator = town_.person("事務 花子");
    const auto added = town_.acts().add_entry(administrator, "assets", asset);
    EXPECT_TRUE(added.has_value()) << added.error().message;
    const Json form{{"assets", JsonArray{"assets-1"}},
                    {"purpose", "現地の調査のため"},
                    {"destination", "公民館"},
                    {"from", "2026-11-24"},
                    {"due", "2026-11-30"},
                    {"means", "official_car"}};
    const auto filed = town_.acts().file_application(town_.person("小川 直樹"), "takeout", form);
    EXPECT_TRUE(filed.has_value()) << filed.error().message;
    return filed ? filed->subject : "";
  }
};

TEST_F(RegulationPages, ListsTheDocumentsInForce) {
  const Json page = model("/regulations");
  EXPECT_TRUE(has_form_of(page, example("regulations")));
  const Json& row = page.at("list").at("rows").at(0);
  EXPECT_EQ(text_at(row, "href"), "/b/mimori/regulations/1");
  EXPECT_EQ(text_at(row.at("cells").at(0), "text"), "みもり市情報セキュリティ対策要綱");
  EXPECT_EQ(text_at(row.at("cells").at(2).at("date"), "iso"), "2026-04-01");
}

TEST_F(RegulationPages, ShowsTheWholeTextWithDutiesControlsAndStates) {
  const Json page = model("/regulations/1");
  EXPECT_TRUE(has_form_of(page, example("regulation")));
  const Json article = block(page, "第29条");
  EXPECT_EQ(text_at(article, "href"), "/b/mimori/regulations/1/%E7%AC%AC29%E6%9D%A1");
  const Json paragraph = block(page, "第29条第1項");
  ASSERT_TRUE(paragraph.is_object());
  EXPECT_EQ(text_at(paragraph.at("duties").at(0), "modality"), "義務");
  EXPECT_FALSE(array_at(paragraph, "controls").empty());
  EXPECT_TRUE(paragraph.at("state").is_object());
}

TEST_F(RegulationPages, TheTextPageRendersWithoutDoubleIds) {
  const Response page = get("/regulations/1");
  ASSERT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("みもり市情報セキュリティ対策要綱"));
  std::set<std::string> ids;
  const Json text = model("/regulations/1");
  for (const Json& one : array_at(text, "blocks")) {
    EXPECT_TRUE(ids.insert(text_at(one, "id")).second) << text_at(one, "id");
  }
}

TEST_F(RegulationPages, TheContentsCountTheStatesOfTheWholeText) {
  const Json page = model("/regulations/1");
  std::int64_t total = 0;
  for (const Json& state : array_at(page, "states")) total += integer_at(state, "count");
  std::int64_t in_contents = 0;
  for (const Json& entry : array_at(page, "toc")) {
    for (const Json& state : array_at(entry, "states")) in_contents += integer_at(state, "count");
  }
  EXPECT_GT(total, 0);
  EXPECT_EQ(total, in_contents);
}

TEST_F(RegulationPages, LinksReferencesToOtherArticles) {
  const Json page = model("/regulations/1");
  bool linked = false;
  for (const Json& one : array_at(page, "blocks")) {
    for (const Json& run : array_at(one, "runs")) linked |= text_at(run, "href") == "#第26条";
  }
  EXPECT_TRUE(linked);
}

TEST_F(RegulationPages, AnArticleSaysWhatRunsItAndWhy) {
  const Json page = model("/regulations/1/第29条");
  EXPECT_TRUE(has_form_of(page, example("place")));
  const Json& place = page.at("place");
  EXPECT_EQ(text_at(place, "label"), "第29条");
  EXPECT_FALSE(array_at(place, "controls").empty());
  for (const Json& control : array_at(place, "controls")) {
    EXPECT_FALSE(text_at(control, "score_reason").empty());
    EXPECT_TRUE(control.at("confirmed").is_null());
  }
  EXPECT_EQ(text_at(place.at("previous"), "label"), "第28条");
  EXPECT_EQ(text_at(place.at("next"), "label"), "第30条");
}

TEST_F(RegulationPages, APlaceBelowAnArticleShowsTheArticle) {
  EXPECT_EQ(text_at(model("/regulations/1/第29条第2項").at("place"), "id"), "第29条");
}

TEST_F(RegulationPages, TheFirstArticleHasNoneBefore) {
  EXPECT_TRUE(model("/regulations/1/第1条").at("place").at("previous").is_null());
}

TEST_F(RegulationPages, AnApplicationBecomesEvidenceOfItsArticle) {
  const std::string filed = file_takeout();
  const Json page = model("/regulations/1/第28条");
  EXPECT_TRUE(has_form_of(page, example("place")));
  const Json& evidence = page.at("place").at("evidence");
  std::vector<std::string> addresses;
  for (const Json& item : array_at(evidence, "items")) {
    addresses.push_back(text_at(item, "href"));
    EXPECT_FALSE(array_at(item, "acts").empty()) << text_at(item, "number");
  }
  EXPECT_THAT(addresses, Contains("/b/mimori/" + filed));
}

TEST_F(RegulationPages, OnlyThoseWhoMayOpenRecordsGetLinksToThem) {
  file_takeout();
  const auto first_act = [&] {
    const Json page = model("/regulations/1/第28条");
    return page.at("place").at("evidence").at("items").at(0).at("acts").at(0);
  };
  EXPECT_THAT(text_at(first_act(), "href"), StartsWith("/b/mimori/ledger/"));
  sign_in_as("小川 直樹");
  EXPECT_TRUE(first_act().at("href").is_null());
}

TEST_F(RegulationPages, TheEvidenceCanBeTakenAsAnExcelFile) {
  file_takeout();
  const Response file = get("/regulations/1/第28条/evidence.xlsx");
  EXPECT_EQ(file.status, 200);
  EXPECT_THAT(file.headers.get("Content-Type"), HasSubstr("spreadsheetml"));
  EXPECT_THAT(file.body, StartsWith("PK"));
}

TEST_F(RegulationPages, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(get("/regulations/2").status, 404);
  EXPECT_EQ(get("/regulations/x").status, 404);
  EXPECT_EQ(get("/regulations/1/第999条").status, 404);
}

TEST_F(RegulationPages, NobodyReadsWithoutSigningIn) {
  sign_out();
  EXPECT_EQ(get("/regulations/1", "application/json").status, 401);
}

// The real texts, in 条 style and in numbered style: every place of the 目次 and every article
// opens.
TEST_F(RegulationPages, RealTextsOpenAtEveryPlace) {
  for (const std::string_view name : {"000", "001", "002", "003", "004"}) {
    const auto text = mamori::testing::seed(name);
    if (!text) GTEST_SKIP() << "seeds are not at hand";
    ASSERT_TRUE(town_.body().adopt_regulation(*text, name).has_value());
    const Json list = model("/regulations").at("list");
    ASSERT_FALSE(array_at(list, "rows").empty());
    std::set<std::string> ids;
    std::set<std::string> opened;
    const Json page = model("/regulations/1");
    for (const Json& one : array_at(page, "blocks")) {
      EXPECT_TRUE(ids.insert(text_at(one, "id")).second) << name << " " << text_at(one, "id");
    }
    for (const Json& entry : array_at(page, "toc")) {
      EXPECT_TRUE(ids.contains(text_at(entry, "href").substr(1))) << text_at(entry, "href");
    }
    for (const Json& one : array_at(page, "blocks")) {
      const auto address = percent_decode(text_at(one, "href")).value_or("");
      const std::string path = address.substr(0, address.find('#'));
      if (path.empty() || !opened.insert(path).second) continue;
      EXPECT_EQ(get(path.substr(base.size())).status, 200) << name << " " << path;
    }
  }
}

TEST(References, OnlyArticlesThatExistAreLinked) {
  regulation::Document document;
  document.nodes = {{.kind = regulation::NodeKind::article,
                     .number = "3",
                     .label = "第3条",
                     .caption = "記録",
                     .place = "第3条"}};
  const References references(document);
  EXPECT_THAT(references.runs("毎年、第３条第1項の記録を見る。"),
              ElementsAre(mamori::web::Run{"毎年、", "", ""},
                          mamori::web::Run{"第３条第1項", "第3条", "記録"},
                          mamori::web::Run{"の記録を見る。", "", ""}));
  EXPECT_THAT(references.runs("第4条による。"), IsEmpty());
  EXPECT_THAT(references.runs("地方自治法第3条による。"), IsEmpty());
  EXPECT_THAT(references.runs("規則（令和3年規則第3条）第3条による。"), IsEmpty());
}

}  // namespace
}  // namespace mamori::web
