#include <fstream>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "ledger/handover.h"
#include "ledger/key_file.h"
#include "ledger/ledger_fixture.h"
#include "ledger/verify.h"

namespace mamori::ledger {
namespace {

using testing::FilesInMemory;

class Rotating : public testing::LedgerTest {
 protected:
  static NoteSigner make_key() { return NoteSigner::generate("mamori/test-city"); }

  std::uint64_t rotate_to(const NoteSigner& next) {
    connection().script("BEGIN");
    const auto receipt = journal_.rotate(connection(), next, "system:test", "定期の交替");
    journal_.seal(connection());
    connection().script("COMMIT");
    return receipt.value().number;
  }
  // Records an act of the rotation's kind that says `statement`.
  void record_statement(const std::string& statement) {
    connection().script("BEGIN");
    journal_.record(connection(),
                    {std::string(rotation_kind), "system:test", std::string(rotation_subject),
                     JsonObject{{"statement", statement}}});
    journal_.seal(connection());
    connection().script("COMMIT");
  }
  Hash root() { return open_checkpoint(checkpoint(), journal_.verifier()).value().root; }
};

TEST_F(Rotating, TheNewKeySignsFromTheRecordThatSaysSo) {
  grow_to(3);
  const NoteSigner next = make_key();
  EXPECT_EQ(rotate_to(next), 4U);
  EXPECT_EQ(open_checkpoint(checkpoint(), next.verifier())->size, 4U);
  grow_to(300);
  const FilesInMemory files = exported();
  EXPECT_TRUE(verify(files).ok);
  EXPECT_TRUE(verify(files, {.vkey = next.verifier().vkey()}).ok);
  EXPECT_TRUE(verify(files, {.vkey = signer_.verifier().vkey()}).ok) << "from the old key";
  EXPECT_EQ(verify(files, {.vkey = make_key().verifier().vkey()}).code, "key_not_pinned");
}

TEST_F(Rotating, KeysFollowOneAnotherAsOftenAsOneLikes) {
  grow_to(2);
  std::vector<NoteSigner> keys{signer_};
  for (int count = 0; count < 3; ++count) {
    keys.push_back(make_key());
    rotate_to(keys.back());
    grow_to(record_count(connection()) + 5);
  }
  for (const NoteSigner& key : keys) {
    EXPECT_TRUE(verify(exported(), {.vkey = key.verifier().vkey()}).ok);
  }
}

TEST_F(Rotating, OlderCheckpointsAreSignedByTheKeyOfTheirTime) {
  grow_to(10);
  const std::string before = checkpoint();
  const NoteSigner next = make_key();
  rotate_to(next);
  grow_to(20);
  const std::string after = checkpoint();
  grow_to(30);
  EXPECT_EQ(verify(exported(), {.older_checkpoints = {before, after}}).older_checked, 2U);
  // Whoever kept the old key can no longer speak for the ledger.
  const Checkpoint later{"mamori/test-city", 25, leaf_hash("x")};
  const std::string stale = sign(later, signer_).value();
  EXPECT_EQ(verify(exported(), {.older_checkpoints = {stale}}).code, "older_checkpoint_wrong");
  const std::string fork = sign(later, next).value();
  const VerifyReport forked = verify(exported(), {.older_checkpoints = {before, fork}});
  EXPECT_EQ(forked.code, "fork");
  EXPECT_EQ(forked.first_bad_record, 11U);
}

TEST_F(Rotating, AKeyTheOldOneDidNotNameIsRefused) {
  grow_to(3);
  const NoteSigner thief = make_key();
  const Handover forged{"mamori/test-city", 4, root(), signer_.verifier().vkey(),
                        thief.verifier().vkey()};
  record_statement(sign(forged, thief, thief).value());
  const VerifyReport report = verify(exported());
  EXPECT_EQ(report.code, "key_rotation_wrong");
  EXPECT_EQ(report.first_bad_record, 4U);
}

TEST_F(Rotating, AHandoverOfAnotherPlaceOrHistoryIsRefused) {
  grow_to(3);
  const NoteSigner next = make_key();
  const Handover elsewhere{"mamori/test-city", 4, leaf_hash("another history"),
                           signer_.verifier().vkey(), next.verifier().vkey()};
  record_statement(sign(elsewhere, signer_, next).value());
  const Handover too_late{"mamori/test-city", 4, root(), signer_.verifier().vkey(),
                          next.verifier().vkey()};
  record_statement(sign(too_late, signer_, next).value());
  record_statement("no statement");
  EXPECT_EQ(verify(exported()).first_bad_record, 4U);
  EXPECT_EQ(verify(exported()).code, "key_rotation_wrong");
}

TEST_F(Rotating, ALedgerSignedByAKeyThatWasNotHandedToIsFound) {
  grow_to(3);
  const NoteSigner next = make_key();
  rotate_to(next);
  FilesInMemory files = exported();
  const auto newest = open_checkpoint(checkpoint(), next.verifier()).value();
  files.files()["key"] = signer_.verifier().vkey() + "\n";
  files.files()["checkpoint"] = sign(newest, signer_).value();
  EXPECT_EQ(verify(files).code, "key_not_handed_over");
}

TEST_F(Rotating, ItsPayloadIsNeverErased) {
  grow_to(3);
  const std::uint64_t number = rotate_to(make_key());
  EXPECT_EQ(journal_.erase(connection(), number, "system:test", "x").error().code,
            "erasure_not_erasable");
}

TEST_F(Rotating, WhatIsUndoneLeavesTheOldKeyInForce) {
  grow_to(3);
  connection().script("BEGIN");
  ASSERT_TRUE(journal_.rotate(connection(), make_key(), "system:test", "x").has_value());
  connection().script("ROLLBACK");
  journal_.rolled_back();
  grow_to(6);
  EXPECT_EQ(open_checkpoint(checkpoint(), signer_.verifier())->size, 6U);
  EXPECT_TRUE(verify(exported()).ok);
}

TEST_F(Rotating, AnotherJournalOpensWithTheNewKeyOnly) {
  grow_to(3);
  const NoteSigner next = make_key();
  rotate_to(next);
  Journal old_key("test-city", clock_, signer_);
  EXPECT_EQ(old_key.open(connection()).error().code, "ledger_key_changed");
  Journal new_key("test-city", clock_, next);
  EXPECT_TRUE(new_key.open(connection()).has_value());
}

class NextKey : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static constexpr std::string_view name_ = "mamori/test";
  const std::filesystem::path folder_ =
      std::filesystem::path(::testing::TempDir()) / ("mamori_next_" + hex(random_bytes(8)));
  const std::filesystem::path file_ = folder_ / "key";
};

TEST_F(NextKey, WaitsBesideTheOldOneUntilItIsAdopted) {
  const auto old_key = load_or_create_key(file_, name_);
  const auto next = make_next_key(file_, name_);
  EXPECT_EQ(load_key(file_, name_)->verifier().vkey(), old_key->verifier().vkey());
  ASSERT_TRUE(adopt_next_key(file_).has_value());
  EXPECT_EQ(load_key(file_, name_)->verifier().vkey(), next->verifier().vkey());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "key.next"));
}

TEST_F(NextKey, IsSettledAfterACrash) {
  const std::string old_key = load_or_create_key(file_, name_)->verifier().vkey();
  ASSERT_TRUE(make_next_key(file_, name_).has_value());
  // The crash came before the ledger recorded it: the old key stays, the next one goes.
  ASSERT_TRUE(settle_next_key(file_, name_, old_key).has_value());
  EXPECT_EQ(load_key(file_, name_)->verifier().vkey(), old_key);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "key.next"));
  // It came after: the next one takes its place.
  const std::string next = make_next_key(file_, name_)->verifier().vkey();
  ASSERT_TRUE(settle_next_key(file_, name_, next).has_value());
  EXPECT_EQ(load_key(file_, name_)->verifier().vkey(), next);
}

TEST_F(NextKey, IsNotThrownAwayWhenNeitherFits) {
  ASSERT_TRUE(load_or_create_key(file_, name_).has_value());
  ASSERT_TRUE(make_next_key(file_, name_).has_value());
  ASSERT_TRUE(settle_next_key(file_, name_, "another key").has_value());
  EXPECT_TRUE(std::filesystem::exists(folder_ / "key.next"));
}

}  // namespace
}  // namespace mamori::ledger
