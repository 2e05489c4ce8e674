#include "procedures/tasks.h"

#include <algorithm>

#include "procedures/decision.h"

namespace mamori::procedures {
namespace {

using registers::Field;
using registers::FieldType;
using registers::Values;

constexpr long span_max = 3660;
constexpr std::string_view every_task = "all";

// What a condition of a task may ask: the form, the settings, and what is written with acts.
std::vector<Field> fields_asked(const Definition& definition) {
  std::vector<Field> fields = definition.form;
  const auto add = [&](const std::vector<Field>& more) {
    for (const Field& field : more) {
      if (!registers::find(fields, field.name)) fields.push_back(field);
    }
  };
  add(definition.settings);
  for (const Step& step : definition.steps) add(step.fields);
  return fields;
}

Result<Span> parse_span(const Yaml& node, const Definition& definition) {
  static constexpr std::pair<std::string_view, Span::Unit> units[] = {
      {"minutes", Span::Unit::minutes}, {"hours", Span::Unit::hours}, {"days", Span::Unit::days}};
  Span span;
  int found = 0;
  for (const auto& [key, unit] : units) {
    if (!node[key].present()) continue;
    ++found;
    span.unit = unit;
    if (const auto number = node[key].number()) {
      span.number = static_cast<int>(*number);
      if (*number < 0 || *number > span_max) return fail(node[key].error("長すぎる期限です。"));
      continue;
    }
    auto setting = parse_number_setting(node[key], definition);
    if (!setting) return fail(setting.error());
    span.setting = *std::move(setting);
  }
  if (found == 1) return span;
  return fail(node.error("tasks には、minutes・hours・days のどれか一つを書いてください。"));
}

Result<void> parse_task_conditions(const Yaml& node, const std::vector<Field>& fields,
                                   const registers::Schemes& schemes, TaskDefinition& task) {
  if (node["when"].present()) {
    auto when = registers::parse_condition(node["when"], {fields, schemes});
    if (!when) return fail(when.error());
    task.when = *std::move(when);
  }
  const Field* from = registers::find(fields, task.from);
  if (task.from.empty() || (from && from->type == FieldType::date)) return {};
  return fail(node["from"].error("from は、日付の項目にしてください。"));
}

Result<TaskDefinition> parse_task(const Yaml& node, const Definition& definition,
                                  const std::vector<Field>& fields,
                                  const registers::Schemes& schemes) {
  if (auto known = node.only({"id", "label", "source", "before", "when", "minutes", "hours", "days",
                              "from", "counts_first_day", "remind_days", "begins", "remind", "tell",
                              "opens", "again"});
      !known) {
    return fail(known.error());
  }
  TaskDefinition task{.id = node["id"].text(),
                      .label = node["label"].text(),
                      .source = node["source"].text(),
                      .before = node["before"].text(),
                      .when = {},
                      .span = {},
                      .from = node["from"].text(),
                      .counts_first_day = node["counts_first_day"].flag(false),
                      .remind_days = static_cast<int>(node["remind_days"].number().value_or(0)),
                      .begins = {},
                      .remind = {},
                      .tell = {},
                      .opens = node["opens"].texts(),
                      .again = node["again"].flag(false)};
  if (task.id.empty() || task.label.empty()) {
    return fail(node.error("tasks には id と label が必要です。"));
  }
  auto span = parse_span(node, definition);
  if (!span) return fail(span.error());
  task.span = *std::move(span);
  if (auto read = parse_task_conditions(node, fields, schemes, task); !read) {
    return fail(read.error());
  }
  for (const auto& [key, list] :
       {std::pair{"begins", &task.begins}, {"remind", &task.remind}, {"tell", &task.tell}}) {
    auto tellings = parse_tellings(node[key]);
    if (!tellings) return fail(tellings.error());
    *list = *std::move(tellings);
  }
  return task;
}

Result<void> parse_open_door(const Yaml& node, Definition& definition) {
  if (!node.present()) return {};
  if (auto known = node.only({"networks", "to"}); !known) return known;
  OpenDoor door{node["networks"].text(), {}};
  const Field* networks = registers::find(definition.settings, door.networks);
  if (!networks || networks->type != FieldType::text) {
    return fail(node.error("without_sign_in の networks は、settings の text の項目です。"));
  }
  for (const Yaml& item : node["to"].items()) {
    auto party = access::parse_party(item);
    if (!party) return fail(party.error());
    door.to.push_back(*std::move(party));
  }
  definition.open_door = std::move(door);
  return {};
}

// A misspelt id would open nothing, and nobody would be told.
Result<void> check_task_ids(const Yaml& root, const Definition& definition) {
  const auto check = [&](const std::vector<std::string>& ids) -> Result<void> {
    for (const std::string& id : ids) {
      if (id == every_task || definition.task(id)) continue;
      return fail(root["tasks"].error("「" + id + "」は tasks にありません。"));
    }
    return {};
  };
  for (const Step& step : definition.steps) {
    for (const auto* ids : {&step.opens, &step.does, &step.drops}) {
      if (auto checked = check(*ids); !checked) return checked;
    }
  }
  for (const TaskDefinition& task : definition.tasks) {
    if (auto checked = check(task.opens); !checked) return checked;
    if (task.before.empty()) continue;
    if (auto checked = check({task.before}); !checked) return checked;
  }
  return {};
}

bool is_settled(const Application& application, const TaskDefinition& task) {
  return std::ranges::any_of(application.tasks, [&](const Task& one) {
    return one.id == task.id && (one.is_open() || (one.was_done() && !task.again));
  });
}

Instant due_at(const Desk& desk, const TaskDefinition& task, const Values& values) {
  const int length =
      task.span.setting.empty() ? task.span.number : number_set(values, task.span.setting);
  if (task.span.unit == Span::Unit::minutes) return desk.now + std::chrono::minutes{length};
  if (task.span.unit == Span::Unit::hours) return desk.now + std::chrono::hours{length};
  const auto from = registers::texts_of(values, task.from);
  const Day begins = from.empty() ? desk.today() : parse_day(from.front()).value_or(desk.today());
  const int days = length - (task.counts_first_day ? 1 : 0);
  const auto day_after = std::chrono::sys_days{begins} + std::chrono::days{days + 1};
  return start_of_day_in_japan(Day{day_after});
}

JsonObject opened_part(const Desk& desk, const TaskDefinition& task, const Values& values) {
  const Instant due = due_at(desk, task, values);
  const bool reminds = task.remind_days > 0;
  return {{"task", task.id},
          {"label", task.label},
          {"due_at", iso_instant(due)},
          {"by_day", task.span.unit == Span::Unit::days},
          {"remind_at", reminds ? iso_instant(due - std::chrono::days{task.remind_days}) : ""},
          {"source", task.source}};
}

}  // namespace

Result<void> parse_tasks(const Yaml& root, const registers::Schemes& schemes,
                         Definition& definition) {
  auto settings = registers::parse_fields(root["settings"], schemes);
  if (!settings) return fail(settings.error());
  definition.settings = *std::move(settings);
  const std::vector<Field> fields = fields_asked(definition);
  for (const Yaml& node : root["tasks"].items()) {
    auto task = parse_task(node, definition, fields, schemes);
    if (!task) return fail(task.error());
    definition.tasks.push_back(*std::move(task));
  }
  if (auto parsed = parse_open_door(root["without_sign_in"], definition); !parsed) return parsed;
  return check_task_ids(root, definition);
}

Result<std::string> parse_number_setting(const Yaml& node, const Definition& definition) {
  const Field* field = registers::find(definition.settings, node.text());
  if (field && field->type == FieldType::number) return field->name;
  return fail(node.error("期限には、数か、settings の数の項目の名前を書きます。"));
}

int number_set(const Values& settings, std::string_view name) {
  const auto texts = registers::texts_of(settings, std::string(name));
  return texts.empty() ? 0 : std::atoi(texts.front().c_str());
}

Values settings_of(store::Connection& connection, const Definition& definition) {
  Values values;
  for (const Field& field : definition.settings) {
    if (!field.suggested.empty()) values[field.name] = field.suggested;
  }
  if (definition.settings.empty()) return values;
  const auto row = connection.first("SELECT data FROM procedure_settings WHERE procedure_id = $1",
                                    definition.id);
  const auto set = row ? parse_json(row->text("data")) : Result<Json>(JsonObject{});
  if (!set || !set->is_object()) return values;
  for (const auto& member : set->get_object()) {
    if (registers::find(definition.settings, member.key())) values[member.key()] = member.value();
  }
  return values;
}

JsonArray opened_tasks(const Desk& desk, const Definition& definition,
                       const Application& application, const std::vector<std::string>& ids,
                       const Values& values) {
  JsonArray opened;
  if (ids.empty()) return opened;
  Values all = settings_of(desk.connection, definition);
  for (const auto& member : values) all[member.key()] = member.value();
  for (const std::string& id : ids) {
    const TaskDefinition* task = definition.task(id);
    if (!task || is_settled(application, *task)) continue;
    const bool applies = !task->when || registers::holds(desk.connection, desk.schemes, *task->when,
                                                         all, desk.today());
    if (applies) opened.push_back(opened_part(desk, *task, all));
  }
  return opened;
}

TaskChanges task_changes(const Desk& desk, const Definition& definition,
                         const Application& application, const Step& step, const Values& values) {
  TaskChanges changes;
  if (definition.tasks.empty()) return changes;
  const auto has = [](const std::vector<std::string>& ids, const std::string& id) {
    return std::ranges::find(ids, id) != ids.end();
  };
  // Only the definition's own acts must settle what is left; a withdrawal ends it all.
  const State* state = definition.state(application.state);
  const bool ends = state && !state->open && step.role != Role::own;
  for (const Task& task : application.tasks) {
    if (!task.is_open()) continue;
    const bool drops = ends || has(step.drops, task.id) || has(step.drops, std::string(every_task));
    if (!drops && !has(step.does, task.id)) continue;
    changes.ended.push_back(
        JsonObject{{"task", task.id}, {"label", task.label}, {"dropped", drops}});
  }
  Application then = application;
  apply_changes(changes, desk.now, then);
  changes.opened = opened_tasks(desk, definition, then, step.opens, values);
  return changes;
}

Task opened_task(const Json& opened) {
  return {.id = text_at(opened, "task"),
          .label = text_at(opened, "label"),
          .due_at = text_at(opened, "due_at"),
          .by_day = flag_at(opened, "by_day"),
          .told = 0,
          .ended_at = "",
          .ended_by = "",
          .dropped = false};
}

void apply_changes(const TaskChanges& changes, Instant now, Application& application) {
  for (const Json& ended : changes.ended) {
    for (Task& task : application.tasks) {
      if (!task.is_open() || task.id != text_at(ended, "task")) continue;
      task.ended_at = iso_instant(now);
      task.dropped = flag_at(ended, "dropped");
    }
  }
  for (const Json& opened : changes.opened) {
    application.tasks.push_back(opened_task(opened));
  }
}

std::string due_in_words(const Task& task) {
  const auto at = parse_iso_instant(task.due_at);
  if (!at) return {};
  // The end of a day is its last moment, not the first of the next.
  if (task.by_day) return wareki_day(day_in_japan(*at - std::chrono::milliseconds{1}));
  return wareki_instant(*at);
}

bool was_skipped(const Definition& definition, const Application& application, const Task& task) {
  const TaskDefinition* declared = definition.task(task.id);
  if (!declared || declared->before.empty() || task.was_done()) return false;
  return std::ranges::any_of(application.tasks, [&](const Task& later) {
    return later.id == declared->before && later.was_done();
  });
}

}  // namespace mamori::procedures
