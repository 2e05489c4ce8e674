#include "procedures/definition_check.h"

#include <algorithm>
#include <array>
#include <set>

#include "organisation/boards.h"

namespace mamori::procedures {
namespace {

// An act's id is also the name of a fact (who did it) and the end of a record's kind.
Result<void> check_ids(const Yaml& root, const Definition& definition) {
  static constexpr std::array<std::string_view, 8> reserved{
      "applicant",        "overdue", "exception", "seen",
      "adopt_definition", "set",     "task_late", "task_reminder"};
  std::set<std::string> states;
  for (const State& state : definition.states) {
    if (!states.insert(state.id).second) {
      return fail(root["states"].error("状態「" + state.id + "」が二つあります。"));
    }
  }
  std::set<std::string> steps;
  for (const Step& step : definition.steps) {
    if (std::ranges::find(reserved, step.id) != reserved.end()) {
      return fail(root["acts"].error("「" + step.id + "」は操作の id に使えません。"));
    }
    const bool plain = std::ranges::all_of(
        step.id, [](char letter) { return letter == '_' || (letter >= 'a' && letter <= 'z'); });
    if (!plain) {
      return fail(root["acts"].error("操作の id「" + step.id + "」は、英小文字と _ で書きます。"));
    }
    if (!steps.insert(step.id).second) {
      return fail(root["acts"].error("操作「" + step.id + "」が二つあります。"));
    }
  }
  return {};
}

// A misspelt `applicant` in `never` would exclude nobody, and let the applicant approve.
Result<void> check_party(const Yaml& node, const Definition& definition,
                         const access::Party& party) {
  const registers::Field* field = registers::find(definition.form, party.fact);
  const auto in_form = [&](registers::FieldType type) {
    return field && field->type == type && field->required;
  };
  const bool of_one_system = in_form(registers::FieldType::references) && field->length_max == 1 &&
                             field->of == organisation::systems_register;
  const bool of_person = party.kind == access::Party::Kind::person;
  if (of_person && party.fact != "applicant" && !definition.step(party.fact) &&
      !in_form(registers::FieldType::person)) {
    return fail(
        node.error("person「" + party.fact +
                   "」は、applicant でも操作の id でも、form の必須の人の項目でもありません。"));
  }
  if (!of_person && !party.fact.empty() && party.fact != "section" &&
      !in_form(registers::FieldType::section) && !of_one_system) {
    return fail(node.error(
        "of は section（申請者の課）か、form の必須の、課又は一つの情報システムの項目です: " +
        party.fact));
  }
  return {};
}

Result<void> check_parties(const Yaml& node, const Definition& definition, const access::Rule& rule,
                           const std::vector<Telling>& tellings) {
  std::vector<access::Party> parties = rule.by;
  for (const access::Exclusion& exclusion : rule.never) parties.push_back(exclusion.party);
  for (const Telling& telling : tellings) {
    parties.insert(parties.end(), telling.to.begin(), telling.to.end());
  }
  for (const access::Party& party : parties) {
    if (auto checked = check_party(node, definition, party); !checked) return checked;
  }
  return {};
}

// Where a step is declared: those of a decision stand nowhere by themselves.
Yaml node_of(const Yaml& root, const Step& step) {
  for (const Yaml& node : root["acts"].items()) {
    if (node["id"].text() == step.id) return node;
  }
  return root["decision"];
}

Result<void> check_people(const Yaml& root, const Definition& definition) {
  if (auto checked = check_parties(root["apply"], definition, definition.apply, {}); !checked) {
    return checked;
  }
  for (const Step& step : definition.steps) {
    const Yaml node = node_of(root, step);
    if (auto checked = check_parties(node, definition, step.rule, step.tell); !checked) {
      return checked;
    }
  }
  for (const Due& due : definition.dues) {
    if (auto checked = check_parties(root["due"], definition, {}, due.tell); !checked) {
      return checked;
    }
  }
  for (const TaskDefinition& task : definition.tasks) {
    for (const auto* tellings : {&task.begins, &task.remind, &task.tell}) {
      if (auto checked = check_parties(root["tasks"], definition, {}, *tellings); !checked) {
        return checked;
      }
    }
  }
  return {};
}

// A person of the form and whoever did a step are told apart by name.
Result<void> check_fields(const Yaml& root, const Definition& definition) {
  for (const registers::Field& field : definition.form) {
    static constexpr std::array<std::string_view, 5> reserved{
        "applicant", "me", "section", open_assignments_named, falls_due_named};
    const bool free = std::ranges::find(reserved, field.name) == reserved.end();
    if (free && !definition.step(field.name)) continue;
    return fail(root["form"].error("項目「" + field.name + "」の名前は、ほかの意味で使われます。"));
  }
  return {};
}

Result<void> check_refusals(const Yaml& root, const Definition& definition) {
  const auto nodes = root["refuse"].items();
  for (std::size_t index = 0; index < definition.refusals.size(); ++index) {
    const std::string& field = definition.refusals[index].field;
    if (field.empty() || registers::find(definition.form, field)) continue;
    return fail(nodes[index]["field"].error("項目「" + field + "」は form にありません。"));
  }
  return {};
}

Result<void> check_steps(const Yaml& root, const Definition& definition) {
  int filing = 0;
  for (const Step& step : definition.steps) {
    filing += step.from.empty() ? 1 : 0;
    for (const std::string& from : step.from) {
      if (!definition.state(from)) {
        return fail(
            root["acts"].error(step.id + " の from「" + from + "」は states にありません。"));
      }
    }
    if (!step.stays && !definition.state(step.to)) {
      return fail(
          root["acts"].error(step.id + " の to「" + step.to + "」は states にありません。"));
    }
  }
  if (filing == 1) return {};
  return fail(root["acts"].error("from が空の操作（申請）は、ちょうど一つにしてください。"));
}

// Every state an application can come to from the one it is filed in.
std::set<std::string> reachable_states(const Definition& definition) {
  std::set<std::string> reached;
  std::vector<std::string> ahead{definition.filing_step().to};
  while (!ahead.empty()) {
    const std::string state = std::move(ahead.back());
    ahead.pop_back();
    if (!reached.insert(state).second) continue;
    for (const Step* step : definition.steps_from(state)) {
      if (!step->stays) ahead.push_back(step->to);
    }
    const Due* due = definition.due_in(state);
    if (due && !due->becomes.empty()) ahead.push_back(due->becomes);
  }
  return reached;
}

Result<void> check_states(const Yaml& root, const Definition& definition) {
  for (const Due& due : definition.dues) {
    if (due.becomes.empty() || definition.state(due.becomes)) continue;
    return fail(root["due"].error("becomes「" + due.becomes + "」は states にありません。"));
  }
  if (definition.decision && !definition.state(definition.decision->outcome)) {
    return fail(root["decision"].error("to の状態が states にありません。"));
  }
  const std::set<std::string> reached = reachable_states(definition);
  for (const State& state : definition.states) {
    if (!reached.contains(state.id)) {
      return fail(
          root["states"].error("状態「" + state.label + "」には、どの操作でも至りません。"));
    }
    const Due* due = definition.due_in(state.id);
    const bool ends_itself = due && !due->becomes.empty();
    const auto leads_on = [](const Step* step) { return !step->stays; };
    const bool is_left =
        ends_itself || std::ranges::any_of(definition.steps_from(state.id), leads_on);
    if (state.open == is_left) continue;
    return fail(root["states"].error("状態「" + state.label + "」は、" +
                                     (state.open ? "open ですが、次の操作がありません。"
                                                 : "終わりの状態ですが、次の操作があります。")));
  }
  for (const RouteStep& route : definition.route) {
    for (const std::string& act : route.acts) {
      if (!definition.step(act)) {
        return fail(root["route"].error("route の操作「" + act + "」は acts にありません。"));
      }
    }
  }
  return {};
}

}  // namespace

Result<void> check_whole(const Yaml& root, const Definition& definition) {
  for (const auto check :
       {check_ids, check_steps, check_states, check_fields, check_people, check_refusals}) {
    if (auto checked = check(root, definition); !checked) return checked;
  }
  return {};
}

}  // namespace mamori::procedures
