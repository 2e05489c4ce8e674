// Checks a ledger: every byte of every file, from nothing but the files (and, where the auditor has
// them, a key and checkpoints kept elsewhere). Streams; memory grows with 1/256 of the records.
//
// Without a pinned key a ledger rewritten and signed anew by someone else looks right; without an
// older checkpoint a ledger cut back to an earlier state does. The report says what was pinned.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ledger/checkpoint.h"
#include "ledger/files.h"
#include "store/connection.h"

namespace mamori::ledger {

struct VerifyOptions {
  std::optional<std::string> vkey;             // the key the checkpoint must be signed with
  std::vector<std::string> older_checkpoints;  // signed notes kept from earlier
};

// Who erased a payload, as the record of the erasure says.
struct Erasure {
  std::uint64_t number = 0;  // of the record whose payload went
  std::uint64_t by = 0;      // the record that says so
  Instant at{};
  std::string actor;   // a person's id or system:<name>
  std::string reason;  // with whose leave
};

struct VerifyReport {
  static constexpr std::size_t erasures_max = 1000;  // told one by one

  bool ok = false;
  std::string origin;             // mamori/<body>; empty when the checkpoint is unreadable
  std::uint64_t size = 0;         // records the checkpoint speaks of
  std::uint64_t erased = 0;       // payloads erased by an act of their own
  std::vector<Erasure> erasures;  // the first of them, as they were recorded
  bool key_pinned = false;
  std::size_t older_checked = 0;  // older checkpoints this ledger continues

  // The finding with the lowest record number; the following are empty when ok.
  std::optional<std::uint64_t> first_bad_record;  // nothing when it concerns no single record
  std::string code;                               // stable, listed in docs/ledger-format.md
  std::string place;                              // file, or table
  std::string message_ja;
  std::string message_en;
};

VerifyReport verify(const LedgerFiles& files, const VerifyOptions& options = {});
// An export made by write_export(), offline.
VerifyReport verify_export(const std::filesystem::path& folder, const VerifyOptions& options = {});
// The tables ledger_* of a database, on a snapshot. An empty ledger is ok. Throws store::Failure.
VerifyReport verify_store(store::Connection& connection, const VerifyOptions& options = {});

}  // namespace mamori::ledger
