#include "access/staffing.h"

#include "organisation/boards.h"
#include "organisation/organisation.h"
#include "organisation/standing_in.h"

namespace mamori::access {
namespace {

// Of the entries, which a room above keeps, only what they are called matters here.
void add_systems_kept(store::Connection& connection, Staffing& read) {
  for (const auto& row : connection.query(
           "SELECT id, label FROM register_entries WHERE register = $1 AND closed_on = '' "
           "ORDER BY serial",
           organisation::systems_register)) {
    read.systems.push_back({row.text("id"), row.text("label")});
  }
}

}  // namespace

Staffing staffing(store::Connection& connection, Day day) {
  Staffing read;
  for (auto& section : organisation::sections(connection, day)) {
    const bool is_unit = section.level == organisation::SectionLevel::unit;
    if (is_unit) {
      read.units.push_back({std::move(section.id), std::move(section.parent_id)});
    } else {
      read.sections.push_back({std::move(section.id), std::move(section.name)});
    }
  }
  for (auto& person : organisation::people(connection, day)) {
    read.people.push_back({std::move(person.id), std::move(person.name)});
  }
  for (auto& belongs : organisation::memberships(connection, day)) {
    read.memberships.push_back({std::move(belongs.person_id), std::move(belongs.section_id)});
  }
  const Day year_ago = months_after(day, -std::chrono::months{12});
  for (auto& belonged : organisation::former_memberships(connection, year_ago, day)) {
    read.former.push_back({std::move(belonged.person_id), std::move(belonged.section_id)});
  }
  add_systems_kept(connection, read);
  for (auto& held : organisation::appointments(connection, day)) {
    if (!held.system_name.empty()) read.systems.push_back({held.section_id, held.system_name});
    read.holdings.push_back({held.office, held.section_id, held.person_id});
  }
  for (auto& given : organisation::delegations(connection, day)) {
    read.delegations.push_back({std::move(given.office), std::move(given.section_id),
                                std::move(given.from_person), std::move(given.to_person)});
  }
  for (auto& away : organisation::absences(connection, day)) {
    read.absent.push_back(std::move(away.person_id));
  }
  return read;
}

}  // namespace mamori::access
