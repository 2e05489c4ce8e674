#include "registers/condition.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "organisation/organisation.h"

namespace mamori::registers {
namespace {

using Kind = Condition::Kind;
using store::Connection;

Result<std::string> known_field(const Yaml& node, const ConditionScope& scope) {
  std::string name = node.text();
  if (name == "today" || find(scope.fields, name)) return name;
  return fail(node.error("条件の項目「" + name + "」は、この定義にありません。"));
}

// A comparison with anything but a day would never hold, and let everything through.
Result<std::string> known_day(const Yaml& node, const ConditionScope& scope) {
  auto name = known_field(node, scope);
  if (!name || *name == "today" || find(scope.fields, *name)->type == FieldType::date) return name;
  return fail(node.error("条件の項目「" + *name + "」は、日付の項目ではありません。"));
}

Result<Condition> parse_parts(Kind kind, const Yaml& list, const ConditionScope& scope) {
  Condition condition{.kind = kind};
  for (const Yaml& item : list.items()) {
    auto part = parse_condition(item, scope);
    if (!part) return fail(part.error());
    condition.parts.push_back(*std::move(part));
  }
  if (condition.parts.empty()) return fail(list.error("条件がありません。"));
  return condition;
}

Result<Condition> parse_negation(const Yaml& node, const ConditionScope& scope) {
  auto part = parse_condition(node, scope);
  if (!part) return fail(part.error());
  return Condition{.kind = Kind::negation, .parts = {*std::move(part)}};
}

// The level wherever a scheme has it: the referred field's own scheme is known only to its
// register, so the scheme is named after the field.
Result<Condition> parse_highest(const Yaml& node, const ConditionScope& scope) {
  const std::string path = node["highest"].text();
  const auto dot = path.find('.');
  const Field* field = find(scope.fields, path.substr(0, dot));
  if (dot == std::string::npos || !field) {
    return fail(node.error("highest は「項目.分類」の形で書いてください。"));
  }
  if (field->type != FieldType::references) {
    return fail(node.error("highest の項目は、台帳を選ぶ項目にしてください。"));
  }
  Condition condition{.kind = Kind::highest_at_least, .field = path.substr(0, dot)};
  condition.sub_field = path.substr(dot + 1);
  condition.scheme = node["scheme"].text(condition.sub_field);
  const auto scheme = scope.schemes.find(condition.scheme);
  const Level* level =
      scheme == scope.schemes.end() ? nullptr : scheme->second.find(node["at_least"].text());
  if (!level) return fail(node.error("at_least の段階が、分類にありません。"));
  condition.number = level->rank;
  return condition;
}

Result<Condition> parse_one_of(const Yaml& node, const ConditionScope& scope) {
  auto field = known_field(node["one_of"], scope);
  if (!field) return fail(field.error());
  Condition condition{.kind = Kind::one_of, .field = *std::move(field)};
  condition.values = node["values"].texts();
  if (condition.values.empty()) return fail(node.error("one_of には values が必要です。"));
  return condition;
}

Result<Condition> parse_number(const Yaml& node, const ConditionScope& scope) {
  auto name = known_field(node["number"], scope);
  if (!name) return fail(name.error());
  const Field* field = find(scope.fields, *name);
  if (!field || field->type != FieldType::number) {
    return fail(node.error("number の項目「" + *name + "」は、数の項目ではありません。"));
  }
  const bool above = node["more_than"].present();
  const auto bound = node[above ? "more_than" : "less_than"].number();
  if (!bound) return fail(node.error("number には more_than か less_than の数が必要です。"));
  Condition condition{.kind = above ? Kind::number_above : Kind::number_below,
                      .field = *std::move(name)};
  condition.number = *bound;
  return condition;
}

// A value the field cannot have would never be equal.
Result<Condition> check_options(const Yaml& node, const ConditionScope& scope,
                                Condition condition) {
  const Field* field = find(scope.fields, condition.field);
  if (!field || field->options.empty()) return condition;
  std::vector<std::string> wanted = condition.values;
  if (condition.kind == Kind::equals) wanted.push_back(condition.value);
  for (const std::string& value : wanted) {
    if (field->find(value)) continue;
    return fail(
        node.error("「" + value + "」は、項目「" + field->name + "」の選択肢にありません。"));
  }
  return condition;
}

Result<Condition> parse_dates(Kind kind, const Yaml& node, std::string_view key,
                              const ConditionScope& scope) {
  auto field = known_day(node[key], scope);
  if (!field) return fail(field.error());
  auto other = known_day(node["than"], scope);
  if (!other) return fail(other.error());
  const Yaml more_than = node["more_than"];
  if (more_than.present() && !more_than.number()) {
    return fail(more_than.error("more_than は日数です。"));
  }
  Condition condition{.kind = kind, .field = *std::move(field), .value = *std::move(other)};
  condition.number = static_cast<int>(more_than.number().value_or(0));
  return condition;
}

// Of an entry that a field refers to: {same: post.person, as: me}.
Result<Condition> parse_same_of_entry(const Yaml& node, const std::string& other,
                                      const ConditionScope& scope) {
  const std::string path = node.text();
  const auto dot = path.find('.');
  const Field* field = find(scope.fields, path.substr(0, dot));
  if (scope.within_form || !field || field->type != FieldType::references) {
    return fail(node.error("same の「項目.項目」の前の方は、台帳を選ぶ項目にしてください。"));
  }
  return Condition{
      .kind = Kind::same, .field = field->name, .sub_field = path.substr(dot + 1), .value = other};
}

Result<Condition> parse_belongs(const Yaml& node, const ConditionScope& scope) {
  const Field* person = find(scope.fields, node["belongs"].text());
  const Field* section = find(scope.fields, node["to"].text());
  if (scope.within_form || !person || person->type != FieldType::person || !section ||
      section->type != FieldType::section) {
    return fail(node.error("belongs は人の項目、to は課の項目にしてください。"));
  }
  return Condition{.kind = Kind::belongs,
                   .field = person->name,
                   .value = section->name,
                   .number = node["within_years"].number().value_or(0)};
}

Result<Condition> parse_same(const Yaml& node, const ConditionScope& scope) {
  auto other = known_field(node["as"], scope);
  if (!other) return fail(other.error());
  if (node["same"].text().contains('.')) return parse_same_of_entry(node["same"], *other, scope);
  auto field = known_field(node["same"], scope);
  if (!field) return fail(field.error());
  const Field* left = find(scope.fields, *field);
  const Field* right = find(scope.fields, *other);
  if (!left || !right || left->type != right->type) {
    return fail(node.error("same と as は、同じ type の項目にしてください。"));
  }
  return Condition{.kind = Kind::same, .field = *std::move(field), .value = *std::move(other)};
}

// What stands in the field, or in that of the entries it refers to.
std::vector<std::string> texts_meant(Connection& connection, const Condition& condition,
                                     const Values& values) {
  auto texts = texts_of(values, condition.field);
  if (condition.sub_field.empty()) return texts;
  std::vector<std::string> meant;
  for (const std::string& id : texts) {
    const auto entry = connection.first("SELECT data FROM register_entries WHERE id = $1", id);
    const auto data = entry ? parse_json(entry->text("data")) : Result<Json>(JsonObject{});
    if (!data || !data->is_object()) continue;
    std::ranges::copy(texts_of(data->get_object(), condition.sub_field), std::back_inserter(meant));
  }
  return meant;
}

bool is_same(Connection& connection, const Condition& condition, const Values& values) {
  const auto others = texts_of(values, condition.value);
  const auto meant = texts_meant(connection, condition, values);
  return std::ranges::any_of(meant, [&](const std::string& one) {
    return std::ranges::find(others, one) != others.end();
  });
}

bool belongs(Connection& connection, const Condition& condition, const Values& values, Day today) {
  const auto people = texts_of(values, condition.field);
  const auto sections = texts_of(values, condition.value);
  if (people.empty() || sections.empty()) return false;
  const auto members = organisation::members(connection, sections.front(), today);
  if (std::ranges::find(members, people.front()) != members.end()) return true;
  // Or left it within those years.
  const Day since{std::chrono::sys_days{today - std::chrono::years{condition.number}}};
  const auto left = organisation::former_memberships(connection, since, today);
  return std::ranges::any_of(left, [&](const organisation::Membership& former) {
    return former.person_id == people.front() && former.section_id == sections.front();
  });
}

std::optional<Day> day_of(const Values& values, const std::string& name, Day today) {
  if (name == "today") return today;
  const auto texts = texts_of(values, name);
  return texts.empty() ? std::nullopt : parse_day(texts.front());
}

int highest_rank(Connection& connection, const Scheme& scheme, const Condition& condition,
                 const Values& values) {
  int highest = 0;
  for (const std::string& id : texts_of(values, condition.field)) {
    const auto entry = connection.first("SELECT data FROM register_entries WHERE id = $1", id);
    if (!entry) continue;
    const auto data = parse_json(entry->text("data"));
    const Level* level = data ? scheme.find(text_at(*data, condition.sub_field)) : nullptr;
    if (level) highest = std::max(highest, level->rank);
  }
  return highest;
}

bool compare_numbers(const Condition& condition, const Values& values) {
  const auto texts = texts_of(values, condition.field);
  if (texts.empty()) return false;
  std::int64_t number = 0;
  const std::string& text = texts.front();
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc()) return false;
  return condition.kind == Kind::number_above ? number > condition.number
                                              : number < condition.number;
}

bool compare_days(const Condition& condition, const Values& values, Day today) {
  const auto left = day_of(values, condition.field, today);
  const auto right = day_of(values, condition.value, today);
  if (!left || !right) return false;
  if (condition.kind == Kind::before) return *left < *right;
  const auto days = std::chrono::sys_days{*left} - std::chrono::sys_days{*right};
  return days.count() > condition.number;
}

std::string joined_words(const std::vector<Condition>& parts, const std::vector<Field>& fields,
                         std::string_view between) {
  std::string words;
  for (const Condition& part : parts) {
    if (!words.empty()) words += between;
    words += in_words(part, fields);
  }
  return words;
}

}  // namespace

Result<Condition> parse_condition(const Yaml& node, const ConditionScope& scope) {
  if (auto known =
          node.only({"all",   "any",       "not",       "empty",  "present",     "equals",
                     "value", "highest",   "at_least",  "scheme", "before",      "days_after",
                     "than",  "more_than", "less_than", "one_of", "values",      "number",
                     "same",  "as",        "belongs",   "to",     "within_years"});
      !known) {
    return fail(known.error());
  }
  if (node["all"].present()) return parse_parts(Kind::all, node["all"], scope);
  if (node["any"].present()) return parse_parts(Kind::any, node["any"], scope);
  if (node["not"].present()) return parse_negation(node["not"], scope);
  if (node["one_of"].present()) {
    auto condition = parse_one_of(node, scope);
    return condition ? check_options(node, scope, *std::move(condition)) : condition;
  }
  if (node["number"].present()) return parse_number(node, scope);
  if (node["highest"].present()) {
    if (scope.within_form) return fail(node.error("ここでは highest を使えません。"));
    return parse_highest(node, scope);
  }
  if (node["before"].present()) return parse_dates(Kind::before, node, "before", scope);
  if (node["days_after"].present()) return parse_dates(Kind::days_after, node, "days_after", scope);
  if (node["same"].present()) return parse_same(node, scope);
  if (node["belongs"].present()) return parse_belongs(node, scope);
  for (const std::string_view key : {"empty", "present", "equals"}) {
    if (!node[key].present()) continue;
    auto field = known_field(node[key], scope);
    if (!field) return fail(field.error());
    Condition condition{.kind = key == "equals" ? Kind::equals : Kind::empty,
                        .field = *std::move(field),
                        .value = node["value"].text()};
    if (key != "present") return check_options(node, scope, std::move(condition));
    return Condition{.kind = Kind::negation, .parts = {std::move(condition)}};
  }
  return fail(node.error("条件を読めません。"));
}

std::string in_words(const Condition& condition, const std::vector<Field>& fields) {
  const auto quoted_label = [&](const std::string& name) {
    const Field* field = find(fields, name);
    return name == "today" ? "今日" : "「" + (field ? field->label : name) + "」";
  };
  const auto quoted_value = [&](const std::string& value) {
    const Field* field = find(fields, condition.field);
    const Option* option = field ? field->find(value) : nullptr;
    return "「" + (option ? option->label : value) + "」";
  };
  const std::string subject = quoted_label(condition.field);
  switch (condition.kind) {
    case Kind::all:
      return joined_words(condition.parts, fields, "、かつ、");
    case Kind::any:
      return joined_words(condition.parts, fields, "、又は、");
    case Kind::negation: {
      const Condition& part = condition.parts.front();
      if (part.kind == Kind::empty) return quoted_label(part.field) + "を入力したとき";
      std::string words = in_words(part, fields);
      constexpr std::string_view when = "のとき";
      if (!words.ends_with(when)) return words + "以外";
      words.resize(words.size() - when.size());
      return words + "でないとき";
    }
    case Kind::empty:
      return subject + "が空のとき";
    case Kind::equals:
      return subject + "が" + quoted_value(condition.value) + "のとき";
    case Kind::one_of: {
      std::string values;
      for (const std::string& value : condition.values) {
        values += (values.empty() ? "" : "か") + quoted_value(value);
      }
      return subject + "が" + values + "のとき";
    }
    case Kind::same:
      return subject + "が" + quoted_label(condition.value) + "と同じとき";
    case Kind::belongs:
      return subject + "が" + quoted_label(condition.value) +
             (condition.number > 0
                  ? "の人か、この" + std::to_string(condition.number) + "年の間にいた人のとき"
                  : "の人のとき");
    case Kind::number_above:
      return subject + "が" + std::to_string(condition.number) + "を超えるとき";
    case Kind::number_below:
      return subject + "が" + std::to_string(condition.number) + "に満たないとき";
    case Kind::highest_at_least:
      return subject + "の分類が高いとき";
    case Kind::before:
      return subject + "が" + quoted_label(condition.value) + "より前のとき";
    case Kind::days_after:
      return subject + "が" + quoted_label(condition.value) + "より" +
             std::to_string(condition.number) + "日を超えて後のとき";
  }
  return "";
}

bool holds(Connection& connection, const Schemes& schemes, const Condition& condition,
           const Values& values, Day today) {
  const auto part_holds = [&](const Condition& part) {
    return holds(connection, schemes, part, values, today);
  };
  switch (condition.kind) {
    case Kind::all:
      return std::ranges::all_of(condition.parts, part_holds);
    case Kind::any:
      return std::ranges::any_of(condition.parts, part_holds);
    case Kind::negation:
      return !part_holds(condition.parts.front());
    case Kind::empty:
      return texts_of(values, condition.field).empty();
    case Kind::equals: {
      const auto texts = texts_of(values, condition.field);
      return std::ranges::find(texts, condition.value) != texts.end();
    }
    case Kind::one_of: {
      const auto texts = texts_of(values, condition.field);
      return std::ranges::any_of(texts, [&](const std::string& text) {
        return std::ranges::find(condition.values, text) != condition.values.end();
      });
    }
    case Kind::number_above:
    case Kind::number_below:
      return compare_numbers(condition, values);
    case Kind::same:
      return is_same(connection, condition, values);
    case Kind::belongs:
      return belongs(connection, condition, values, today);
    case Kind::highest_at_least:
      return highest_rank(connection, schemes.at(condition.scheme), condition, values) >=
             condition.number;
    case Kind::before:
    case Kind::days_after:
      return compare_days(condition, values, today);
  }
  return false;
}

}  // namespace mamori::registers
