// Backups that mamori takes by itself: every day at a time, a number of them kept, each one a
// record of the ledger whatever came of it.
//
// For one thread at a time; may take as long as a backup does.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "body/body.h"
#include "recovery/backup.h"

namespace mamori::recovery {

struct Schedule {
  std::filesystem::path folder;  // of the backups; should lie on another disk than the data
  Lock lock;
  std::chrono::minutes at;  // of the day, in Japan
  int kept = 14;            // backups of this body in that folder; older ones are removed
  Cost cost = {};
};

// "2:30" or "02:30" as minutes of the day.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);

// When the newest backup should have been taken.
Instant newest_due(const Schedule& schedule, Instant now);

// Takes a backup when one is due: none was made since newest_due(), nor tried in vain within the
// last hour (what several mamori of one body make, each sees). Returns whether it did something. An
// error is that of recording; a backup that failed is no error here but a record.
Result<bool> back_up_when_due(body::Body& body, const Place& place, const Schedule& schedule);

}  // namespace mamori::recovery
