// For tests only: a small procedure beside the register and the people.
#pragma once

#include "procedures/course.h"
#include "procedures/engine.h"
#include "procedures/projection.h"
#include "registers/registers_fixture.h"

namespace mamori::procedures::testing {

class ProcedureTest : public registers::testing::RegisterTest {
 protected:
  static constexpr std::string_view loan_yaml = R"(
procedure: loan
title: 備品の貸出
number: 貸出
apply: {by: [staff]}
form:
  - {name: things, label: 備品, type: references, of: assets, required: true}
  - {name: due, label: 期限, type: date, required: true}
refuse:
  - when: {before: due, than: today}
    code: due_in_the_past
    field: due
    message: 過ぎています。
    controls: [c]
occupies: {field: things, code: already_lent, message: 貸出中です。, remedy: 待ってください。, controls: [c]}
due:
  field: due
  tell:
    - {to: [{person: applicant}], text: "{number} の期限（{due}）を過ぎています。"}
states:
  - {id: requested, label: 決裁待ち, open: true, occupies: true}
  - {id: lent, label: 貸出中, open: true, occupies: true, decided: true, due: true}
  - {id: returned, label: 返却済み, decided: true}
  - {id: refused, label: 不許可, decided: true}
  - {id: withdrawn, label: 取下げ}
route:
  - {label: 決裁, acts: [approve, refuse]}
acts:
  - {id: submit, label: 申請する, done: 申請, from: [], to: requested, by: [staff], form: true,
     tell: [{to: next, text: "{applicant}さんから {number}（{title}）の申請"}]}
  - {id: approve, label: 許可する, done: 許可, from: [requested], to: lent, controls: [c],
     by_first: [{office: section_manager, of: section}],
     never: &not_own [{who: {person: applicant}, code: own_application, message: 自分の申請です。}]}
  - {id: refuse, label: 許可しない, done: 不許可, from: [requested], to: refused,
     by_first: [{office: section_manager, of: section}], never: *not_own,
     fields: [{name: comment, label: 理由, type: text, required: true}],
     tell: [{to: [{person: applicant}], text: "{number}は不許可：{comment}"}]}
  - {id: confirm, label: 返却を確認した, done: 返却の確認, from: [lent], to: returned,
     by: [{member_of: section}],
     never: [{who: {person: applicant}, code: by_applicant, message: 別の人がします。}]}
  - id: withdraw
    label: 取り下げる
    done: 取下げ
    from: [requested]
    to: withdrawn
    by: [{person: applicant}]
)";

  std::shared_ptr<const access::Roster> roster() {
    return std::make_shared<const access::Roster>(access::staffing(connection(), today()),
                                                  offices_);
  }

  // Whatever rests on control c is said to stand in 第1条.
  Desk desk() {
    return {connection(),
            roster(),
            schemes_,
            registers_,
            [](const std::vector<std::string>& controls) {
              return controls == std::vector<std::string>{"c"}
                         ? std::vector<Citation>{{.place = "第1条", .text = "…"}}
                         : std::vector<Citation>{};
            },
            now_};
  }

  const registers::Definitions registers_{{"assets", assets_}};
  const Definition loan_ = Definition::parse("loan.yaml", loan_yaml, schemes_).value();
};

}  // namespace mamori::procedures::testing
