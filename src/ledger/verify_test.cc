#include "ledger/verify.h"

#include <fstream>
#include <gmock/gmock.h>
#include <random>

#include "base/testing.h"
#include "ledger/export.h"
#include "ledger/ledger_fixture.h"

namespace mamori::ledger {
namespace {

using testing::expected_records;
using testing::FilesInMemory;
using testing::framed;
using testing::split_entries;
using Verifying = testing::LedgerTest;

// Flips a bit in every `stride`-th byte of every file, each time a different one.
void flip_bytes(FilesInMemory copy, std::uint64_t size, std::size_t stride) {
  std::size_t mutants = 0;
  for (const LedgerFile& file : files_of(size)) {
    std::string& bytes = copy.files().at(path_of(file));
    const auto owner = expected_records(file, bytes);
    for (std::size_t place = 0; place < bytes.size(); place += stride) {
      const char original = bytes[place];
      bytes[place] = static_cast<char>(original ^ 1 << mutants++ % 8);
      const VerifyReport report = verify(copy);
      ASSERT_FALSE(report.ok) << path_of(file) << " byte " << place;
      ASSERT_EQ(report.first_bad_record.value_or(0), owner[place])
          << path_of(file) << " byte " << place << ": " << report.message_en;
      bytes[place] = original;
    }
  }
  EXPECT_TRUE(verify(copy).ok);
  EXPECT_GT(mutants, 1000U);
}

TEST_F(Verifying, ASoundExportIsOk) {
  for (const std::uint64_t size : {1, 2, 255, 256, 257, 512, 700}) {
    grow_to(size);
    const VerifyReport report = verify(exported());
    EXPECT_TRUE(report.ok) << report.message_en;
    EXPECT_EQ(report.size, size);
    EXPECT_EQ(report.origin, "mamori/test-city");
    EXPECT_FALSE(report.key_pinned);
  }
}

TEST_F(Verifying, EverySingleByteOfASmallExportCounts) {
  grow_to(9);
  ASSERT_TRUE(journal_.erase(connection(), 4, "p1", "満了").has_value());
  journal_.seal(connection());
  flip_bytes(exported(), 10, 1);
}

TEST_F(Verifying, SaysByWhomAndWhyAPayloadWasErased) {
  grow_to(3);
  ASSERT_TRUE(journal_.erase(connection(), 2, "p1", "満了（承認：大野）").has_value());
  journal_.seal(connection());
  const VerifyReport report = verify(exported());
  EXPECT_TRUE(report.ok);
  EXPECT_EQ(report.erased, 1U);
  ASSERT_EQ(report.erasures.size(), 1U);
  EXPECT_EQ(report.erasures[0].number, 2U);
  EXPECT_EQ(report.erasures[0].by, 4U);
  EXPECT_EQ(report.erasures[0].actor, "p1");
  EXPECT_EQ(report.erasures[0].reason, "満了（承認：大野）");
}

TEST_F(Verifying, BytesAllOverALargerExportCount) {
  grow_to(560);
  ASSERT_TRUE(journal_.erase(connection(), 300, "p1", "満了").has_value());
  journal_.seal(connection());
  flip_bytes(exported(), 561, 149);
}

TEST_F(Verifying, EveryMissingFileIsNamed) {
  grow_to(300);
  const FilesInMemory whole = exported();
  for (const LedgerFile& file : files_of(300)) {
    FilesInMemory copy = whole;
    copy.files().erase(path_of(file));
    const VerifyReport report = verify(copy);
    EXPECT_FALSE(report.ok);
    EXPECT_EQ(report.place, path_of(file));
    if (file.width == 0) continue;  // key and checkpoint concern no record
    EXPECT_EQ(report.first_bad_record, file.index * tile_width + 1);
  }
}

TEST_F(Verifying, CutAndLengthenedFilesAreNamed) {
  grow_to(300);
  const FilesInMemory whole = exported();
  for (const LedgerFile& file : files_of(300)) {
    const std::string bytes = whole.read(file).value();
    for (const std::string& changed :
         {bytes.substr(0, bytes.size() - 1), bytes.substr(0, bytes.size() / 2), std::string{},
          bytes + '\0', bytes + bytes}) {
      FilesInMemory copy = whole;
      copy.files()[path_of(file)] = changed;
      const VerifyReport report = verify(copy);
      EXPECT_FALSE(report.ok) << path_of(file);
      EXPECT_EQ(report.place, path_of(file));
    }
  }
}

TEST_F(Verifying, InsertedRemovedAndReorderedRecordsAreNamed) {
  grow_to(300);
  const FilesInMemory whole = exported();
  const std::string path = "tile/entries/000";
  const auto leaves = split_entries(whole.read({LedgerFile::Kind::entries, 0, 0, 256}).value());
  std::mt19937_64 chance(5);
  for (int round = 0; round < 100; ++round) {
    const std::size_t place = chance() % 255;
    const auto at = static_cast<std::ptrdiff_t>(place);
    auto inserted = leaves;
    inserted.insert(inserted.begin() + at, leaves[place + 1]);
    auto removed = leaves;
    removed.erase(removed.begin() + at);
    auto swapped = leaves;
    std::swap(swapped[place], swapped[place + 1]);
    auto replaced = leaves;
    replaced[place] = leaves[(place + 100) % 256];
    for (const auto& changed : {inserted, removed, swapped, replaced}) {
      FilesInMemory copy = whole;
      copy.files()[path] = framed(changed);
      const VerifyReport report = verify(copy);
      ASSERT_FALSE(report.ok);
      ASSERT_EQ(report.first_bad_record, place + 1) << report.message_en;
      ASSERT_EQ(report.code, "entry_altered");
    }
  }
}

TEST_F(Verifying, ARecordWhoseHashWasAlteredWithItIsNarrowedToItsTile) {
  grow_to(700);
  FilesInMemory copy = exported();
  std::string& entries = copy.files().at("tile/entries/001");
  auto leaves = split_entries(entries);
  leaves[40].replace(leaves[40].find("system:test"), 11, "system:evil");
  entries = framed(leaves);
  copy.files()
      .at("tile/0/001")
      .replace(40 * sizeof(Hash), sizeof(Hash), as_text(leaf_hash(leaves[40])));
  const VerifyReport report = verify(copy);
  EXPECT_EQ(report.code, "tile_altered");
  EXPECT_EQ(report.place, "tile/1/000.p/2");
  EXPECT_EQ(report.first_bad_record, 257U);
}

// The forger was thorough, but a record that is wrong by itself is named rather than its whole
// tile.
TEST_F(Verifying, RecordsSwappedTogetherWithTheirHashesAreNamed) {
  grow_to(300);
  FilesInMemory copy = exported();
  auto leaves = split_entries(copy.read({LedgerFile::Kind::entries, 0, 0, 256}).value());
  std::swap(leaves[41], leaves[42]);
  copy.files()["tile/entries/000"] = framed(leaves);
  std::string hashes;
  for (const std::string& leaf : leaves) hashes += as_text(leaf_hash(leaf));
  copy.files()["tile/0/000"] = hashes;
  const VerifyReport report = verify(copy);
  EXPECT_EQ(report.code, "record_out_of_order");
  EXPECT_EQ(report.first_bad_record, 42U);
}

TEST_F(Verifying, StrayFilesAreNamed) {
  grow_to(3);
  FilesInMemory copy = exported();
  copy.files()["tile/0/000.p/2"] = "";
  const VerifyReport report = verify(copy);
  EXPECT_EQ(report.code, "stray");
  EXPECT_EQ(report.place, "tile/0/000.p/2");
}

TEST_F(Verifying, AFolderIsReadAsItWasWritten) {
  grow_to(300);
  const auto folder = folder_ / "export";
  const auto written = write_export(connection(), folder);
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(written->size, 300U);
  EXPECT_TRUE(verify_export(folder).ok) << verify_export(folder).message_en;
  EXPECT_EQ(write_export(connection(), folder).error().code, "export_folder_in_use");

  std::ofstream(folder / "tile" / "notes.txt") << "x";
  EXPECT_EQ(verify_export(folder).place, "tile/notes.txt");
  std::filesystem::remove(folder / "tile" / "notes.txt");
  const auto entries = folder / "tile" / "entries" / "000";
  std::ofstream(entries, std::ios::app | std::ios::binary) << "x";
  EXPECT_EQ(verify_export(folder).code, "file_too_long");
  std::filesystem::remove(entries);
  std::filesystem::create_symlink("/dev/null", entries);
  EXPECT_EQ(verify_export(folder).code, "file_missing");
  EXPECT_EQ(verify_export(folder_ / "absent").code, "key_missing");
}

TEST_F(Verifying, AnEmptyLedgerHasNothingToExport) {
  EXPECT_EQ(write_export(connection(), folder_ / "export").error().code, "ledger_empty");
  EXPECT_TRUE(verify_store(connection()).ok);
}

TEST_F(Verifying, APinnedKeyTellsALedgerSignedAnew) {
  grow_to(3);
  const FilesInMemory copy = exported();
  EXPECT_TRUE(verify(copy, {.vkey = signer_.verifier().vkey()}).ok);
  const NoteSigner other = NoteSigner::generate("mamori/test-city");
  EXPECT_EQ(verify(copy, {.vkey = other.verifier().vkey()}).code, "key_not_pinned");
}

TEST_F(Verifying, OlderCheckpointsShowRollbackAndFork) {
  std::vector<std::string> kept;
  for (const std::uint64_t size : {1, 100, 256, 300}) {
    grow_to(size);
    kept.push_back(checkpoint());
  }
  const FilesInMemory at_300 = exported();
  const VerifyReport sound = verify(at_300, {.older_checkpoints = kept});
  EXPECT_TRUE(sound.ok) << sound.message_en;
  EXPECT_EQ(sound.older_checked, 4U);

  grow_to(700);
  kept.push_back(checkpoint());
  EXPECT_TRUE(verify(exported(), {.older_checkpoints = kept}).ok);
  const VerifyReport rollback = verify(at_300, {.older_checkpoints = kept});
  EXPECT_EQ(rollback.code, "rollback");
  EXPECT_EQ(rollback.first_bad_record, 301U);

  // Another history, signed with the same key, that parts from ours after record 100.
  const Checkpoint forked{"mamori/test-city", 256, leaf_hash("another history")};
  const VerifyReport fork =
      verify(at_300, {.older_checkpoints = {kept[1], sign(forked, signer_).value()}});
  EXPECT_EQ(fork.code, "fork");
  EXPECT_EQ(fork.first_bad_record, 101U);

  const NoteSigner other = NoteSigner::generate("mamori/test-city");
  const Checkpoint foreign{"mamori/test-city", 1, leaf_hash("x")};
  EXPECT_EQ(verify(at_300, {.older_checkpoints = {sign(foreign, other).value()}}).code,
            "older_checkpoint_wrong");
  EXPECT_FALSE(verify(at_300, {.older_checkpoints = {"nonsense"}}).ok);
}

TEST_F(Verifying, APayloadMayOnlyBeGoneWhenARecordSaysSo) {
  grow_to(20);
  connection().execute("UPDATE ledger_records SET salt = NULL, payload = NULL WHERE number = 7");
  const VerifyReport gone = verify_store(connection());
  EXPECT_EQ(gone.code, "payload_missing");
  EXPECT_EQ(gone.first_bad_record, 7U);
}

TEST_F(Verifying, AnErasedPayloadMayNotComeBack) {
  grow_to(20);
  const auto row = connection().first("SELECT salt, payload FROM ledger_records WHERE number = 7");
  ASSERT_TRUE(journal_.erase(connection(), 7, "p1", "満了").has_value());
  journal_.seal(connection());
  connection().execute("UPDATE ledger_records SET salt = $1, payload = $2 WHERE number = 7",
                       store::Blob{row->text("salt")}, row->text("payload"));
  const VerifyReport report = verify_store(connection());
  EXPECT_EQ(report.code, "payload_not_erased");
  EXPECT_EQ(report.first_bad_record, 7U);
}

// Records sealed by a program that did not keep the rules, under a signature that is right.
TEST_F(Verifying, ASignatureDoesNotMakeARecordRight) {
  const auto sealed = [&](const std::vector<Leaf>& leaves, std::string_view payload) {
    FilesInMemory copy;
    const std::string width = ".p/" + std::to_string(leaves.size());
    Tree tree;
    for (const Leaf& leaf : leaves) {
      const std::string bytes = encode(leaf);
      tree.append(leaf_hash(bytes));
      append_entry(copy.files()["tile/entries/000" + width], bytes);
      append_payload(copy.files()["payload/000" + width], std::string(salt_bytes, 's'), payload);
      copy.files()["tile/0/000" + width] += as_text(leaf_hash(bytes));
    }
    copy.files()["key"] = signer_.verifier().vkey() + "\n";
    copy.files()["checkpoint"] =
        sign(Checkpoint{"mamori/test-city", tree.size(), tree.root()}, signer_).value();
    return verify(copy);
  };
  const Leaf good{.body = "test-city",
                  .number = 1,
                  .at = clock_.now(),
                  .kind = "a.b",
                  .actor = "p",
                  .subject = "s",
                  .commitment = commit_payload(std::string(salt_bytes, 's'), "{}")};
  Leaf next = good;
  next.number = 2;
  EXPECT_TRUE(sealed({good, next}, "{}").ok);
  EXPECT_EQ(sealed({good, next}, "{ }").code, "payload_altered");
  EXPECT_EQ(sealed({good, good}, "{}").code, "record_out_of_order");
  next.at -= std::chrono::milliseconds{1};
  EXPECT_EQ(sealed({good, next}, "{}").code, "time_backwards");
  next = good;
  next.number = 2;
  next.body = "other-city";
  EXPECT_EQ(sealed({good, next}, "{}").code, "record_of_other_body");
  next.body = "Test City";
  EXPECT_EQ(sealed({good, next}, "{}").code, "record_malformed");
}

TEST_F(Verifying, EveryColumnOfTheTablesCounts) {
  grow_to(300);
  for (const auto& [damage, record] : std::map<std::string, std::optional<std::uint64_t>>{
           {"UPDATE ledger_records SET at_ms = at_ms + 1 WHERE number = 9", 9},
           {"UPDATE ledger_records SET kind = 'x' WHERE number = 9", 9},
           {"UPDATE ledger_records SET actor = actor || 'x' WHERE number = 299", 299},
           {"UPDATE ledger_records SET subject = '' WHERE number = 9", 9},
           {"UPDATE ledger_records SET commitment = salt WHERE number = 9", 9},
           {"UPDATE ledger_records SET salt = commitment WHERE number = 9", 9},
           {"UPDATE ledger_records SET salt = NULL WHERE number = 9", 9},
           {"UPDATE ledger_records SET payload = payload || ' ' WHERE number = 300", 300},
           {"UPDATE ledger_records SET number = 301 WHERE number = 9", 9},
           {"DELETE FROM ledger_records WHERE number = 260", 260},
           {"INSERT INTO ledger_records SELECT 301, at_ms, kind, actor, subject, commitment, "
            "leaf_hash,"
            " salt, payload FROM ledger_records WHERE number = 300",
            301},
           {"UPDATE ledger_records SET leaf_hash = salt WHERE number = 9", 9},
           {"UPDATE ledger_records SET leaf_hash = salt WHERE number = 299", 299},
           {"UPDATE ledger_tiles SET hashes = hashes || 'x'", 1},
           {"UPDATE ledger_tiles SET tile = 5", 1},
           {"DELETE FROM ledger_tiles WHERE level = 1", 1},
           {"INSERT INTO ledger_tiles SELECT 2, 0, hashes FROM ledger_tiles WHERE level = 1",
            std::nullopt},
           {"UPDATE ledger_head SET checkpoint = checkpoint || 'x'", std::nullopt},
           {"UPDATE ledger_head SET verifier_key = 'x'", std::nullopt},
           {"DELETE FROM ledger_head", 1}}) {
    connection().script("BEGIN");
    connection().script(damage);
    const VerifyReport report = verify_store(connection());
    connection().script("ROLLBACK");
    EXPECT_FALSE(report.ok) << damage;
    if (!damage.ends_with("ledger_head")) {
      EXPECT_EQ(report.first_bad_record, record) << damage << report.message_en;
    }
  }
  EXPECT_TRUE(verify_store(connection()).ok);
}

TEST_F(Verifying, SaysInJapaneseWhichRecordAndWhy) {
  grow_to(20);
  connection().script("UPDATE ledger_records SET actor = 'x' WHERE number = 12");
  const VerifyReport report = verify_store(connection());
  EXPECT_THAT(report.message_ja, ::testing::StartsWith("第12号の記録: "));
  EXPECT_THAT(report.message_en, ::testing::StartsWith("Record 12: "));
}

}  // namespace
}  // namespace mamori::ledger
