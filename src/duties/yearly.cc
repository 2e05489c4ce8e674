#include "duties/yearly.h"

#include <algorithm>
#include <cassert>

#include "base/json.h"
#include "duties/rounds.h"

namespace mamori::duties {
namespace {

using store::Connection;

// 4月1日 … 3月31日
Day nearest_day_of(int year, Day today) {
  const Day first = std::chrono::year(year) / 4 / 1;
  const Day last = std::chrono::year(year + 1) / 3 / 31;
  return std::clamp(today, first, last);
}

// Who took part in each entry: the newest record of each person counts.
using Attendance = std::map<std::string, std::map<std::string, bool, std::less<>>, std::less<>>;

Attendance attendance(Connection& connection, const Definition* duty) {
  Attendance found;
  if (!duty) return found;
  for (const Performance& performed : performances(connection, duty->id)) {
    const std::string& unit = performed.unit_id;  // <entry>~<version>~<person>
    const auto first = unit.find('~');
    const auto last = unit.rfind('~');
    if (first == std::string::npos) continue;
    found[unit.substr(0, first)].emplace(unit.substr(last + 1), performed.found);
  }
  return found;
}

Occasions occasions_of(Connection& connection, const registers::Definition& definition,
                       const Definition* duty, int year, Day day) {
  const registers::Yearly& yearly = *definition.yearly;
  Attendance attended = attendance(connection, duty);
  Occasions found;
  for (auto& entry : registers::entries(connection, definition.id)) {
    if (text_at(entry.values, yearly.year) != std::to_string(year)) continue;
    const auto held_on = parse_day(text_at(entry.values, yearly.held));
    if (!held_on && !entry.closed_on.empty()) continue;  // called off
    found.push_back(std::make_shared<const Occasion>(
        Occasion{.entry = entry,
                 .planned_on = parse_day(text_at(entry.values, yearly.planned)),
                 .held_on = held_on,
                 .meant = registers::concerned(connection, *definition.audience, entry.values, day),
                 .done = std::move(attended[entry.id])}));
  }
  return found;
}

Attendee attendee(const organisation::Person& person, const Occasions& all) {
  Attendee one{.person = person, .done = {}, .found = {}, .missing = {}};
  for (const auto& occasion : all) {
    const auto done = occasion->done.find(person.id);
    if (done != occasion->done.end()) {
      (done->second ? one.found : one.done).push_back(occasion);
    } else if (occasion->held_on && occasion->concerns(person.id)) {
      one.missing.push_back(occasion);
    }
  }
  return one;
}

// What all roles of a plan are made from.
struct YearRead {
  Day day;  // on which people belong to their roles
  std::vector<organisation::Person> people;
  Occasions occasions;
};

RoleYear role_year(Connection& connection, const YearRead& read, const registers::Role& role,
                   std::string label) {
  RoleYear made{.label = std::move(label), .own = {}, .common = {}, .people = {}};
  const auto people = registers::people_of(connection, role.circle, {}, read.day);
  for (const auto& person : read.people) {
    if (people.contains(person.id)) made.people.push_back(attendee(person, read.occasions));
  }
  for (const auto& occasion : read.occasions) {
    const bool for_all = !occasion->meant;
    const bool for_role =
        !for_all && !people.empty() && std::ranges::includes(*occasion->meant, people);
    if (for_role || (for_all && role.circle.everybody())) {
      made.own.push_back(occasion);
    } else if (for_all) {
      made.common.push_back(occasion);
    }
  }
  return made;
}

}  // namespace

Reach reach_of(const RoleYear& role, Day today) {
  if (role.people.empty() && role.hidden == 0) return Reach::nobody;
  Occasions all = role.own;
  all.insert(all.end(), role.common.begin(), role.common.end());
  if (all.empty()) return Reach::unplanned;
  const auto is_late = [&](const auto& occasion) {
    return !occasion->held_on && occasion->planned_on && *occasion->planned_on < today;
  };
  if (std::ranges::any_of(all, is_late)) return Reach::late;
  if (role.own.empty()) return Reach::unfit;
  if (role.people.empty()) return Reach::hidden;
  const auto lacks = [](const Attendee& one) { return !one.missing.empty(); };
  if (std::ranges::any_of(role.people, lacks)) return Reach::missing;
  const auto has_found = [](const Attendee& one) { return !one.found.empty(); };
  if (std::ranges::any_of(role.people, has_found)) return Reach::found;
  const auto held = [](const auto& occasion) { return occasion->held_on.has_value(); };
  return std::ranges::all_of(all, held) ? Reach::reached : Reach::coming;
}

const Definition* duty_about(const Definitions& duties, std::string_view register_id) {
  const auto found = std::ranges::find_if(duties, [&](const auto& entry) {
    return entry.second.about() && entry.second.about()->register_id == register_id;
  });
  return found == duties.end() ? nullptr : &found->second;
}

std::vector<RoleYear> year_plan(Connection& connection, const registers::Definition& definition,
                                const Definitions& duties, const organisation::Offices& offices,
                                int year, Day today) {
  assert(definition.yearly && definition.audience);  // parse() saw to it
  const Day day = nearest_day_of(year, today);
  const YearRead read{
      day, organisation::people(connection, day),
      occasions_of(connection, definition, duty_about(duties, definition.id), year, day)};
  std::vector<RoleYear> plan;
  for (const registers::Role& role : definition.yearly->roles) {
    std::string label =
        role.label.empty() ? offices.title(role.circle.offices.front()) : role.label;
    plan.push_back(role_year(connection, read, role, std::move(label)));
  }
  return plan;
}

}  // namespace mamori::duties
