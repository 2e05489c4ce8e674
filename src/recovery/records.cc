#include "recovery/records.h"

#include "base/date.h"
#include "base/json.h"
#include "ledger/newest.h"

namespace mamori::recovery {
namespace {

constexpr std::string_view actor = "system:mamori";

ledger::Act act(std::string_view kind, JsonObject payload) {
  return {std::string(kind), std::string(actor), std::string(backup_subject), std::move(payload)};
}

Event::Kind kind_of(const ledger::Record& record) {
  if (record.kind == made_kind) return Event::Kind::made;
  return record.kind == failed_kind ? Event::Kind::failed : Event::Kind::restored;
}

Event event_of(const ledger::Record& record) {
  return {.kind = kind_of(record),
          .record_number = record.number,
          .at = record.at,
          .file = text_at(record.payload, "file"),
          .bytes = static_cast<std::uint64_t>(integer_at(record.payload, "bytes")),
          .digest = text_at(record.payload, "sha256"),
          .records = static_cast<std::uint64_t>(integer_at(record.payload, "checkpoint_size")),
          .reason = text_at(record.payload, "reason")};
}

}  // namespace

ledger::Act made_act(const Backup& backup) {
  return act(made_kind, {{"file", backup.file.filename().string()},
                         {"bytes", backup.bytes},
                         {"sha256", backup.digest},
                         {"checkpoint_size", backup.records},
                         {"checkpoint_root", backup.root},
                         {"verified", true}});
}

ledger::Act failed_act(const Error& error) {
  return act(failed_kind, {{"code", error.code}, {"reason", error.message}});
}

ledger::Act restored_act(std::string_view file_name, Instant made) {
  return act(restored_kind, {{"file", file_name}, {"made", iso_instant(made)}});
}

std::vector<Event> newest_events(store::Connection& connection, std::int64_t limit) {
  std::vector<Event> events;
  for (const auto& record : ledger::newest_of(connection, backup_subject, limit)) {
    events.push_back(event_of(record));
  }
  return events;
}

std::optional<Event> newest_event(store::Connection& connection) {
  const auto events = newest_events(connection, 1);
  return events.empty() ? std::nullopt : std::optional(events.front());
}

}  // namespace mamori::recovery
