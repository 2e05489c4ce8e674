#include "procedures/scrutiny.h"

#include <algorithm>

#include "procedures/gate.h"

namespace mamori::procedures {
namespace {

using registers::Values;

// What is refused here, unless an exception in force suspends it.
class Scrutiny {
 public:
  Scrutiny(const Desk& desk, Where where) : desk_(desk), where_(std::move(where)) {}

  // `error` without its basis. Refuses, or notes under which exception it does not.
  Result<void> refuse(Error error, const std::vector<std::string>& controls) {
    if (!suspensions_) suspensions_ = suspensions_in_force(desk_.connection, desk_.today());
    const auto exception = suspending(*suspensions_, controls, where_);
    if (!exception) return fail(with_basis(desk_, std::move(error), controls));
    if (std::ranges::find(passed_, error.code, &Passed::code) == passed_.end()) {
      passed_.push_back({error.code, exception->application_id, exception->number});
    }
    return {};
  }
  std::vector<Passed> passed() const { return passed_; }

 private:
  const Desk& desk_;
  Where where_;
  std::optional<std::vector<Suspension>> suspensions_;  // read when something is to be refused
  std::vector<Passed> passed_;
};

Result<void> check_occupation(const Desk& desk, const Definition& definition, const Values& values,
                              std::string_view application_id) {
  if (!definition.occupation) return {};
  const Occupation& occupation = *definition.occupation;
  for (const std::string& id : registers::texts_of(values, occupation.field)) {
    const auto held = desk.connection.first(
        "SELECT application_id FROM application_holdings WHERE entry_id = $1 AND "
        "application_id <> $2",
        id, application_id);
    if (!held) continue;
    Error error{Fault::conflict, occupation.code, occupation.message, occupation.remedy};
    error.fields.push_back({occupation.field, occupation.message});
    return fail(with_basis(desk, std::move(error), occupation.controls));
  }
  return {};
}

// The first refusal that holds for these values, in which the people are named that it speaks of.
Result<void> check_refusals(const Desk& desk, const std::vector<Refusal>& refusals, Values values,
                            const std::string& applicant_id, std::string_view actor_id,
                            Scrutiny& scrutiny) {
  values[applicant_named] = applicant_id;
  values[actor_named] = actor_id;
  for (const Refusal& refusal : refusals) {
    if (!registers::holds(desk.connection, desk.schemes, refusal.when, values, desk.today())) {
      continue;
    }
    Error error{Fault::invalid, refusal.code, refusal.message, refusal.remedy};
    if (!refusal.field.empty()) error.fields.push_back({refusal.field, refusal.message});
    if (auto refused = scrutiny.refuse(std::move(error), refusal.controls); !refused) {
      return refused;
    }
  }
  return {};
}

// What may not be done with information of that level at all.
Result<void> check_gate(const Desk& desk, const Definition& definition, const Values& values,
                        Scrutiny& scrutiny) {
  for (const GateAnswer& answer : gate_answers(desk, definition, values)) {
    if (!answer.ruling || answer.ruling->answer != handling::Answer::forbidden) continue;
    const std::string& reason = answer.ruling->demands.front().text;
    Error error{Fault::invalid, "handling_forbidden", reason, answer.ruling->remedy};
    error.fields.push_back({answer.handled->field, reason});
    if (auto refused = scrutiny.refuse(std::move(error), answer.ruling->controls()); !refused) {
      return refused;
    }
  }
  return {};
}

Where where_it_is_done(const Desk& desk, const Definition& definition, const Values& values,
                       std::string_view section_id) {
  Where where = where_of(desk.connection, section_id, desk.today());
  add_systems(definition.form, values, where);
  return where;
}

}  // namespace

Error with_basis(const Desk& desk, Error error, const std::vector<std::string>& controls) {
  if (!controls.empty()) error.basis = desk.cite(controls);
  return error;
}

Result<Accepted> accept_form(const Desk& desk, const Definition& definition, const Json& input,
                             const Application& application, const access::Facts& facts) {
  auto values = registers::check(desk.connection, definition.form, input, desk.today());
  if (!values) return fail(values.error());
  Scrutiny scrutiny(desk,
                    where_it_is_done(desk, definition, *values, facts.sections.at("section")));
  const std::string& applicant = facts.people.at("applicant");
  const auto accepted =
      check_refusals(desk, definition.refusals, *values, applicant, applicant, scrutiny);
  if (!accepted) return fail(accepted.error());
  if (auto may = check_gate(desk, definition, *values, scrutiny); !may) return fail(may.error());
  const auto free = check_occupation(desk, definition, *values, application.id);
  if (!free) return fail(free.error());
  return Accepted{*std::move(values), scrutiny.passed()};
}

Result<Accepted> accept_remarks(const Desk& desk, const Definition& definition, const Step& step,
                                const Json& input, const Application& application,
                                std::string_view actor_id, const Values& known) {
  auto remarks = registers::check(desk.connection, step.fields, input, desk.today());
  if (!remarks) return fail(remarks.error());
  Values all = application.values;
  for (const auto& [name, value] : *remarks) all[name] = value;
  for (const auto& [name, value] : known) all[name] = value;
  Scrutiny scrutiny(desk,
                    where_it_is_done(desk, definition, application.values, application.section_id));
  const auto accepted = check_refusals(desk, step.refusals, std::move(all),
                                       application.applicant_id, actor_id, scrutiny);
  if (!accepted) return fail(accepted.error());
  return Accepted{*std::move(remarks), scrutiny.passed()};
}

}  // namespace mamori::procedures
