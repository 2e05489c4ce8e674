#include "procedures/exceptions.h"

#include <gmock/gmock.h>

#include "procedures/procedures_fixture.h"

namespace mamori::procedures {
namespace {

using organisation::testing::code_of;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view separation_yaml = R"(
rules:
  - {id: own, title: 別の人, who: {person: applicant}, code: own, message: 自分のものです。,
     controls: [c], consent: [{office: ciso}, {office: general_manager}]}
)";

constexpr std::string_view sections_permit_yaml = R"(
procedure: permit
title: 許可
number: 許可
apply: {by: [staff]}
form: [{name: what, label: もの, type: text}]
states:
  - {id: requested, label: 決裁待ち, open: true}
  - {id: permitted, label: 許可, decided: true}
route: [{label: 決裁, acts: [approve]}]
acts:
  - {id: submit, label: 申請, from: [], to: requested, by: [staff], form: true}
  - {id: approve, label: 許可する, from: [requested], to: permitted, never: [own],
     by_first: [{office: section_manager, of: section}]}
)";

// A section whose head is the only one who could permit what the head asks for.
class Exceptions : public testing::ProcedureTest {
 protected:
  Exceptions() {
    appoint("section_manager", head_, residents_);
    appoint("ciso", ciso_);
    apply(adopt(permit_), project);
    id_ = text_at(apply(file(desk(), permit_, head_, JsonObject{}), project), "application");
  }
  Result<ledger::Act> excepting(const std::string& person_id, std::string_view reason = "一人課") {
    return except(desk(), permit_, application(connection(), id_).value(), person_id,
                  {{"rule", "own:applicant"}, {"step", "approve"}, {"comment", reason}});
  }
  Result<ledger::Act> approving() {
    return act(desk(), permit_, application(connection(), id_).value(), "approve", head_,
               JsonObject{});
  }

  const Definition permit_ =
      Definition::parse("permit.yaml", sections_permit_yaml, {},
                        access::Segregation::parse("segregation.yaml", separation_yaml).value())
          .value();
  const std::string residents_ = section("住民課");
  const std::string head_ = person("佐々木 誠", residents_);
  const std::string ciso_ = person("大野 隆");
  std::string id_;
};

TEST_F(Exceptions, ASecondOfficeConsentsWithAReasonAndTheHeadMay) {
  EXPECT_EQ(code_of(approving()), "own");
  EXPECT_EQ(code_of(excepting(head_)), "not_the_holder");
  EXPECT_EQ(code_of(excepting(ciso_, "")), "field_required");
  apply(excepting(ciso_), project);
  const auto granted = granted_exceptions(connection());
  ASSERT_THAT(granted, SizeIs(1));
  EXPECT_EQ(granted.front().reason, "一人課");
  EXPECT_EQ(granted.front().capacity, "CISO");
  EXPECT_FALSE(granted.front().was_used);
  apply(approving(), project);
  EXPECT_TRUE(granted_exceptions(connection()).front().was_used);
}

TEST_F(Exceptions, WhereSomebodyElseCanThereIsNone) {
  EXPECT_THAT(needed_exceptions(*roster(), permit_, {.state = "permitted"}, {}), IsEmpty());
  apply(excepting(ciso_), project);
  EXPECT_EQ(code_of(excepting(ciso_)), "exception_needless");
}

// The tables take the other side only with a consent that stands in them.
TEST_F(Exceptions, AnInventedConsentIsRefusedByTheTables) {
  apply(excepting(ciso_), project);
  ledger::Act approval = approving().value();
  for (Json& side : approval.payload.at("sides").as_array()) {
    if (side.as_object().contains("exception")) side.as_object()["exception"] = 4711;
  }
  EXPECT_THROW(apply(approval, project), store::Failure);
}

}  // namespace
}  // namespace mamori::procedures
