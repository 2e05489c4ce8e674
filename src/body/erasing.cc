#include "body/erasing.h"

#include <algorithm>

#include "base/json.h"
#include "body/erasing_person.h"
#include "identity/forgetting.h"
#include "procedures/application.h"

namespace mamori::body {
namespace {

using procedures::Definition;
using procedures::Event;
using registers::Values;
using store::Connection;

Error wrong_field(std::string_view field, Fault fault, std::string code, std::string message,
                  std::string remedy) {
  Error error{fault, std::move(code), std::move(message), std::move(remedy)};
  error.fields.push_back({std::string(field), error.message});
  return error;
}

retention::Rules rules_of(Body& body) {
  const Definitions& all = body.definitions();
  return {all.registers, all.procedures, all.people.retention};
}

std::string value_of(const Values& values, std::string_view name) {
  const auto texts = registers::texts_of(values, name);
  return texts.empty() ? std::string() : texts.front();
}

Result<retention::Thing> erasable_thing(Body& body, Connection& connection,
                                        const Definition& definition, const Values& values) {
  const procedures::Erasing& erasing = *definition.erasing;
  const std::string subject = value_of(values, erasing.thing);
  auto thing =
      retention::thing_at(connection, rules_of(body), subject, day_in_japan(body.clock().now()));
  if (!thing) {
    return fail(wrong_field(erasing.thing, Fault::not_found, "thing_unknown",
                            "消すものが見つからないか、すでに消去されています。",
                            "「保存期間」の一覧から選び直してください。"));
  }
  if (thing->in_use && subject.starts_with(retention::of_people)) {
    return fail(wrong_field(erasing.thing, Fault::conflict, "thing_in_use",
                            "在職している人と、申請が途中の人は、消去できません。",
                            "退職を登録し、その人の申請が終わってから、申請してください。"));
  }
  if (thing->in_use) {
    return fail(wrong_field(erasing.thing, Fault::conflict, "thing_in_use",
                            thing->number + "は、まだ手続の途中です。",
                            "手続が終わってから、消去を申請してください。"));
  }
  const std::string reason = value_of(values, erasing.reason);
  const bool waits =
      std::ranges::find(erasing.after_retention, reason) != erasing.after_retention.end();
  if (waits && !thing->is_due(day_in_japan(body.clock().now()))) {
    const auto until = parse_day(thing->kept_until);
    return fail(
        wrong_field(erasing.reason, Fault::invalid, "retention_not_over",
                    until ? thing->number + "の保存期間は、" + wareki_day(*until) + "までです。"
                          : thing->number + "の保存期間は、まだ満了していません。",
                    "満了してから申請するか、ほかの理由を選んでください。"));
  }
  return *std::move(thing);
}

// Who made the decision that lets the thing be erased.
const Event* approval_in(const std::vector<Event>& events, const Definition& definition) {
  const auto approves = [&](const Event& event) {
    const procedures::Step* step = definition.step(event.act);
    const procedures::State* state = definition.state(event.state);
    return step && !step->erases && state && state->decided;
  };
  const auto found = std::find_if(events.rbegin(), events.rend(), approves);
  return found == events.rend() ? nullptr : &*found;
}

}  // namespace

Result<void> check_erasable(Body& body, Connection& connection, const Definition& definition,
                            const Values& values) {
  const auto thing = erasable_thing(body, connection, definition, values);
  return thing ? Result<void>{} : fail(thing.error());
}

Result<ledger::Act> order_erasure(Body& body, Connection& connection, const Definition& definition,
                                  std::string_view application_id, std::string_view person_id) {
  const auto application = procedures::application(connection, application_id);
  const auto events = procedures::events(connection, application_id);
  const Event* approval = approval_in(events, definition);
  if (!application || !approval || approval->person_id == application->applicant_id) {
    return fail(Fault::conflict, "erasure_not_approved",
                "申請した人とは別の人の承認がないため、消去できません。",
                "承認する役職の人に、承認を依頼してください。");
  }
  const auto thing = erasable_thing(body, connection, definition, application->values);
  if (!thing) return fail(thing.error());
  const registers::Field* reason = registers::find(definition.form, definition.erasing->reason);
  const auto reasons = registers::display(connection, *reason, application->values,
                                          day_in_japan(body.clock().now()));
  const bool has_capacity = !approval->capacity.empty();
  return retention::erase(
      *thing, {.actor = std::string(person_id),
               .reason = reasons.empty() ? std::string() : reasons.front(),
               .application = application->id,
               .number = application->number,
               .asked_by = events.front().person_name,
               .approved_by =
                   approval->person_name + (has_capacity ? "（" + approval->capacity + "）" : "")});
}

std::vector<std::uint64_t> records_of_thing(Connection& connection, std::string_view subject) {
  if (subject.starts_with(retention::of_people)) {
    return records_about_person(connection, subject.substr(retention::of_people.size()));
  }
  std::vector<std::uint64_t> numbers;
  std::uint64_t after = 0;
  for (auto records = ledger::records_of(connection, subject); !records.empty();
       records = ledger::records_of(connection, subject, after)) {
    for (const ledger::Record& record : records) {
      if (!record.erased) numbers.push_back(record.number);
    }
    after = records.back().number;
  }
  return numbers;
}

Result<void> erase_records(Body& body, Connection& connection, const ledger::Act& order,
                           const std::vector<std::uint64_t>& records) {
  const std::string reason = text_at(order.payload, "reason") + "（" +
                             text_at(order.payload, "application_number") + "、承認：" +
                             text_at(order.payload, "approved_by") + "）";
  for (const std::uint64_t number : records) {
    const auto erased = body.journal().erase(connection, number, order.actor, reason);
    if (!erased) return fail(erased.error());
  }
  const std::string_view subject = order.subject;
  if (!subject.starts_with(retention::of_people)) return {};
  const std::string_view person_id = subject.substr(retention::of_people.size());
  identity::forget_person(connection, person_id);
  return erase_from_rosters(body, connection, person_id, order.actor, reason);
}

}  // namespace mamori::body
