// 引っ越し: a body from one database to another, SQLite to PostgreSQL or back. It may be
// interrupted at any point and goes on where it was when it is called again. Until all is there and
// proved neither end opens as a body; afterwards only the new one does.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "recovery/backup.h"
#include "store/location.h"

namespace mamori::recovery {

struct Moved {
  std::uint64_t records = 0;  // in its ledger
  std::uint64_t rows = 0;     // in all tables
  std::string checkpoint;     // the same at both ends
  bool resumed = false;       // an earlier call had begun
};

// Told now and then which table is being copied.
using Progress = std::function<void(std::string_view table)>;

// Copies what lies at `from` to `destination`, which must hold nothing, or what an earlier call
// left there; proves it (loading.h); marks `from` as left. The signing key stays where it is, for
// `destination` is used with the same folder. Nobody else may have the data open when it is an
// SQLite file ("body_in_use"); others who serve a PostgreSQL schema may go on reading it, and are
// refused to write. Fails with "body_exists", "body_moved" (it was moved before), "move_elsewhere"
// (it is on its way to another place), "backup_not_proved", or as the databases do.
Result<Moved> move_body(const Place& from, const store::Location& destination,
                        const Progress& progress);

// Gives up a move that did not end: what is at `destination` is taken away, `from` is the home
// again. Fails with "move_absent" when there is none on its way there.
Result<void> cancel_move(const Place& from, const store::Location& destination);

}  // namespace mamori::recovery
