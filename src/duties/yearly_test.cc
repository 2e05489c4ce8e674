#include "duties/yearly.h"

#include <gmock/gmock.h>
#include <utility>

#include "duties/rounds.h"
#include "procedures/procedures_fixture.h"

namespace mamori::duties {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view courses_yaml = R"(
register: courses
title: 研修台帳
entry: 研修
number: 研修
by: [{office: administrator}]
audience: {field: audience, circles: {all: {}, heads: {offices: [section_manager]}}}
yearly:
  title: 研修の年間計画
  year: fiscal_year
  planned: planned_on
  held: held_on
  roles:
    - {circle: {offices: [section_manager]}}
    - {label: 全職員, circle: {}}
fields:
  - {name: name, label: 名称, type: text, required: true}
  - {name: fiscal_year, label: 年度, type: fiscal_year, required: true}
  - name: audience
    label: 対象
    type: choice
    options: [{value: all, label: 全職員}, {value: heads, label: 管理者}]
  - {name: planned_on, label: 予定の日, type: date}
  - {name: held_on, label: 行った日, type: date}
)";

constexpr std::string_view attendance_yaml = R"(
duty: attendance
title: 研修の受講
each: person
about: {register: courses, when: {present: held_on}, since: held_on}
)";

// One head, one clerk, and what is planned for them in 令和8年度; today is 令和8年11月21日.
class YearlyTest : public procedures::testing::ProcedureTest {
 protected:
  YearlyTest() : section_(section("住民課")), head_(person("佐々木 誠", section_)) {
    appoint("section_manager", head_, section_);
    clerk_ = person("石井 由美", section_);
  }

  std::string add(const JsonObject& course) {
    return text_at(
        apply(registers::add_entry(connection(), courses(), {"system:test", now_}, Json(course)),
              registers::project),
        "id");
  }
  void close(const std::string& id) {
    const auto entry = registers::entry(connection(), id).value();
    const Json input{{"closed_on", "R8.11.21"}, {"change_reason", "年度の終わり"}};
    apply(registers::close_entry(connection(), courses(), {"system:test", now_}, {entry, 1}, input),
          registers::project);
  }
  void attends(const std::string& course, const std::string& who, std::string_view result) {
    const auto present = roster();
    const Json input{{"result", result}, {"note", "欠席した"}, {"done_on", "R8.11.21"}};
    apply(perform({connection(), *present, now_}, duties_.at("attendance"), course + "~~" + who,
                  who, input),
          project);
  }
  const registers::Definition& courses() const { return registers_.at("courses"); }
  // The heads, then everybody.
  std::vector<RoleYear> plan(int year = 2026) {
    return year_plan(connection(), courses(), duties_, offices_, year, today());
  }
  std::vector<Reach> reach() {
    std::vector<Reach> all;
    for (const RoleYear& role : plan()) all.push_back(reach_of(role, today()));
    return all;
  }
  static std::vector<std::string> names(const Occasions& occasions) {
    std::vector<std::string> all;
    for (const auto& one : occasions) all.push_back(one->entry.label);
    return all;
  }

  const registers::Definitions registers_{
      {"courses", registers::Definition::parse("courses.yaml", courses_yaml, schemes_).value()}};
  const Definitions duties_{
      {"attendance", Definition::parse("attendance.yaml", attendance_yaml, registers_).value()}};
  const std::string section_;
  const std::string head_;
  std::string clerk_;
};

TEST_F(YearlyTest, ARoleNeedsAPlanOfItsOwn) {
  EXPECT_THAT(reach(), ElementsAre(Reach::unplanned, Reach::unplanned));
  add({{"name", "全員の研修"}, {"fiscal_year", "R8"}, {"audience", "all"}});
  EXPECT_THAT(reach(), ElementsAre(Reach::unfit, Reach::coming));
  add({{"name", "管理者の研修"}, {"fiscal_year", "R8"}, {"audience", "heads"}});
  EXPECT_THAT(reach(), ElementsAre(Reach::coming, Reach::coming));
  EXPECT_EQ(plan().at(0).label, "情報セキュリティ管理者");
  EXPECT_THAT(names(plan().at(0).own), ElementsAre("管理者の研修"));
  EXPECT_THAT(names(plan().at(0).common), ElementsAre("全員の研修"));
  EXPECT_THAT(names(plan().at(1).own), ElementsAre("全員の研修"));
  EXPECT_THAT(names(plan(2025).at(1).own), IsEmpty());
}

TEST_F(YearlyTest, WhatWasPlannedForADayThatHasPassedIsLate) {
  add({{"name", "全員の研修"},
       {"fiscal_year", "R8"},
       {"audience", "all"},
       {"planned_on", "R8.6.1"}});
  EXPECT_THAT(reach(), ElementsAre(Reach::late, Reach::late));
}

TEST_F(YearlyTest, WhatWasCalledOffIsNotPlannedAnyMore) {
  const std::string id = add({{"name", "全員の研修"},
                              {"fiscal_year", "R8"},
                              {"audience", "all"},
                              {"planned_on", "R8.6.1"}});
  close(id);
  EXPECT_THAT(reach(), ElementsAre(Reach::unplanned, Reach::unplanned));
}

TEST_F(YearlyTest, WhatWasHeldCountsAlsoAfterItWasClosed) {
  close(add({{"name", "全員の研修"},
             {"fiscal_year", "R8"},
             {"audience", "all"},
             {"held_on", "R8.11.20"}}));
  EXPECT_THAT(reach(), ElementsAre(Reach::unfit, Reach::missing));
}

TEST_F(YearlyTest, WhoWasNotThereIsNamedUntilTheyWere) {
  const std::string course = add({{"name", "全員の研修"},
                                  {"fiscal_year", "R8"},
                                  {"audience", "all"},
                                  {"held_on", "R8.11.20"}});
  attends(course, clerk_, "good");
  EXPECT_EQ(reach().at(1), Reach::missing);
  const RoleYear everybody = plan().at(1);
  for (const Attendee& one : everybody.people) {
    EXPECT_EQ(one.reached(), one.person.id == clerk_);
    EXPECT_EQ(one.missing.size(), one.reached() ? 0U : 1U);
  }
  attends(course, head_, "good");
  EXPECT_EQ(reach().at(1), Reach::reached);
}

TEST_F(YearlyTest, WhoIsRecordedAsNotHavingTakenPartWasNotReached) {
  const std::string course = add({{"name", "全員の研修"},
                                  {"fiscal_year", "R8"},
                                  {"audience", "all"},
                                  {"held_on", "R8.11.20"}});
  attends(course, clerk_, "good");
  attends(course, head_, "found");
  EXPECT_EQ(reach().at(1), Reach::found);
  const Attendee head = plan().at(0).people.at(0);
  EXPECT_FALSE(head.reached());
  EXPECT_THAT(head.done, IsEmpty());
  EXPECT_THAT(names(head.found), ElementsAre("全員の研修"));
}

TEST_F(YearlyTest, HowItStandsWithThePlanIsTheSameForWhoMaySeeNobodyOfTheRole) {
  const auto reach_unseen = [&] {
    RoleYear heads = plan().at(0);
    heads.hidden = std::ssize(std::exchange(heads.people, {}));
    return reach_of(heads, today());
  };
  EXPECT_EQ(reach_unseen(), Reach::unplanned);
  add({{"name", "全員の研修"}, {"fiscal_year", "R8"}, {"audience", "all"}});
  EXPECT_EQ(reach_unseen(), Reach::unfit);
  add({{"name", "管理者の研修"}, {"fiscal_year", "R8"}, {"audience", "heads"}});
  EXPECT_EQ(reach_unseen(), Reach::hidden);
  add({{"name", "管理者の補講"},
       {"fiscal_year", "R8"},
       {"audience", "heads"},
       {"planned_on", "R8.6.1"}});
  EXPECT_EQ(reach_unseen(), Reach::late);
}

TEST_F(YearlyTest, ARoleNobodyHasIsReachedByNothing) {
  RoleYear role;
  EXPECT_EQ(reach_of(role, today()), Reach::nobody);
}

}  // namespace
}  // namespace mamori::duties
