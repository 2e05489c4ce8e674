#include "access/roster.h"

#include <gmock/gmock.h>

#include "access/decision.h"
#include "access/testing_world.h"

namespace mamori::access {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::string_view offices_yaml = R"(
offices:
  - {id: ciso, title: 最高情報セキュリティ責任者（CISO）, short: CISO, scope: body,
     when_absent: general_manager}
  - {id: general_manager, title: 統括情報セキュリティ責任者, short: 統括, scope: body}
  - {id: section_manager, title: 情報セキュリティ管理者, short: 管理者, scope: section,
     when_vacant: general_manager}
)";

Rule rule(std::string_view yaml) {
  return parse_rule(*Yaml::parse("rule.yaml", yaml)).value();
}

// 住民課 with its head and a clerk; the general manager and the CISO above.
class Absence : public ::testing::Test {
 protected:
  Roster roster() const { return Roster(staffing_, offices_); }
  Decision of(const std::string& person, const Rule& asked) const {
    return decide(roster(), asked, facts_, person);
  }
  std::vector<std::string> deciding(const Rule& asked) const {
    std::vector<std::string> ids;
    for (const Holder& holder : who_may(roster(), asked, facts_)) ids.push_back(holder.person_id);
    return ids;
  }

  const organisation::Offices offices_ =
      organisation::Offices::parse("offices.yaml", offices_yaml).value();
  Staffing staffing_{.people = {{"head", "佐々木 誠"},
                                {"clerk", "石井 由美"},
                                {"general", "田中 恵子"},
                                {"chief", "大野 隆"}},
                     .sections = {{"residents", "住民課"}},
                     .memberships = {{"head", "residents"}, {"clerk", "residents"}},
                     .holdings = {{"section_manager", "residents", "head"},
                                  {"general_manager", "", "general"},
                                  {"ciso", "", "chief"}}};
  const Facts facts_{.people = {{"applicant", "clerk"}}, .sections = {{"section", "residents"}}};
  const Rule by_ciso_ = rule("by_first: [{office: ciso}]");
  const Rule by_head_ = rule(R"(
by_first: [{office: section_manager, of: section}, {office: general_manager}]
never: [{who: {person: applicant}, code: own_application, message: 自分の申請です。}]
)");
};

TEST_F(Absence, TheOfficeThatStandsInDecidesAndSaysSo) {
  EXPECT_EQ(of("general", by_ciso_).code, "not_the_holder");
  staffing_.absent = {"chief"};
  const Decision decision = of("general", by_ciso_);
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.capacity, "統括情報セキュリティ責任者（CISO不在のため代決）");
  EXPECT_EQ(decision.acted_for, "chief");
  EXPECT_THAT(deciding(by_ciso_), ElementsAre("general"));
}

// 代決 takes nothing from whose office it is: who is back before the day they said may decide.
TEST_F(Absence, TheAbsentHolderMayStillDecide) {
  staffing_.absent = {"chief"};
  const Decision decision = of("chief", by_ciso_);
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.acted_for, "");
}

TEST_F(Absence, WhereNobodyStandsInItWaitsForTheHolder) {
  staffing_.absent = {"head"};
  EXPECT_EQ(of("general", by_head_).code, "not_the_holder");
  EXPECT_THAT(deciding(by_head_), ElementsAre("head"));
}

TEST_F(Absence, AVacantOfficeIsStoodInForOnlyWhereTheOfficesSaySo) {
  staffing_.holdings = {{"general_manager", "", "general"}};
  EXPECT_EQ(of("general", by_ciso_).code, "office_vacant");
  const Decision decision = of("general", by_head_);
  EXPECT_EQ(decision.capacity, "統括情報セキュリティ責任者（住民課の管理者欠員のため代決）");
  EXPECT_EQ(decision.acted_for, "");
}

TEST_F(Absence, ADelegateActsWhileTheHolderIsAway) {
  staffing_.delegations = {{"section_manager", "residents", "head", "chief"}};
  EXPECT_FALSE(of("chief", by_head_).allowed);
  staffing_.absent = {"head"};
  EXPECT_EQ(of("chief", by_head_).capacity,
            "情報セキュリティ管理者（住民課）代行（佐々木 誠さん不在のため）");
  EXPECT_THAT(deciding(by_head_), ElementsAre("chief"));
  staffing_.absent = {"head", "chief"};
  EXPECT_THAT(deciding(by_head_), ElementsAre("head", "chief"));
}

TEST_F(Absence, WhoeverActsForTheApplicantIsExcludedAsTheApplicantIs) {
  staffing_.delegations = {{"section_manager", "residents", "head", "chief"}};
  staffing_.absent = {"head"};
  const Facts own{.people = {{"applicant", "head"}}, .sections = {{"section", "residents"}}};
  EXPECT_FALSE(decide(roster(), by_head_, own, "chief").allowed);
  EXPECT_TRUE(decide(roster(), by_head_, own, "general").allowed);
}

// They find it when they come back; without this nobody would ever tell a CISO what was late then.
TEST_F(Absence, WhatIsToldReachesTheHolderAndWhoeverStandsIn) {
  const auto told = [this] {
    std::vector<std::string> ids;
    for (const Holder& one : who_is_told(roster(), by_ciso_.by, facts_)) {
      ids.push_back(one.person_id);
    }
    return ids;
  };
  EXPECT_THAT(told(), ElementsAre("chief"));
  staffing_.absent = {"chief"};
  EXPECT_THAT(told(), ElementsAre("chief", "general"));
}

TEST_F(Absence, TwoAwayLeadOnToWhoActsForTheSecond) {
  staffing_.absent = {"chief", "general"};
  EXPECT_THAT(deciding(by_ciso_), ElementsAre("chief"));
  staffing_.delegations = {{"general_manager", "", "general", "clerk"}};
  EXPECT_THAT(deciding(by_ciso_), ElementsAre("clerk"));
}

TEST_F(Absence, OneMorePersonAwayIsAnotherRoster) {
  const Roster today = roster();
  const Roster later = today.without(today.person("chief"));
  EXPECT_FALSE(decide(today, by_ciso_, facts_, "general").allowed);
  EXPECT_TRUE(decide(later, by_ciso_, facts_, "general").allowed);
}

TEST_F(Absence, WhoLeftMayNothing) {
  EXPECT_FALSE(of("left", rule("by: [staff]")).allowed);
  EXPECT_EQ(of("left", rule("by: [{person: applicant}]")).code, "not_the_holder");
}

TEST_F(Absence, BelongingToSeveralSectionsIsBelongingToEach) {
  staffing_.sections.push_back({"general_affairs", "総務課"});
  staffing_.memberships.push_back({"clerk", "general_affairs"});
  for (const char* section : {"residents", "general_affairs"}) {
    const Facts there{.people = {}, .sections = {{"section", section}}};
    EXPECT_TRUE(decide(roster(), rule("by: [{member_of: section}]"), there, "clerk").allowed);
  }
}

TEST_F(Absence, AUnitIsPartOfItsSectionAndHasNoOffices) {
  staffing_.units = {{"counter", "residents"}};
  staffing_.people.push_back({"junior", "山本 健"});
  staffing_.memberships.push_back({"junior", "counter"});
  staffing_.holdings.push_back({"section_manager", "counter", "junior"});
  const Facts there{.people = {}, .sections = {{"section", "counter"}}};
  const Rule members = rule("by: [{member_of: section}]");
  EXPECT_TRUE(decide(roster(), members, facts_, "junior").allowed);
  EXPECT_TRUE(decide(roster(), members, there, "head").allowed);
  EXPECT_FALSE(of("junior", by_head_).allowed);
}

// Systems have managers of their own; an appointment that names none is for all of them.
class Systems : public ::testing::Test {
 protected:
  std::vector<std::string> deciding(std::string_view yaml, const std::string& system = {}) const {
    const Roster roster(staffing_, offices_);
    Facts facts;
    if (!system.empty()) facts.sections["system"] = system;
    std::vector<std::string> ids;
    for (const Holder& holder : who_may(roster, rule(yaml), facts)) ids.push_back(holder.person_id);
    return ids;
  }

  const organisation::Offices offices_ = organisation::Offices::parse("offices.yaml", R"(
offices:
  - {id: system_manager, title: 情報システム管理者, scope: system, several: true}
  - {id: ciso, title: CISO, scope: body}
  - {id: committee, title: 委員会, scope: body, several: true, members: [ciso]}
)")
                                             .value();
  const Staffing staffing_{
      .people = {{"nishi", "西村 亮"}, {"kita", "北川 茂"}, {"chief", "大野 隆"}},
      .sections = {{"general", "総務課"}},
      .systems = {{"systems-1", "住民記録システム"}, {"systems-2", "税務システム"}},
      .memberships = {},
      .holdings = {{"system_manager", "systems-1", "nishi"},
                   {"system_manager", "", "kita"},
                   {"committee", "", "kita"},
                   {"ciso", "", "chief"}}};
  static constexpr std::string_view of_system_ = "by: [{office: system_manager, of: system}]";
};

TEST_F(Systems, AreDecidedOnByTheirOwnManagersAndThoseOfAll) {
  EXPECT_THAT(deciding(of_system_, "systems-1"), UnorderedElementsAre("nishi", "kita"));
  EXPECT_THAT(deciding(of_system_, "systems-2"), ElementsAre("kita"));
  EXPECT_THAT(deciding(of_system_, "systems-9"), ElementsAre("kita"))
      << "nobody holds it for that one, but one for all";
  EXPECT_THAT(deciding(of_system_), IsEmpty());
}

TEST_F(Systems, WhoManagesAnotherIsToldForWhichItTakes) {
  const Roster roster(staffing_, offices_);
  const Facts facts{.people = {}, .sections = {{"system", "systems-2"}}};
  const Decision decision = decide(roster, rule(of_system_), facts, "nishi");
  EXPECT_EQ(decision.code, "not_the_holder");
  EXPECT_EQ(decision.message, "これができるのは情報システム管理者（税務システム）だけです。");
}

TEST_F(Systems, ThatARuleDoesNotNameMeanAnyOfThem) {
  EXPECT_THAT(deciding("by: [{office: system_manager}]", "systems-2"),
              UnorderedElementsAre("nishi", "kita"));
}

TEST_F(Systems, AreNoSections) {
  const Roster roster(staffing_, offices_);
  EXPECT_EQ(roster.section_count(), 1U);
  EXPECT_EQ(roster.section_at(roster.section("systems-2")).name, "税務システム");
}

TEST_F(Systems, ACommitteeIsWhoeverSitsOnItByOfficeOrByAppointment) {
  EXPECT_THAT(deciding("by: [{office: committee}]"), UnorderedElementsAre("kita", "chief"));
}

// MAMORI_RANDOM_REQUESTS asks for more.
TEST(Compiled, AgreesWithThePlainEvaluatorOnInventedOrganisations) {
  const char* asked = std::getenv("MAMORI_RANDOM_REQUESTS");
  const long requests_min = asked ? std::atol(asked) : 50'000;
  long requests = 0;
  std::map<std::string, long> outcomes;
  for (std::uint64_t seed = 1; requests < requests_min; ++seed) {
    testing::Inventor inventor(seed);
    const testing::World world = inventor.world();
    const testing::Naive naive(world);
    const Roster roster(world.staffing, world.offices);
    for (int round = 0; round < 20; ++round) {
      const Rule invented = inventor.rule();
      const Facts facts = inventor.facts(world);
      for (const auto& person : world.staffing.people) {
        const Decision decision = decide(roster, invented, facts, person.id);
        const std::string outcome = decision.allowed ? "allowed" : decision.code;
        ASSERT_EQ(outcome, naive.decide(invented, facts, person.id))
            << "seed " << seed << ", round " << round << ", " << person.id;
        ++outcomes[outcome];
        ++requests;
      }
    }
  }
  for (const char* outcome :
       {"allowed", "never_0", "not_the_holder", "office_vacant", "nobody_eligible"}) {
    EXPECT_GT(outcomes[outcome], requests / 1000) << outcome;
  }
}

}  // namespace
}  // namespace mamori::access
