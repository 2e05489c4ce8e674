#include "registers/field.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "ledger/journal.h"
#include "organisation/erasure.h"
#include "organisation/organisation.h"

namespace mamori::registers {
namespace {

using store::Connection;

constexpr std::array<std::pair<std::string_view, FieldType>, 9> type_names{{
    {"text", FieldType::text},
    {"long_text", FieldType::long_text},
    {"date", FieldType::date},
    {"choice", FieldType::choice},
    {"choices", FieldType::choices},
    {"section", FieldType::section},
    {"person", FieldType::person},
    {"references", FieldType::references},
    {"thing", FieldType::thing},
}};

std::optional<FieldType> type_named(std::string_view name) {
  for (const auto& [known, type] : type_names) {
    if (known == name) return type;
  }
  return std::nullopt;
}

bool takes_several(FieldType type) {
  return type == FieldType::choices || type == FieldType::references;
}

Result<std::vector<Option>> parse_options(const Yaml& node, const Field& field,
                                          const Schemes& schemes) {
  std::vector<Option> options;
  if (!field.scheme.empty()) {
    const auto scheme = schemes.find(field.scheme);
    if (scheme == schemes.end()) {
      return fail(node.error("分類「" + field.scheme + "」は定義されていません。"));
    }
    for (const Level& level : scheme->second.levels) {
      options.push_back({level.value, level.label, level.meaning, level.tone});
    }
    return options;
  }
  for (const Yaml& item : node["options"].items()) {
    if (auto known = item.only({"value", "label", "detail"}); !known) return fail(known.error());
    options.push_back({item["value"].text(), item["label"].text(), item["detail"].text(), ""});
    if (options.back().value.empty() || options.back().label.empty()) {
      return fail(item.error("選択肢には value と label が必要です。"));
    }
  }
  if (options.empty()) return fail(node.error("選択肢（options か scheme）がありません。"));
  return options;
}

Result<Field> parse_field(const Yaml& node, const Schemes& schemes) {
  if (auto known = node.only({"name", "label", "type", "required", "length_max", "help", "scheme",
                              "of", "options", "suggest", "searched"});
      !known) {
    return fail(known.error());
  }
  const auto type = type_named(node["type"].text());
  if (!type) return fail(node.error("知らない type です: " + node["type"].text()));
  Field field{.name = node["name"].text(),
              .label = node["label"].text(),
              .type = *type,
              .required = node["required"].flag(false),
              .length_max = static_cast<int>(node["length_max"].number().value_or(200)),
              .help = node["help"].text(),
              .scheme = node["scheme"].text(),
              .of = node["of"].text(),
              .options = {},
              .suggest_today = node["suggest"].text() == "today",
              .searched = node["searched"].flag(true)};
  if (node["suggest"].present() && (!field.suggest_today || *type != FieldType::date)) {
    return fail(node["suggest"].error("suggest に書けるのは、日付の項目の today だけです。"));
  }
  if (field.name.empty() || field.label.empty()) {
    return fail(node.error("項目には name と label が必要です。"));
  }
  if (*type == FieldType::references && field.of.empty()) {
    return fail(node.error("references には of（台帳の名前）が必要です。"));
  }
  if (*type == FieldType::choice || *type == FieldType::choices) {
    auto options = parse_options(node, field, schemes);
    if (!options) return fail(options.error());
    field.options = *std::move(options);
  }
  return field;
}

// What came from outside for one field: blanks at the ends are no content.
std::vector<std::string> given(const Json& input, std::string_view name) {
  std::vector<std::string> texts;
  const auto add = [&](const Json& value) {
    if (!value.is_string()) return;
    std::string text = nfc(trimmed(std::string_view(value.get_string())));
    if (!text.empty()) texts.push_back(std::move(text));
  };
  if (!input.is_object()) return texts;
  const Json* value = input.get_object().if_contains(name);
  if (!value) return texts;
  if (!value->is_array()) {
    add(*value);
    return texts;
  }
  for (const Json& item : value->get_array()) add(item);
  return texts;
}

struct Wrong {
  std::string code;
  std::string message;
};

using Checked = std::expected<std::string, Wrong>;  // the stored form of one text

std::unexpected<Wrong> wrong(std::string code, std::string message) {
  return std::unexpected(Wrong{std::move(code), std::move(message)});
}

Checked check_text(const Field& field, const std::string& text) {
  if (length_in_characters(text) > static_cast<std::size_t>(field.length_max)) {
    return wrong("field_too_long", field.label + "は" + std::to_string(field.length_max) +
                                       "文字以内で入力してください。");
  }
  return text;
}

Checked check_date(const Field& field, const std::string& text) {
  const auto day = parse_day(text);
  if (!day) {
    return wrong(
        "date_malformed",
        field.label + "の日付を読めません。令和8年4月1日、R8.4.1 のように入力してください。");
  }
  return iso_day(*day);
}

Checked check_reference(Connection& connection, const Field& field, const std::string& id) {
  const auto found = connection.first(
      "SELECT id FROM register_entries WHERE id = $1 AND register = $2", id, field.of);
  if (!found) {
    return wrong("reference_unknown", field.label + "に、台帳にないもの（" + id + "）があります。");
  }
  return id;
}

constexpr std::string_view people_prefix = "people/";

// What a thing is called by its newest record that says it: 資産 第12号. That of its erasure does.
std::string number_of_thing(Connection& connection, std::string_view subject) {
  if (subject.starts_with(people_prefix)) {
    return organisation::leaver_label(subject.substr(people_prefix.size()));
  }
  std::string number;
  for (const auto& record : ledger::records_of(connection, subject)) {
    if (record.erased) continue;
    if (std::string said = text_at(record.payload, "number"); !said.empty()) number = said;
  }
  return number;
}

Checked check_thing(Connection& connection, const Field& field, const std::string& subject) {
  const bool is_one = subject.starts_with("registers/") || subject.starts_with("applications/") ||
                      subject.starts_with(people_prefix);
  if (is_one && !number_of_thing(connection, subject).empty()) return subject;
  return wrong("thing_unknown", field.label + "を、一覧かそのページから選んでください。");
}

Checked check_one(Connection& connection, const Field& field, const std::string& text, Day day) {
  switch (field.type) {
    case FieldType::text:
    case FieldType::long_text:
      return check_text(field, text);
    case FieldType::date:
      return check_date(field, text);
    case FieldType::choice:
    case FieldType::choices:
      if (field.find(text)) return text;
      return wrong("option_unknown", field.label + "は、示された中から選んでください。");
    case FieldType::section:
      if (organisation::section(connection, text, day)) return text;
      return wrong("section_unknown", field.label + "を選んでください。");
    case FieldType::person:
      if (organisation::person(connection, text, day)) return text;
      return wrong("person_unknown", field.label + "を選んでください。");
    case FieldType::references:
      return check_reference(connection, field, text);
    case FieldType::thing:
      return check_thing(connection, field, text);
  }
  return wrong("type_unknown", field.label + "を読めません。");
}

std::expected<std::optional<Json>, Wrong> check_field(Connection& connection, const Field& field,
                                                      const Json& input, Day day) {
  const std::vector<std::string> texts = given(input, field.name);
  if (texts.empty()) {
    if (!field.required) return std::nullopt;
    const bool typed = field.type == FieldType::text || field.type == FieldType::long_text ||
                       field.type == FieldType::date;
    return wrong("field_required",
                 field.label + (typed ? "を入力してください。" : "を選んでください。"));
  }
  if (texts.size() > (takes_several(field.type) ? static_cast<std::size_t>(field.length_max) : 1)) {
    return wrong("too_many", field.label + "が多すぎます。");
  }
  JsonArray stored;
  std::set<std::string> seen;
  for (const std::string& text : texts) {
    const auto value = check_one(connection, field, text, day);
    if (!value) return std::unexpected(value.error());
    if (seen.insert(*value).second) stored.emplace_back(*value);
  }
  if (takes_several(field.type)) return Json(std::move(stored));
  return std::move(stored.front());
}

Error invalid_input(const std::vector<FieldError>& wrong_fields, std::string code) {
  Error error{Fault::invalid, std::move(code), "入力に直すところがあります。",
              "示された項目を直して、もう一度送ってください。"};
  if (wrong_fields.size() == 1) error.message = wrong_fields.front().message;
  error.fields = wrong_fields;
  return error;
}

std::string display_one(Connection& connection, const Field& field, const std::string& value,
                        Day day) {
  switch (field.type) {
    case FieldType::date:
      if (const auto read = parse_day(value)) return wareki_day(*read);
      return value;
    case FieldType::choice:
    case FieldType::choices: {
      const Option* option = field.find(value);
      return option ? option->label : value;
    }
    case FieldType::section: {
      const auto section = organisation::section(connection, value, day);
      return section ? section->name : value;
    }
    case FieldType::person: {
      const auto person = organisation::person(connection, value, day);
      return person ? person->name : std::string(organisation::erased_name);
    }
    case FieldType::references: {
      const auto entry =
          connection.first("SELECT label FROM register_entries WHERE id = $1", value);
      return entry ? entry->text("label") : value;
    }
    case FieldType::thing: {
      std::string number = number_of_thing(connection, value);
      return number.empty() ? value : number;
    }
    case FieldType::text:
    case FieldType::long_text:
      return value;
  }
  return value;
}

}  // namespace

const Option* Field::find(std::string_view value) const {
  const auto found = std::ranges::find(options, value, &Option::value);
  return found == options.end() ? nullptr : &*found;
}

Result<std::vector<Field>> parse_fields(const Yaml& list, const Schemes& schemes) {
  std::vector<Field> fields;
  for (const Yaml& node : list.items()) {
    auto field = parse_field(node, schemes);
    if (!field) return fail(field.error());
    if (find(fields, field->name)) {
      return fail(node.error("項目「" + field->name + "」が二つあります。"));
    }
    fields.push_back(*std::move(field));
  }
  return fields;
}

const Field* find(const std::vector<Field>& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

Result<Values> check(Connection& connection, const std::vector<Field>& fields, const Json& input,
                     Day day) {
  Values values;
  std::vector<FieldError> wrong_fields;
  std::string code = "input_invalid";
  for (const Field& field : fields) {
    auto value = check_field(connection, field, input, day);
    if (!value) {
      code = wrong_fields.empty() ? value.error().code : "input_invalid";
      wrong_fields.push_back({field.name, value.error().message});
    } else if (*value) {
      values[field.name] = **std::move(value);
    }
  }
  if (input.is_object()) {
    for (const auto& member : input.get_object()) {
      if (find(fields, member.key())) continue;
      code = wrong_fields.empty() ? "field_unknown" : "input_invalid";
      wrong_fields.push_back({std::string(member.key()), "知らない項目です。"});
    }
  }
  if (!wrong_fields.empty()) return fail(invalid_input(wrong_fields, std::move(code)));
  return values;
}

std::vector<std::string> texts_of(const Values& values, std::string_view name) {
  std::vector<std::string> texts;
  const Json* value = values.if_contains(name);
  if (!value) return texts;
  if (value->is_string()) texts.emplace_back(std::string_view(value->get_string()));
  if (!value->is_array()) return texts;
  for (const Json& item : value->get_array()) {
    if (item.is_string()) texts.emplace_back(std::string_view(item.get_string()));
  }
  return texts;
}

std::vector<std::string> display(Connection& connection, const Field& field, const Values& values,
                                 Day day) {
  std::vector<std::string> shown;
  for (const std::string& value : texts_of(values, field.name)) {
    shown.push_back(display_one(connection, field, value, day));
  }
  return shown;
}

JsonObject display_all(Connection& connection, const std::vector<Field>& fields,
                       const Values& values, Day day) {
  JsonObject shown;
  JsonArray unsearched;
  for (const Field& field : fields) {
    JsonArray texts;
    for (std::string& text : display(connection, field, values, day)) {
      texts.emplace_back(std::move(text));
    }
    if (texts.empty()) continue;
    shown[field.label] = std::move(texts);
    if (!field.searched) unsearched.emplace_back(field.label);
  }
  JsonObject members{{"shown", std::move(shown)}};
  if (!unsearched.empty()) members["unsearched"] = std::move(unsearched);
  return members;
}

}  // namespace mamori::registers
