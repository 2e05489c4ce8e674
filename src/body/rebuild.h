// Whether the tables say what the ledger says: every projection replayed into empty tables and
// compared row by row with those in use. And the same in place, where they do not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/connection.h"

namespace mamori::body {

// The first place where the tables in use and the replayed ones differ.
struct Difference {
  std::string table;
  std::string row;       // the values of its key
  std::string column;    // "" when the whole row stands on one side only
  std::string stored;    // as in use
  std::string replayed;  // as the ledger has it
};

struct RebuildReport {
  std::uint64_t records = 0;  // replayed
  std::uint64_t rows = 0;     // compared and found equal
  std::optional<Difference> difference;
};

// Japanese, one sentence: which row of which table, and how it differs.
std::string sentence_of(const Difference& difference);

// The tables that are compared: all but the ledger itself and the secrets of identity.
std::vector<std::string> compared_tables();

// `stored` is a snapshot of a body's database, which may be in use. The replayed tables live in a
// database of their own, made in `scratch` (a folder that exists) and removed again; they hold no
// secrets, for those are no projections. Whether the ledger itself is sound is for
// ledger::verify_store to say. Fails with "replay_failed" when it cannot be replayed at all.
Result<RebuildReport> check_rebuild(store::Connection& stored,
                                    const std::filesystem::path& scratch);

// Empties those tables and replays the ledger into them; returns the number of records replayed. To
// be called in a transaction of the only writer, and only when the ledger is sound.
std::uint64_t rebuild(store::Connection& writer);

}  // namespace mamori::body
