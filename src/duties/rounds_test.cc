#include "duties/rounds.h"

#include <gmock/gmock.h>

#include "duties/posture.h"
#include "procedures/procedures_fixture.h"

namespace mamori::duties {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view workplace_yaml = R"(
duty: workplace
title: 職場の点検
lead: 見て回ります。
every_months: 6
each: section
by: [{office: section_manager, of: section}]
points: [鍵が掛かっている, 机の上に何もない]
)";

constexpr std::string_view self_check_yaml = R"(
duty: self-check
title: 自己点検
every_months: 12
each: person
points: [パスワードを教えていない]
)";

class RoundsTest : public procedures::testing::ProcedureTest {
 protected:
  RoundsTest() : section_(section("住民課")), head_(person("佐々木 誠", section_)) {
    appoint("section_manager", head_, section_);
  }

  Result<ledger::Act> perform(const Definition& duty, std::string_view unit, std::string_view who,
                              const Json& input) {
    const auto present = roster();
    return duties::perform({connection(), *present, now_}, duty, unit, who, input);
  }
  std::optional<ledger::Act> tell_late(const Definition& duty) {
    const auto present = roster();
    return duties::tell_late({connection(), *present, now_}, duty);
  }
  void done(const Definition& duty, std::string_view unit, std::string_view who) {
    apply(perform(duty, unit, who, everything_in_order()), project);
  }
  static Json everything_in_order() {
    return {{"points", JsonArray{"p1", "p2"}}, {"result", "good"}, {"done_on", "R8.11.21"}};
  }
  Day due(const Definition& duty) { return owed(connection(), duty, today()).at(0).due; }

  const std::string section_;
  const std::string head_;
  const Definition workplace_ = Definition::parse("workplace.yaml", workplace_yaml).value();
  const Definition self_check_ = Definition::parse("self-check.yaml", self_check_yaml).value();
};

TEST_F(RoundsTest, ASectionOwesTheFirstWithinNinetyDaysAndTheNextAfterTheInterval) {
  ASSERT_EQ(owed(connection(), workplace_, today()).size(), 1U);
  EXPECT_FALSE(owed(connection(), workplace_, today()).at(0).last);
  EXPECT_FALSE(owed(connection(), workplace_, today()).at(0).late(today()));
  done(workplace_, section_, head_);
  EXPECT_EQ(iso_day(due(workplace_)), "2027-05-21");
}

TEST_F(RoundsTest, AMonthWithoutThatDayEndsOnItsLast) {
  EXPECT_EQ(iso_day(workplace_.due_after(Day(std::chrono::year(2026) / 8 / 31))), "2027-02-28");
}

TEST_F(RoundsTest, OnlyWhoTheRuleNamesDoesIt) {
  const std::string clerk = person("石井 由美", section_);
  EXPECT_EQ(perform(workplace_, section_, clerk, everything_in_order()).error().code,
            "not_the_holder");
  const Json own{{"points", JsonArray{"p1"}}, {"result", "good"}, {"done_on", "R8.11.21"}};
  EXPECT_FALSE(perform(self_check_, clerk, head_, own).has_value());
  EXPECT_TRUE(perform(self_check_, clerk, clerk, own).has_value());
}

TEST_F(RoundsTest, AllInOrderMeansThatEverythingWasLookedAt) {
  Json input = everything_in_order();
  input.as_object()["points"] = JsonArray{"p1"};
  EXPECT_EQ(perform(workplace_, section_, head_, input).error().code, "points_unchecked");
  input.as_object()["result"] = "found";
  EXPECT_EQ(perform(workplace_, section_, head_, input).error().code, "note_missing");
  input.as_object()["note"] = "鍵が壊れている。総務課に12月までに直してもらう。";
  EXPECT_TRUE(perform(workplace_, section_, head_, input).has_value());
  input.as_object()["done_on"] = "R8.11.22";
  EXPECT_EQ(perform(workplace_, section_, head_, input).error().code, "done_in_future");
}

TEST_F(RoundsTest, WhoeverIsLateIsToldOnceForEachDay) {
  done(workplace_, section_, head_);
  now_ += std::chrono::days{180};
  EXPECT_FALSE(tell_late(workplace_));  // the day itself is not late
  now_ += std::chrono::days{5};
  const auto told = tell_late(workplace_);
  ASSERT_TRUE(told);
  const JsonArray& tell = array_at(told->payload, "tell");
  ASSERT_THAT(tell, SizeIs(1));
  EXPECT_EQ(text_at(tell[0], "person"), head_);
  EXPECT_THAT(text_at(tell[0], "text"), HasSubstr("住民課"));
  apply(Result<ledger::Act>(*told), project);
  EXPECT_FALSE(tell_late(workplace_));
}

TEST(RoundsDefinition, SaysWhatIsWrong) {
  const auto complaint = [](std::string from, std::string_view to) {
    std::string yaml(workplace_yaml);
    yaml.replace(yaml.find(from), from.size(), to);
    const auto duty = Definition::parse("duties/workplace.yaml", yaml);
    return duty ? std::string() : duty.error().message;
  };
  EXPECT_THAT(complaint("every_months: 6", "every_months: 0"),
              HasSubstr("duties/workplace.yaml:5"));
  EXPECT_THAT(complaint("every_months: 6", "every_months: 6\nevery_days: 3"),
              HasSubstr("どちらか"));
  EXPECT_THAT(complaint("each: section", "each: building"), HasSubstr("each は"));
  EXPECT_THAT(complaint("[鍵が掛かっている, 机の上に何もない]", "[]"), HasSubstr("points"));
  EXPECT_THAT(complaint("lead: 見て回ります。", "lede: 見て回ります。"), HasSubstr("知らない項目"));
}

}  // namespace
}  // namespace mamori::duties
