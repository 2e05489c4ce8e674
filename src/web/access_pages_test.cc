// 権限の点検 and 成り立たない手続 as a browser and a program meet them.
#include <gmock/gmock.h>

#include "web/testing_site.h"

namespace mamori::web {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::has_form_of;
using ::testing::HasSubstr;
using ::testing::Not;

class AccessPages : public testing::TestingSite {
 protected:
  AccessPages() : TestingSite(all_routes()) {}

  // The texts of a list, row by row.
  std::vector<std::string> rows(std::string_view address) {
    const Json page = model(address);
    EXPECT_TRUE(has_form_of(page, example("access"))) << address;
    std::vector<std::string> lines;
    for (const Json& row : array_at(page.at("list"), "rows")) {
      std::string line;
      for (const Json& cell : array_at(row, "cells")) line += text_at(cell, "text") + "|";
      lines.push_back(std::move(line));
    }
    return lines;
  }
  std::string person_page(std::string_view name) { return "/access/people/" + town_.person(name); }
};

TEST_F(AccessPages, SayWhatAPersonCanDoAndInWhatCapacity) {
  const auto head = rows(person_page("佐々木 誠"));
  EXPECT_THAT(head, Contains(HasSubstr("許可する|情報資産等の持ち出し|住民課（情報セキュリティ管理"
                                       "者（住民課）として）|")));
  const auto clerk = rows(person_page("石井 由美"));
  EXPECT_THAT(clerk, Contains(::testing::AllOf(
                         HasSubstr("許可する|"), HasSubstr("できません。"),
                         HasSubstr("情報セキュリティ管理者（住民課）だけ"),
                         HasSubstr("自分の申請を自分で決裁することはできません。（第"))));
}

TEST_F(AccessPages, SayWhoCanDoAnAct) {
  const auto approving = rows("/access/acts/takeout.approve");
  EXPECT_THAT(approving, Contains(HasSubstr("佐々木 誠|住民課|住民課（")));
  EXPECT_THAT(approving, Not(Contains(HasSubstr("石井 由美"))));
  EXPECT_THAT(rows("/access/acts"), Contains(HasSubstr("権限を点検する|mamori|")));
  EXPECT_EQ(get("/access/acts/unheard.of").status, 404);
  EXPECT_EQ(get("/access/people/nobody").status, 404);
}

// In the sample organisation every section has two or three people: of two, one away leaves nobody
// to hand things over to the other; the heads have named nobody to act for them.
TEST_F(AccessPages, NameWhatWouldStopInTheSampleOrganisation) {
  const auto stopping = rows("/access/obstacles");
  EXPECT_THAT(stopping, Not(Contains(HasSubstr("|今|"))));
  EXPECT_THAT(stopping, Contains(HasSubstr("情報資産等の持ち出し|住民課|許可する||佐々木 誠|")));
  EXPECT_THAT(stopping, Contains(HasSubstr("情報資産等の持ち出し|住民課|引き渡した||石井 由美|")));
}

TEST_F(AccessPages, AreForThoseWhoGrantAndAudit) {
  sign_in_as("森 彩香");
  EXPECT_EQ(get("/access").status, 200);
  sign_in_as("石井 由美");
  for (const char* page : {"/access", "/access/acts", "/access/obstacles"}) {
    EXPECT_EQ(get(page).status, 403) << page;
  }
}

}  // namespace
}  // namespace mamori::web
