#include "organisation/comings.h"

#include <map>

#include "organisation/organisation.h"

namespace mamori::organisation {
namespace {

using store::Connection;

Day day_before(Day day) {
  return std::chrono::sys_days(day) - std::chrono::days{1};
}

// The sections of a few days: on 1 April very many move at once.
class SectionsOfDays {
 public:
  explicit SectionsOfDays(Connection& connection) : connection_(connection) {}

  bool stands(const std::string& id, Day day) { return on(day).contains(id); }
  // 係 belong to the 課 above them.
  std::string section_of(const std::string& id, Day day) {
    const auto& sections = on(day);
    const auto found = sections.find(id);
    if (found == sections.end()) return "";
    return found->second.level == SectionLevel::unit ? found->second.parent_id : id;
  }

 private:
  using ById = std::map<std::string, Section>;

  const ById& on(Day day) {
    const auto [known, is_new] = days_.try_emplace(day);
    if (is_new) {
      for (Section& one : sections(connection_, day)) {
        const std::string id = one.id;
        known->second.emplace(id, std::move(one));
      }
    }
    return known->second;
  }

  Connection& connection_;
  std::map<Day, ById> days_;
};

void add_leavers(Connection& connection, const Period& period, std::vector<Going>& list) {
  for (const auto& row : connection.query(
           "SELECT s.person_id, s.valid_to FROM person_states s WHERE s.valid_to >= $1 AND "
           "s.valid_to <= $2 AND NOT EXISTS (SELECT 1 FROM person_states n WHERE "
           "n.person_id = s.person_id AND n.valid_from = s.valid_to) "
           "ORDER BY s.valid_to, s.person_id",
           iso_day(period.since), iso_day(period.until))) {
    const auto day = parse_day(row.text("valid_to"));
    if (!day) continue;
    const std::string id = row.text("person_id");
    const auto was = person(connection, id, day_before(*day));
    list.push_back({id, was ? was->section_id : std::string(), *day, true});
  }
}

void add_movers(Connection& connection, const Period& period, std::vector<Going>& list) {
  SectionsOfDays sections(connection);
  for (const auto& row : connection.query(
           "SELECT m.person_id, m.section_id AS from_id, n.section_id AS to_id, m.valid_to "
           "FROM memberships m JOIN memberships n ON n.person_id = m.person_id AND n.main = 1 AND "
           "n.valid_from = m.valid_to WHERE m.main = 1 AND m.valid_to >= $1 AND m.valid_to <= $2 "
           "ORDER BY m.valid_to, m.person_id",
           iso_day(period.since), iso_day(period.until))) {
    const auto day = parse_day(row.text("valid_to"));
    if (!day) continue;
    const std::string from = sections.section_of(row.text("from_id"), day_before(*day));
    const bool goes_on = !from.empty() && sections.stands(from, *day);
    if (!goes_on || from == sections.section_of(row.text("to_id"), *day)) continue;
    list.push_back({row.text("person_id"), from, *day, false});
  }
}

}  // namespace

std::vector<Coming> comings(Connection& connection, const Period& period) {
  std::vector<Coming> list;
  for (const auto& row : connection.query(
           "SELECT s.person_id, s.valid_from FROM person_states s WHERE s.valid_from >= $1 AND "
           "s.valid_from <= $2 AND NOT EXISTS (SELECT 1 FROM person_states p WHERE "
           "p.person_id = s.person_id AND p.valid_to = s.valid_from) "
           "ORDER BY s.valid_from, s.person_id",
           iso_day(period.since), iso_day(period.until))) {
    if (const auto day = parse_day(row.text("valid_from"))) {
      list.push_back({row.text("person_id"), *day});
    }
  }
  return list;
}

std::optional<Day> first_day_of_person(Connection& connection, std::string_view person_id) {
  const auto row = connection.first(
      "SELECT min(valid_from) AS day FROM person_states WHERE person_id = $1", person_id);
  return row ? parse_day(row->text("day")) : std::nullopt;
}

std::vector<Going> goings(Connection& connection, const Period& period) {
  std::vector<Going> list;
  add_leavers(connection, period, list);
  add_movers(connection, period, list);
  return list;
}

}  // namespace mamori::organisation
