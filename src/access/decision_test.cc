#include "access/decision.h"

#include <gmock/gmock.h>

#include "organisation/organisation_fixture.h"

namespace mamori::access {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// One section with its head and a clerk, the general manager and the CISO above.
class Decide : public organisation::testing::OrganisationTest {
 protected:
  Decide() {
    head_office_ = appoint("section_manager", head_, residents_);
    appoint("general_manager", general_);
    appoint("ciso", ciso_);
  }

  Roster roster() { return Roster(staffing(connection(), today()), offices_); }
  static Rule rule(std::string_view yaml) {
    return parse_rule(*Yaml::parse("rule.yaml", yaml)).value();
  }
  Decision of(const std::string& person_id, const std::string& applicant) {
    return decide(roster(), section_head_, facts(applicant), person_id);
  }
  Facts facts(const std::string& applicant) const {
    return {.people = {{"applicant", applicant}}, .sections = {{"section", residents_}}};
  }
  std::vector<std::string> deciding(const std::string& applicant) {
    std::vector<std::string> ids;
    for (const Holder& holder : who_may(roster(), section_head_, facts(applicant))) {
      ids.push_back(holder.person_id);
    }
    return ids;
  }

  const Rule section_head_ = rule(R"(
by_first: [{office: section_manager, of: section}, {office: general_manager}, {office: ciso}]
never: [{who: {person: applicant}, code: own_application, message: 自分の申請です。, controls: [c]}]
)");
  const std::string residents_ = section("住民課");
  const std::string head_ = person("佐々木 誠", residents_);
  const std::string clerk_ = person("石井 由美", residents_);
  const std::string general_ = person("田中 恵子");
  const std::string ciso_ = person("大野 隆");
  std::string head_office_;
};

TEST_F(Decide, TheHeadOfTheSectionAndNobodyElse) {
  const Decision decision = of(head_, clerk_);
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.capacity, "情報セキュリティ管理者（住民課）");
  for (const std::string& other : {general_, ciso_, std::string("nobody")}) {
    EXPECT_EQ(of(other, clerk_).code, "not_the_holder");
  }
  EXPECT_THAT(of(ciso_, clerk_).message, HasSubstr("情報セキュリティ管理者（住民課）だけ"));
  EXPECT_THAT(deciding(clerk_), ElementsAre(head_));
}

TEST_F(Decide, WhoIsExcludedIsToldWhyAndOnWhichControl) {
  const Decision decision = of(clerk_, clerk_);
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.code, "own_application");
  EXPECT_EQ(decision.message, "自分の申請です。");
  EXPECT_THAT(decision.remedy, HasSubstr("情報セキュリティ管理者（住民課）"));
  EXPECT_THAT(decision.controls, ElementsAre("c"));
}

TEST_F(Decide, ForAnExcludedHolderTheNextOfficeDecides) {
  EXPECT_EQ(of(head_, head_).code, "own_application");
  EXPECT_TRUE(of(general_, head_).allowed);
  EXPECT_EQ(of(general_, head_).capacity, "統括情報セキュリティ責任者");
  EXPECT_FALSE(of(ciso_, head_).allowed);
  EXPECT_THAT(deciding(head_), ElementsAre(general_));
}

TEST_F(Decide, AVacantOfficeIsFilledNotSteppedOver) {
  apply(ending(head_office_));
  EXPECT_EQ(of(general_, clerk_).code, "office_vacant");
  EXPECT_THAT(of(general_, clerk_).message, HasSubstr("情報セキュリティ管理者（住民課）"));
  EXPECT_THAT(deciding(clerk_), IsEmpty());
}

TEST_F(Decide, WhenOneHoldsAllTheOfficesNobodyIsEligible) {
  apply(ending(head_office_));
  appoint("section_manager", ciso_, residents_);
  const Rule two = rule(R"(
by_first: [{office: section_manager, of: section}, {office: ciso}]
never: [{who: {person: applicant}, code: own_application, message: 自分の申請です。}]
)");
  EXPECT_EQ(decide(roster(), two, facts(ciso_), general_).code, "nobody_eligible");
  EXPECT_EQ(decide(roster(), two, facts(ciso_), ciso_).code, "own_application");
}

TEST_F(Decide, MembersAreThoseOfTheSection) {
  const Rule members = rule(R"(
by: [{member_of: section}]
never: [{who: {person: applicant}, code: by_applicant, message: 別の人がします。}]
)");
  EXPECT_TRUE(decide(roster(), members, facts(clerk_), head_).allowed);
  EXPECT_EQ(decide(roster(), members, facts(clerk_), clerk_).code, "by_applicant");
  EXPECT_EQ(decide(roster(), members, facts(clerk_), general_).code, "not_the_holder");
  EXPECT_EQ(who_may(roster(), members, facts(clerk_)).size(), 1U);
}

TEST_F(Decide, AFactThatNamesNobodyMatchesNobody) {
  const Rule members = rule("by: [{member_of: section}, {person: applicant}]");
  EXPECT_FALSE(decide(roster(), members, {}, general_).allowed);  // he belongs to no section
  EXPECT_FALSE(decide(roster(), members, {}, "").allowed);
}

TEST_F(Decide, AllStaffMayWithoutBeingNamed) {
  const Rule staff = rule("by: [staff]");
  EXPECT_TRUE(decide(roster(), staff, {}, clerk_).allowed);
  EXPECT_THAT(who_may(roster(), staff, {}), IsEmpty());
}

TEST_F(Decide, APartyIsSaidOfThingsThatAreNotConfinedAndOfARank) {
  const Rule readers = rule(R"(
by:
  - {member_of: section, unless_confined: true, up_to_rank: 2}
  - {office: section_manager, of: section}
)");
  Facts thing = facts(clerk_);
  EXPECT_TRUE(decide(roster(), readers, thing, clerk_).allowed);
  thing.rank = 3;
  EXPECT_FALSE(decide(roster(), readers, thing, clerk_).allowed);
  thing.rank = 2;
  thing.confined = true;
  EXPECT_TRUE(decide(roster(), readers, thing, head_).allowed);
  const Decision denied = decide(roster(), readers, thing, clerk_);
  EXPECT_EQ(denied.message, "これができるのは情報セキュリティ管理者（住民課）だけです。");
}

TEST_F(Decide, APartyThatIsNotSaidOfAThingIsPassedOver) {
  const Rule in_order = rule(R"(
by_first: [{office: section_manager, of: section, unless_confined: true}, {office: ciso}]
)");
  Facts thing = facts(clerk_);
  EXPECT_TRUE(decide(roster(), in_order, thing, head_).allowed);
  thing.confined = true;
  EXPECT_FALSE(decide(roster(), in_order, thing, head_).allowed);
  EXPECT_TRUE(decide(roster(), in_order, thing, ciso_).allowed);
}

TEST_F(Decide, WhoBelongedToASectionIsKnownForAYear) {
  const Rule audit = rule(R"(
by: [staff]
never: [{who: {was_member_of: section}, code: own_section, message: 自分の課です。}]
)");
  Staffing staff = staffing(connection(), today());
  EXPECT_TRUE(decide(Roster(staff, offices_), audit, facts(clerk_), general_).allowed);
  staff.former.push_back({general_, residents_});
  EXPECT_EQ(decide(Roster(staff, offices_), audit, facts(clerk_), general_).code, "own_section");
  EXPECT_EQ(decide(Roster(staff, offices_), audit, facts(clerk_), clerk_).code, "own_section");
  EXPECT_FALSE(parse_rule(*Yaml::parse("rule.yaml", "by: [{was_member_of: section}]")));
}

TEST_F(Decide, TheYearIsThatBeforeTheDay) {
  const std::string moved = person("林 静", residents_);
  doing("move_person", {{"person", moved}, {"section", section("福祉課")}, {"from", "R9.4.1"}});
  const auto former_on = [&](std::string_view day) {
    return staffing(connection(), *parse_day(day)).former.size();
  };
  EXPECT_EQ(former_on("R9.3.31"), 0U);
  EXPECT_EQ(former_on("R9.4.1"), 1U);
  EXPECT_EQ(former_on("R10.3.31"), 1U);
  EXPECT_EQ(former_on("R10.4.1"), 0U);
}

// A 係 that is no more, and the 課 that it was part of while somebody belonged to it.
TEST_F(Decide, WhoBelongedToAUnitBelongedToItsSection) {
  const std::string unit = doing(
      "add_section", {{"name", "窓口係"}, {"level", "unit"}, {"parent", residents_}, {"from", ""}});
  const std::string moved = person("林 静", unit);
  doing("move_person", {{"person", moved}, {"section", section("福祉課")}, {"from", "R9.4.1"}});
  doing("abolish_section", {{"section", unit}, {"to", "R9.4.1"}});
  const Roster later(staffing(connection(), *parse_day("R9.4.1")), offices_);
  EXPECT_TRUE(later.was_member(later.person(moved), later.section(residents_)));
  EXPECT_FALSE(later.is_member(later.person(moved), later.section(residents_)));
}

}  // namespace
}  // namespace mamori::access
