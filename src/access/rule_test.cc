#include "access/rule.h"

#include <gmock/gmock.h>

#include "access/segregation.h"

namespace mamori::access {
namespace {

using ::testing::HasSubstr;

Result<Rule> read_rule(std::string_view yaml) {
  return parse_rule(*Yaml::parse("rule.yaml", yaml));
}

std::string complaint(const Result<Rule>& result) {
  return result ? "" : result.error().message;
}

TEST(Rule, SaysWhoMayAndWhoNever) {
  const auto read = read_rule(R"(
by_first:
  - {office: section_manager, of: section}
  - {office: ciso}
never:
  - {who: {person: applicant}, code: own_application, message: 自分のものです。, controls: [a, b]}
)");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->order, Order::first);
  ASSERT_EQ(read->by.size(), 2U);
  EXPECT_EQ(read->by[0].kind, Party::Kind::office);
  EXPECT_EQ(read->by[0].office, "section_manager");
  EXPECT_EQ(read->by[0].fact, "section");
  EXPECT_EQ(read->by[1].fact, "");
  ASSERT_EQ(read->never.size(), 1U);
  EXPECT_EQ(read->never[0].party.kind, Party::Kind::person);
  EXPECT_EQ(read->never[0].controls.size(), 2U);
}

TEST(Rule, StaffAndMembersAreParties) {
  const auto read = read_rule("by: [staff, {member_of: section}]");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->order, Order::any);
  EXPECT_EQ(read->by[0].kind, Party::Kind::staff);
  EXPECT_EQ(read->by[1].kind, Party::Kind::member);
}

TEST(Rule, AWrongOneIsRefusedWithItsLine) {
  EXPECT_THAT(complaint(read_rule("by: []")), HasSubstr("rule.yaml:1"));
  EXPECT_THAT(complaint(read_rule("never: []")), HasSubstr("誰ができるか"));
  EXPECT_THAT(complaint(read_rule("by:\n  - {offise: ciso}")),
              HasSubstr("rule.yaml:2: 知らない項目"));
  EXPECT_THAT(complaint(read_rule("by:\n  - everybody")), HasSubstr("rule.yaml:2: 「staff」か"));
  EXPECT_THAT(complaint(read_rule("by: [staff]\nnever:\n  - {who: staff, code: x}")),
              HasSubstr("rule.yaml:3: never には code と message"));
}

TEST(Segregation, IsNamedInsteadOfRepeated) {
  const auto segregation = Segregation::parse("segregation.yaml", R"(
rules:
  - {id: asker_is_not_giver, title: 求めた人は与えない, who: {person: applicant}, code: own,
     message: 自分のものです。}
)");
  ASSERT_TRUE(segregation.has_value());
  const auto read = [&](std::string_view never) {
    const std::string yaml = "by: [staff]\nnever: " + std::string(never);
    return parse_rule(*Yaml::parse("rule.yaml", yaml), *segregation);
  };
  EXPECT_EQ(read("[asker_is_not_giver]")->never.front().code, "own");
  const auto other = read("[{rule: asker_is_not_giver, who: {person: ask}}]");
  EXPECT_EQ(other->never.front().party.fact, "ask");
  EXPECT_EQ(other->never.front().message, "自分のものです。");
  EXPECT_THAT(complaint(read("[unheard_of]")),
              HasSubstr("rule.yaml:2: 兼務を禁じる規則「unheard_of」"));
}

TEST(Policy, GivesTheRuleOfEachAct) {
  const auto policy = Policy::parse("access.yaml", R"(
acts:
  - acts: [view.home, view.notices]
    by: [staff]
  - acts: [organisation.appoint]
    by: [{office: administrator}]
)");
  ASSERT_TRUE(policy.has_value());
  EXPECT_NE(policy->rule("view.notices"), nullptr);
  EXPECT_EQ(policy->rule("organisation.appoint")->by[0].office, "administrator");
  EXPECT_EQ(policy->rule("organisation.abolish"), nullptr);
}

TEST(Policy, HasOneRuleForAnAct) {
  const auto policy = Policy::parse("access.yaml",
                                    "acts:\n"
                                    "  - {acts: [a], by: [staff]}\n"
                                    "  - {acts: [a], by: [{office: ciso}]}");
  ASSERT_FALSE(policy.has_value());
  EXPECT_THAT(policy.error().message, HasSubstr("access.yaml:3: 「a」の規則が二つ"));
}

}  // namespace
}  // namespace mamori::access
