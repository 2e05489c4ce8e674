#include "procedures/feasibility.h"

#include <gmock/gmock.h>

#include "procedures/procedures_fixture.h"

namespace mamori::procedures {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view offices_yaml = R"(
offices:
  - {id: ciso, title: CISO, scope: body, when_absent: general_manager}
  - {id: general_manager, title: 統括情報セキュリティ責任者, scope: body}
  - {id: section_manager, title: 情報セキュリティ管理者, scope: section, when_absent: general_manager}
  - {id: audit_lead, title: 監査統括責任者, scope: body}
  - {id: system_manager, title: 情報システム管理者, scope: system, several: true}
)";

// Somebody asks, the head decides, somebody else of the section confirms.
constexpr std::string_view permit_yaml = R"(
procedure: permit
title: 許可
number: 許可
apply: {by: [staff]}
form: [{name: what, label: もの, type: text}]
states:
  - {id: requested, label: 決裁待ち, open: true}
  - {id: sent_back, label: 差戻し, open: true}
  - {id: permitted, label: 許可, open: true}
  - {id: confirmed, label: 確認済み}
route:
  - {label: 決裁, acts: [approve]}
  - {label: 確認, acts: [confirm]}
acts:
  - {id: submit, label: 申請, from: [], to: requested, by: [staff], form: true}
  - id: approve
    label: 許可する
    from: [requested]
    to: permitted
    by_first: [{office: section_manager, of: section}, {office: general_manager}]
    never: &not_own [{who: {person: applicant}, code: own_application, message: 自分の申請です。}]
  - {id: send_back, label: 差し戻す, from: [requested], to: sent_back, by: [{office: ciso}]}
  - {id: resubmit, label: 直す, from: [sent_back], to: requested, by: [{person: applicant}],
     form: true}
  - {id: confirm, label: 確認した, from: [permitted], to: confirmed, by: [{member_of: section}],
     never: *not_own}
)";

// The audit of the section that asks for it, by nobody of that section.
constexpr std::string_view audit_yaml = R"(
procedure: audit
title: 監査
number: 監査
apply: {by: [{member_of: section}]}
form: [{name: what, label: もの, type: text}]
states:
  - {id: asked, label: 実施待ち, open: true}
  - {id: audited, label: 実施済み}
route: [{label: 実施, acts: [examine]}]
acts:
  - {id: submit, label: 求める, from: [], to: asked, by: [{member_of: section}], form: true}
  - {id: examine, label: 監査した, from: [asked], to: audited, by: [{office: audit_lead}],
     never: [{who: {member_of: section}, code: own_section, message: 自分の課です。}]}
)";

// Asked of whoever manages the system; nobody permits it for them but the CISO, where they ask.
constexpr std::string_view remote_yaml = R"(
procedure: remote
title: 外部からのアクセス
number: 外部
apply: {by: [staff]}
form: [{name: system, label: システム, type: references, of: systems, length_max: 1, required: true}]
states:
  - {id: requested, label: 決裁待ち, open: true}
  - {id: permitted, label: 許可}
route: [{label: 決裁, acts: [approve]}]
acts:
  - {id: submit, label: 申請, from: [], to: requested, by: [staff], form: true}
  - id: approve
    label: 許可する
    from: [requested]
    to: permitted
    by_first: [{office: system_manager, of: system}, {office: ciso}]
    never: [{who: {person: applicant}, code: own_application, message: 自分の申請です。}]
)";

class Feasibility : public ::testing::Test {
 protected:
  std::vector<Obstacle> found(std::string_view yaml) const {
    auto definition = Definition::parse("x.yaml", yaml, {}).value();
    Definitions all;
    all.emplace(definition.id, std::move(definition));
    return obstacles(access::Roster(staffing_, offices_), all);
  }
  static auto at(std::string_view section, std::string_view step, std::string_view away) {
    return ::testing::AllOf(Field(&Obstacle::section_id, section), Field(&Obstacle::step_id, step),
                            Field(&Obstacle::away, away));
  }
  void join(const std::string& id, const std::string& section) {
    staffing_.people.push_back({id, id});
    staffing_.memberships.push_back({id, section});
  }

  const organisation::Offices offices_ =
      organisation::Offices::parse("offices.yaml", offices_yaml).value();
  access::Staffing staffing_{
      .people = {{"head", "佐々木 誠"},
                 {"clerk", "石井 由美"},
                 {"colleague", "山本 健"},
                 {"general", "田中 恵子"},
                 {"chief", "大野 隆"}},
      .sections = {{"residents", "住民課"}},
      .memberships = {{"head", "residents"}, {"clerk", "residents"}, {"colleague", "residents"}},
      .holdings = {{"section_manager", "residents", "head"},
                   {"general_manager", "", "general"},
                   {"ciso", "", "chief"}},
      .delegations = {},
      .absent = {}};
};

TEST_F(Feasibility, ASectionWithAHeadAndTwoClerksCanAlwaysGoOn) {
  EXPECT_THAT(found(permit_yaml), IsEmpty());
}

TEST_F(Feasibility, WhereTwoAreEverybodyOneAwayStopsTheConfirmation) {
  staffing_.memberships.pop_back();
  EXPECT_THAT(found(permit_yaml),
              ElementsAre(at("residents", "confirm", "head"), at("residents", "confirm", "clerk")));
}

TEST_F(Feasibility, TheOnlyHeadWhoIsAlsoTheOnlyApplicant) {
  staffing_.sections.push_back({"assembly", "議会事務局"});
  join("alone", "assembly");
  staffing_.holdings.push_back({"section_manager", "assembly", "alone"});
  const auto obstacles = found(permit_yaml);
  EXPECT_THAT(obstacles, ElementsAre(at("assembly", "confirm", "")));
  EXPECT_THAT(obstacles.front().reason, HasSubstr("自分の申請です"));
}

TEST_F(Feasibility, WhatOnlyAnotherSectionAppliesForDoesNotStopHere) {
  staffing_.sections.push_back({"assembly", "議会事務局"});
  join("alone", "assembly");
  staffing_.holdings.push_back({"audit_lead", "", "alone"});
  std::string for_auditors(permit_yaml);
  for_auditors.replace(for_auditors.find("[staff]"), 7, "[{office: audit_lead}]");
  EXPECT_THAT(found(for_auditors), Each(Field(&Obstacle::section_id, "assembly")));
  staffing_.holdings.pop_back();
  EXPECT_THAT(found(for_auditors),
              ElementsAre(at("residents", "submit", ""), at("assembly", "submit", "")));
}

TEST_F(Feasibility, AVacantOfficeIsNamed) {
  staffing_.holdings.erase(staffing_.holdings.begin());
  const auto obstacles = found(permit_yaml);
  EXPECT_THAT(obstacles, ElementsAre(at("residents", "approve", "")));
  EXPECT_THAT(obstacles.front().reason, HasSubstr("情報セキュリティ管理者（住民課）が任命されて"));
}

TEST_F(Feasibility, TheHeadAndWhoStandsInAwayTogether) {
  staffing_.absent = {"general"};
  EXPECT_THAT(found(permit_yaml), ElementsAre(at("residents", "approve", "head")));
}

TEST_F(Feasibility, TheAuditorInTheAuditedSection) {
  staffing_.holdings.push_back({"audit_lead", "", "clerk"});
  const auto obstacles = found(audit_yaml);
  EXPECT_THAT(obstacles, ElementsAre(at("residents", "examine", "")));
  EXPECT_THAT(obstacles.front().reason, HasSubstr("自分の課です"));
}

TEST_F(Feasibility, OfAChangeOnlyWhatItMakesWorseIsTold) {
  Definitions all;
  all.emplace("permit", Definition::parse("x.yaml", permit_yaml, {}).value());
  staffing_.memberships.pop_back();  // so that one away stops the confirmation already
  const access::Roster before(staffing_, offices_);
  staffing_.holdings.push_back({"audit_lead", "", "chief"});
  EXPECT_THAT(added_obstacles(before, access::Roster(staffing_, offices_), all), IsEmpty());
  staffing_.absent = {"clerk"};
  EXPECT_THAT(added_obstacles(before, access::Roster(staffing_, offices_), all),
              ElementsAre(at("residents", "confirm", "")))
      << "what could have come has come";
  staffing_.holdings.erase(staffing_.holdings.begin());
  const access::Roster after(staffing_, offices_);
  const auto added = added_obstacles(before, after, all);
  EXPECT_THAT(added, ElementsAre(at("residents", "approve", "")));
  EXPECT_EQ(sentence(obstacle_words(after, all, added.front())),
            "「許可」（住民課）は、「許可する」で止まります。");
  EXPECT_THAT(added_obstacles(after, after, all), IsEmpty());
}

TEST_F(Feasibility, TheFirstOfASectionWhoMayApplyMakesNothingWorse) {
  staffing_.memberships.pop_back();  // so that one away stops the confirmation
  staffing_.sections.push_back({"assembly", "議会事務局"});
  join("alone", "assembly");
  staffing_.holdings.push_back({"audit_lead", "", "alone"});
  std::string for_auditors(permit_yaml);
  for_auditors.replace(for_auditors.find("[staff]"), 7, "[{office: audit_lead}]");
  Definitions all;
  all.emplace("permit", Definition::parse("x.yaml", for_auditors, {}).value());
  const access::Roster before(staffing_, offices_);
  staffing_.holdings.back().person_id = "clerk";
  const access::Roster after(staffing_, offices_);
  EXPECT_THAT(obstacles(after, all), Contains(Field(&Obstacle::section_id, "residents")));
  EXPECT_THAT(added_obstacles(before, after, all), IsEmpty());
}

// Two systems, each with a manager of its own.
class FeasibilityOfSystems : public Feasibility {
 protected:
  FeasibilityOfSystems() {
    staffing_.systems = {{"systems-1", "住民記録システム"}, {"systems-2", "税務システム"}};
    manages("systems-1", "general");
    manages("systems-2", "colleague");
  }
  void manages(const std::string& system, const std::string& person) {
    staffing_.holdings.push_back({"system_manager", system, person});
  }
  std::vector<std::string> sentences() const {
    Definitions all;
    all.emplace("remote", Definition::parse("x.yaml", remote_yaml, {}).value());
    const access::Roster roster(staffing_, offices_);
    std::vector<std::string> told;
    for (const Obstacle& found : obstacles(roster, all)) {
      told.push_back(sentence(obstacle_words(roster, all, found)));
    }
    return told;
  }
};

TEST_F(FeasibilityOfSystems, EachStopsWhileItsOwnManagerIsAway) {
  EXPECT_THAT(
      sentences(),
      ElementsAre("田中 恵子さんが不在のとき、「外部からのアクセス」（住民課・住民記録システム）"
                  "は、「許可する」で止まります。",
                  "山本 健さんが不在のとき、「外部からのアクセス」（住民課・税務システム）は、"
                  "「許可する」で止まります。"));
}

TEST_F(FeasibilityOfSystems, OneThatNobodyManagesStopsToday) {
  staffing_.systems.push_back({"systems-3", "財務システム"});
  const auto today = found(remote_yaml).front();
  EXPECT_THAT(today, at("residents", "approve", ""));
  EXPECT_THAT(today.system_ids, ElementsAre("systems-3"));
  EXPECT_EQ(today.reason, "情報システム管理者（財務システム）が任命されていません。");
}

TEST_F(FeasibilityOfSystems, AnAppointmentForAllOfThemCounts) {
  staffing_.systems.push_back({"systems-3", "財務システム"});
  manages("", "chief");
  EXPECT_THAT(sentences(),
              ElementsAre("大野 隆さんが不在のとき、「外部からのアクセス」（住民課・財務システム）"
                          "は、「許可する」で止まります。"));
  manages("", "head");
  EXPECT_THAT(sentences(), IsEmpty());
}

TEST_F(FeasibilityOfSystems, ThoseThatAreAlikeAreToldOfOnce) {
  staffing_.systems.push_back({"systems-3", "財務システム"});
  manages("systems-3", "general");
  EXPECT_THAT(sentences(), ElementsAre(HasSubstr("住民記録システムほか1件）"), HasSubstr("税務")));
  staffing_.holdings.resize(3);
  EXPECT_THAT(sentences(),
              ElementsAre("「外部からのアクセス」（住民課）は、「許可する」で止まります。"))
      << "all of them are";
}

TEST_F(FeasibilityOfSystems, WhoIsNamedForOneSystemActsForThatOneOnly) {
  staffing_.holdings.resize(3);
  manages("systems-1", "general");
  manages("systems-2", "general");
  staffing_.delegations = {{"system_manager", "systems-1", "general", "colleague"}};
  EXPECT_THAT(sentences(), ElementsAre(HasSubstr("税務システム")));
}

TEST_F(FeasibilityOfSystems, LosingAManagerMakesOnlyThatSystemWorse) {
  Definitions all;
  all.emplace("remote", Definition::parse("x.yaml", remote_yaml, {}).value());
  const access::Roster before(staffing_, offices_);
  staffing_.holdings.pop_back();
  const auto added = added_obstacles(before, access::Roster(staffing_, offices_), all);
  ASSERT_THAT(added, ElementsAre(at("residents", "approve", "")));
  EXPECT_THAT(added.front().system_ids, ElementsAre("systems-2"));
}

TEST_F(Feasibility, AnEmptySectionNeedsNothing) {
  staffing_.sections.push_back({"empty", "準備室"});
  EXPECT_THAT(found(permit_yaml), IsEmpty());
}

}  // namespace
}  // namespace mamori::procedures
