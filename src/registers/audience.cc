#include "registers/audience.h"

#include <algorithm>

#include "organisation/comings.h"
#include "organisation/organisation.h"

namespace mamori::registers {
namespace {

using store::Connection;

constexpr long came_within_days_max = 3660;

void add_holders(Connection& connection, const Circle& circle, Day day,
                 std::set<std::string>& people) {
  if (circle.offices.empty()) return;
  for (const auto& held : organisation::appointments(connection, day)) {
    const bool meant = std::ranges::find(circle.offices, held.office) != circle.offices.end();
    if (meant) people.insert(held.person_id);
  }
}

// Everybody, or those employed in one of these ways.
void add_employed(Connection& connection, const Circle& circle, Day day,
                  std::set<std::string>& people) {
  if (circle.employment.empty() && !circle.everybody()) return;
  for (const auto& person : organisation::people(connection, day)) {
    const auto& kinds = circle.employment;
    const bool meant = kinds.empty() || std::ranges::find(kinds, person.employment) != kinds.end();
    if (meant) people.insert(person.id);
  }
}

}  // namespace

Result<Circle> parse_circle(const Yaml& node, const std::vector<Field>& fields) {
  if (auto known = node.only({"offices", "employment", "sections", "came_within_days"}); !known) {
    return fail(known.error());
  }
  const long days = node["came_within_days"].number().value_or(0);
  if (days < 0 || days > came_within_days_max) {
    return fail(node.error("came_within_days は1から3660までの日数です。"));
  }
  Circle circle{node["offices"].texts(), node["employment"].texts(), node["sections"].text(),
                std::chrono::days(days)};
  const Field* sections = find(fields, circle.sections);
  const bool names_sections =
      sections && (sections->type == FieldType::section || sections->type == FieldType::sections);
  if (!circle.sections.empty() && !names_sections) {
    return fail(node.error("sections には、課を選ぶ項目の名前を書きます。"));
  }
  return circle;
}

Result<Audience> parse_audience(const Yaml& node, const std::vector<Field>& fields) {
  if (auto known = node.only({"field", "circles", "confidential"}); !known)
    return fail(known.error());
  Audience audience{node["field"].text(), {}, node["confidential"].flag(false)};
  const Field* field = find(fields, audience.field);
  if (!field || field->options.empty()) {
    return fail(node.error("field には、対象を選ぶ項目の名前を書きます。"));
  }
  for (const auto& [value, circle] : node["circles"].members()) {
    auto parsed = parse_circle(circle, fields);
    if (!parsed) return fail(parsed.error());
    audience.circles.emplace(value, *std::move(parsed));
  }
  const auto has_circle = [&](const Option& option) {
    return audience.circles.contains(option.value);
  };
  const bool whole = std::ranges::all_of(field->options, has_circle) &&
                     audience.circles.size() == field->options.size();
  if (!whole) return fail(node.error("circles には、選択肢のそれぞれについて書きます。"));
  return audience;
}

std::set<std::string> people_of(Connection& connection, const Circle& circle, const Values& values,
                                Day day) {
  std::set<std::string> people;
  add_holders(connection, circle, day, people);
  add_employed(connection, circle, day, people);
  for (const std::string& section : texts_of(values, circle.sections)) {
    const auto members = organisation::members(connection, section, day);
    people.insert(members.begin(), members.end());
  }
  if (circle.came_within.count() > 0) {
    const Day since = std::chrono::sys_days(day) - circle.came_within;
    for (const auto& coming : organisation::comings(connection, {since, day})) {
      people.insert(coming.person_id);
    }
  }
  return people;
}

std::optional<std::set<std::string>> concerned(Connection& connection, const Audience& audience,
                                               const Values& values, Day day) {
  std::set<std::string> people;
  for (const std::string& value : texts_of(values, audience.field)) {
    const auto found = audience.circles.find(value);
    if (found == audience.circles.end()) continue;
    if (found->second.everybody()) return std::nullopt;
    people.merge(people_of(connection, found->second, values, day));
  }
  return people;
}

}  // namespace mamori::registers
