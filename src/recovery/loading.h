// Reading a backup into a database, and proving that it is all there. What makes a backup and what
// puts it back do the same.
//
// For one thread at a time. Throws store::Failure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/bytes.h"
#include "ledger/checkpoint.h"
#include "recovery/content.h"
#include "recovery/digest.h"
#include "recovery/sealed_file.h"
#include "store/connection.h"

namespace mamori::recovery {

// What a backup held, but for the rows.
struct Content {
  Meta meta;
  std::vector<KeptFile> files;
  std::uint64_t rows = 0;
  Digest digest{};  // SHA-256 of all its bytes
};

// Digests the bytes that pass on their way to `next`, if any.
class DigestingSink {
 public:
  explicit DigestingSink(Sink next = {}) : next_(std::move(next)) {}
  DigestingSink(const DigestingSink&) = delete;
  DigestingSink& operator=(const DigestingSink&) = delete;

  Sink sink();
  Digest digest() const { return digest_.value(); }

 private:
  Sink next_;
  DigestStream digest_;
};

// The tables of a database of that level. Fails with "migration_unknown".
Result<std::vector<store::Table>> tables_of(const Meta& meta);
// The one it names, whose signature is not looked at here; the empty one when nothing was recorded.
// Fails as parse_note() and decode_checkpoint() do.
Result<ledger::Checkpoint> checkpoint_of(const Meta& meta);

// Reads all that is in `sealed` (unlocked, nothing read yet) into `target`, which has no tables.
// Fails as the reader does, or with "backup_malformed", "migration_unknown".
Result<Content> load(SealedReader& sealed, store::Connection& target);

// Brings what was loaded to the newest level and proves it: read again it is the same content, its
// ledger is sound up to the same checkpoint, its tables say what the ledger says. `scratch` is a
// folder to work in. Fails with "backup_not_proved".
Result<void> prove(store::Connection& loaded, const Content& content,
                   const std::filesystem::path& scratch);
// The message says `what`, without anybody's data; the remedy adds `detail`, for those at the
// terminal only.
std::unexpected<Error> not_proved(std::string_view what, std::string_view detail = {});

// What became of a failing database, for those who wait for a file.
Error error_of(const store::Failure& failure);

}  // namespace mamori::recovery
