#include "registers/field.h"

#include <algorithm>
#include <array>
#include <unicode/regex.h>

#include "registers/condition.h"

namespace mamori::registers {
namespace {

constexpr std::array<std::pair<std::string_view, FieldType>, 15> type_names{{
    {"text", FieldType::text},
    {"long_text", FieldType::long_text},
    {"number", FieldType::number},
    {"yes_no", FieldType::choice},  // a choice of two
    {"fiscal_year", FieldType::fiscal_year},
    {"url", FieldType::url},
    {"date", FieldType::date},
    {"choice", FieldType::choice},
    {"choices", FieldType::choices},
    {"section", FieldType::section},
    {"sections", FieldType::sections},
    {"person", FieldType::person},
    {"references", FieldType::references},
    {"files", FieldType::files},
    {"thing", FieldType::thing},
}};

// A pattern gives up after so many steps of the matcher: a definition cannot hold up the program.
constexpr std::int32_t pattern_steps_max = 100;

std::optional<FieldType> type_named(std::string_view name) {
  for (const auto& [known, type] : type_names) {
    if (known == name) return type;
  }
  return std::nullopt;
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
      options.push_back({level.value, level.label, level.meaning, level.tone, level.rank});
    }
    return options;
  }
  if (node["type"].text() == "yes_no" && !node["options"].present()) {
    return std::vector<Option>{{"yes", "はい", "", "", 0}, {"no", "いいえ", "", "", 0}};
  }
  for (const Yaml& item : node["options"].items()) {
    if (auto known = item.only({"value", "label", "detail"}); !known) return fail(known.error());
    options.push_back({item["value"].text(), item["label"].text(), item["detail"].text(), "", 0});
    if (options.back().value.empty() || options.back().label.empty()) {
      return fail(item.error("選択肢には value と label が必要です。"));
    }
  }
  if (options.empty()) return fail(node.error("選択肢（options か scheme）がありません。"));
  return options;
}

// What a new form begins with: `today` of a date, `own` (課) of a section, else a value the field
// could have; of a text also `now`.
Result<void> parse_suggestion(const Yaml& node, Field& field) {
  const std::string text = node.text();
  if (text.empty()) return {};
  field.suggest_today = text == "today" && field.type == FieldType::date;
  if (field.suggest_today) return {};
  if (text == "today" || field.type == FieldType::date) {
    return fail(node.error(
        "日付の項目の suggest に書けるのは today だけで、today は日付の項目の today だけです。"));
  }
  const bool chosen = field.type == FieldType::choice || field.type == FieldType::choices;
  if (chosen && !field.find(text)) return fail(node.error("suggest が選択肢にありません。"));
  const bool typed = field.type == FieldType::text || field.type == FieldType::long_text ||
                     field.type == FieldType::number;
  const bool own_section = field.type == FieldType::section && text == suggest_own;
  if (!chosen && !typed && !own_section) {
    return fail(node.error("この種類の項目には suggest を書けません。"));
  }
  field.suggested = text;
  return {};
}

// A pattern that cannot be read, or that its own example does not fit, would refuse everything.
Result<void> parse_pattern(const Yaml& node, Field& field) {
  if (!node["pattern"].present()) return {};
  field.pattern = node["pattern"].text();
  field.example = node["example"].text();
  if (field.type != FieldType::text) {
    return fail(node.error("pattern を書けるのは text の項目だけです。"));
  }
  if (fits_pattern(field, field.example)) return {};
  return fail(node.error("example（例）が pattern に合いません。"));
}

Result<void> parse_limits(const Yaml& node, Field& field) {
  field.unit = node["unit"].text();
  field.least = node["min"].number();
  field.most = node["max"].number();
  const bool limited = node["unit"].present() || node["min"].present() || node["max"].present();
  if (!limited || field.type == FieldType::number) return {};
  return fail(node.error("unit・min・max を書けるのは number の項目だけです。"));
}

Result<Field> parse_field(const Yaml& node, const Schemes& schemes) {
  if (auto known = node.only(
          {"name",    "label",   "type",    "required",      "length_max", "help",      "scheme",
           "of",      "options", "suggest", "searched",      "unit",       "min",       "max",
           "pattern", "example", "when",    "required_when", "highest_of", "product_of"});
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
              .searched = node["searched"].flag(true),
              .highest_of = node["highest_of"].texts(),
              .product_of = node["product_of"].texts()};
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
  if (auto read = parse_suggestion(node["suggest"], field); !read) return fail(read.error());
  if (auto read = parse_pattern(node, field); !read) return fail(read.error());
  if (auto read = parse_limits(node, field); !read) return fail(read.error());
  return field;
}

// Fields with the nodes they were read from: conditions are read when all names are known.
struct ReadFields {
  std::vector<Field> fields;
  std::vector<Yaml> nodes;
};

Result<void> read_fields(const Yaml& list, const Schemes& schemes, const std::string& group,
                         ReadFields& read) {
  for (const Yaml& node : list.items()) {
    if (node["group"].present()) {
      if (auto known = node.only({"group", "fields"}); !known) return known;
      if (!group.empty()) return fail(node.error("group の中に group は書けません。"));
      auto within = read_fields(node["fields"], schemes, node["group"].text(), read);
      if (!within) return within;
      continue;
    }
    auto field = parse_field(node, schemes);
    if (!field) return fail(field.error());
    if (find(read.fields, field->name)) {
      return fail(node.error("項目「" + field->name + "」が二つあります。"));
    }
    field->group = group;
    read.fields.push_back(*std::move(field));
    read.nodes.push_back(node);
  }
  return {};
}

Result<std::shared_ptr<const Condition>> read_condition(const Yaml& node,
                                                        const ConditionScope& scope) {
  if (!node.present()) return nullptr;
  auto condition = parse_condition(node, scope);
  if (!condition) return fail(condition.error());
  return std::make_shared<const Condition>(*std::move(condition));
}

// What a level may not fall below are fields of the same form that refer to entries.
Result<void> check_highest_of(const Yaml& node, const std::vector<Field>& fields,
                              const Field& field) {
  for (const std::string& name : field.highest_of) {
    const Field* referring = find(fields, name);
    const bool works =
        referring && referring->type == FieldType::references && !field.scheme.empty();
    if (!works) {
      return fail(node.error(
          "highest_of を書けるのは分類（scheme）の項目で、指せるのは台帳を選ぶ項目です。"));
    }
  }
  return {};
}

bool counts(const Field& field) {
  const auto is_number = [](const Option& option) {
    return option.value.find_first_not_of("0123456789") == std::string::npos;
  };
  return (field.type == FieldType::number && !field.is_reckoned()) ||
         (field.type == FieldType::choice && std::ranges::all_of(field.options, is_number));
}

// A product is a number of other fields of the form that are numbers, or choices whose values are.
Result<void> check_product_of(const Yaml& node, const std::vector<Field>& fields,
                              const Field& field) {
  for (const std::string& name : field.product_of) {
    const Field* factor = find(fields, name);
    const bool asked = field.required || node["when"].present() || node["suggest"].present();
    if (factor && counts(*factor) && field.type == FieldType::number && !asked) continue;
    return fail(node.error(
        "product_of を書けるのは入力しない number の項目で、指せるのは数か、値が数の選択肢です。"));
  }
  return {};
}

Result<void> read_conditions(const Schemes& schemes, ReadFields& read) {
  const std::vector<Field> fields = read.fields;
  const ConditionScope scope{fields, schemes, true};
  for (std::size_t at = 0; at < read.fields.size(); ++at) {
    auto when = read_condition(read.nodes[at]["when"], scope);
    if (!when) return fail(when.error());
    read.fields[at].when = *std::move(when);
    auto required = read_condition(read.nodes[at]["required_when"], scope);
    if (!required) return fail(required.error());
    read.fields[at].required_when = *std::move(required);
    for (const auto check : {check_highest_of, check_product_of}) {
      if (auto checked = check(read.nodes[at], fields, fields[at]); !checked) return checked;
    }
  }
  return {};
}

}  // namespace

const Option* Field::find(std::string_view value) const {
  const auto found = std::ranges::find(options, value, &Option::value);
  return found == options.end() ? nullptr : &*found;
}

Result<std::vector<Field>> parse_fields(const Yaml& list, const Schemes& schemes) {
  ReadFields read;
  if (auto done = read_fields(list, schemes, "", read); !done) return fail(done.error());
  if (auto done = read_conditions(schemes, read); !done) return fail(done.error());
  return std::move(read.fields);
}

bool takes_several(FieldType type) {
  return type == FieldType::choices || type == FieldType::sections ||
         type == FieldType::references || type == FieldType::files;
}

bool fits_pattern(const Field& field, std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::RegexMatcher matcher(icu::UnicodeString::fromUTF8(field.pattern), 0, status);
  if (U_FAILURE(status)) return false;
  matcher.setTimeLimit(pattern_steps_max, status);
  const icu::UnicodeString subject = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  matcher.reset(subject);
  return matcher.matches(status) && U_SUCCESS(status);
}

const Field* find(const std::vector<Field>& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

}  // namespace mamori::registers
