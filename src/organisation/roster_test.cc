// What a roster changes, before and after it is taken.
#include "organisation/roster.h"

#include <gmock/gmock.h>

#include "organisation/heads.h"
#include "organisation/organisation_fixture.h"
#include "organisation/titles.h"

namespace mamori::organisation {
namespace {

using testing::code_of;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class RosterTest : public testing::OrganisationTest {
 protected:
  RosterPlan planned(std::string_view csv, RosterOptions options = {}) {
    options.day = april_;
    const auto roster = read_roster(csv);
    EXPECT_TRUE(roster) << roster.error().message;
    return rehearsing(offices_, [&](Rehearsal& rehearsal) {
      return plan_roster(rehearsal, offices_, *roster, options);
    });
  }
  void import(std::string_view csv, const RosterOptions& options = {}) {
    apply(import_roster(change(), planned(csv, options), "名簿.csv", csv, april_));
  }
  static std::vector<std::string> kinds(const RosterPlan& plan) {
    std::vector<std::string> all;
    for (const RosterChange& change : plan.changes) {
      all.push_back(change.kind.substr(std::string_view("organisation.").size()) + " " +
                    change.name);
    }
    return all;
  }
  Person in_april(const std::string& id) {
    return organisation::person(connection(), id, april_).value();
  }

  const Day april_ = parse_day("R9.4.1").value();
  const std::string general_ = section("総務課");
  const std::string welfare_ = section("福祉課");
  const std::string tanaka_ = person("田中 恵子", general_);
  const std::string ono_ = person("大野 隆", welfare_);
};

TEST_F(RosterTest, SaysWhoComesMovesAndLeavesAndChangesNothingYet) {
  const auto plan = planned(
      "職員番号,氏名,フリガナ,所属,職名,任用\n"
      "12,田中　恵子,カナ,福祉課,課長,\n"
      "13,林 静,ハヤシ シズカ,総務課,主事,会計年度任用職員（パート）\n",
      {.whole = true});
  EXPECT_THAT(plan.troubles, IsEmpty());
  EXPECT_THAT(kinds(plan), ElementsAre("leave 大野 隆", "change_person 田中　恵子",
                                       "move_person 田中 恵子", "add_person 林 静"));
  EXPECT_EQ(in_april(tanaka_).section_id, general_);
}

TEST_F(RosterTest, IsTakenAsOneActFromItsDayOn) {
  appoint("section_manager", tanaka_, general_);
  const std::string_view csv =
      "氏名,フリガナ,所属,職名\n田中 恵子,,福祉課,課長\n林 静,ハヤシ シズカ,総務課,課長\n";
  EXPECT_THAT(planned(csv).vacancies, Contains(Field(&RosterVacancy::section_name, "総務課")));
  import(csv, {.appoint_heads = true});
  EXPECT_EQ(in_april(tanaka_).section_id, welfare_);
  EXPECT_EQ(in_april(tanaka_).post, "課長");
  EXPECT_EQ(organisation::person(connection(), tanaka_, *parse_day("R9.3.31"))->section_id,
            general_);
  EXPECT_THAT(holders(connection(), "section_manager", welfare_, april_), ElementsAre(tanaka_));
  const auto head = holders(connection(), "section_manager", general_, april_);
  ASSERT_THAT(head, SizeIs(1));
  EXPECT_EQ(in_april(head.front()).name, "林 静");
  EXPECT_THAT(planned(csv).changes, IsEmpty());  // a second time there is nothing to do
  EXPECT_EQ(planned(csv).unchanged, 2U);
}

TEST_F(RosterTest, NamesTheLineOfWhatIsWrongAndTakesNothing) {
  const std::string_view csv =
      "氏名,フリガナ,所属,任用,異動日\n"
      "田中 恵子,,税務課,,\n"
      ",,総務課,,\n"
      "大野 隆,,福祉課,忍者,\n"
      "林 静,,総務課,,\n"
      "森 彩,モリ,総務課,,きのう\n"
      "田中 恵子,,福祉課,,\n";
  const auto plan = planned(csv);
  std::vector<std::pair<int, std::string>> wrong;
  for (const auto& trouble : plan.troubles) wrong.emplace_back(trouble.line, trouble.column);
  EXPECT_THAT(wrong, UnorderedElementsAre(std::pair(2, "所属"), std::pair(3, "氏名"),
                                          std::pair(4, "任用"), std::pair(5, "フリガナ"),
                                          std::pair(6, "異動日"), std::pair(7, "氏名")));
  EXPECT_EQ(code_of(import_roster(change(), plan, "名簿.csv", csv, april_)), "roster_wrong");
}

TEST_F(RosterTest, MakesTheSectionsItNamesWhenAsked) {
  import("氏名,フリガナ,所属,係\n林 静,ハヤシ,税務課,収納係\n森 彩,モリ,税務課,収納係\n",
         {.new_sections = true});
  const auto plan = planned("氏名,所属,係\n林 静,税務課,収納係\n");
  EXPECT_THAT(plan.changes, IsEmpty());
  const auto hayashi = people(connection(), april_);
  EXPECT_THAT(hayashi, Contains(Field(&Person::unit_name, "収納係")));
  EXPECT_THAT(hayashi, Contains(Field(&Person::section_name, "税務課")));
}

TEST_F(RosterTest, WhoLeavesIsThereOnTheLastDay) {
  import("氏名,区分,異動日\n大野 隆,定年退職,R9.3.31\n");
  EXPECT_FALSE(in_april(ono_).employed);
  EXPECT_TRUE(organisation::person(connection(), ono_, *parse_day("R9.3.31"))->employed);
}

TEST_F(RosterTest, TellsPeopleOfOneNameApartByTheirNumbers) {
  doing("add_person", {{"name", "大野 隆"}, {"kana", "オオノ"}, {"number", "77"}});
  EXPECT_THAT(planned("氏名,所属\n大野 隆,総務課\n").troubles, SizeIs(1));
  const auto plan = planned("氏名,職員番号,所属\n大野 隆,７７,総務課\n");
  EXPECT_THAT(plan.troubles, IsEmpty());
  EXPECT_THAT(kinds(plan), ElementsAre("move_person 大野 隆"));
}

TEST_F(RosterTest, ListsWhereSomebodyBelongsBesides) {
  import("氏名,所属,兼務\n田中 恵子,総務課,福祉課\n");
  EXPECT_THAT(members(connection(), welfare_, april_), UnorderedElementsAre(tanaka_, ono_));
  EXPECT_THAT(planned("氏名,所属,兼務\n田中 恵子,総務課,福祉課\n").changes, IsEmpty());
}

TEST_F(RosterTest, ThatWouldTakeTheLastAdministratorAwayIsWrong) {
  appoint("administrator", ono_);
  const auto plan = planned("氏名,所属\n田中 恵子,総務課\n", {.whole = true});
  ASSERT_THAT(plan.troubles, SizeIs(1));
  EXPECT_THAT(plan.troubles.front().message, HasSubstr("大野 隆"));
}

TEST_F(RosterTest, AppointsWhoeverTheBodySaysHoldsAnOffice) {
  doing("confirm_titles", {{"titles", JsonArray{JsonObject{{"office", "general_manager"},
                                                           {"title", "統括責任者"},
                                                           {"ex_officio", "福祉課長"}}}},
                           {"from", "R9.4.1"}});
  const auto roster =
      read_roster("氏名,フリガナ,所属,職名\n林 静,ハヤシ シズカ,福祉課,課長\n").value();
  const Offices titled = named_offices(connection(), offices_, april_);
  const auto plan = rehearsing(titled, [&](Rehearsal& rehearsal) {
    return plan_roster(rehearsal, titled, roster, {.day = april_, .appoint_heads = true});
  });
  EXPECT_THAT(plan.troubles, IsEmpty());
  EXPECT_THAT(kinds(plan), ElementsAre("add_person 林 静", "appoint 林 静", "appoint 林 静"));
  EXPECT_EQ(plan.changes.at(1).post, "統括責任者");
}

TEST_F(RosterTest, NeedsAHeaderWithNames) {
  EXPECT_EQ(code_of(read_roster("あ,い\nう,え\n")), "columns_missing");
  EXPECT_EQ(code_of(read_roster("所属,職名\n総務課,課長\n")), "columns_missing");
  const auto roster = read_roster("人事異動名簿\n\n氏名,所属,給料\n林 静,総務課,1\n");
  ASSERT_TRUE(roster);
  EXPECT_THAT(roster->ignored, ElementsAre("給料"));
  EXPECT_EQ(roster->rows.front().line, 4);
}

TEST(Heads, AreWhatARegulationSaysHoldsAnOffice) {
  EXPECT_TRUE(is_that_post("総務課長", "総務課長", ""));
  EXPECT_TRUE(is_that_post("総務課長", "課長", "総務課"));
  EXPECT_TRUE(is_that_post("副市長", "副市長", "市長室"));
  EXPECT_FALSE(is_that_post("総務課長", "課長", "住民課"));
  EXPECT_FALSE(is_that_post("", "", "総務課"));
}

TEST(Heads, AreToldFromWhatTheyAreCalledInTheirSection) {
  EXPECT_TRUE(is_head("課長", "総務課"));
  EXPECT_TRUE(is_head("総務課長", "総務課"));
  EXPECT_TRUE(is_head("事務局長", "議会事務局"));
  EXPECT_FALSE(is_head("課長補佐", "総務課"));
  EXPECT_FALSE(is_head("課長", "危機管理室"));
  EXPECT_FALSE(is_head("長", "総務課"));
}

}  // namespace
}  // namespace mamori::organisation
