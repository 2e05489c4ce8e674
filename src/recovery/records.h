// What the ledger says of backups: each one made, each one that failed, each restoring.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "ledger/journal.h"
#include "recovery/backup.h"

namespace mamori::recovery {

inline constexpr std::string_view backup_subject = "backup";
inline constexpr std::string_view made_kind = "backup.made";
inline constexpr std::string_view failed_kind = "backup.failed";
inline constexpr std::string_view restored_kind = "backup.restored";

ledger::Act made_act(const Backup& backup);
ledger::Act failed_act(const Error& error);
ledger::Act restored_act(std::string_view file_name, Instant made);

// One line of the list of backups.
struct Event {
  enum class Kind { made, failed, restored };

  Kind kind = Kind::made;
  std::uint64_t record_number = 0;
  Instant at;
  std::string file;           // made, restored: name without folder
  std::uint64_t bytes = 0;    // made
  std::string digest;         // made: SHA-256 of the file, hex
  std::uint64_t records = 0;  // made: size of the ledger in it
  std::string reason;         // failed: Japanese
};

// Newest first.
std::vector<Event> newest_events(store::Connection& connection, std::int64_t limit);
std::optional<Event> newest_event(store::Connection& connection);

}  // namespace mamori::recovery
