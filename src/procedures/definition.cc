#include "procedures/definition.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "base/bytes.h"
#include "procedures/assigning.h"
#include "procedures/decision.h"
#include "procedures/definition_check.h"
#include "procedures/sampling.h"
#include "procedures/tasks.h"
#include "procedures/writing.h"

namespace mamori::procedures {
namespace {

constexpr long due_days_max = 3660;
constexpr long due_months_max = 120;

using registers::ConditionScope;
using registers::Schemes;

Result<State> parse_state(const Yaml& node) {
  if (auto known = node.only({"id", "label", "tone", "open", "occupies", "decided", "due"});
      !known) {
    return fail(known.error());
  }
  State state{node["id"].text(),        node["label"].text(),         node["tone"].text(),
              node["open"].flag(false), node["occupies"].flag(false), node["decided"].flag(false),
              node["due"].text()};
  if (state.id.empty() || state.label.empty()) {
    return fail(node.error("状態には id と label が必要です。"));
  }
  return state;
}

Result<Step> parse_step(const Yaml& node, const Schemes& schemes,
                        const access::Segregation& segregation) {
  if (auto known = node.only({"id",     "label",  "done",     "tone",     "from",    "to",
                              "stays",  "by",     "by_first", "never",    "form",    "erases",
                              "fields", "refuse", "writes",   "controls", "tell",    "opens",
                              "does",   "drops",  "assigns",  "samples",  "optional"});
      !known) {
    return fail(known.error());
  }
  Step step{.id = node["id"].text(),
            .label = node["label"].text(),
            .done = node["done"].text(node["label"].text()),
            .tone = node["tone"].text(),
            .from = node["from"].texts(),
            .to = node["to"].text(),
            .stays = node["stays"].flag(false),
            .optional = node["optional"].flag(false),
            .rule = {},
            .form = node["form"].flag(false),
            .erases = node["erases"].flag(false),
            .fields = {},
            .refusals = {},
            .writes = {},
            .opens = node["opens"].texts(),
            .does = node["does"].texts(),
            .drops = node["drops"].texts(),
            .assigns = {},
            .sampling = {},
            .controls = node["controls"].texts(),
            .tell = {}};
  if (step.id.empty() || step.label.empty() || step.to.empty() != step.stays) {
    return fail(node.error("操作には id・label と、to か stays: true が必要です。"));
  }
  auto rule = access::parse_rule(node, segregation);
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
  const bool names_things = found && (found->type == registers::FieldType::references ||
                                      found->type == registers::FieldType::thing);
  if (!names_things) {
    return fail(node.error("occupies の field は、台帳などを選ぶ項目にしてください。"));
  }
  definition.occupation = Occupation{field, node["code"].text(), node["message"].text(),
                                     node["remedy"].text(), node["controls"].texts()};
  return {};
}

Result<Handled> parse_handled(const Yaml& node, const ConditionScope& scope) {
  if (auto known = node.only({"handling", "of", "when"}); !known) return fail(known.error());
  Handled handled{.situation = node["handling"].text(), .field = node["of"].text(), .when = {}};
  const registers::Field* field = registers::find(scope.fields, handled.field);
  const bool has_level =
      field && (field->type == registers::FieldType::references ||
                (field->type == registers::FieldType::choice && !field->scheme.empty()));
  if (handled.situation.empty() || !has_level) {
    return fail(node.error("handles には、handling と、台帳か分類を選ぶ項目（of）が必要です。"));
  }
  if (!node["when"].present()) return handled;
  auto when = registers::parse_condition(node["when"], scope);
  if (!when) return fail(when.error());
  handled.when = *std::move(when);
  return handled;
}

Result<void> parse_suspending(const Yaml& node, Definition& definition) {
  if (!node.present()) return {};
  if (auto known = node.only({"rules", "section", "systems", "until", "in"}); !known) return known;
  const auto has_type = [&](const std::string& name, registers::FieldType type) {
    const registers::Field* field = registers::find(definition.form, name);
    return field && field->type == type;
  };
  Suspending suspends{node["rules"].text(), node["section"].text(), node["systems"].text(),
                      node["until"].text(), node["in"].texts()};
  const registers::Field* until = registers::find(definition.form, suspends.until);
  const bool limited = until && until->type == registers::FieldType::date && until->required;
  if (!has_type(suspends.rules, registers::FieldType::choices) || !limited) {
    return fail(node.error("suspends の rules は choices、until は必須の日付の項目にします。"));
  }
  const bool places =
      (suspends.section.empty() || has_type(suspends.section, registers::FieldType::section)) &&
      (suspends.systems.empty() || has_type(suspends.systems, registers::FieldType::references));
  if (!places) {
    return fail(node.error("suspends の section は課、systems は台帳を選ぶ項目にします。"));
  }
  definition.suspending = std::move(suspends);
  return {};
}

// Known only when the decision has made its states.
Result<void> check_suspending(const Yaml& node, const Definition& definition) {
  if (!definition.suspending) return {};
  for (const std::string& state : definition.suspending->states) {
    if (definition.state(state)) continue;
    return fail(node.error("suspends の in の状態「" + state + "」はありません。"));
  }
  if (!definition.suspending->states.empty()) return {};
  return fail(node.error("suspends には、外している状態（in）が必要です。"));
}

// A number of days or months, at most so many.
Result<int> parse_span(const Yaml& node, long most) {
  const long number = node.number().value_or(0);
  if (number >= 0 && number <= most) return static_cast<int>(number);
  return fail(node.error("0から" + std::to_string(most) + "までの数にしてください。"));
}

Result<Due> parse_due(const Yaml& node, const Definition& definition) {
  if (auto known = node.only({"id", "label", "field", "days", "months", "late", "tell", "becomes"});
      !known) {
    return fail(known.error());
  }
  Due due{.id = node["id"].text("due"),
          .label = node["label"].text(),
          .field = node["field"].text(),
          .late = node["late"].text(),
          .tell = {},
          .becomes = node["becomes"].text()};
  if (!node["days"].present() || node["days"].number()) {
    auto days = parse_span(node["days"], due_days_max);
    if (!days) return fail(days.error());
    due.days = *days;
  } else {
    auto setting = parse_number_setting(node["days"], definition);
    if (!setting) return fail(setting.error());
    due.days_setting = *std::move(setting);
  }
  auto months = parse_span(node["months"], due_months_max);
  if (!months) return fail(months.error());
  due.months = *months;
  const registers::Field* field = registers::find(definition.form, due.field);
  if (!due.field.empty() && (!field || field->type != registers::FieldType::date)) {
    return fail(node.error("due の field は、日付の項目にしてください。"));
  }
  if (due.field.empty() && due.days == 0 && due.months == 0 && due.days_setting.empty()) {
    return fail(node.error("due には、field・days・months のどれかを書いてください。"));
  }
  if (due.label.empty()) due.label = field ? field->label : "期限";
  auto tell = parse_tellings(node["tell"]);
  if (!tell) return fail(tell.error());
  due.tell = *std::move(tell);
  return due;
}

// One due as a map, or several as a list. `due: true` of a state means the only one.
Result<void> parse_dues(const Yaml& node, Definition& definition) {
  const std::vector<Yaml> nodes = node.is_map() ? std::vector<Yaml>{node} : node.items();
  for (const Yaml& item : nodes) {
    auto due = parse_due(item, definition);
    if (!due) return fail(due.error());
    definition.dues.push_back(*std::move(due));
  }
  for (State& state : definition.states) {
    if (state.due == "true" && definition.dues.size() == 1) state.due = definition.dues.front().id;
    if (state.due == "false") state.due.clear();
    if (!state.due.empty() && !definition.due(state.due)) {
      return fail(node.error("状態「" + state.label + "」の due「" + state.due +
                             "」は、due にありません。"));
    }
  }
  return {};
}

Result<void> parse_erasing(const Yaml& node, Definition& definition) {
  const bool erases = std::ranges::any_of(definition.steps, &Step::erases);
  if (erases != node.present()) {
    return fail(node.error("erases（消すものと理由）と、erases: true の操作は、両方要ります。"));
  }
  if (!erases) return {};
  if (auto known = node.only({"thing", "reason", "after_retention"}); !known) return known;
  const auto has_type = [&](const std::string& name, registers::FieldType type) {
    const registers::Field* field = registers::find(definition.form, name);
    return field && field->type == type && field->required;
  };
  Erasing erasing{node["thing"].text(), node["reason"].text(), node["after_retention"].texts()};
  if (!has_type(erasing.thing, registers::FieldType::thing) ||
      !has_type(erasing.reason, registers::FieldType::choice)) {
    return fail(node.error("erases の thing は thing の、reason は choice の必須項目にします。"));
  }
  definition.erasing = std::move(erasing);
  return {};
}

// The people a condition may speak of beside those of the form: {same: witness, as: me}.
std::vector<registers::Field> with_people(std::vector<registers::Field> fields) {
  for (const std::string_view name : {applicant_named, actor_named}) {
    fields.push_back({.name = std::string(name), .type = registers::FieldType::person});
  }
  fields.push_back(
      {.name = std::string(open_assignments_named), .type = registers::FieldType::number});
  fields.push_back({.name = std::string(falls_due_named), .type = registers::FieldType::date});
  return fields;
}

// What acts refuse of what is written with them, and what they leave in registers.
Result<void> parse_consequences(const Yaml& root, const Schemes& schemes, Definition& definition) {
  const auto nodes = root["acts"].items();
  for (std::size_t index = 0; index < nodes.size(); ++index) {
    Step& step = definition.steps[index];
    auto fields = with_people(definition.form);
    fields.insert(fields.end(), step.fields.begin(), step.fields.end());
    const ConditionScope scope{fields, schemes};
    auto refusals = parse_list<Refusal>(
        nodes[index]["refuse"], [&](const Yaml& node) { return parse_refusal(node, scope); });
    if (!refusals) return fail(refusals.error());
    step.refusals = *std::move(refusals);
    auto writes = parse_writes(nodes[index]["writes"], definition, step.fields, schemes);
    if (!writes) return fail(writes.error());
    step.writes = *std::move(writes);
    auto assigns = parse_assignments(nodes[index]["assigns"], definition, step.fields, schemes);
    if (!assigns) return fail(assigns.error());
    step.assigns = *std::move(assigns);
    if (nodes[index]["samples"].present()) {
      auto sampling = parse_sampling(nodes[index]["samples"], definition, step.fields);
      if (!sampling) return fail(sampling.error());
      step.sampling = *std::move(sampling);
    }
    if (step.from.empty() && !step.assigns.empty()) {
      return fail(nodes[index].error("assigns は、申請のあとの操作に書きます。"));
    }
  }
  return {};
}

Result<void> parse_lists(const Yaml& root, const Schemes& schemes,
                         const access::Segregation& segregation, Definition& definition) {
  auto form = registers::parse_fields(root["form"], schemes);
  if (!form) return fail(form.error());
  definition.form = *std::move(form);
  const auto known_in_form = with_people(definition.form);
  const ConditionScope scope{known_in_form, schemes};

  auto states = parse_list<State>(root["states"], parse_state);
  if (!states) return fail(states.error());
  definition.states = *std::move(states);
  auto steps = parse_list<Step>(
      root["acts"], [&](const Yaml& node) { return parse_step(node, schemes, segregation); });
  if (!steps) return fail(steps.error());
  definition.steps = *std::move(steps);
  if (auto parsed = parse_consequences(root, schemes, definition); !parsed) return parsed;
  auto refusals = parse_list<Refusal>(root["refuse"],
                                      [&](const Yaml& node) { return parse_refusal(node, scope); });
  if (!refusals) return fail(refusals.error());
  definition.refusals = *std::move(refusals);
  auto handles = parse_list<Handled>(root["handles"],
                                     [&](const Yaml& node) { return parse_handled(node, scope); });
  if (!handles) return fail(handles.error());
  definition.handles = *std::move(handles);
  auto route = parse_list<RouteStep>(root["route"], parse_route_step);
  if (!route) return fail(route.error());
  definition.route = *std::move(route);
  return {};
}

// The field of that name of an act, when it is one of choices.
const registers::Field* choices_of(const Definition& definition, std::string_view step_id,
                                   std::string_view name) {
  const Step* step = definition.step(step_id);
  const auto* field = step ? registers::find(step->fields, name) : nullptr;
  return field && field->type == registers::FieldType::choices ? field : nullptr;
}

Result<void> parse_beside(const Yaml& node, const Schemes& schemes, Definition& definition) {
  if (!node.present()) return {};
  if (const std::string only = node.text(); !only.empty()) {
    definition.beside = Beside{.register_id = only};
    return {};
  }
  if (auto known = node.only({"register", "by", "meant", "steps", "done", "left_out"}); !known) {
    return known;
  }
  Beside beside{.register_id = node["register"].text(),
                .by = node["by"].text(),
                .meant = {},
                .done = node["done"].text(),
                .left_out = node["left_out"].text(),
                .steps = node["steps"].text()};
  const ConditionScope scope{definition.form, schemes, true};
  for (const auto& [value, condition] : node["meant"].members()) {
    auto meant = registers::parse_condition(condition, scope);
    if (!meant) return fail(meant.error());
    beside.meant.emplace(value, *std::move(meant));
  }
  for (const std::string& act : {beside.done, beside.left_out}) {
    if (!beside.has_steps() || choices_of(definition, act, beside.steps)) continue;
    return fail(node.error("done と left_out には、steps の項目（choices）がある操作を書きます。"));
  }
  definition.beside = std::move(beside);
  return {};
}

Result<Gathered> parse_gathered(const Yaml& node) {
  if (auto known = node.only({"register", "day", "procedure", "duty", "fills"}); !known) {
    return fail(known.error());
  }
  Gathered gathered{.day = node["day"].text(), .fills = node["fills"].text()};
  using Kind = Gathered::Kind;
  static constexpr std::array<std::pair<const char*, Kind>, 3> kinds{
      {{"register", Kind::entries}, {"procedure", Kind::applications}, {"duty", Kind::rounds}}};
  for (const auto& [key, kind] : kinds) {
    if (!node[key].present()) continue;
    gathered.kind = kind;
    gathered.of = node[key].text();
  }
  return gathered;
}

Result<void> parse_gathering(const Yaml& node, Definition& definition) {
  if (!node.present()) return {};
  if (auto known = node.only({"year", "of"}); !known) return known;
  auto sources = parse_list<Gathered>(node["of"], parse_gathered);
  if (!sources) return fail(sources.error());
  const auto* year = registers::find(definition.form, node["year"].text());
  if (!year || year->type != registers::FieldType::fiscal_year || sources->empty()) {
    return fail(node.error("gathers には、年度の項目の名前（year）と of が必要です。"));
  }
  for (const Gathered& source : *sources) {
    const auto* filled = registers::find(definition.form, source.fills);
    using Type = registers::FieldType;
    const bool fits = filled && (filled->type == Type::long_text ||
                                 (filled->type == Type::references && filled->of == source.of));
    if (source.fills.empty() || fits) continue;
    return fail(node.error("fills には、同じ台帳から選ぶ項目か、長い文章の項目の名前を書きます。"));
  }
  definition.gathering = Gathering{year->name, *std::move(sources)};
  return {};
}

}  // namespace

Result<Definition> Definition::parse(std::string file, std::string_view yaml,
                                     const Schemes& schemes,
                                     const access::Segregation& segregation) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  if (auto known =
          root->only({"procedure",       "title",   "number",   "situation",  "words",    "lead",
                      "apply",           "form",    "refuse",   "occupies",   "due",      "states",
                      "route",           "acts",    "erases",   "retention",  "decision", "group",
                      "examples",        "tasks",   "settings", "form_title", "shortcut", "beside",
                      "without_sign_in", "handles", "suspends", "gathers"});
      !known) {
    return fail(known.error());
  }
  Definition definition;
  definition.id = (*root)["procedure"].text();
  definition.digest = hex(as_text(sha256(yaml)));
  definition.yaml = yaml;
  definition.title = (*root)["title"].text();
  definition.number = (*root)["number"].text();
  definition.group = (*root)["group"].text();
  definition.situation = (*root)["situation"].text(definition.title);
  definition.words = (*root)["words"].texts();
  definition.lead = (*root)["lead"].text();
  // What nobody decides is no application: a record, a report.
  definition.form_title = (*root)["form_title"].text(
      definition.title + ((*root)["decision"].present() ? "申請書" : ""));
  definition.shortcut = (*root)["shortcut"].text();
  if (definition.id.empty() || definition.title.empty() || definition.number.empty()) {
    return fail(root->error("手続には procedure・title・number が必要です。"));
  }
  auto apply = access::parse_rule((*root)["apply"]);
  if (!apply) return fail(apply.error());
  definition.apply = *std::move(apply);

  if (auto lists = parse_lists(*root, schemes, segregation, definition); !lists)
    return fail(lists.error());
  if (auto parsed = parse_occupation((*root)["occupies"], definition); !parsed) {
    return fail(parsed.error());
  }
  if (auto parsed = parse_tasks(*root, schemes, definition); !parsed) {
    return fail(parsed.error());
  }
  if (auto parsed = parse_dues((*root)["due"], definition); !parsed) return fail(parsed.error());
  if (auto parsed = parse_erasing((*root)["erases"], definition); !parsed) {
    return fail(parsed.error());
  }
  if (auto parsed = parse_suspending((*root)["suspends"], definition); !parsed) {
    return fail(parsed.error());
  }
  auto retention = registers::parse_retention((*root)["retention"]);
  if (!retention) return fail(retention.error());
  definition.retention = *std::move(retention);
  if (auto parsed = parse_decision(*root, schemes, segregation, definition); !parsed) {
    return fail(parsed.error());
  }
  if (auto checked = check_suspending((*root)["suspends"], definition); !checked) {
    return fail(checked.error());
  }
  if (auto parsed = parse_beside((*root)["beside"], schemes, definition); !parsed) {
    return fail(parsed.error());
  }
  if (auto parsed = parse_gathering((*root)["gathers"], definition); !parsed) {
    return fail(parsed.error());
  }
  if (auto checked = check_whole(*root, definition); !checked) return fail(checked.error());
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

const Due* Definition::due(std::string_view due_id) const {
  const auto found = std::ranges::find(dues, due_id, &Due::id);
  return found == dues.end() ? nullptr : &*found;
}

const Due* Definition::due_in(std::string_view state_id) const {
  const State* found = state(state_id);
  return found ? due(found->due) : nullptr;
}

const TaskDefinition* Definition::task(std::string_view task_id) const {
  const auto found = std::ranges::find(tasks, task_id, &TaskDefinition::id);
  return found == tasks.end() ? nullptr : &*found;
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
