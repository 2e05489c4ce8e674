#include "procedures/suspension.h"

#include <algorithm>

#include "organisation/organisation.h"

namespace mamori::procedures {
namespace {

using store::Connection;

constexpr std::string_view systems_register = "systems";
constexpr int levels_max = 8;  // of sections above each other

bool contains(const std::vector<std::string>& list, std::string_view one) {
  return std::ranges::find(list, one) != list.end();
}

std::vector<std::string> texts_in(const std::string& json) {
  std::vector<std::string> texts;
  const auto parsed = parse_json(json);
  if (!parsed || !parsed->is_array()) return texts;
  for (const Json& text : parsed->get_array()) texts.emplace_back(text.as_string());
  return texts;
}

JsonArray json_of(const std::vector<std::string>& texts) {
  return JsonArray(texts.begin(), texts.end());
}

}  // namespace

bool Suspension::names(std::string_view rule) const {
  return contains(rules, rule);
}

bool Suspension::names_all(const std::vector<std::string>& asked) const {
  return !asked.empty() &&
         std::ranges::all_of(asked, [&](const std::string& rule) { return names(rule); });
}

std::string rule_of_duty(std::string_view duty_id) {
  return "duty:" + std::string(duty_id);
}

bool covers(const Suspension& suspension, const Where& where) {
  if (!suspension.section_id.empty() && !contains(where.section_ids, suspension.section_id)) {
    return false;
  }
  if (suspension.system_ids.empty()) return true;
  // Something that is done to other systems, too, is not covered.
  return !where.system_ids.empty() &&
         std::ranges::all_of(where.system_ids, [&](const std::string& system) {
           return contains(suspension.system_ids, system);
         });
}

Where where_of(Connection& connection, std::string_view section_id, Day today) {
  Where where;
  std::string next(section_id);
  for (int level = 0; level < levels_max && !next.empty(); ++level) {
    where.section_ids.push_back(next);
    const auto section = organisation::section(connection, next, today);
    next = section ? section->parent_id : std::string();
  }
  return where;
}

void add_systems(const std::vector<registers::Field>& form, const registers::Values& values,
                 Where& where) {
  for (const registers::Field& field : form) {
    if (field.of != systems_register) continue;
    for (std::string& id : registers::texts_of(values, field.name)) {
      where.system_ids.push_back(std::move(id));
    }
  }
}

std::vector<Suspension> suspensions_in_force(Connection& connection, Day today) {
  std::vector<Suspension> list;
  for (const auto& row : connection.query(
           "SELECT application_id, number, rules, section_id, system_ids, until FROM suspensions "
           "WHERE until >= $1 ORDER BY until, application_id",
           iso_day(today))) {
    list.push_back({row.text("application_id"), row.text("number"), texts_in(row.text("rules")),
                    row.text("section_id"), texts_in(row.text("system_ids")), row.text("until")});
  }
  return list;
}

std::optional<Suspension> suspending(const std::vector<Suspension>& suspensions,
                                     const std::vector<std::string>& rules, const Where& where) {
  const auto found = std::ranges::find_if(suspensions, [&](const Suspension& one) {
    return one.names_all(rules) && covers(one, where);
  });
  return found == suspensions.end() ? std::nullopt : std::optional(*found);
}

Json suspension_json(const Definition& definition, const Application& after) {
  const Suspending& suspends = *definition.suspending;
  if (!contains(suspends.states, after.state)) return nullptr;
  const auto given = [&](const std::string& field) {
    return registers::texts_of(after.values, field);
  };
  const auto sections = given(suspends.section);
  const auto until = given(suspends.until);
  if (given(suspends.rules).empty() || until.empty()) return nullptr;
  return JsonObject{{"number", after.number},
                    {"rules", json_of(given(suspends.rules))},
                    {"section", sections.empty() ? "" : sections.front()},
                    {"systems", json_of(given(suspends.systems))},
                    {"until", until.front()}};
}

void project_suspension(Connection& connection, const Json& payload) {
  const Json* suspends = payload.as_object().if_contains("suspends");
  if (!suspends) return;
  const std::string id = text_at(payload, "application");
  connection.execute("DELETE FROM suspensions WHERE application_id = $1", id);
  if (suspends->is_null()) return;
  connection.execute(
      "INSERT INTO suspensions (application_id, number, rules, section_id, system_ids, until) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      id, text_at(*suspends, "number"), canonical_json(array_at(*suspends, "rules")),
      text_at(*suspends, "section"), canonical_json(array_at(*suspends, "systems")),
      text_at(*suspends, "until"));
}

void project_passed(Connection& connection, std::uint64_t record_number, const Json& payload) {
  for (const Json& passed : array_at(payload, "passed")) {
    connection.execute(
        "INSERT INTO passed_refusals (record_number, code, application_id, exception_id, "
        "exception_number) VALUES ($1, $2, $3, $4, $5)",
        static_cast<std::int64_t>(record_number), text_at(passed, "code"),
        text_at(payload, "application"), text_at(passed, "exception"), text_at(passed, "number"));
  }
}

std::vector<Passed> passed_by(Connection& connection, std::string_view application_id) {
  std::vector<Passed> list;
  for (const auto& row : connection.query(
           "SELECT DISTINCT code, exception_id, exception_number FROM passed_refusals WHERE "
           "application_id = $1 ORDER BY exception_id, code",
           application_id)) {
    list.push_back({row.text("code"), row.text("exception_id"), row.text("exception_number")});
  }
  return list;
}

std::vector<std::string> accepted_under(Connection& connection, std::string_view exception_id) {
  std::vector<std::string> list;
  for (const auto& row : connection.query(
           "SELECT DISTINCT application_id FROM passed_refusals WHERE exception_id = $1 "
           "ORDER BY application_id",
           exception_id)) {
    list.push_back(row.text("application_id"));
  }
  return list;
}

}  // namespace mamori::procedures
