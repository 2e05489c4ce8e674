#include "procedures/suspension.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "procedures/procedures_fixture.h"

namespace mamori::procedures {
namespace {

using organisation::testing::code_of;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Suspends by the day it names, without a decision: whoever files it answers for it.
constexpr std::string_view leave_yaml = R"(
procedure: leave
title: 例外
number: 例外
apply: {by: [staff]}
form:
  - name: rules
    label: 決まり
    type: choices
    required: true
    options: [{value: c, label: 貸出の決まり}, {value: d, label: ほかの決まり}]
  - {name: for_section, label: 課, type: section}
  - {name: until, label: 終わりの日, type: date, required: true}
suspends: {rules: rules, section: for_section, until: until, in: [in_force]}
states:
  - {id: in_force, label: 例外中, open: true, decided: true}
  - {id: ended, label: 終了}
acts:
  - {id: submit, label: 始める, from: [], to: in_force, by: [staff], form: true}
  - {id: finish, label: 終える, from: [in_force], to: ended, by: [{member_of: section}]}
)";

// Filing a loan that is due in the past is refused by control c, except under an exception.
class Suspending : public testing::ProcedureTest {
 protected:
  Suspending() {
    appoint("section_manager", head_, residents_);
    appoint("section_manager", other_head_, welfare_);
    apply(adopt(loan_), project);
    apply(adopt(leave_), project);
  }

  // Begins an exception from this rule, for one section or for all.
  std::string suspend(std::string_view rule, const std::string& section = "",
                      std::string_view until = "R8.11.25") {
    JsonObject form{{"rules", JsonArray{Json(rule)}}, {"until", until}};
    if (!section.empty()) form["for_section"] = section;
    return text_at(apply(file(desk(), leave_, head_, form), project), "application");
  }
  Result<ledger::Act> late_loan(const std::string& person_id) {
    return file(desk(), loan_, person_id,
                {{"things", JsonArray{Json(add_asset("投影機", "3"))}}, {"due", "R8.11.1"}});
  }

  const Definition leave_ = Definition::parse("leave.yaml", leave_yaml, schemes_).value();
  const std::string residents_ = section("住民課");
  const std::string welfare_ = section("福祉課");
  const std::string head_ = person("佐々木 誠", residents_);
  const std::string clerk_ = person("石井 由美", residents_);
  const std::string other_head_ = person("高橋 美咲", welfare_);
  const std::string other_ = person("小川 直樹", welfare_);
};

TEST_F(Suspending, LetsPassWhatRestsOnTheRuleAndSaysBecauseOfWhat) {
  ASSERT_EQ(code_of(late_loan(clerk_)), "due_in_the_past");
  const std::string exception = suspend("c");
  const Json filed = apply(late_loan(clerk_), project);
  const auto passed = passed_by(connection(), text_at(filed, "application"));
  ASSERT_THAT(passed, SizeIs(1));
  EXPECT_EQ(passed.front().code, "due_in_the_past");
  EXPECT_EQ(passed.front().exception_id, exception);
  EXPECT_THAT(accepted_under(connection(), exception), SizeIs(1));
}

TEST_F(Suspending, DoesNotReachAnotherRule) {
  suspend("d");
  EXPECT_EQ(code_of(late_loan(clerk_)), "due_in_the_past");
}

TEST_F(Suspending, DoesNotReachAnotherSection) {
  suspend("c", residents_);
  EXPECT_TRUE(late_loan(clerk_).has_value());
  EXPECT_EQ(code_of(late_loan(other_)), "due_in_the_past");
}

TEST_F(Suspending, EndsWithItsLastDayByItself) {
  suspend("c", "", "R8.11.21");
  EXPECT_TRUE(late_loan(clerk_).has_value());
  now_ += std::chrono::days{1};
  EXPECT_EQ(code_of(late_loan(clerk_)), "due_in_the_past");
  EXPECT_THAT(suspensions_in_force(connection(), today()), IsEmpty());
}

TEST_F(Suspending, EndsWhenItIsEnded) {
  const std::string exception = suspend("c");
  apply(act(desk(), leave_, application(connection(), exception).value(), "finish", head_,
            JsonObject{}),
        project);
  EXPECT_EQ(code_of(late_loan(clerk_)), "due_in_the_past");
}

TEST_F(Suspending, OfOneSystemDoesNotReachWhatConcernsOthersToo) {
  const Suspension of_tax{.application_id = "exception-1",
                          .number = "",
                          .rules = {"c"},
                          .section_id = "",
                          .system_ids = {"systems-1"},
                          .until = ""};
  EXPECT_TRUE(covers(of_tax, {.section_ids = {}, .system_ids = {"systems-1"}}));
  EXPECT_FALSE(covers(of_tax, {.section_ids = {}, .system_ids = {"systems-1", "systems-2"}}));
  EXPECT_FALSE(covers(of_tax, {}));
}

TEST_F(Suspending, IsDeclaredWithAnEndAndAStateThereIs) {
  const auto refused_with = [&](std::string_view words, std::string_view others) {
    std::string yaml(leave_yaml);
    yaml.replace(yaml.find(words), words.size(), others);
    return !Definition::parse("x", yaml, schemes_).has_value();
  };
  EXPECT_TRUE(refused_with("in: [in_force]", "in: [never]"));
  EXPECT_TRUE(refused_with("until: until", "until: rules"));
  EXPECT_TRUE(refused_with("suspends: {rules: rules", "suspends: {rules: until"));
}

}  // namespace
}  // namespace mamori::procedures
