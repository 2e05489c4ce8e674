// The ledger as it lies in the tables ledger_*, served as tiles (for proofs) and as files (for
// export and verification). What it gives is what is stored, right or wrong; judging is the
// verifier's. Throws store::Failure when the database fails.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "ledger/files.h"
#include "ledger/record.h"
#include "ledger/tiles.h"
#include "store/connection.h"

namespace mamori::ledger {

struct StoredHead {
  std::string checkpoint;  // signed note
  std::string vkey;
};
std::optional<StoredHead> stored_head(store::Connection& connection);
std::uint64_t stored_count(store::Connection& connection);  // highest record number

// That there is no such record: "record_not_found".
std::unexpected<Error> no_such_record(std::uint64_t number);
// Takes salt and payload out of a record for good; the caller records that. Gives the record's
// kind; fails as Journal::erase.
Result<std::string> drop_payload(store::Connection& writer, std::uint64_t number);

// The leaf that a row of ledger_records stands for.
Leaf leaf_of(std::string_view body, const store::Row& row);

class StoredTiles final : public TileReader {
 public:
  explicit StoredTiles(store::Connection& connection) : connection_(connection) {}
  // Throws Failure (corrupt) when the tables hold fewer hashes.
  std::string tile(unsigned level, std::uint64_t index, std::uint64_t width) const override;

 private:
  store::Connection& connection_;
  mutable std::map<std::pair<unsigned, std::uint64_t>, std::string> read_;
};

class StoredFiles final : public LedgerFiles {
 public:
  StoredFiles(store::Connection& connection, std::string body)
      : connection_(connection), body_(std::move(body)) {}
  std::optional<std::string> read(const LedgerFile& file) const override;
  std::optional<Stray> stray(std::uint64_t size) const override;

 private:
  std::optional<std::string> read_tile(const LedgerFile& file) const;
  std::string read_entries(const LedgerFile& file) const;
  std::string read_payloads(const LedgerFile& file) const;

  store::Connection& connection_;
  const std::string body_;
};

// A tile or bundle of entries as clients of the tiles ask for it: of any width that the newest
// checkpoint covers. Nothing when it does not.
std::optional<std::string> read_published(store::Connection& connection, const LedgerFile& file);

}  // namespace mamori::ledger
