#include <gtest/gtest.h>

#include "body/body_fixture.h"
#include "ledger/key_file.h"
#include "ledger/verify.h"
#include "notices/inbox.h"

namespace mamori::body {
namespace {

class Keeping : public ::testing::Test {
 protected:
  duties::State state() {
    return town_.read([&](auto& db) {
      const auto& catalogue = town_.body().definitions().catalogue;
      return duties::judge(town_.body().sources(db), *catalogue.find("records-verifiable")).state;
    });
  }
  Result<Done> keep(std::string_view person, const std::string& note) {
    return town_.acts().keep_printed_checkpoint(
        person, {{"checkpoint", note}, {"place", "金庫"}, {"confirmed_by", "鈴木 一郎"}});
  }
  std::string checkpoint() {
    return town_.read([](auto& db) { return ledger::newest_checkpoint(db).value(); });
  }

  testing::Town town_;
  const std::string administrator_ = town_.settle();
};

TEST_F(Keeping, TheDutyIsOverdueWhenNothingWasKeptForAWeek) {
  EXPECT_EQ(state(), duties::State::unrecorded);
  town_.clock().advance(std::chrono::hours{24 * 8});
  EXPECT_EQ(state(), duties::State::overdue);
  ASSERT_TRUE(keep(administrator_, checkpoint()).has_value());
  EXPECT_EQ(state(), duties::State::satisfied);
  town_.clock().advance(std::chrono::hours{24 * 8});
  EXPECT_EQ(state(), duties::State::overdue);
}

TEST_F(Keeping, TheAdministratorsAreToldOnceAWeekWhileNothingIsKept) {
  const auto told = [&] {
    EXPECT_TRUE(town_.body().tick().has_value());
    return town_.read([&](auto& db) {
      const auto inbox = notices::inbox(db, administrator_);
      return std::ranges::count_if(
          inbox, [](const auto& notice) { return notice.href == "ledger/checkpoints"; });
    });
  };
  town_.clock().advance(std::chrono::hours{24 * 7});
  EXPECT_EQ(told(), 0);
  town_.clock().advance(std::chrono::hours{24});
  EXPECT_EQ(told(), 1);
  EXPECT_EQ(told(), 1);
  town_.clock().advance(std::chrono::hours{24 * 7});
  EXPECT_EQ(told(), 2);
  ASSERT_TRUE(keep(administrator_, checkpoint()).has_value());
  town_.clock().advance(std::chrono::hours{24 * 7});
  EXPECT_EQ(told(), 2);
}

TEST_F(Keeping, OnlyThoseWhoSeeTheRecordMayDoIt) {
  EXPECT_EQ(keep(town_.person("小川 直樹"), checkpoint()).error().fault, Fault::forbidden);
}

TEST_F(Keeping, APaperOfAnotherLedgerIsRefused) {
  EXPECT_EQ(keep(administrator_, "mamori/mimori\n").error().code, "checkpoint_not_ours");
}

TEST_F(Keeping, TheKeyIsChangedAndTheTownGoesOn) {
  const std::string before = town_.body().journal().verifier().vkey();
  ASSERT_TRUE(town_.body().rotate_key("定期の交替").has_value());
  EXPECT_NE(town_.body().journal().verifier().vkey(), before);
  town_.reopen();
  ASSERT_TRUE(keep(administrator_, checkpoint()).has_value());
  const auto report = town_.read([&](auto& db) {
    return ledger::verify_store(db, {.vkey = before, .older_checkpoints = {}});
  });
  EXPECT_TRUE(report.ok) << report.message_en;
  EXPECT_EQ(town_.body().rotate_key(" ").error().code, "reason_missing");
}

// The program ended after the ledger had taken the new key, before the file had: as if the rename
// had not happened.
TEST_F(Keeping, ACrashBetweenLedgerAndFileIsSettledAtTheNextStart) {
  const auto key = town_.folder() / "mimori.key";
  const auto old_key = town_.folder() / "old";
  std::filesystem::copy_file(key, old_key);
  ASSERT_TRUE(town_.body().rotate_key("定期の交替").has_value());
  const std::string now = town_.body().journal().verifier().vkey();
  town_.close();
  std::filesystem::rename(key, town_.folder() / "mimori.key.next");
  std::filesystem::rename(old_key, key);
  town_.reopen();
  EXPECT_EQ(town_.body().journal().verifier().vkey(), now);
}

}  // namespace
}  // namespace mamori::body
