// What falls due by days that a body sets for itself.
#include <gmock/gmock.h>

#include "procedures/engine.h"
#include "procedures/procedures_fixture.h"
#include "procedures/projection.h"

namespace mamori::procedures {
namespace {

constexpr std::string_view request_yaml = R"(
procedure: request
title: 請求
number: 請求
group: records
apply: {by: [staff]}
retention: {years: 5}
settings:
  - {name: answer_days, label: 決定の期限, type: number, suggest: "30", min: 1, max: 30}
  - {name: extended_days, label: 延長した期限, type: number, suggest: "60", min: 1, max: 60}
form:
  - {name: received_on, label: 受けた日, type: date, required: true}
due:
  - {id: answer, label: 決定の期限, field: received_on, days: answer_days}
  - {id: extended, label: 延長した期限, field: received_on, days: extended_days}
states:
  - {id: received, label: 決定待ち, open: true, due: answer}
  - {id: extended, label: 延長, open: true, due: extended}
  - {id: decided, label: 決定, decided: true}
acts:
  - {id: submit, label: 受け付ける, to: received, by: [staff], form: true}
  - id: extend
    label: 延長する
    from: [received]
    to: extended
    by: &section [{member_of: section}]
    fields: [{name: told_on, label: 通知した日, type: date, required: true}]
    refuse:
      - {when: {before: falls_due, than: told_on}, code: too_late, message: 遅すぎます。, remedy: 決定します。}
  - {id: decide, label: 決定する, from: [received, extended], to: decided, by: *section}
)";

class SettableDue : public testing::ProcedureTest {
 protected:
  SettableDue() {
    person_ = person("石井", section("住民課"));
    apply(adopt(request_), project);
  }

  std::string received(std::string_view day) {
    return text_at(apply(file(desk(), request_, person_, {{"received_on", day}}), project),
                   "application");
  }
  Application now(const std::string& id) { return application(connection(), id).value(); }
  Result<ledger::Act> extend(const std::string& id, std::string_view told_on) {
    return procedures::act(desk(), request_, now(id), "extend", person_, {{"told_on", told_on}});
  }

  const Definition request_ = Definition::parse("request.yaml", request_yaml, schemes_).value();
  std::string person_;
};

TEST_F(SettableDue, IsThatOfTheLawUntilTheBodySaysFewerDays) {
  const std::string before = received("R8.11.20");
  EXPECT_EQ(now(before).due, "2026-12-20");

  apply(set(desk(), request_, person_, {{"answer_days", "14"}, {"extended_days", "44"}}), project);
  const std::string after = received("R8.11.20");
  EXPECT_EQ(now(after).due, "2026-12-04");
  EXPECT_EQ(now(before).due, "2026-12-20") << "what was promised stands";
  apply(extend(after, "R8.12.1"), project);
  EXPECT_EQ(now(after).due, "2027-01-03");
}

TEST_F(SettableDue, IsKnownToWhatAnActRefuses) {
  const std::string id = received("R8.11.20");
  EXPECT_EQ(code_of(extend(id, "R8.12.21")), "too_late");
  EXPECT_TRUE(extend(id, "R8.12.20"));
}

TEST_F(SettableDue, NamesANumberOfTheSettings) {
  std::string broken(request_yaml);
  broken.replace(broken.find("days: answer_days"), 17, "days: no_such_days");
  EXPECT_FALSE(Definition::parse("request.yaml", broken, schemes_));
}

}  // namespace
}  // namespace mamori::procedures
