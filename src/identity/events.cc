#include "identity/events.h"

#include <limits>

#include "identity/columns.h"

namespace mamori::identity {
namespace {

constexpr std::string_view subjects_prefix = "people/";

Event to_event(const store::Row& row) {
  return {static_cast<std::uint64_t>(row.integer("record_number")), from_ms(row.integer("at_ms")),
          row.text("kind"), row.text("person_id")};
}

std::vector<Event> to_events(const store::Rows& rows) {
  std::vector<Event> events;
  for (const store::Row& row : rows) events.push_back(to_event(row));
  return events;
}

}  // namespace

std::string subject_of_account(std::string_view person_id) {
  return std::string(subjects_prefix) + std::string(person_id);
}

void project_event(store::Connection& connection, const ledger::Record& record) {
  if (!record.subject.starts_with(subjects_prefix)) return;
  connection.execute(
      "INSERT INTO account_events (record_number, at_ms, kind, person_id) VALUES ($1, $2, $3, $4)",
      record.number, to_ms(record.at), record.kind, record.subject.substr(subjects_prefix.size()));
}

void project_erasure(store::Connection& connection, const ledger::Record& record) {
  if (!record.subject.starts_with(subjects_prefix)) return;
  connection.execute("DELETE FROM account_events WHERE person_id = $1",
                     record.subject.substr(subjects_prefix.size()));
}

std::vector<Event> newest_events(store::Connection& connection, std::int64_t count_max,
                                 std::uint64_t before) {
  const std::int64_t end =
      before == 0 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(before);
  return to_events(
      connection.query("SELECT record_number, at_ms, kind, person_id FROM account_events "
                       "WHERE record_number < $1 ORDER BY record_number DESC LIMIT $2",
                       end, count_max));
}

std::vector<Event> events_of(store::Connection& connection, std::string_view person_id,
                             std::int64_t count_max) {
  return to_events(
      connection.query("SELECT record_number, at_ms, kind, person_id FROM account_events "
                       "WHERE person_id = $1 ORDER BY record_number DESC LIMIT $2",
                       person_id, count_max));
}

std::optional<Event> last_event(store::Connection& connection, std::string_view person_id,
                                std::string_view kind) {
  const auto row = connection.first(
      "SELECT record_number, at_ms, kind, person_id FROM account_events "
      "WHERE person_id = $1 AND kind = $2 ORDER BY record_number DESC LIMIT 1",
      person_id, kind);
  if (!row) return std::nullopt;
  return to_event(*row);
}

}  // namespace mamori::identity
