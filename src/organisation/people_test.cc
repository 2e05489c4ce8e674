// People and sections over time: nothing of what was changes with what comes.
#include <gmock/gmock.h>

#include "organisation/finding.h"
#include "organisation/organisation_fixture.h"

namespace mamori::organisation {
namespace {

using testing::code_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class People : public testing::OrganisationTest {
 protected:
  static Day day(std::string_view text) { return parse_day(text).value(); }
  Person on(std::string_view when, const std::string& id) {
    return organisation::person(connection(), id, day(when)).value();
  }

  const std::string general_ = section("総務課");
  const std::string welfare_ = section("福祉課");
  const std::string tanaka_ = person("田中 恵子", general_);
};

TEST_F(People, AreNamedByIdByTheWholeNameOrByNumber) {
  const auto named = [&](std::string_view text) {
    const auto found = person_named(connection(), text, day("R8.12.1"));
    return found ? found->id : std::string();
  };
  doing("change_person", {{"person", tanaka_}, {"number", "00-12"}, {"from", "R8.12.1"}});
  EXPECT_EQ(named(tanaka_), tanaka_);
  EXPECT_EQ(named("田中　恵子"), tanaka_);
  EXPECT_EQ(named("００－１２"), tanaka_);
  EXPECT_EQ(named("田中"), "") << "a part of a name is searched for, not taken";
  EXPECT_EQ(named(" "), "");
  person("田中 恵子", welfare_);
  EXPECT_EQ(named("田中 恵子"), "") << "there are two";
  EXPECT_EQ(named("00-12"), tanaka_);
}

TEST_F(People, AreFoundByWordsAndInHiraganaToo) {
  const auto found = [&](std::string_view words) {
    return is_found_by(on("R8.12.1", tanaka_), words_typed(words));
  };
  EXPECT_TRUE(found("田中"));
  EXPECT_TRUE(found("かな　総務"));
  EXPECT_TRUE(found(""));
  EXPECT_FALSE(found("田中 福祉課"));
}

TEST_F(People, AMoveLeavesTheDaysBeforeAsTheyWere) {
  doing("move_person",
        {{"person", tanaka_}, {"section", welfare_}, {"post", "課長"}, {"from", "R9.4.1"}});
  EXPECT_EQ(on("R9.3.31", tanaka_).section_name, "総務課");
  EXPECT_EQ(on("R9.4.1", tanaka_).section_name, "福祉課");
  EXPECT_EQ(on("R9.4.1", tanaka_).post, "課長");
}

TEST_F(People, AMoveEndsTheOfficesOfTheSectionLeftAndNoOthers) {
  appoint("section_manager", tanaka_, general_);
  appoint("general_manager", tanaka_);
  doing("move_person", {{"person", tanaka_}, {"section", welfare_}, {"from", "R9.4.1"}});
  EXPECT_THAT(holders(connection(), "section_manager", general_, day("R9.3.31")), SizeIs(1));
  EXPECT_THAT(holders(connection(), "section_manager", general_, day("R9.4.1")), IsEmpty());
  EXPECT_THAT(holders(connection(), "general_manager", "", day("R9.4.1")), ElementsAre(tanaka_));
}

TEST_F(People, MovesOfOnePersonFollowOneAnother) {
  doing("move_person", {{"person", tanaka_}, {"section", welfare_}, {"from", "R9.4.1"}});
  const auto back = [&](std::string_view from) {
    return trying("move_person", {{"person", tanaka_}, {"section", general_}, {"from", from}});
  };
  EXPECT_EQ(code_of(back("R9.2.1")), "membership_unchanged");
  EXPECT_EQ(code_of(back("R9.4.1")), "later_change_exists");
  EXPECT_EQ(code_of(back("R9.10.1")), "");
}

TEST_F(People, OneMayBelongToSeveralSectionsWithOneOfThemMain) {
  doing("add_membership",
        {{"person", tanaka_}, {"section", welfare_}, {"post", "参事"}, {"from", "R8.12.1"}});
  EXPECT_EQ(on("R8.12.1", tanaka_).section_name, "総務課");
  EXPECT_THAT(members(connection(), welfare_, day("R8.12.1")), ElementsAre(tanaka_));
  EXPECT_THAT(members(connection(), general_, day("R8.12.1")), ElementsAre(tanaka_));
  EXPECT_THAT(people(connection(), day("R8.12.1")), SizeIs(1));
  doing("end_membership", {{"person", tanaka_}, {"section", welfare_}, {"to", "R9.4.1"}});
  EXPECT_THAT(members(connection(), welfare_, day("R9.3.31")), SizeIs(1));
  EXPECT_THAT(members(connection(), welfare_, day("R9.4.1")), IsEmpty());
  EXPECT_EQ(code_of(trying("end_membership", {{"person", tanaka_}, {"section", general_}})),
            "membership_unknown");  // the main one is left by moving
}

TEST_F(People, WhoLeftIsStillKnownByName) {
  appoint("ciso", tanaka_);
  doing("leave", {{"person", tanaka_}, {"to", "R9.4.1"}, {"reason", "定年退職"}});
  EXPECT_TRUE(on("R9.3.31", tanaka_).employed);
  const Person after = on("R9.4.1", tanaka_);
  EXPECT_FALSE(after.employed);
  EXPECT_EQ(after.name, "田中 恵子");
  EXPECT_EQ(after.section_id, "");
  EXPECT_THAT(people(connection(), day("R9.4.1")), IsEmpty());
  EXPECT_THAT(holders(connection(), "ciso", "", day("R9.3.31")), SizeIs(1));
  EXPECT_THAT(holders(connection(), "ciso", "", day("R9.4.1")), IsEmpty());
  EXPECT_EQ(code_of(trying("move_person", {{"person", tanaka_}, {"section", welfare_}})),
            "leaving_settled");
}

TEST_F(People, WhoLeftCanComeBack) {
  doing("leave", {{"person", tanaka_}, {"to", "R9.4.1"}});
  doing("rejoin", {{"person", tanaka_},
                   {"section", welfare_},
                   {"employment", "会計年度任用職員"},
                   {"from", "R9.6.1"}});
  EXPECT_FALSE(on("R9.5.31", tanaka_).employed);
  EXPECT_EQ(on("R9.6.1", tanaka_).section_name, "福祉課");
  EXPECT_EQ(on("R9.6.1", tanaka_).employment, "会計年度任用職員");
  EXPECT_EQ(on("R9.3.31", tanaka_).employment, "職員");
}

TEST_F(People, TheLastAdministratorDoesNotLeave) {
  appoint("administrator", tanaka_);
  EXPECT_EQ(code_of(trying("leave", {{"person", tanaka_}, {"to", "R9.4.1"}})),
            "last_administrator");
}

TEST_F(People, ANewNameHoldsFromItsDay) {
  doing("change_person", {{"person", tanaka_},
                          {"name", "山下 恵子"},
                          {"kana", "ヤマシタ ケイコ"},
                          {"from", "R9.1.5"}});
  EXPECT_EQ(on("R9.1.4", tanaka_).name, "田中 恵子");
  EXPECT_EQ(on("R9.1.5", tanaka_).name, "山下 恵子");
  EXPECT_EQ(code_of(trying("change_person", {{"person", tanaka_}, {"from", "R9.1.6"}})),
            "person_unchanged");
}

TEST_F(People, ANumberOfStaffBelongsToOnePerson) {
  doing("add_person", {{"name", "林 静"}, {"kana", "ハヤシ"}, {"number", "0012"}});
  EXPECT_EQ(
      code_of(trying("add_person", {{"name", "森 彩"}, {"kana", "モリ"}, {"number", "００１２"}})),
      "number_taken");
}

TEST_F(People, WhoComesInAprilIsNotThereBefore) {
  const std::string mori =
      doing("add_person",
            {{"name", "森 彩"}, {"kana", "モリ"}, {"section", welfare_}, {"from", "R9.4.1"}});
  EXPECT_FALSE(on("R9.3.31", mori).employed);
  EXPECT_THAT(people(connection(), day("R9.3.31")), SizeIs(1));
  EXPECT_EQ(on("R9.4.1", mori).section_name, "福祉課");
}

TEST_F(People, ASectionKeepsItsOldNameOnTheDaysOfOld) {
  doing("change_section", {{"section", welfare_}, {"name", "健康福祉課"}, {"from", "R9.4.1"}});
  EXPECT_EQ(organisation::section(connection(), welfare_, day("R9.3.31"))->name, "福祉課");
  EXPECT_EQ(organisation::section(connection(), welfare_, day("R9.4.1"))->name, "健康福祉課");
  EXPECT_EQ(code_of(trying("change_section",
                           {{"section", welfare_}, {"name", "厚生課"}, {"from", "R9.4.1"}})),
            "later_change_exists");
}

TEST_F(People, AUnitBelongsToASectionAndItsMembersToBoth) {
  const std::string unit =
      doing("add_section", {{"name", "文書係"}, {"level", "unit"}, {"parent", general_}});
  const std::string ono = person("大野 隆", unit);
  const Person found = on("R8.11.21", ono);
  EXPECT_EQ(found.section_name, "総務課");
  EXPECT_EQ(found.unit_name, "文書係");
  EXPECT_THAT(members(connection(), general_, today()), UnorderedElementsAre(tanaka_, ono));
  EXPECT_EQ(code_of(trying("add_section", {{"name", "庶務係"}, {"level", "unit"}})),
            "parent_wrong");
  EXPECT_EQ(code_of(trying("add_section",
                           {{"name", "総務部"}, {"level", "division"}, {"parent", general_}})),
            "parent_wrong");
}

TEST_F(People, ASectionInUseIsNotAbolished) {
  EXPECT_EQ(code_of(trying("abolish_section", {{"section", general_}, {"to", "R9.4.1"}})),
            "section_in_use");
  doing("move_person", {{"person", tanaka_}, {"section", welfare_}, {"from", "R9.4.1"}});
  doing("abolish_section", {{"section", general_}, {"to", "R9.4.1"}});
  EXPECT_TRUE(organisation::section(connection(), general_, day("R9.3.31")));
  EXPECT_FALSE(organisation::section(connection(), general_, day("R9.4.1")));
}

class StandingIn : public People {
 protected:
  Result<ledger::Act> delegating(std::string_view from, std::string_view until) {
    return trying("delegate", {{"office", "ciso"},
                               {"from_person", tanaka_},
                               {"to_person", ono_},
                               {"from", from},
                               {"until", until}});
  }
  const std::string ono_ = person("大野 隆", general_);
};

TEST_F(StandingIn, AnAbsenceLastsUntilItsLastDay) {
  const std::string away =
      doing("enter_absence",
            {{"person", tanaka_}, {"from", "R8.12.1"}, {"until", "R8.12.10"}, {"reason", "出張"}});
  EXPECT_THAT(absences(connection(), day("R8.11.30")), IsEmpty());
  ASSERT_THAT(absences(connection(), day("R8.12.10")), SizeIs(1));
  EXPECT_EQ(absences(connection(), day("R8.12.10")).front().person_id, tanaka_);
  EXPECT_THAT(absences(connection(), day("R8.12.11")), IsEmpty());
  EXPECT_EQ(code_of(trying("enter_absence",
                           {{"person", tanaka_}, {"from", "R8.12.10"}, {"until", "R8.12.12"}})),
            "absence_exists");
  doing("end_absence", {{"absence", away}, {"back", "R8.12.5"}});
  EXPECT_THAT(absences(connection(), day("R8.12.5")), IsEmpty());
  EXPECT_THAT(absences(connection(), day("R8.12.4")), SizeIs(1));
}

TEST_F(StandingIn, ADelegationNeedsTheOfficeAndEndsWithIt) {
  EXPECT_EQ(code_of(delegating("R8.12.1", "R9.3.31")), "not_in_office");
  const std::string held = appoint("ciso", tanaka_);
  apply(delegating("R8.12.1", "R9.3.31"));
  EXPECT_EQ(code_of(delegating("R9.3.1", "R9.4.30")), "delegation_exists");
  ASSERT_THAT(delegations(connection(), day("R9.3.31")), SizeIs(1));
  EXPECT_EQ(delegations(connection(), day("R9.3.31")).front().to_person, ono_);
  EXPECT_THAT(delegations(connection(), day("R9.4.1")), IsEmpty());
  apply(ending(held, "R9.2.1"));
  EXPECT_THAT(delegations(connection(), day("R9.1.31")), SizeIs(1));
  EXPECT_THAT(delegations(connection(), day("R9.2.1")), IsEmpty());
}

TEST_F(StandingIn, ADelegationCanBeTakenBack) {
  appoint("ciso", tanaka_);
  const std::string given = text_at(apply(delegating("R8.12.1", "R9.3.31")), "id");
  doing("end_delegation", {{"delegation", given}, {"to", "R9.1.1"}});
  EXPECT_THAT(delegations(connection(), day("R8.12.31")), SizeIs(1));
  EXPECT_THAT(delegations(connection(), day("R9.1.1")), IsEmpty());
  EXPECT_EQ(code_of(trying("end_delegation", {{"delegation", given}, {"to", "R9.1.1"}})),
            "delegation_unknown");
}

}  // namespace
}  // namespace mamori::organisation
