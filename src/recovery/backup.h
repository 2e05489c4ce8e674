// 控え: all of a body in one encrypted file, taken while mamori runs, and put back from it. Both
// end only after what was written was read again and proved: the same content, a sound ledger up to
// the same checkpoint, tables that say what the ledger says.
//
// Every function here may take long and is for a thread that may wait. All fail as
// sealed_file.h and content.h say, or with "backup_not_proved", and then leave nothing behind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "recovery/seal.h"
#include "store/location.h"

namespace mamori::recovery {

// A body where it lies.
struct Place {
  store::Location location;
  std::filesystem::path folder;  // holds <slug>.key, and what is written while proving
  std::string body;              // slug
  bool key_in_token = false;     // then no backup can hold it
};

struct Backup {
  std::filesystem::path file;
  std::uint64_t bytes = 0;
  std::string digest;         // SHA-256 of the file, hex
  std::uint64_t records = 0;  // in its ledger
  std::string root;           // of its ledger, base64
  std::uint64_t rows = 0;     // in all tables
};

// Writes a new file `target`; what is acknowledged before the call is in it. The data are only
// read, except that a database of an earlier level is refused ("backup_needs_upgrade").
Result<Backup> make_backup(const Place& place, const Lock& lock,
                           const std::filesystem::path& target, const Clock& clock,
                           const Cost& cost = {});

struct Restored {
  Header header;              // of the file
  std::uint64_t records = 0;  // that were in it
  std::uint64_t rows = 0;
  std::string checkpoint;  // that was in it
};

// The header alone, for asking which passphrase or key is needed.
Result<Header> header_of(const std::filesystem::path& file);

// Makes the body that `file` holds at `place`, where there must be none ("body_exists"), and
// records there that it was restored. Sessions do not come back. Fails also with
// "backup_of_other_body".
Result<Restored> restore(const std::filesystem::path& file, const Unlocking& unlocking,
                         const Place& place, const Clock& clock);

}  // namespace mamori::recovery
