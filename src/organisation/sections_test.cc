// What an April reshuffle does to sections, and how a slip of the pen is mended.
#include <gmock/gmock.h>

#include "base/json.h"
#include "organisation/copy.h"
#include "organisation/corrections.h"
#include "organisation/dissolving.h"
#include "organisation/organisation_fixture.h"

namespace mamori::organisation {
namespace {

using testing::code_of;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// 住民課 with its head and a clerk, 福祉課 with a clerk who is also in 住民課.
class Reshuffle : public testing::OrganisationTest {
 protected:
  Reshuffle() {
    doing("add_membership", {{"person", ogawa_}, {"section", residents_}});
    appoint("section_manager", sasaki_, residents_);
    now_ += std::chrono::days{1};
  }

  Result<Dissolution> dissolving(const Json& input) {
    return rehearsing(offices_, [&](Rehearsal& rehearsal) {
      return dissolve_section(rehearsal, offices_, change(), input);
    });
  }
  Person on(std::string_view day, const std::string& id) {
    return organisation::person(connection(), id, parse_day(day).value()).value();
  }
  std::vector<std::string> section_names(std::string_view day) {
    std::vector<std::string> names;
    for (const Section& one : sections(connection(), parse_day(day).value())) {
      names.push_back(one.name);
    }
    return names;
  }

  const std::string residents_ = section("住民課");
  const std::string welfare_ = section("福祉課");
  const std::string sasaki_ = person("佐々木 誠", residents_);
  const std::string ishii_ = person("石井 由美", residents_);
  const std::string ogawa_ = person("小川 直樹", welfare_);
};

TEST_F(Reshuffle, AMergedSectionHandsItsPeopleOver) {
  const auto found = dissolving({{"section", residents_}, {"into", welfare_}, {"to", "R9.4.1"}});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(found->moved, UnorderedElementsAre("佐々木 誠", "石井 由美"));
  EXPECT_THAT(found->besides, UnorderedElementsAre("小川 直樹"));
  EXPECT_THAT(found->without_section, IsEmpty());
  ASSERT_THAT(found->offices, SizeIs(1));
  EXPECT_EQ(found->offices.front().person_name, "佐々木 誠");
  apply(found->act);
  EXPECT_EQ(on("R9.4.1", ishii_).section_id, welfare_);
  EXPECT_EQ(on("R9.3.31", ishii_).section_id, residents_);
  EXPECT_THAT(section_names("R9.3.31"), UnorderedElementsAre("住民課", "福祉課"));
  EXPECT_THAT(section_names("R9.4.1"), UnorderedElementsAre("福祉課"));
  const Day april = parse_day("R9.4.1").value();
  EXPECT_THAT(holders(connection(), "section_manager", residents_, april), IsEmpty());
  EXPECT_THAT(holders(connection(), "section_manager", residents_, today()),
              UnorderedElementsAre(sasaki_));
}

TEST_F(Reshuffle, LookingAtItChangesNothing) {
  ASSERT_TRUE(dissolving({{"section", residents_}, {"into", welfare_}, {"to", "R9.4.1"}}));
  EXPECT_THAT(section_names("R9.4.1"), UnorderedElementsAre("住民課", "福祉課"));
  EXPECT_EQ(on("R9.4.1", ishii_).section_id, residents_);
}

TEST_F(Reshuffle, IsTriedOnACopyWhileTheBodyGoesOn) {
  const mamori::testing::TestDatabase elsewhere;
  Copy copy(connection(), elsewhere.folder());
  EXPECT_THAT(people(copy.connection(), today()), SizeIs(3));
  Rehearsal rehearsal(copy.connection(), offices_, change());
  const auto found =
      dissolve_section(rehearsal, offices_, change(), {{"section", residents_}, {"to", "R9.4.1"}});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(sections(copy.connection(), parse_day("R9.4.1").value()), SizeIs(1));
  EXPECT_THAT(section_names("R9.4.1"), UnorderedElementsAre("住民課", "福祉課"));
}

TEST_F(Reshuffle, AnAbolishedSectionLeavesItsPeopleWithoutOne) {
  const auto found = dissolving({{"section", residents_}, {"to", "R9.4.1"}});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(found->without_section, UnorderedElementsAre("佐々木 誠", "石井 由美"));
  apply(found->act);
  EXPECT_EQ(on("R9.4.1", ishii_).section_id, "");
  EXPECT_TRUE(on("R9.4.1", ishii_).employed);
  // They can be put somewhere from that day on.
  doing("move_person", {{"person", ishii_}, {"section", welfare_}, {"from", "R9.4.1"}});
  EXPECT_EQ(on("R9.4.1", ishii_).section_id, welfare_);
}

TEST_F(Reshuffle, UnitsGoWithTheirSection) {
  const std::string unit =
      doing("add_section", {{"name", "戸籍係"}, {"level", "unit"}, {"parent", residents_}});
  const std::string clerk = person("森 静", unit);
  now_ += std::chrono::days{1};
  EXPECT_EQ(code_of(dissolving({{"section", residents_}, {"to", "R9.4.1"}})), "section_in_use");
  const auto found = dissolving({{"section", residents_}, {"into", welfare_}, {"to", "R9.4.1"}});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(found->raised, UnorderedElementsAre("戸籍係"));
  apply(found->act);
  EXPECT_EQ(on("R9.4.1", clerk).section_id, welfare_);
  EXPECT_EQ(on("R9.4.1", clerk).unit_name, "戸籍係");
}

TEST_F(Reshuffle, WhatIsSettledLaterStandsInTheWay) {
  doing("move_person", {{"person", ogawa_}, {"section", residents_}, {"from", "R9.5.1"}});
  EXPECT_EQ(code_of(dissolving({{"section", residents_}, {"into", welfare_}, {"to", "R9.4.1"}})),
            "later_change_exists");
  EXPECT_EQ(code_of(dissolving({{"section", welfare_}, {"into", welfare_}, {"to", "R9.4.1"}})),
            "into_wrong");
  EXPECT_EQ(code_of(dissolving({{"section", "none"}, {"to", "R9.4.1"}})), "section_unknown");
}

TEST_F(Reshuffle, ATypoOfTodayIsCorrectedInItsPlace) {
  const std::string tax = section("税無課");
  doing("correct_section", {{"section", tax}, {"name", "税務課"}});
  EXPECT_THAT(section_names("R8.11.22"), UnorderedElementsAre("住民課", "福祉課", "税務課"));
  EXPECT_EQ(code_of(trying("correct_section", {{"section", tax}, {"name", "福祉課"}})),
            "section_exists");
  now_ += std::chrono::days{1};
  EXPECT_EQ(code_of(trying("correct_section", {{"section", tax}, {"name", "税務室"}})),
            "correction_too_late");
}

TEST_F(Reshuffle, AChangeForALaterDayCanStillBeCorrected) {
  doing("change_section", {{"section", residents_}, {"name", "市民化"}, {"from", "R9.4.1"}});
  doing("correct_section", {{"section", residents_}, {"name", "市民課"}});
  EXPECT_THAT(section_names("R9.3.31"), UnorderedElementsAre("住民課", "福祉課"));
  EXPECT_THAT(section_names("R9.4.1"), UnorderedElementsAre("市民課", "福祉課"));
}

TEST_F(Reshuffle, WhoWasEnteredWrongTodayIsCorrected) {
  const std::string mori = person("森 彩加", welfare_);
  doing("correct_person", {{"person", mori}, {"name", "森 彩香"}, {"kana", "モリ アヤカ"}});
  doing("correct_move", {{"person", mori}, {"section", residents_}, {"post", "主任"}});
  const Person corrected = on("R8.11.22", mori);
  EXPECT_EQ(corrected.name, "森 彩香");
  EXPECT_EQ(corrected.kana, "モリ アヤカ");
  EXPECT_EQ(corrected.section_id, residents_);
  EXPECT_EQ(corrected.post, "主任");
  EXPECT_EQ(code_of(trying("correct_person", {{"person", ishii_}, {"name", "石井 由実"}})),
            "correction_too_late");
  EXPECT_EQ(code_of(trying("correct_move", {{"person", ishii_}, {"section", welfare_}})),
            "correction_too_late");
  EXPECT_EQ(code_of(trying("correct_move",
                           {{"person", mori}, {"section", residents_}, {"post", "主任"}})),
            "membership_unchanged");
}

}  // namespace
}  // namespace mamori::organisation
