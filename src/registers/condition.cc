#include "registers/condition.h"

#include <algorithm>

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

bool compare_days(const Condition& condition, const Values& values, Day today) {
  const auto left = day_of(values, condition.field, today);
  const auto right = day_of(values, condition.value, today);
  if (!left || !right) return false;
  if (condition.kind == Kind::before) return *left < *right;
  const auto days = std::chrono::sys_days{*left} - std::chrono::sys_days{*right};
  return days.count() > condition.number;
}

}  // namespace

Result<Condition> parse_condition(const Yaml& node, const ConditionScope& scope) {
  if (auto known = node.only({"all", "any", "not", "empty", "present", "equals", "value", "highest",
                              "at_least", "scheme", "before", "days_after", "than", "more_than"});
      !known) {
    return fail(known.error());
  }
  if (node["all"].present()) return parse_parts(Kind::all, node["all"], scope);
  if (node["any"].present()) return parse_parts(Kind::any, node["any"], scope);
  if (node["not"].present()) return parse_negation(node["not"], scope);
  if (node["highest"].present()) return parse_highest(node, scope);
  if (node["before"].present()) return parse_dates(Kind::before, node, "before", scope);
  if (node["days_after"].present()) return parse_dates(Kind::days_after, node, "days_after", scope);
  for (const std::string_view key : {"empty", "present", "equals"}) {
    if (!node[key].present()) continue;
    auto field = known_field(node[key], scope);
    if (!field) return fail(field.error());
    Condition condition{.kind = key == "equals" ? Kind::equals : Kind::empty,
                        .field = *std::move(field),
                        .value = node["value"].text()};
    if (key != "present") return condition;
    return Condition{.kind = Kind::negation, .parts = {std::move(condition)}};
  }
  return fail(node.error("条件を読めません。"));
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
