// 権限の点検 and 成り立たない手続 as a browser and a program meet them.
#include <algorithm>
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
  const auto mending = [&](std::string_view name) {
    const auto row = std::ranges::find_if(
        stopping, [&](const std::string& line) { return line.starts_with(name); });
    return row == stopping.end() ? std::string() : *row;
  };
  EXPECT_THAT(mending("佐々木 誠さんの職務を代行する人を決める|住民課|"),
              HasSubstr("情報資産等の持ち出し「許可する」／"));
  // She holds no office in which somebody could act for her.
  EXPECT_THAT(mending("石井 由美さんのほかに、できる人を置く"),
              HasSubstr("情報資産等の持ち出し「引き渡した」"));
  EXPECT_EQ(std::ranges::count_if(
                stopping, [](const std::string& line) { return line.starts_with("佐々木 誠"); }),
            1)
      << "what one person's deputy mends stands in one row";
}

// 税務システム, of which the register says that 小川 直樹 manages it; 西村 亮 is appointed for all.
class SystemOffices : public AccessPages {
 protected:
  SystemOffices() { add_system("税務システム"); }
  void add_system(std::string_view system) {
    Fields entry;
    entry.add("name", std::string(system));
    for (const auto& [name, value] : {std::pair{"purpose", "課税"},
                                      {"importance", "1"},
                                      {"personal", "no"},
                                      {"zone", "lgwan"},
                                      {"status", "running"},
                                      {"started_on", "R8.4.1"}}) {
      entry.add(name, value);
    }
    entry.add("section", town_.section("総務課"));
    entry.add("manager", town_.person("小川 直樹"));
    EXPECT_EQ(post("/registers/systems/new", entry).status, 303);
  }
  void appoint(std::string_view person) {
    Fields form;
    form.add("office", "system_manager");
    form.add("system", "systems-1");
    form.add("person", town_.person(person));
    form.add("from", iso_day(town_.today()));
    EXPECT_EQ(post("/organisation/appointments", form).status, 303);
  }
  std::string warnings() {
    std::string texts;
    const Json page = model("/organisation");
    for (const Json& warning : array_at(page.at("organisation"), "warnings")) {
      texts += text_at(warning, "text");
    }
    return texts;
  }
  // What the entry says in 「情報システム管理者」.
  Json manager() {
    const Json page = model("/registers/systems/systems-1");
    const JsonArray fields = array_at(page.at("entry"), "fields");
    return *std::ranges::find_if(
        fields, [](const Json& field) { return text_at(field, "label") == "情報システム管理者"; });
  }
};

TEST_F(SystemOffices, OfMoreThanADozenSystemsOneIsChosenFromAListToOpen) {
  const auto choice = [&] {
    const Json page = model("/organisation");
    const JsonArray fields = array_at(page.at("organisation").at("forms").at("appoint"), "fields");
    return *std::ranges::find_if(
        fields, [](const Json& field) { return text_at(field, "name") == "system"; });
  };
  for (int number = 2; number <= 12; ++number) add_system("業務" + std::to_string(number));
  EXPECT_TRUE(flag_at(choice(), "is_choice"));
  add_system("業務13");
  EXPECT_FALSE(flag_at(choice(), "is_choice"));
  EXPECT_TRUE(flag_at(choice(), "is_select"));
}

TEST_F(SystemOffices, ThatARegisterNamesAndNobodyGaveAreShown) {
  EXPECT_EQ(text_at(manager().at("items").at(0), "text"), "小川 直樹");
  EXPECT_EQ(text_at(manager().at("items").at(0).at("chip"), "label"), "任命されていません");
  EXPECT_THAT(text_at(manager().at("items").at(1), "text"), HasSubstr("西村 亮さんです"));
  EXPECT_THAT(warnings(),
              HasSubstr("任命されていないものがあります：税務システム（小川 直樹さん）"));
  appoint("小川 直樹");
  EXPECT_EQ(text_at(manager(), "text"), "小川 直樹");
  EXPECT_THAT(warnings(), Not(HasSubstr("任命されていないものがあります")));
}

TEST_F(SystemOffices, ThatARegisterStillNamesOfWhoHasLeftAreShown) {
  appoint("小川 直樹");
  Fields leaving;
  leaving.add("until", iso_day(town_.today()));
  const std::string page = "/organisation/people/" + town_.person("小川 直樹");
  EXPECT_EQ(post_knowingly(page + "/leave", leaving).status, 303);
  EXPECT_THAT(warnings(), Not(HasSubstr("小川 直樹")));
  town_.clock().advance(std::chrono::hours{24});
  sign_in_as("事務 花子");
  EXPECT_THAT(warnings(), HasSubstr("任命されていないものがあります：税務システム（小川 直樹さん"));
  EXPECT_EQ(text_at(manager().at("items").at(0), "text"), "小川 直樹");
  EXPECT_THAT(text_at(manager().at("items").at(1), "text"), HasSubstr("西村 亮さんです"));
}

TEST_F(SystemOffices, AreThoseOfThatSystemAndOfAll) {
  appoint("小川 直樹");
  const std::string_view permit = "許可する（情報システム管理者として）|外部からのアクセス|";
  EXPECT_THAT(rows(person_page("小川 直樹")),
              Contains(HasSubstr(std::string(permit) +
                                 "全ての課（情報システム管理者（税務システム）として）|")));
  EXPECT_THAT(rows(person_page("西村 亮")),
              Contains(HasSubstr(std::string(permit) + "全ての課（情報システム管理者として）|")));
  EXPECT_THAT(
      rows(person_page("石井 由美")),
      Contains(HasSubstr(std::string(permit) +
                         "できません。これができるのは情報システム管理者（税務システム）")));
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
