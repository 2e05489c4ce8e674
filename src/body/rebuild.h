// Whether the tables say what the ledger says: every projection replayed into empty tables and
// compared row by row with those in use.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "body/body.h"

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

// Works on a snapshot, beside a running body. The replayed tables live in a database of their own,
// made in `scratch` (a folder that exists) and removed again; they hold no secrets, for those are
// no projections. Fails with "replay_failed" when the ledger cannot be replayed at all.
Result<RebuildReport> check_rebuild(Body& body, const std::filesystem::path& scratch);

}  // namespace mamori::body
