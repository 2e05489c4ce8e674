#include "body/definitions_check.h"

#include <algorithm>

namespace mamori::body {
namespace {

using access::Party;
using organisation::OfficeScope;
using registers::Condition;
using registers::Field;

// One definition being checked against the others; `where` names it for people.
struct Place {
  const Definitions& all;
  std::string where;

  std::unexpected<Error> wrong(const std::string& what) const {
    return fail(Fault::invalid, "definition_malformed", "definitions/" + where + ": " + what,
                "綴りを確かめてください。");
  }
  std::unexpected<Error> unknown(std::string_view kind, const std::string& name) const {
    return wrong(std::string(kind) + "「" + name + "」は定義されていません。");
  }
};

// The first error of `check` over a list.
template <class List, class Check>
Result<void> check_each(const List& list, Check check) {
  for (const auto& item : list) {
    if (Result<void> checked = check(item); !checked) return checked;
  }
  return {};
}

Result<void> check_controls(const Place& place, const std::vector<std::string>& ids) {
  return check_each(ids, [&](const std::string& id) -> Result<void> {
    if (place.all.catalogue.find(id)) return {};
    return place.unknown("管理策", id);
  });
}

Result<void> check_party(const Place& place, const Party& party) {
  if (party.kind != Party::Kind::office) return {};
  const organisation::Office* office = place.all.offices.find(party.office);
  if (!office) return place.unknown("役職", party.office);
  const bool of_section = office->scope == OfficeScope::section;
  if (of_section && party.fact.empty()) {
    return place.wrong("「" + party.office +
                       "」は課ごとの役職です。of: section を書いてください。");
  }
  if (office->scope == OfficeScope::system) return {};  // of one system, or of any
  if (!of_section && !party.fact.empty()) {
    return place.wrong("「" + party.office + "」は団体に一つの役職です。of は要りません。");
  }
  return {};
}

Result<void> check_rule(const Place& place, const access::Rule& rule) {
  const auto party = [&](const Party& each) { return check_party(place, each); };
  if (auto checked = check_each(rule.by, party); !checked) return checked;
  return check_each(rule.never, [&](const access::Exclusion& exclusion) -> Result<void> {
    if (auto checked = check_party(place, exclusion.party); !checked) return checked;
    return check_controls(place, exclusion.controls);
  });
}

Result<void> check_tellings(const Place& place, const std::vector<procedures::Telling>& tellings) {
  return check_each(tellings, [&](const procedures::Telling& telling) {
    return check_each(telling.to, [&](const Party& party) { return check_party(place, party); });
  });
}

Result<void> check_fields(const Place& place, const std::vector<Field>& fields) {
  return check_each(fields, [&](const Field& field) -> Result<void> {
    if (field.of.empty()) return {};
    if (field.type == registers::FieldType::person) {
      return place.all.offices.find(field.of) ? Result<void>{} : place.unknown("役職", field.of);
    }
    return place.all.registers.contains(field.of) ? Result<void>{}
                                                  : place.unknown("台帳", field.of);
  });
}

// The level of an entry is asked of a field its register must have.
Result<void> check_condition(const Place& place, const std::vector<Field>& form,
                             const Condition& condition) {
  if (condition.kind == Condition::Kind::highest_at_least) {
    const auto& referred = place.all.registers.at(registers::find(form, condition.field)->of);
    const Field* field = registers::find(referred.fields, condition.sub_field);
    if (!field || field->scheme != condition.scheme) {
      return place.unknown("分類の項目", condition.field + "." + condition.sub_field);
    }
  }
  if (condition.kind == Condition::Kind::same && !condition.sub_field.empty()) {
    const auto& referred = place.all.registers.at(registers::find(form, condition.field)->of);
    if (!registers::find(referred.fields, condition.sub_field)) {
      return place.unknown("台帳の項目", condition.field + "." + condition.sub_field);
    }
  }
  return check_each(condition.parts,
                    [&](const Condition& part) { return check_condition(place, form, part); });
}

Result<void> check_refusal(const Place& place, const procedures::Definition& procedure,
                           const procedures::Refusal& refusal) {
  if (auto checked = check_controls(place, refusal.controls); !checked) return checked;
  return check_condition(place, procedure.form, refusal.when);
}

// Only fields that the register has are written.
Result<void> check_write(const Place& place, const std::vector<Field>& form,
                         const procedures::Write& write) {
  const std::string id =
      write.field.empty() ? write.register_id : registers::find(form, write.field)->of;
  const auto found = place.all.registers.find(id);
  if (found == place.all.registers.end()) return place.unknown("台帳", id);
  if (write.when) {
    if (auto checked = check_condition(place, form, *write.when); !checked) return checked;
  }
  return check_each(write.values, [&](const auto& value) -> Result<void> {
    if (registers::find(found->second.fields, value.first)) return {};
    return place.unknown("台帳「" + id + "」の項目", value.first);
  });
}

// What is handed on gets what its form demands, and nothing else.
Result<void> check_assignment(const Place& place, const std::vector<Field>& form,
                              const procedures::Assignment& assignment) {
  const auto task = place.all.procedures.find(assignment.procedure);
  if (task == place.all.procedures.end()) return place.unknown("手続", assignment.procedure);
  if (assignment.when) {
    if (auto checked = check_condition(place, form, *assignment.when); !checked) return checked;
  }
  const std::vector<Field>& asked = task->second.form;
  for (const auto& [name, value] : assignment.values) {
    if (!registers::find(asked, name)) {
      return place.unknown("手続「" + assignment.procedure + "」の項目", name);
    }
  }
  return check_each(asked, [&](const Field& field) -> Result<void> {
    const bool given = std::ranges::any_of(
        assignment.values, [&](const auto& value) { return value.first == field.name; });
    if (given || !field.required || field.when) return {};
    return place.wrong("assigns の手続「" + assignment.procedure + "」には、項目「" + field.name +
                       "」が必要です。");
  });
}

Result<void> check_step(const Place& place, const procedures::Definition& procedure,
                        const procedures::Step& step) {
  if (auto checked = check_rule(place, step.rule); !checked) return checked;
  if (auto checked = check_controls(place, step.controls); !checked) return checked;
  if (auto checked = check_fields(place, step.fields); !checked) return checked;
  std::vector<Field> fields = procedure.form;
  fields.insert(fields.end(), step.fields.begin(), step.fields.end());
  const auto write = [&](const auto& each) { return check_write(place, fields, each); };
  if (auto checked = check_each(step.writes, write); !checked) return checked;
  const auto assignment = [&](const auto& each) { return check_assignment(place, fields, each); };
  if (auto checked = check_each(step.assigns, assignment); !checked) return checked;
  if (step.sampling) {
    for (const auto& option : registers::find(step.fields, step.sampling->of)->options) {
      if (option.value == "applications" || place.all.registers.contains(option.value)) continue;
      return place.unknown("台帳", option.value);
    }
  }
  const auto refusal = [&](const auto& each) { return check_refusal(place, procedure, each); };
  if (auto checked = check_each(step.refusals, refusal); !checked) return checked;
  return check_tellings(place, step.tell);
}

Result<void> check_decision(const Place& place, const procedures::Definition& procedure) {
  if (!procedure.decision) return {};
  return check_each(procedure.decision->steps, [&](const auto& step) {
    return step.when ? check_condition(place, procedure.form, *step.when) : Result<void>{};
  });
}

Result<void> check_tasks(const Place& place, const procedures::Definition& procedure) {
  if (auto checked = check_fields(place, procedure.settings); !checked) return checked;
  return check_each(procedure.tasks, [&](const procedures::TaskDefinition& task) -> Result<void> {
    if (auto checked = check_tellings(place, task.begins); !checked) return checked;
    if (auto checked = check_tellings(place, task.remind); !checked) return checked;
    return check_tellings(place, task.tell);
  });
}

// Each step to be ticked is a field of the entries that say how to do it.
Result<void> check_beside(const Place& place, const procedures::Definition& procedure) {
  if (!procedure.beside) return {};
  const procedures::Beside& beside = *procedure.beside;
  const auto found = place.all.registers.find(beside.register_id);
  if (found == place.all.registers.end()) return place.unknown("台帳", beside.register_id);
  const std::vector<Field>& fields = found->second.fields;
  const Field* by = registers::find(fields, beside.by);
  for (const auto& [value, condition] : beside.meant) {
    if (!by || !by->find(value)) return place.unknown("meant の", value);
  }
  if (!beside.has_steps()) return {};
  for (const std::string& act : {beside.done, beside.left_out}) {
    const Field* steps = registers::find(procedure.step(act)->fields, beside.steps);
    for (const auto& step : steps->options) {
      if (!registers::find(fields, step.value)) return place.unknown("steps の項目", step.value);
    }
  }
  return {};
}

Result<void> check_gathering(const Place& place, const procedures::Definition& procedure) {
  if (!procedure.gathering) return {};
  return check_each(procedure.gathering->sources, [&](const auto& source) -> Result<void> {
    using Kind = procedures::Gathered::Kind;
    const bool known = source.kind == Kind::applications ? place.all.procedures.contains(source.of)
                       : source.kind == Kind::rounds     ? place.all.duties.contains(source.of)
                                                         : place.all.registers.contains(source.of);
    if (!known) return place.unknown("gathers の", source.of);
    if (source.day.empty()) return {};
    const Field* day = registers::find(place.all.registers.at(source.of).fields, source.day);
    const bool dated = day && (day->type == registers::FieldType::date ||
                               day->type == registers::FieldType::fiscal_year);
    return dated ? Result<void>{} : place.unknown("gathers の日付", source.day);
  });
}

Result<void> check_handles(const Place& place, const procedures::Definition& procedure) {
  return check_each(procedure.handles, [&](const procedures::Handled& handled) -> Result<void> {
    if (!place.all.situations.contains(handled.situation)) {
      return place.unknown("取扱い", handled.situation);
    }
    return handled.when ? check_condition(place, procedure.form, *handled.when) : Result<void>{};
  });
}

Result<void> check_situation(const Definitions& all, const handling::Situation& situation) {
  const Place place{all, "handling（" + situation.id + "）"};
  if (!situation.procedure.empty() && !all.procedures.contains(situation.procedure)) {
    return place.unknown("手続", situation.procedure);
  }
  return check_each(situation.rulings, [&](const handling::Ruling& ruling) {
    return check_controls(place, ruling.controls());
  });
}

Result<void> check_procedure(const Definitions& all, const procedures::Definition& procedure) {
  const Place place{all, "procedures（" + procedure.id + "）"};
  if (std::ranges::find(all.groups, procedure.group, &ProcedureGroup::id) == all.groups.end()) {
    return place.unknown("groups.yaml の", procedure.group);
  }
  if (auto checked = check_rule(place, procedure.apply); !checked) return checked;
  if (auto checked = check_fields(place, procedure.form); !checked) return checked;
  const auto step = [&](const auto& each) { return check_step(place, procedure, each); };
  if (auto checked = check_each(procedure.steps, step); !checked) return checked;
  const auto refusal = [&](const auto& each) { return check_refusal(place, procedure, each); };
  if (auto checked = check_each(procedure.refusals, refusal); !checked) return checked;
  if (procedure.occupation) {
    if (auto checked = check_controls(place, procedure.occupation->controls); !checked) {
      return checked;
    }
  }
  if (auto checked = check_decision(place, procedure); !checked) return checked;
  if (auto checked = check_tasks(place, procedure); !checked) return checked;
  if (auto checked = check_handles(place, procedure); !checked) return checked;
  if (auto checked = check_beside(place, procedure); !checked) return checked;
  if (auto checked = check_gathering(place, procedure); !checked) return checked;
  return check_each(procedure.dues,
                    [&](const procedures::Due& due) { return check_tellings(place, due.tell); });
}

Result<void> check_register(const Definitions& all, const registers::Definition& definition) {
  const Place place{all, "registers（" + definition.id + "）"};
  if (auto checked = check_rule(place, definition.write); !checked) return checked;
  if (definition.read) {
    if (auto checked = check_rule(place, *definition.read); !checked) return checked;
  }
  return check_fields(place, definition.fields);
}

Result<void> check_duty(const Definitions& all, const duties::Definition& duty) {
  const duties::Rounds* rounds = duty.rounds();
  if (!rounds) return {};
  const Place place{all, "duties（" + duty.id + "）"};
  if (auto checked = check_rule(place, rounds->rule); !checked) return checked;
  return check_fields(place, rounds->form);
}

bool runs(const Definitions& all, const catalogue::Satisfier& satisfier) {
  switch (satisfier.kind) {
    case catalogue::SatisfierKind::procedure:
      return all.procedures.contains(satisfier.name);
    case catalogue::SatisfierKind::register_:
      return all.registers.contains(satisfier.name);
    case catalogue::SatisfierKind::organisation:
      return all.offices.find(satisfier.name) != nullptr;
    case catalogue::SatisfierKind::duty:
      return all.duties.contains(satisfier.name);
    case catalogue::SatisfierKind::ledger:
    case catalogue::SatisfierKind::anchoring:
      return true;
  }
  return false;
}

Result<void> check_control(const Definitions& all, const catalogue::Control& control) {
  const Place place{all, "controls（" + control.id + "）"};
  return check_each(control.satisfied_by, [&](const auto& satisfier) -> Result<void> {
    if (runs(all, satisfier)) return {};
    return place.unknown("satisfied_by の", satisfier.name);
  });
}

Result<void> check_sample(const Definitions& all) {
  const Place place{all, "samples/organisation.yaml"};
  const SampleOrganisation& sample = all.sample;
  const auto has_section = [&](const std::string& name) {
    return std::ranges::find(sample.sections, name) != sample.sections.end();
  };
  for (const SamplePerson& person : sample.people) {
    if (!has_section(person.section)) return place.unknown("課", person.section);
  }
  for (const SampleAppointment& held : sample.appointments) {
    const Party party{Party::Kind::office, held.office, held.section};
    if (auto checked = check_party(place, party); !checked) return checked;
    if (!held.section.empty() && !has_section(held.section)) {
      return place.unknown("課", held.section);
    }
    if (std::ranges::find(sample.people, held.person, &SamplePerson::name) == sample.people.end()) {
      return place.unknown("人", held.person);
    }
  }
  return {};
}

}  // namespace

Result<void> check_together(const Definitions& all) {
  const auto checks = [&](const auto& map, auto check) {
    return check_each(map, [&](const auto& member) { return check(all, member.second); });
  };
  if (auto checked = checks(all.registers, check_register); !checked) return checked;
  if (auto checked = checks(all.procedures, check_procedure); !checked) return checked;
  if (auto checked = checks(all.duties, check_duty); !checked) return checked;
  if (auto checked = checks(all.situations, check_situation); !checked) return checked;
  for (const auto& [act, rule] : all.policy.rules()) {
    if (auto checked = check_rule({all, "roles/access.yaml（" + act + "）"}, rule); !checked) {
      return checked;
    }
  }
  for (const access::Separation& rule : all.segregation.all()) {
    const Place place{all, "roles/segregation.yaml（" + rule.id + "）"};
    if (auto checked = check_party(place, rule.exclusion.party); !checked) return checked;
    if (auto checked = check_controls(place, rule.exclusion.controls); !checked) return checked;
  }
  const auto control = [&](const auto& each) { return check_control(all, each); };
  if (auto checked = check_each(all.catalogue.controls(), control); !checked) return checked;
  return check_sample(all);
}

}  // namespace mamori::body
