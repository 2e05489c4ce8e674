#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "ledger/journal.h"
#include "organisation/erasure.h"
#include "organisation/finding.h"
#include "organisation/organisation.h"
#include "registers/attachment.h"
#include "registers/condition.h"
#include "registers/entries.h"
#include "registers/field.h"

namespace mamori::registers {
namespace {

using store::Connection;

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
  if (!field.pattern.empty() && !fits_pattern(field, text)) {
    return wrong("pattern_unfit",
                 field.label + "は、「" + field.example + "」のように入力してください。");
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

std::optional<std::int64_t> read_number(std::string text) {
  text = text_key(text);
  std::erase(text, ',');
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

Checked check_number(const Field& field, const std::string& text) {
  const auto number = read_number(text);
  if (!number) {
    return wrong("number_malformed", field.label + "は、整数で入力してください。");
  }
  if (field.least && *number < *field.least) {
    return wrong("number_too_small", field.label + "は、" + std::to_string(*field.least) +
                                         field.unit + "以上で入力してください。");
  }
  if (field.most && *number > *field.most) {
    return wrong("number_too_large", field.label + "は、" + std::to_string(*field.most) +
                                         field.unit + "以下で入力してください。");
  }
  return std::to_string(*number);
}

Checked check_fiscal_year(const Field& field, const std::string& text) {
  if (const auto year = read_fiscal_year(text)) return std::to_string(*year);
  return wrong("fiscal_year_malformed",
               field.label + "の年度を読めません。令和8年度、R8、2026 のように入力してください。");
}

Checked check_url(const Field& field, const std::string& text) {
  const bool is_web = text.starts_with("https://") || text.starts_with("http://");
  const bool whole = text.find_first_of(" \"<>") == std::string::npos;
  if (!is_web || !whole) {
    return wrong("url_malformed",
                 field.label + "は、https:// で始まるアドレスを入力してください。");
  }
  return check_text(field, text);
}

Checked check_reference(Connection& connection, const Field& field, const std::string& text) {
  const std::string id = entry_id_of(field.of, text);
  const auto found = connection.first(
      "SELECT id FROM register_entries WHERE id = $1 AND register = $2", id, field.of);
  if (!found) {
    return wrong("reference_unknown",
                 field.label + "に、台帳にないもの（" + text + "）があります。");
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
    case FieldType::number:
      return check_number(field, text);
    case FieldType::date:
      return check_date(field, text);
    case FieldType::fiscal_year:
      return check_fiscal_year(field, text);
    case FieldType::url:
      return check_url(field, text);
    case FieldType::choice:
    case FieldType::choices:
      if (field.find(text)) return text;
      return wrong("option_unknown", field.label + "は、示された中から選んでください。");
    case FieldType::section:
    case FieldType::sections:
      if (organisation::section(connection, text, day)) return text;
      return wrong("section_unknown", field.label + "を選んでください。");
    case FieldType::person:
      if (const auto named = organisation::person_named(connection, text, day)) return named->id;
      return wrong("person_unknown", field.label + "を選んでください。");
    case FieldType::references:
      return check_reference(connection, field, text);
    case FieldType::files:
      if (attachment(connection, text)) return text;
      return wrong("file_unknown", field.label + "の中に、預かっていないファイルがあります。");
    case FieldType::thing:
      return check_thing(connection, field, text);
  }
  return wrong("type_unknown", field.label + "を読めません。");
}

bool is_typed(FieldType type) {
  switch (type) {
    case FieldType::text:
    case FieldType::long_text:
    case FieldType::number:
    case FieldType::date:
    case FieldType::fiscal_year:
    case FieldType::url:
      return true;
    default:
      return false;
  }
}

std::unexpected<Wrong> missing(const Field& field) {
  return wrong("field_required", field.label + (is_typed(field.type) ? "を入力してください。"
                                                                     : "を選んでください。"));
}

std::expected<std::optional<Json>, Wrong> check_field(Connection& connection, const Field& field,
                                                      const Json& input, Day day) {
  const std::vector<std::string> texts = given(input, field.name);
  if (texts.empty()) {
    if (!field.required || field.when) return std::nullopt;  // check_conditions() decides
    return missing(field);
  }
  if (texts.size() > (takes_several(field.type) ? static_cast<std::size_t>(field.length_max) : 1)) {
    if (field.type == FieldType::person) {
      return wrong("too_many", field.label + "は、1人だけ選んでください。");
    }
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

struct WrongFields {
  std::vector<FieldError> list;
  std::string code;  // of the only one, or what stands for several

  void add(std::string name, Wrong what) {
    code = list.empty() ? std::move(what.code) : "input_invalid";
    list.push_back({std::move(name), std::move(what.message)});
  }
};

// Whether a field is asked for at all, and whether it may be left empty, as the others say.
// A value given where none is asked for is not dropped unseen: somebody meant it.
void check_conditions(Connection& connection, const std::vector<Field>& fields,
                      const Values& values, Day day, WrongFields& wrong_fields) {
  const auto applies = [&](const std::shared_ptr<const Condition>& condition) {
    return holds(connection, {}, *condition, values, day);
  };
  for (const Field& field : fields) {
    const bool given = values.contains(field.name);
    const bool asked = !field.when || applies(field.when);
    if (given && !asked) {
      wrong_fields.add(field.name,
                       {"field_not_asked", field.label + "を入力するのは、" +
                                               in_words(*field.when, fields) + "だけです。"});
    }
    const bool known_wrong = std::ranges::find(wrong_fields.list, field.name, &FieldError::field) !=
                             wrong_fields.list.end();
    if (given || !asked || known_wrong) continue;
    const bool conditional = field.when && field.required;
    if (conditional || (field.required_when && applies(field.required_when))) {
      wrong_fields.add(field.name, missing(field).error());
    }
  }
}

// A copy has the level of its original, what holds several things the highest of theirs.
void check_levels(Connection& connection, const std::vector<Field>& fields, const Values& values,
                  WrongFields& wrong_fields) {
  for (const Field& field : fields) {
    const Option* given = field.find(text_at(values, field.name));
    if (!given || field.highest_of.empty()) continue;
    const Option* least = nullptr;
    for (const std::string& name : field.highest_of) {
      for (const std::string& id : texts_of(values, name)) {
        const auto entry = connection.first("SELECT data FROM register_entries WHERE id = $1", id);
        if (!entry) continue;
        const auto data = parse_json(entry->text("data"));
        const Option* level = data ? field.find(text_at(*data, field.name)) : nullptr;
        if (level && (!least || level->rank > least->rank)) least = level;
      }
    }
    if (!least || given->rank >= least->rank) continue;
    wrong_fields.add(field.name, {"level_too_low", field.label + "は、「" + least->label +
                                                       "」以上にしてください。中にあるもの、又は"
                                                       "元になったものの分類を引き継ぎます。"});
  }
}

// What is missing or wrong among the factors leaves the product out.
void reckon(const std::vector<Field>& fields, Values& values) {
  for (const Field& field : fields) {
    if (!field.is_reckoned()) continue;
    std::optional<std::int64_t> product = 1;
    for (const std::string& factor : field.product_of) {
      const auto number = read_number(text_at(values, factor));
      product = product && number ? std::optional(*product * *number) : std::nullopt;
    }
    if (product) values[field.name] = std::to_string(*product);
  }
}

Error invalid_input(const std::vector<FieldError>& wrong_fields, std::string code) {
  Error error{Fault::invalid, std::move(code), "入力に直すところがあります。",
              "示された項目を直して、もう一度送ってください。"};
  if (wrong_fields.size() == 1) error.message = wrong_fields.front().message;
  error.fields = wrong_fields;
  return error;
}

// 1234567 → 1,234,567
std::string with_separators(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string display_one(Connection& connection, const Field& field, const std::string& value,
                        Day day) {
  switch (field.type) {
    case FieldType::date:
      if (const auto read = parse_day(value)) return wareki_day(*read);
      return value;
    case FieldType::number:
      return with_separators(value) + field.unit;
    case FieldType::fiscal_year:
      if (const auto read = read_number(value)) {
        return wareki_fiscal_year(static_cast<int>(*read));
      }
      return value;
    case FieldType::choice:
    case FieldType::choices: {
      const Option* option = field.find(value);
      return option ? option->label : value;
    }
    case FieldType::section:
    case FieldType::sections: {
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
    case FieldType::files:
      return file_name_of(value);
    case FieldType::text:
    case FieldType::long_text:
    case FieldType::url:
      return value;
  }
  return value;
}

}  // namespace

Result<Values> check(Connection& connection, const std::vector<Field>& fields, const Json& input,
                     Day day) {
  Values values;
  WrongFields wrong_fields;
  for (const Field& field : fields) {
    if (field.is_reckoned()) continue;
    auto value = check_field(connection, field, input, day);
    if (!value) {
      wrong_fields.add(field.name, value.error());
    } else if (*value) {
      values[field.name] = **std::move(value);
    }
  }
  reckon(fields, values);
  check_conditions(connection, fields, values, day, wrong_fields);
  check_levels(connection, fields, values, wrong_fields);
  if (input.is_object()) {
    for (const auto& member : input.get_object()) {
      if (find(fields, member.key())) continue;
      wrong_fields.add(std::string(member.key()), {"field_unknown", "知らない項目です。"});
    }
  }
  if (!wrong_fields.list.empty()) return fail(invalid_input(wrong_fields.list, wrong_fields.code));
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
