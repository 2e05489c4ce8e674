// For this room's tests: a journal over a database of its own, and exports held in memory.
#pragma once

#include <gtest/gtest.h>
#include <map>

#include "base/bytes.h"
#include "base/date.h"
#include "ledger/files.h"
#include "ledger/journal.h"
#include "ledger/stored.h"
#include "store/migrations.h"
#include "store/testing_database.h"

namespace mamori::ledger::testing {

class FilesInMemory final : public LedgerFiles {
 public:
  using Files = std::map<std::string, std::string>;

  FilesInMemory() = default;
  explicit FilesInMemory(Files files) : files_(std::move(files)) {}

  Files& files() { return files_; }
  std::optional<std::string> read(const LedgerFile& file) const override {
    const auto found = files_.find(path_of(file));
    return found == files_.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<Stray> stray(std::uint64_t size) const override {
    Files left = files_;
    for (const LedgerFile& file : files_of(size)) left.erase(path_of(file));
    if (left.empty()) return std::nullopt;
    return Stray{left.begin()->first, std::nullopt};
  }

 private:
  Files files_;
};

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() {
    EXPECT_TRUE(store::migrate(*connection_, embedded::migrations()).has_value());
    EXPECT_TRUE(journal_.open(*connection_).has_value());
  }

  store::Connection& connection() { return *connection_; }

  Receipt record(std::string subject = "asset:1", JsonObject payload = {{"name", "台帳"}}) {
    clock_.advance(std::chrono::milliseconds{1500});
    return journal_.record(connection(),
                           {"registers.changed", "system:test", std::move(subject), payload});
  }
  // Records up to `size` acts in one transaction, and seals them.
  void grow_to(std::uint64_t size) {
    connection().script("BEGIN");
    for (std::uint64_t number = record_count(connection()) + 1; number <= size; ++number) {
      record("asset:" + std::to_string(number % 7), {{"counter", number}, {"name", "端末"}});
    }
    journal_.seal(connection());
    connection().script("COMMIT");
  }
  std::string checkpoint() { return newest_checkpoint(connection()).value(); }
  FilesInMemory exported() {
    const StoredFiles stored(connection(), "test-city");
    const auto size = record_count(connection());
    FilesInMemory copy;
    for (const LedgerFile& file : files_of(size)) {
      copy.files()[path_of(file)] = stored.read(file).value();
    }
    return copy;
  }

  const mamori::testing::TestDatabase database_{mamori::testing::Made::migrated};
  const std::filesystem::path& folder_ = database_.folder();
  ManualClock clock_{*parse_iso_instant("2026-11-21T02:03:04.567Z")};
  NoteSigner signer_ = NoteSigner::generate("mamori/test-city");
  std::unique_ptr<store::Connection> connection_ = database_.connect();
  Journal journal_{"test-city", clock_, signer_};
};

// Which record each byte of an entry or payload bundle belongs to (records from `first`).
inline std::vector<std::uint64_t> records_of_bytes(const std::string& path, std::string_view bytes,
                                                   std::uint64_t first) {
  std::vector<std::uint64_t> owner;
  for (std::uint64_t record = first; !bytes.empty(); ++record) {
    const std::size_t before = bytes.size();
    const bool taken = path.starts_with("payload") ? take_payload(bytes).has_value()
                                                   : take_entry(bytes).has_value();
    EXPECT_TRUE(taken);
    owner.resize(owner.size() + before - bytes.size(), record);
  }
  return owner;
}

// The record that a change of each byte of that file must be told of; 0 for no record.
inline std::vector<std::uint64_t> expected_records(const LedgerFile& file,
                                                   const std::string& bytes) {
  const std::uint64_t first = file.index * tile_width + 1;
  if (file.kind == LedgerFile::Kind::entries || file.kind == LedgerFile::Kind::payloads) {
    return records_of_bytes(path_of(file), bytes, first);
  }
  std::vector<std::uint64_t> owner(bytes.size(), 0);
  if (file.kind != LedgerFile::Kind::tile) return owner;
  const std::uint64_t records_per_hash = std::uint64_t{1} << (tile_height * file.level);
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    owner[place] = (file.index * tile_width + place / sizeof(Hash)) * records_per_hash + 1;
  }
  return owner;
}

// The leaves of a bundle, to be tampered with and framed again.
inline std::vector<std::string> split_entries(std::string_view bundle) {
  std::vector<std::string> leaves;
  while (const auto leaf = take_entry(bundle)) leaves.emplace_back(*leaf);
  return leaves;
}

inline std::string framed(const std::vector<std::string>& leaves) {
  std::string bundle;
  for (const std::string& leaf : leaves) append_entry(bundle, leaf);
  return bundle;
}

}  // namespace mamori::ledger::testing
