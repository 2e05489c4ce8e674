#include "procedures/definition.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <set>

#include "base/bytes.h"

namespace mamori::procedures {
namespace {

using registers::ConditionScope;
using registers::Schemes;

Result<std::vector<Telling>> parse_tellings(const Yaml& list) {
  std::vector<Telling> tellings;
  for (const Yaml& node : list.items()) {
    if (auto known = node.only({"to", "text"}); !known) return fail(known.error());
    Telling telling{.next = node["to"].text() == "next", .to = {}, .text = node["text"].text()};
    for (const Yaml& item : node["to"].items()) {
      auto party = access::parse_party(item);
      if (!party) return fail(party.error());
      telling.to.push_back(*std::move(party));
    }
    if (telling.text.empty() || (!telling.next && telling.to.empty())) {
      return fail(node.error("知らせには to と text が必要です。"));
    }
    tellings.push_back(std::move(telling));
  }
  return tellings;
}

Result<State> parse_state(const Yaml& node) {
  if (auto known = node.only({"id", "label", "tone", "open", "occupies", "decided", "due"});
      !known) {
    return fail(known.error());
  }
  State state{node["id"].text(),        node["label"].text(),         node["tone"].text(),
              node["open"].flag(false), node["occupies"].flag(false), node["decided"].flag(false),
              node["due"].flag(false)};
  if (state.id.empty() || state.label.empty()) {
    return fail(node.error("状態には id と label が必要です。"));
  }
  return state;
}

Result<Step> parse_step(const Yaml& node, const Schemes& schemes) {
  if (auto known = node.only({"id", "label", "done", "tone", "from", "to", "by", "by_first",
                              "never", "form", "fields", "controls", "tell"});
      !known) {
    return fail(known.error());
  }
  Step step{.id = node["id"].text(),
            .label = node["label"].text(),
            .done = node["done"].text(node["label"].text()),
            .tone = node["tone"].text(),
            .from = node["from"].texts(),
            .to = node["to"].text(),
            .rule = {},
            .form = node["form"].flag(false),
            .fields = {},
            .controls = node["controls"].texts(),
            .tell = {}};
  if (step.id.empty() || step.label.empty() || step.to.empty()) {
    return fail(node.error("操作には id・label・to が必要です。"));
  }
  auto rule = access::parse_rule(node);
  if (!rule) return fail(rule.error());
  step.rule = *std::move(rule);
  auto fields = registers::parse_fields(node["fields"], schemes);
  if (!fields) return fail(fields.error());
  step.fields = *std::move(fields);
  auto tell = parse_tellings(node["tell"]);
  if (!tell) return fail(tell.error());
  step.tell = *std::move(tell);
  return step;
}

Result<Refusal> parse_refusal(const Yaml& node, const ConditionScope& scope) {
  if (auto known = node.only({"when", "code", "field", "message", "remedy", "controls"}); !known) {
    return fail(known.error());
  }
  auto when = registers::parse_condition(node["when"], scope);
  if (!when) return fail(when.error());
  Refusal refusal{*std::move(when),       node["code"].text(),   node["field"].text(),
                  node["message"].text(), node["remedy"].text(), node["controls"].texts()};
  if (refusal.code.empty() || refusal.message.empty()) {
    return fail(node.error("拒む条件には code と message が必要です。"));
  }
  return refusal;
}

// Reads one list into a vector with the given parser; the first error wins.
template <class T, class Parse>
Result<std::vector<T>> parse_list(const Yaml& list, Parse parse) {
  std::vector<T> result;
  for (const Yaml& node : list.items()) {
    Result<T> item = parse(node);
    if (!item) return fail(item.error());
    result.push_back(*std::move(item));
  }
  return result;
}

Result<RouteStep> parse_route_step(const Yaml& node) {
  if (auto known = node.only({"label", "acts"}); !known) return fail(known.error());
  return RouteStep{node["label"].text(), node["acts"].texts()};
}

Result<void> parse_occupation(const Yaml& node, Definition& definition) {
  if (!node.present()) return {};
  if (auto known = node.only({"field", "code", "message", "remedy", "controls"}); !known) {
    return known;
  }
  const std::string field = node["field"].text();
  const registers::Field* found = registers::find(definition.form, field);
  if (!found || found->type != registers::FieldType::references) {
    return fail(node.error("occupies の field は、台帳を選ぶ項目にしてください。"));
  }
  definition.occupation = Occupation{field, node["code"].text(), node["message"].text(),
                                     node["remedy"].text(), node["controls"].texts()};
  return {};
}

Result<void> parse_due(const Yaml& node, Definition& definition) {
  if (!node.present()) return {};
  if (auto known = node.only({"field", "tell"}); !known) return known;
  const registers::Field* field = registers::find(definition.form, node["field"].text());
  if (!field || field->type != registers::FieldType::date) {
    return fail(node.error("due の field は、日付の項目にしてください。"));
  }
  auto tell = parse_tellings(node["tell"]);
  if (!tell) return fail(tell.error());
  definition.due = Due{field->name, *std::move(tell)};
  return {};
}

// An act's id is also the name of a fact (who did it) and the end of a record's kind.
Result<void> check_ids(const Yaml& root, const Definition& definition) {
  static constexpr std::array<std::string_view, 3> reserved{"applicant", "overdue",
                                                            "adopt_definition"};
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
  const bool of_person = party.kind == access::Party::Kind::person;
  if (of_person && party.fact != "applicant" && !definition.step(party.fact)) {
    return fail(
        node.error("person「" + party.fact + "」は、applicant でも操作の id でもありません。"));
  }
  if (!of_person && !party.fact.empty() && party.fact != "section") {
    return fail(node.error("課は section（申請者の課）だけです: " + party.fact));
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

Result<void> check_people(const Yaml& root, const Definition& definition) {
  if (auto checked = check_parties(root["apply"], definition, definition.apply, {}); !checked) {
    return checked;
  }
  const auto nodes = root["acts"].items();
  for (std::size_t index = 0; index < definition.steps.size(); ++index) {
    const Step& step = definition.steps[index];
    if (auto checked = check_parties(nodes[index], definition, step.rule, step.tell); !checked) {
      return checked;
    }
  }
  if (!definition.due) return {};
  return check_parties(root["due"], definition, {}, definition.due->tell);
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
    if (!definition.state(step.to)) {
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
    for (const Step* step : definition.steps_from(state)) ahead.push_back(step->to);
  }
  return reached;
}

Result<void> check_states(const Yaml& root, const Definition& definition) {
  const std::set<std::string> reached = reachable_states(definition);
  for (const State& state : definition.states) {
    if (!reached.contains(state.id)) {
      return fail(
          root["states"].error("状態「" + state.label + "」には、どの操作でも至りません。"));
    }
    if (state.open != definition.steps_from(state.id).empty()) continue;
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

Result<void> parse_lists(const Yaml& root, const Schemes& schemes, Definition& definition) {
  auto form = registers::parse_fields(root["form"], schemes);
  if (!form) return fail(form.error());
  definition.form = *std::move(form);
  const ConditionScope scope{definition.form, schemes};

  auto states = parse_list<State>(root["states"], parse_state);
  if (!states) return fail(states.error());
  definition.states = *std::move(states);
  auto steps =
      parse_list<Step>(root["acts"], [&](const Yaml& node) { return parse_step(node, schemes); });
  if (!steps) return fail(steps.error());
  definition.steps = *std::move(steps);
  auto refusals = parse_list<Refusal>(root["refuse"],
                                      [&](const Yaml& node) { return parse_refusal(node, scope); });
  if (!refusals) return fail(refusals.error());
  definition.refusals = *std::move(refusals);
  auto route = parse_list<RouteStep>(root["route"], parse_route_step);
  if (!route) return fail(route.error());
  definition.route = *std::move(route);
  return {};
}

}  // namespace

Result<Definition> Definition::parse(std::string file, std::string_view yaml,
                                     const Schemes& schemes) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  if (auto known =
          root->only({"procedure", "title", "number", "situation", "words", "lead", "apply", "form",
                      "refuse", "occupies", "due", "states", "route", "acts"});
      !known) {
    return fail(known.error());
  }
  Definition definition;
  definition.id = (*root)["procedure"].text();
  definition.digest = hex(as_text(sha256(yaml)));
  definition.yaml = yaml;
  definition.title = (*root)["title"].text();
  definition.number = (*root)["number"].text();
  definition.situation = (*root)["situation"].text(definition.title);
  definition.words = (*root)["words"].texts();
  definition.lead = (*root)["lead"].text();
  if (definition.id.empty() || definition.title.empty() || definition.number.empty()) {
    return fail(root->error("手続には procedure・title・number が必要です。"));
  }
  auto apply = access::parse_rule((*root)["apply"]);
  if (!apply) return fail(apply.error());
  definition.apply = *std::move(apply);

  if (auto lists = parse_lists(*root, schemes, definition); !lists) return fail(lists.error());
  if (auto parsed = parse_occupation((*root)["occupies"], definition); !parsed) {
    return fail(parsed.error());
  }
  if (auto parsed = parse_due((*root)["due"], definition); !parsed) return fail(parsed.error());
  for (const auto check : {check_ids, check_steps, check_states, check_people, check_refusals}) {
    if (auto checked = check(*root, definition); !checked) return fail(checked.error());
  }
  return definition;
}

const State* Definition::state(std::string_view state_id) const {
  const auto found = std::ranges::find(states, state_id, &State::id);
  return found == states.end() ? nullptr : &*found;
}

const Step* Definition::step(std::string_view step_id) const {
  const auto found = std::ranges::find(steps, step_id, &Step::id);
  return found == steps.end() ? nullptr : &*found;
}

const Step& Definition::filing_step() const {
  const auto found =
      std::ranges::find_if(steps, [](const Step& step) { return step.from.empty(); });
  assert(found != steps.end());  // parse() saw to it
  return *found;
}

std::vector<const Step*> Definition::steps_from(std::string_view state_id) const {
  std::vector<const Step*> list;
  for (const Step& step : steps) {
    if (std::ranges::find(step.from, state_id) != step.from.end()) list.push_back(&step);
  }
  return list;
}

}  // namespace mamori::procedures
