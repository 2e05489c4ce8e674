#include "web/parts.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "organisation/organisation.h"
#include "registers/attachment.h"
#include "registers/condition.h"
#include "registers/entries.h"
#include "registers/register.h"
#include "retention/retention.h"
#include "web/control_groups.h"
#include "web/entry_options.h"
#include "web/people_options.h"
#include "web/register_parts.h"
#include "web/retention_parts.h"

namespace mamori::web {
namespace {

using registers::Field;
using registers::FieldType;
using store::Connection;

// The texts given for a field so far.
std::vector<std::string> texts_given(const Json& input, const std::string& name) {
  return input.is_object() ? registers::texts_of(input.get_object(), name)
                           : std::vector<std::string>{};
}

constexpr std::size_t options_shown_max = 20;  // as a list of boxes to tick
constexpr std::size_t buttons_max = 12;        // of which one is chosen; more are a list to open

JsonObject option_part(std::string_view value, std::string_view label, std::string_view detail,
                       const std::vector<std::string>& chosen) {
  const bool selected = std::ranges::find(chosen, value) != chosen.end();
  return {{"value", value},       {"label", label},
          {"number", nullptr},    {"detail", text_or_null(detail)},
          {"selected", selected}, {"chip", nullptr}};
}

JsonArray options_of(const Visit& visit, Connection& connection, const Field& field,
                     const std::vector<std::string>& chosen) {
  const Day today = day_in_japan(visit.services.body.clock().now());
  JsonArray options;
  switch (field.type) {
    case FieldType::choice:
    case FieldType::choices:
      for (const auto& option : field.options) {
        options.push_back(option_part(option.value, option.label, option.detail, chosen));
      }
      break;
    case FieldType::section:
    case FieldType::sections:
      for (const auto& section : organisation::sections(connection, today)) {
        options.push_back(option_part(section.id, section.name, "", chosen));
      }
      break;
    case FieldType::person:  // people_options.h
    case FieldType::references:
      return {};            // entry_options.h
    case FieldType::files:  // those already kept
      for (const std::string& value : chosen) {
        options.push_back(option_part(value, registers::file_name_of(value), "", chosen));
      }
      break;
    case FieldType::thing:  // chosen elsewhere: nothing else is offered
      for (const std::string& subject : chosen) {
        registers::Values values;
        values[field.name] = subject;
        options.push_back(option_part(
            subject, registers::display(connection, field, values, today).front(), "", chosen));
      }
      break;
    default:
      break;  // typed, not chosen
  }
  return options;
}

// The rules that an exception may suspend, under the headings of the catalogue; the duties last.
// Programs find them all in `options`.
JsonArray rule_groups(const Visit& visit, JsonArray options) {
  JsonArray groups;
  for (const ControlGroup& group : grouped_controls(visit.services.body.definitions())) {
    JsonArray of_group;
    for (Json& option : options) {
      const auto is_it = [&](const auto* control) {
        return !option.is_null() && text_at(option, "value") == control->id;
      };
      if (std::ranges::any_of(group.controls, is_it)) {
        of_group.push_back(std::exchange(option, Json()));
      }
    }
    if (of_group.empty()) continue;
    groups.push_back(JsonObject{{"label", group.title}, {"options", std::move(of_group)}});
  }
  JsonArray duties;
  for (Json& option : options) {
    if (!option.is_null()) duties.push_back(std::move(option));
  }
  if (!duties.empty()) {
    groups.push_back(JsonObject{{"label", "定期の実施事項"}, {"options", std::move(duties)}});
  }
  return groups;
}

std::string_view kind_flag(const Field& field) {
  switch (field.type) {
    case FieldType::text:
    case FieldType::url:
    case FieldType::fiscal_year:
      return "is_text";
    case FieldType::number:
      return "is_number";
    case FieldType::long_text:
      return "is_long_text";
    case FieldType::date:
      return "is_date";
    case FieldType::choice:
      return field.options.size() > buttons_max ? "is_select" : "is_choice";
    case FieldType::choices:  // of many one is found by words
      return field.options.size() > options_shown_max ? "is_references" : "is_choices";
    case FieldType::sections:
      return "is_choices";
    case FieldType::section:
      return "is_section";
    case FieldType::person:
      return "is_person";
    case FieldType::references:
      return field.length_max == 1 ? "is_select" : "is_references";
    case FieldType::files:
      return "is_files";
    case FieldType::thing:
      return "is_select";
  }
  return "is_text";
}

// All that is wrong with one field.
std::string error_of(const Error* error, std::string_view name) {
  std::string message;
  if (!error) return message;
  for (const FieldError& field : error->fields) {
    if (field.field == name) message += field.message;
  }
  return message;
}

// The entries to choose from. Where there are more than a page can show, they are searched.
void add_entries(const Visit& visit, Connection& connection, const Field& field,
                 std::vector<std::string> chosen, JsonObject& part) {
  const auto& definition = visit.services.body.definitions().registers.at(field.of);
  for (std::string& text : chosen) text = registers::entry_id_of(field.of, text);
  auto made = entry_options(visit, connection, definition, chosen);
  part["options"] = std::move(made.options);
  if (made.left == 0) return;
  part.erase("is_select");
  part["is_references"] = true;
  if (field.length_max == 1) part["is_one"] = true;
  part["is_searched"] =
      JsonObject{{"href", register_href(visit, definition) + "/options"}, {"left", made.left}};
}

// The people to choose from: a list to open, or of a large body a search.
void add_people(const Visit& visit, Connection& connection, const std::vector<std::string>& given,
                JsonObject& part) {
  auto made = people_options(visit, connection, given);
  part["options"] = std::move(made.options);
  if (made.searched.is_null()) return;
  part.erase("is_person");
  part["is_references"] = true;
  part["is_one"] = true;
  part["is_people"] = true;
  part["is_searched"] = std::move(made.searched);
}

// What a person typed for a date stays as typed; a stored ISO day is shown in 和暦. So is a year.
std::string shown_value(const Field& field, const std::string& text) {
  if (field.type == FieldType::fiscal_year && text.size() == 4) {
    int year = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), year);
    if (read.ptr == text.data() + text.size()) return wareki_fiscal_year(year);
  }
  if (field.type != FieldType::date) return text;
  const auto day = parse_day(text);
  return day && iso_day(*day) == text ? wareki_day(*day) : text;
}

// What the form says beside a field: its help, and when it is asked for.
std::string help_of(const Field& field, const std::vector<Field>& fields) {
  std::string help = field.help;
  const auto add = [&](const std::shared_ptr<const registers::Condition>& condition,
                       std::string_view what) {
    if (!condition) return;
    help += registers::in_words(*condition, fields) + std::string(what);
  };
  add(field.when, field.required ? "に、必ず入力します。" : "に入力します。");
  add(field.required_when, "は、必ず入力します。");
  return help;
}

// The choice on which a field depends, for scripts that show and hide it: without scripts all
// fields stand there and say when they are asked for.
void add_dependence(const Field& field, JsonObject& part) {
  using Kind = registers::Condition::Kind;
  if (!field.when) return;
  const registers::Condition& when = *field.when;
  if (when.kind != Kind::equals && when.kind != Kind::one_of) return;
  std::string values = when.value;
  for (const std::string& value : when.values) values += (values.empty() ? "" : " ") + value;
  part["is_conditional"] = true;
  part["depends_on"] = when.field;
  part["depends_values"] = std::move(values);
}

// Where a group of fields begins, its heading stands among them.
template <class Add>
void add_heading(const Field& field, std::string& group, const Add& add) {
  if (field.group == group) return;
  group = field.group;
  if (!group.empty()) add(JsonObject{{"is_heading", true}, {"label", group}});
}

JsonArray reference_items(const Visit& visit, Connection& connection, const Field& field,
                          const registers::Values& values) {
  const auto& definition = visit.services.body.definitions().registers.at(field.of);
  JsonArray items;
  for (const std::string& id : registers::texts_of(values, field.name)) {
    const std::string subject = "registers/" + field.of + "/" + id;
    const std::string href = visit.base() + "/" + subject;
    if (const auto entry = registers::entry(connection, id)) {
      items.push_back(JsonObject{
          {"text", registers::number_of(definition, entry->serial) + "　" + entry->label},
          {"href", href},
          {"chip", scheme_chip(definition, entry->values)}});
    } else if (const auto erasure = retention::erasure_of(connection, subject)) {
      items.push_back(JsonObject{
          {"text", erasure->number}, {"href", href}, {"chip", chip("消去済み", "stopped")}});
    }
  }
  return items;
}

JsonArray option_items(const Field& field, const registers::Values& values) {
  JsonArray items;
  for (const std::string& value : registers::texts_of(values, field.name)) {
    const registers::Option* option = field.find(value);
    if (!option) continue;
    const bool marked = !option->tone.empty();
    items.push_back(JsonObject{{"text", marked ? Json(nullptr) : Json(option->label)},
                               {"href", nullptr},
                               {"chip", marked ? chip(option->label, option->tone) : Json()}});
  }
  return items;
}

}  // namespace

Day today_of(const Visit& visit) {
  return day_in_japan(visit.services.body.clock().now());
}

Result<Answer> show_again(const Visit& visit, const Error& error, Page page) {
  if (visit.request.wants_json()) return fail(error);
  // A wrong password is a wrong field here: 401 would promise a challenge (RFC 9110 §15.5.2).
  const bool unauthenticated = error.fault == Fault::unauthenticated;
  page.status = status_of(unauthenticated ? Fault::invalid : error.fault);
  return page;
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json day_part(std::string_view iso) {
  const auto day = parse_day(iso);
  if (!day) return nullptr;
  return JsonObject{{"text", wareki_day(*day)}, {"iso", iso_day(*day)}};
}

Json instant_part(std::string_view iso) {
  const auto instant = parse_iso_instant(iso);
  if (!instant) return nullptr;
  return JsonObject{{"text", wareki_instant(*instant)}, {"iso", iso}};
}

Json chip(std::string_view label, std::string_view tone) {
  return JsonObject{{"label", label}, {"tone", tone}};
}

Json state_part(std::string_view code, std::string_view label, std::string_view tone) {
  return JsonObject{{"code", code}, {"label", label}, {"tone", tone}};
}

std::string article_of_place(std::string_view place) {
  constexpr std::string_view mark = "条";
  const auto at = place.find(mark);
  if (at == std::string_view::npos) return std::string(place);
  std::string_view rest = place.substr(at + mark.size());
  const auto end = rest.starts_with("の") ? std::min(rest.find("第"), rest.size()) : 0;
  return std::string(place.substr(0, at + mark.size() + end));
}

std::string place_href(const Visit& visit, int document, std::string_view place) {
  const std::string article = article_of_place(place);
  const std::string anchor = article == place ? "" : "#" + percent_encode(place);
  return visit.base() + "/regulations/" + std::to_string(document) + "/" + percent_encode(article) +
         anchor;
}

Json article_part(const Visit& visit, const Citation& citation) {
  return JsonObject{{"place", citation.place},
                    {"caption", text_or_null(citation.caption)},
                    {"document", citation.document_title},
                    {"href", place_href(visit, citation.document, citation.place)},
                    {"text", citation.text}};
}

JsonArray article_parts(const Visit& visit, const std::vector<Citation>& citations) {
  JsonArray parts;
  for (const Citation& citation : citations) parts.push_back(article_part(visit, citation));
  return parts;
}

Json person_part(const Visit& visit, Connection& connection, std::string_view person_id) {
  const Day today = today_of(visit);
  const auto person = organisation::person(connection, person_id, today);
  if (!person) return nullptr;
  const auto titled = visit.services.body.offices(connection);
  JsonArray offices;
  for (const auto& held : organisation::offices_of(connection, person->id, today)) {
    offices.emplace_back(titled.title(held.office));
  }
  return JsonObject{{"id", person->id},
                    {"name", person->name},
                    {"section", text_or_null(person->section_name)},
                    {"offices", std::move(offices)}};
}

JsonArray articles_served_by(const Visit& visit, Connection& connection,
                             const catalogue::Satisfier& satisfier) {
  return article_parts(visit, visit.services.body.cite_served_by(connection, satisfier));
}

JsonArray notice_parts(const Visit& visit, const std::vector<notices::Notice>& inbox,
                       std::size_t count_max) {
  JsonArray parts;
  for (const notices::Notice& notice : inbox) {
    if (parts.size() == count_max) break;
    parts.push_back(JsonObject{{"id", "n-" + std::to_string(notice.record_number)},
                               {"href", visit.base() + "/" + notice.href},
                               {"text", notice.text},
                               {"at", instant_part(notice.at)},
                               {"unread", !notice.read}});
  }
  return parts;
}

Json error_part(const Visit& visit, const Error& error, const std::vector<Field>& fields,
                std::string_view prefix) {
  JsonArray wrong;
  for (const FieldError& field : error.fields) {
    const Field* known = registers::find(fields, field.field);
    const std::string label = known ? known->label : field.field;
    const bool named = field.message.starts_with(label);  // the sentence says it itself
    wrong.push_back(JsonObject{{"field", field.field},
                               {"target", std::string(prefix) + field.field},
                               {"label", named ? Json(nullptr) : Json(label)},
                               {"message", field.message}});
  }
  return JsonObject{{"code", error.code},
                    {"message", error.message},
                    {"remedy", text_or_null(error.remedy)},
                    {"fields", std::move(wrong)},
                    {"basis", article_parts(visit, error.basis)}};
}

JsonObject messages_part(const Error* error, const std::vector<Field>& fields) {
  JsonObject messages;
  for (const Field& field : fields)
    messages[field.name] = text_or_null(error_of(error, field.name));
  return messages;
}

namespace {

std::string time_of_day(Instant now) {
  const std::string at = wareki_instant(now);  // 令和8年11月21日 14時05分
  const auto hour = at.rfind("時");
  const auto minute = at.rfind("分");
  const auto blank = at.rfind(' ');
  return at.substr(blank + 1, hour - blank - 1) + ":" +
         at.substr(hour + std::string_view("時").size(),
                   minute - hour - std::string_view("時").size());
}

// One pass: what a person wrote is never read for names itself.
std::string draft(std::string_view text, const JsonObject& about) {
  std::string filled;
  while (!text.empty()) {
    const auto open = text.find('{');
    filled += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const auto close = text.find('}');
    if (close == std::string_view::npos) return filled += text;
    filled += text_at(about, text.substr(1, close - 1));
    text.remove_prefix(close + 1);
  }
  return filled;
}

std::string suggestion(const Visit& visit, Connection& connection, const Field& field,
                       const JsonObject& about) {
  if (field.suggest_today) return iso_day(today_of(visit));
  if (field.type == FieldType::section && field.suggested == registers::suggest_own) {
    if (!visit.visitor) return "";
    const auto person = organisation::person(connection, visit.person_id(), today_of(visit));
    return person ? person->section_id : "";
  }
  if (field.type == FieldType::text && field.suggested == registers::suggest_now) {
    return time_of_day(visit.services.body.clock().now());
  }
  return draft(field.suggested, about);
}

}  // namespace

JsonObject suggestions(const Visit& visit, Connection& connection, const std::vector<Field>& fields,
                       const JsonObject& about) {
  JsonObject input;
  for (const Field& field : fields) {
    const std::string text = suggestion(visit, connection, field, about);
    if (!text.empty()) input[field.name] = text;
  }
  return input;
}

JsonObject beginning(const Visit& visit, Connection& connection, const std::vector<Field>& fields) {
  JsonObject input = suggestions(visit, connection, fields);
  for (const Field& field : fields) {
    const std::string chosen = visit.request.query.get(field.name);
    const bool offered = field.type == FieldType::thing || field.type == FieldType::fiscal_year ||
                         !field.of.empty() || field.find(chosen) != nullptr;
    if (offered && !chosen.empty()) input[field.name] = chosen;
  }
  return input;
}

JsonObject field_part(const Visit& visit, Connection& connection, const Field& field,
                      const Filled& filled, const std::vector<Field>& fields) {
  const auto texts = texts_given(filled.input, field.name);
  const bool plain = field.type == FieldType::text || field.type == FieldType::long_text;
  JsonObject part{{"id", filled.prefix + field.name},
                  {"name", field.name},
                  {"label", field.label},
                  {"help", text_or_null(help_of(field, fields))},
                  {"required", field.required},
                  {"value", texts.empty() ? Json() : text_or_null(shown_value(field, texts[0]))},
                  {"error", text_or_null(error_of(filled.error, field.name))},
                  {"max_length", plain ? Json(field.length_max) : Json()},
                  {"options", options_of(visit, connection, field, texts)}};
  part[kind_flag(field)] = true;
  if (field.type == FieldType::references) add_entries(visit, connection, field, texts, part);
  if (field.type == FieldType::person) add_people(visit, connection, texts, part);
  if (field.scheme == body::suspendable_scheme) {
    part["is_grouped"] = true;
    part["groups"] = rule_groups(visit, part["options"].get_array());
  }
  if (!field.unit.empty()) {
    part["is_with_unit"] = true;
    part["unit"] = field.unit;
  }
  add_dependence(field, part);
  return part;
}

Filled Attempt::filled(std::string_view id, Json suggested) const {
  const std::string prefix = std::string(id) + "-";
  if (form != id) return {std::move(suggested), nullptr, prefix};
  return {input, error, prefix};
}

JsonArray field_parts(const Visit& visit, Connection& connection, const std::vector<Field>& fields,
                      const Filled& filled) {
  JsonArray parts;
  std::string group;
  for (const Field& field : fields) {
    if (field.is_reckoned()) continue;
    add_heading(field, group, [&](JsonObject heading) { parts.push_back(std::move(heading)); });
    parts.push_back(field_part(visit, connection, field, filled, fields));
  }
  return parts;
}

JsonObject value_part(const Visit& visit, Connection& connection, const Field& field,
                      const registers::Values& values, Day day) {
  JsonObject part{{"label", field.label}, {"text", nullptr}, {"date", nullptr}};
  const auto texts = registers::texts_of(values, field.name);
  const auto link = [&](const std::string& href) {
    return JsonObject{{"text", registers::display(connection, field, values, day).front()},
                      {"href", href},
                      {"chip", nullptr}};
  };
  JsonArray items;
  if (field.type == FieldType::references) {
    items = reference_items(visit, connection, field, values);
  } else if (field.type == FieldType::choices || !field.scheme.empty()) {
    items = option_items(field, values);
  } else if (field.type == FieldType::date && !texts.empty()) {
    part["date"] = day_part(texts.front());
  } else if (field.type == FieldType::thing && !texts.empty()) {
    items.push_back(link(thing_href(visit, texts.front())));
  } else if (field.type == FieldType::url && !texts.empty()) {
    items.push_back(link(texts.front()));
  } else if (field.type == FieldType::files) {
    for (const std::string& value : texts) {
      items.push_back(
          JsonObject{{"text", registers::file_name_of(value)},
                     {"href", visit.base() + "/attachments/" + registers::file_digest_of(value)},
                     {"chip", nullptr}});
    }
  } else if (field.type == FieldType::sections) {
    for (std::string& name : registers::display(connection, field, values, day)) {
      items.push_back(JsonObject{{"text", std::move(name)}, {"href", nullptr}, {"chip", nullptr}});
    }
  } else if (!texts.empty()) {
    part["text"] = registers::display(connection, field, values, day).front();
  }
  part["items"] = std::move(items);
  return part;
}

JsonArray value_parts(const Visit& visit, Connection& connection, const std::vector<Field>& fields,
                      const registers::Values& values, Day day) {
  JsonArray parts;
  std::string group;
  for (const Field& field : fields) {
    if (field.when && !values.contains(field.name)) continue;  // was not asked for
    add_heading(field, group, [&](JsonObject heading) { parts.push_back(std::move(heading)); });
    parts.push_back(value_part(visit, connection, field, values, day));
  }
  return parts;
}

JsonObject act_part(const ActForm& form) {
  JsonObject part{
      {"id", form.id},     {"label", form.label},   {"tone", form.tone},
      {"href", nullptr},   {"action", form.action}, {"explanation", text_or_null(form.explanation)},
      {"open", form.open}, {"fields", form.fields}, {"confirm", form.confirm}};
  const auto takes_files = [](const Json& field) { return flag_at(field, "is_files"); };
  if (std::ranges::any_of(form.fields, takes_files)) part["is_with_files"] = true;
  return part;
}

JsonObject cell_part(const Cell& cell) {
  return {{"text", text_or_null(cell.text)},
          {"href", text_or_null(cell.href)},
          {"chip", cell.chip},
          {"date", cell.date},
          {"number", cell.number},
          {"heading", cell.heading}};
}

JsonArray column_parts(const std::vector<Column>& columns) {
  JsonArray parts;
  for (const Column& column : columns) {
    parts.push_back(
        JsonObject{{"key", column.key}, {"label", column.label}, {"number", column.number}});
  }
  return parts;
}

Json application_state(const procedures::Definition& definition,
                       const procedures::Application& application, Day today) {
  if (application.overdue(today)) return state_part("overdue", "期限超過", "error");
  const procedures::State* state = definition.state(application.state);
  return state ? state_part(state->id, state->label, state->tone)
               : state_part(application.state, application.state, "neutral");
}

}  // namespace mamori::web
