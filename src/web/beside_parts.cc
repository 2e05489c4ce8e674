#include "web/beside_parts.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "duties/rounds.h"
#include "ledger/journal.h"
#include "registers/condition.h"
#include "web/application_forms.h"
#include "web/register_parts.h"

namespace mamori::web {
namespace {

using procedures::Beside;
using procedures::Event;
using procedures::Gathered;
using registers::Entry;
using store::Connection;

// --- the plans and their steps

const registers::Definition* register_beside(const BesideScene& scene) {
  if (!scene.definition.beside) return nullptr;
  const auto& registers = scene.visit.services.body.definitions().registers;
  const auto found = registers.find(scene.definition.beside->register_id);
  return found == registers.end() ? nullptr : &found->second;
}

bool is_meant(const BesideScene& scene, const Entry& entry) {
  const Beside& beside = *scene.definition.beside;
  if (beside.meant.empty()) return true;
  const auto meant = beside.meant.find(text_at(entry.values, beside.by));
  return meant != beside.meant.end() &&
         registers::holds(scene.connection, {}, meant->second, scene.application.values,
                          today_of(scene.visit));
}

// A plan made or ended since changes nothing in what is over.
bool was_there(const BesideScene& scene, const Entry& entry) {
  if (scene.application.is_open) return entry.closed_on.empty();
  const auto ended = parse_iso_instant(scene.application.changed_at);
  return ended && registers::was_kept_at(scene.connection, entry, *ended);
}

// Those kept, now or when it ended, that the visitor may read; what is meant for this one comes
// first.
std::vector<Entry> plans(const BesideScene& scene, const registers::Definition& definition) {
  std::vector<Entry> all = registers::entries(scene.connection, definition.id);
  std::erase_if(all, [&](const Entry& entry) {
    return !was_there(scene, entry) ||
           !scene.visit.services.acts
                .may_read(scene.connection, scene.visit.person_id(), definition, entry.values)
                .allowed;
  });
  std::ranges::stable_partition(all, [&](const Entry& entry) { return is_meant(scene, entry); });
  return all;
}

// What was said of steps: by which act, by whom and when.
struct Mark {
  std::string act;
  std::vector<std::string> steps;
  JsonObject part;
};

std::vector<Mark> marks_of(const BesideScene& scene) {
  const Beside& beside = *scene.definition.beside;
  std::vector<Mark> marks;
  for (const Event& event : scene.events) {
    if (event.act != beside.done && event.act != beside.left_out) continue;
    const auto record = ledger::record_at(scene.connection, event.record_number);
    if (!record || record->erased) continue;
    marks.push_back({event.act,
                     registers::texts_of(object_at(record->payload, "remarks"), beside.steps),
                     JsonObject{{"person", event.person_name},
                                {"office", text_or_null(event.capacity)},
                                {"at", instant_part(event.at)},
                                {"comment", text_or_null(event.comment)}}});
  }
  return marks;
}

JsonArray mark_parts(const std::vector<Mark>& marks, const std::string& act,
                     const std::string& step) {
  JsonArray parts;
  for (const Mark& mark : marks) {
    const bool is_of_it =
        mark.act == act && std::ranges::find(mark.steps, step) != mark.steps.end();
    if (is_of_it) parts.push_back(mark.part);
  }
  return parts;
}

Json step_chip(const BesideScene& scene, bool done, bool left_out) {
  if (done) return chip("した", "success");
  if (left_out) return chip("要らないと判断", "neutral");
  return scene.application.is_open ? chip("まだ", "waiting") : chip("していない", "error");
}

JsonArray how_parts(const BesideScene& scene, const registers::Definition& definition,
                    const std::vector<Entry>& meant, const std::string& step) {
  JsonArray parts;
  const registers::Field* field = registers::find(definition.fields, step);
  for (const Entry& entry : meant) {
    const auto texts =
        registers::display(scene.connection, *field, entry.values, today_of(scene.visit));
    if (texts.empty()) continue;
    parts.push_back(JsonObject{{"plan", entry.label}, {"text", texts.front()}});
  }
  return parts;
}

// --- what a year brought

// One source of it. `lines` are for a text, `ids` for references.
struct Group {
  JsonObject part;
  std::vector<std::string> lines;
  std::vector<std::string> ids;
};

constexpr std::size_t items_max = 20;
constexpr std::size_t label_characters_max = 40;

struct Year {
  const Visit& visit;
  Connection& connection;
  int year;
  std::optional<Instant> until;

  bool holds(Day day) const {
    return fiscal_year(day) == year && (!until || day <= day_in_japan(*until));
  }
};

Group group_of(std::string title, std::string href, std::string text) {
  return {JsonObject{{"title", std::move(title)},
                     {"href", std::move(href)},
                     {"text", std::move(text)},
                     {"items", JsonArray()},
                     {"more", 0}},
          {},
          {}};
}

void add_item(Group& group, JsonObject item) {
  JsonArray& items = group.part.at("items").as_array();
  if (items.size() < items_max) {
    items.push_back(std::move(item));
  } else {
    group.part["more"] = group.part.at("more").as_int64() + 1;
  }
}

// Whoever filed it then cannot have seen what was registered since.
bool was_registered(const Year& year, const Entry& entry) {
  if (!year.until) return true;
  const auto added = registers::added_at(year.connection, entry);
  return added && *added <= *year.until;
}

bool is_kept(const Year& year, const Entry& entry) {
  return year.until ? registers::was_kept_at(year.connection, entry, *year.until)
                    : entry.closed_on.empty();
}

// `name`: the field that says so; without one, whether it was kept.
bool is_of_year(const Year& year, const registers::Definition& definition, const Entry& entry,
                const std::string& name) {
  if (name.empty()) return is_kept(year, entry);
  const std::string text = text_at(entry.values, name);
  if (registers::find(definition.fields, name)->type == registers::FieldType::fiscal_year) {
    return text == std::to_string(year.year) && was_registered(year, entry);
  }
  const auto day = parse_day(text);
  return day && year.holds(*day) && was_registered(year, entry);
}

// The number by which the list of the register comes: リスクの大きさ 6; nullptr when it is none.
const registers::Field* number_of_order(const registers::Definition& definition) {
  const std::string_view order = definition.order;
  if (!order.starts_with('-')) return nullptr;
  const registers::Field* field = registers::find(definition.fields, order.substr(1));
  return field && field->type == registers::FieldType::number ? field : nullptr;
}

void sort_greatest_first(std::vector<Entry>& entries, const registers::Field& field) {
  const auto number = [&](const Entry& entry) {
    long value = 0;
    const std::string text = text_at(entry.values, field.name);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  std::ranges::stable_sort(entries, std::ranges::greater(), number);
}

Group gathered_entries(const Year& year, const Gathered& source) {
  const auto& definition = year.visit.services.body.definitions().registers.at(source.of);
  const std::string href = register_href(year.visit, definition);
  std::vector<Entry> found = registers::entries(year.connection, definition.id);
  std::erase_if(found, [&](const Entry& entry) {
    return !is_of_year(year, definition, entry, source.day) ||
           !year.visit.services.acts
                .may_read(year.connection, year.visit.person_id(), definition, entry.values)
                .allowed;
  });
  const registers::Field* order = number_of_order(definition);
  if (order) sort_greatest_first(found, *order);
  Group group = group_of(definition.title, href, std::to_string(found.size()) + "件");
  for (const Entry& entry : found) {
    const auto noted =
        order ? registers::display(year.connection, *order, entry.values, today_of(year.visit))
              : std::vector<std::string>();
    const std::string number = registers::number_of(definition, entry.serial);
    group.ids.push_back(entry.id);
    group.lines.push_back(number + "　" + entry.label);
    add_item(group,
             {{"href", href + "/" + entry.id},
              {"number", number},
              {"label", entry.label},
              {"note", noted.empty() ? Json() : Json(order->label + " " + noted.front())},
              {"state", entry.closed_on.empty() ? Json() : chip(definition.closing, "stopped")}});
  }
  return group;
}

std::string beginning_of(std::string_view text) {
  std::u32string characters = code_points(text);
  if (characters.size() <= label_characters_max) return std::string(text);
  characters.resize(label_characters_max);
  return utf8(characters) + "…";
}

// What it is about, in its first words.
std::string first_words(const Year& year, const procedures::Definition& definition,
                        const procedures::Application& application) {
  for (const registers::Field& field : definition.form) {
    const bool says = field.searched && (field.type == registers::FieldType::text ||
                                         field.type == registers::FieldType::long_text);
    const auto texts =
        says ? registers::display(year.connection, field, application.values, today_of(year.visit))
             : std::vector<std::string>();
    if (!texts.empty()) return beginning_of(texts.front());
  }
  return definition.title;
}

Group gathered_applications(const Year& year, const Gathered& source) {
  const auto& body = year.visit.services.body;
  const auto& current = body.definitions().procedures.at(source.of);
  Group group =
      group_of(current.title, year.visit.base() + "/applications?procedure=" + source.of, "");
  std::size_t count = 0;
  for (const auto& application : procedures::applications(year.connection, source.of)) {
    const auto filed = parse_iso_instant(application.submitted_at);
    if (!filed || !year.holds(day_in_japan(*filed)) || (year.until && *filed > *year.until)) {
      continue;
    }
    const auto definition = year.visit.services.body.definition_of(year.connection, application);
    if (!definition || !is_visible(year.visit, year.connection, **definition, application)) {
      continue;
    }
    ++count;
    const std::string label = first_words(year, **definition, application);
    const Json state = application_state(**definition, application, today_of(year.visit));
    // Not its words: others may read what is filed, and it is kept when this was erased.
    group.lines.push_back(application.number + "（" + text_at(state, "label") + "）");
    add_item(group, {{"href", year.visit.base() + "/applications/" + application.id},
                     {"number", application.number},
                     {"label", label},
                     {"note", nullptr},
                     {"state", state}});
  }
  group.part["text"] = std::to_string(count) + "件";
  return group;
}

Group gathered_rounds(const Year& year, const Gathered& source) {
  const auto& duty = year.visit.services.body.definitions().duties.at(source.of);
  std::int64_t done = 0;
  std::int64_t found = 0;
  for (const auto& performed : duties::performances(year.connection, duty.id)) {
    if (!year.holds(performed.done_on)) continue;
    ++done;
    found += performed.found ? 1 : 0;
  }
  const std::string text =
      std::to_string(done) + "件（" + duty.found_label() + "：" + std::to_string(found) + "件）";
  Group group = group_of(duty.title, year.visit.base() + "/duties/" + duty.id, text);
  if (done > 0) group.lines.push_back(duty.title + "：" + text);
  return group;
}

Group gathered(const Year& year, const Gathered& source) {
  switch (source.kind) {
    case Gathered::Kind::entries:
      return gathered_entries(year, source);
    case Gathered::Kind::applications:
      return gathered_applications(year, source);
    case Gathered::Kind::rounds:
      return gathered_rounds(year, source);
  }
  return {};
}

void fill(const registers::Field& field, const Group& group, JsonObject& input) {
  const auto most = static_cast<std::size_t>(field.length_max);
  if (field.type == registers::FieldType::references) {
    JsonArray ids;
    for (const std::string& id : group.ids) {
      if (ids.size() < most) ids.emplace_back(id);
    }
    if (!ids.empty()) input[field.name] = std::move(ids);
    return;
  }
  std::string text = text_at(input, field.name);
  for (const std::string& line : group.lines) {
    std::string longer = text + (text.empty() ? "" : "\n") + line;
    if (length_in_characters(longer) > most) break;
    text = std::move(longer);
  }
  if (!text.empty()) input[field.name] = std::move(text);
}

}  // namespace

JsonArray beside_parts(const BesideScene& scene) {
  JsonArray parts;
  const registers::Definition* definition = register_beside(scene);
  if (!definition || !scene.application.is_open) return parts;
  for (const Entry& entry : plans(scene, *definition)) {
    parts.push_back(
        JsonObject{{"title", entry.label},
                   {"href", register_href(scene.visit, *definition) + "/" + entry.id},
                   {"meant", is_meant(scene, entry)},
                   {"fields", value_parts(scene.visit, scene.connection, definition->fields,
                                          entry.values, today_of(scene.visit))}});
  }
  return parts;
}

Json checklist_part(const BesideScene& scene, bool may_tick) {
  const registers::Definition* definition = register_beside(scene);
  if (!definition || !scene.definition.beside->has_steps()) return nullptr;
  const Beside& beside = *scene.definition.beside;
  std::vector<Entry> meant = plans(scene, *definition);
  std::erase_if(meant, [&](const Entry& entry) { return !is_meant(scene, entry); });
  const registers::Field& field =
      *registers::find(scene.definition.step(beside.done)->fields, beside.steps);
  const std::vector<Mark> marks = marks_of(scene);
  JsonArray steps;
  std::int64_t left = 0;
  for (const registers::Option& step : field.options) {
    JsonArray done = mark_parts(marks, beside.done, step.value);
    JsonArray left_out = mark_parts(marks, beside.left_out, step.value);
    JsonArray how = how_parts(scene, *definition, meant, step.value);
    const bool open = done.empty() && left_out.empty();
    if (open && how.empty()) continue;  // no plan says anything of it
    left += open ? 1 : 0;
    steps.push_back(JsonObject{{"value", step.value},
                               {"label", step.label},
                               {"how", std::move(how)},
                               {"open", open},
                               {"state", step_chip(scene, !done.empty(), !left_out.empty())},
                               {"done", std::move(done)},
                               {"left_out", std::move(left_out)}});
  }
  const bool ticks = may_tick && left > 0;
  const std::string action =
      scene.visit.base() + "/applications/" + scene.application.id + "/" + beside.done;
  return JsonObject{{"title", definition->entry + "のチェックリスト"},
                    {"name", beside.steps},
                    {"steps", std::move(steps)},
                    {"left", left},
                    {"action", ticks ? Json(action) : Json()},
                    {"register", definition->title},
                    {"register_href", register_href(scene.visit, *definition)}};
}

int gathered_year(const Visit& visit, const procedures::Definition& definition,
                  const registers::Values& values) {
  const int today = fiscal_year(today_of(visit));
  if (!definition.gathering) return today;
  return read_fiscal_year(text_at(values, definition.gathering->year)).value_or(today);
}

Json gathered_part(const Visit& visit, Connection& connection,
                   const procedures::Definition& definition, int year,
                   std::optional<Instant> until) {
  if (!definition.gathering) return nullptr;
  JsonArray groups;
  for (const Gathered& source : definition.gathering->sources) {
    groups.emplace_back(gathered({visit, connection, year, until}, source).part);
  }
  return JsonObject{{"title", wareki_fiscal_year(year) + "の結果"},
                    {"other_year", nullptr},
                    {"groups", std::move(groups)}};
}

JsonObject other_year_part(const Visit& visit, const procedures::Definition& definition, int year) {
  const int current = fiscal_year(today_of(visit));
  const int other = year == current ? current - 1 : current;
  return {{"href", visit.base() + "/apply/" + definition.id + "?" + definition.gathering->year +
                       "=" + std::to_string(other)},
          {"label", wareki_fiscal_year(other) + "の結果から書き始める"}};
}

void fill_gathered(const Visit& visit, Connection& connection,
                   const procedures::Definition& definition, JsonObject& input) {
  if (!definition.gathering) return;
  const int year = gathered_year(visit, definition, input);
  input[definition.gathering->year] = std::to_string(year);  // not what could not be read
  for (const Gathered& source : definition.gathering->sources) {
    if (source.fills.empty()) continue;
    fill(*registers::find(definition.form, source.fills),
         gathered({visit, connection, year, std::nullopt}, source), input);
  }
}

}  // namespace mamori::web
