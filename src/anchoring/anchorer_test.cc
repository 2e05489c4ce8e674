#include "anchoring/anchorer.h"

#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anchoring/anchoring_fixture.h"
#include "anchoring/timestamp.h"
#include "anchoring/witness.h"
#include "base/testing.h"
#include "ledger/checkpoint.h"

namespace mamori::anchoring {
namespace {

namespace fs = std::filesystem;

class DailyAnchoring : public testing::AnchoringTest {
 protected:
  DailyAnchoring() { fs::create_directory(share_); }

  // Runs as the clock does, and says the trouble's code, "" when there is none.
  std::string run() {
    anchorer_.run();
    const auto troubles = anchorer_.troubles();
    return troubles.empty() ? "" : troubles.front().error.code;
  }
  std::vector<std::string> files() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(share_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  std::size_t kept() {
    return read([](auto& db) { return anchorings(db).size(); });
  }

  const fs::path share_ = folder_ / "share";
  Anchorer anchorer_{{.witness_folders = {share_}}, *store_, journal_, clock_};
};

TEST_F(DailyAnchoring, WritesOneFileADayAndRecordsIt) {
  EXPECT_EQ(run(), "");
  EXPECT_EQ(kept(), 0U) << "an empty ledger";
  record("asset:1");
  const std::string note = checkpoint();
  EXPECT_EQ(run(), "");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(kept(), 1U);
  EXPECT_THAT(files(),
              ::testing::UnorderedElementsAre("test-city-2026-11-21.checkpoint", "test-city.key"));
  EXPECT_EQ(mamori::testing::read_file(share_ / "test-city-2026-11-21.checkpoint"), note);
  clock_.advance(std::chrono::hours{24});
  EXPECT_EQ(run(), "");
  EXPECT_EQ(kept(), 2U);
  EXPECT_EQ(files().size(), 3U);
}

TEST_F(DailyAnchoring, AFileThatIsThereStaysAsItIs) {
  record("asset:1");
  const std::string note = checkpoint();
  ASSERT_TRUE(write_witness(share_, "test-city", today(), note, signer_.verifier().vkey()));
  record("asset:2");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(mamori::testing::read_file(share_ / "test-city-2026-11-21.checkpoint"), note);
  EXPECT_EQ(read([](auto& db) { return newest(db); })->size, 1U) << "what lies there is recorded";
}

TEST_F(DailyAnchoring, AFolderThatIsNotThereIsATroubleUntilItIs) {
  record("asset:1");
  fs::rename(share_, folder_ / "away");
  EXPECT_EQ(run(), "witness_unavailable");
  fs::rename(folder_ / "away", share_);
  EXPECT_EQ(run(), "witness_unavailable") << "not tried again at once";
  clock_.advance(Anchorer::try_again_after);
  EXPECT_EQ(run(), "");
  EXPECT_EQ(kept(), 1U);
}

// The moment somebody cuts the ledger back, or signs another history, is the moment this shows it.
TEST_F(DailyAnchoring, ALedgerThatDoesNotContinueWhatLiesThereIsATrouble) {
  record("asset:1");
  const auto put = [&](const ledger::Checkpoint& checkpoint, const ledger::NoteSigner& signer) {
    fs::remove(share_ / witness_name("test-city", today()));
    ASSERT_TRUE(write_witness(share_, "test-city", today(),
                              ledger::sign(checkpoint, signer).value(), signer_.verifier().vkey()));
    clock_.advance(Anchorer::try_again_after);
  };
  put({"mamori/test-city", 9, ledger::leaf_hash("x")}, signer_);
  EXPECT_EQ(run(), "rollback");
  put({"mamori/test-city", 1, ledger::leaf_hash("x")}, signer_);
  EXPECT_EQ(run(), "fork");
  put({"mamori/test-city", 1, ledger::leaf_hash("x")},
      ledger::NoteSigner::generate("mamori/test-city"));
  EXPECT_EQ(run(), "older_checkpoint_wrong");
  EXPECT_EQ(kept(), 0U);
}

TEST(Timestamp, WhatIsNoAnswerToTheQueryIsRefused) {
  const std::string query = timestamp_query("data");
  EXPECT_NE(query, timestamp_query("data")) << "a nonce of its own";
  for (const std::string_view answer : {"", "no answer", "\x30\x03\x02\x01\x00"}) {
    EXPECT_EQ(verify_timestamp(query, answer, "/dev/null").error().code, "timestamp_wrong");
  }
  // TimeStampResp { status: rejection }
  const std::string refused = "\x30\x05\x30\x03\x02\x01\x02";
  EXPECT_EQ(verify_timestamp(query, refused, "/dev/null").error().code, "timestamp_refused");
}

TEST(Mail, IsWrittenAsOtherProgramsReadIt) {
  const Mail mail{.from = "mamori@example.lg.jp",
                  .to = {"soumu@example.lg.jp", "kansa@example.lg.jp"},
                  .subject = "記録の検証値の控え（令和8年11月21日）",
                  .text = "本文\n"};
  const std::string message = mail_message(mail, "Sat, 21 Nov 2026 00:00:00 +0000", "id").value();
  EXPECT_THAT(message, ::testing::StartsWith("From: mamori@example.lg.jp\r\nTo: soumu@"));
  EXPECT_THAT(message, ::testing::EndsWith("\r\n\r\n5pys5paHCg==\r\n"));
  EXPECT_TRUE(std::ranges::all_of(message, [](char c) { return c >= 0; })) << "ASCII only";
}

TEST(Mail, AnAddressCannotBeginAnotherHeader) {
  for (const std::string address :
       {"", "mamori", "a@b\r\nBcc: c@d", "a b@c", "<a@b>", "a@b@c", "@b", "a@"}) {
    EXPECT_EQ(mail_message({.from = address, .to = {"a@b"}}, "", "").error().code, "mail_malformed")
        << address;
    EXPECT_FALSE(mail_message({.from = "a@b", .to = {address}}, "", "").has_value()) << address;
  }
}

}  // namespace
}  // namespace mamori::anchoring
