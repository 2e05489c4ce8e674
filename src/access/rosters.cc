#include "access/rosters.h"

#include <algorithm>

#include "base/bytes.h"
#include "organisation/boards.h"
#include "organisation/titles.h"

namespace mamori::access {
namespace {

constexpr std::size_t kept_max = 4;  // at 5,000 people some 2 MB each

// Whatever is done to an entry of the register of systems changes one of these.
std::string state_of_systems(store::Connection& connection) {
  const auto kept = connection.first(
      "SELECT count(*) AS n, coalesce(sum(version), 0) AS versions, "
      "coalesce(max(updated_at), '') AS newest FROM register_entries WHERE register = $1",
      organisation::systems_register);
  return std::to_string(kept->integer("n")) + " " + std::to_string(kept->integer("versions")) +
         " " + kept->text("newest");
}

}  // namespace

// Numbers of records that were undone are given again, commitments are not.
std::string state_of_organisation(store::Connection& connection) {
  const auto change = connection.first(
      "SELECT r.number, r.commitment FROM organisation_changes c "
      "JOIN ledger_records r ON r.number = c.record_number");
  return change ? hex(change->text("commitment")) : std::string();
}

std::shared_ptr<const Roster> Rosters::of(store::Connection& connection,
                                          const organisation::Offices& offices, Day day) {
  std::string key =
      iso_day(day) + " " + state_of_organisation(connection) + " " + state_of_systems(connection);
  {
    const std::lock_guard lock(mutex_);
    const auto known = std::ranges::find(kept_, key, &Kept::key);
    if (known != kept_.end()) return known->roster;
  }
  auto made = std::make_shared<const Roster>(staffing(connection, day),
                                             organisation::named_offices(connection, offices, day));
  const std::lock_guard lock(mutex_);
  kept_.push_back({std::move(key), made});
  if (kept_.size() > kept_max) kept_.pop_front();
  return made;
}

void project_change(store::Connection& connection, const ledger::Record& record) {
  connection.execute(
      "INSERT INTO organisation_changes (one, record_number) VALUES (1, $1) "
      "ON CONFLICT (one) DO UPDATE SET record_number = excluded.record_number",
      static_cast<std::int64_t>(record.number));
}

}  // namespace mamori::access
