// Erasing: asked by one, approved by another, done by a third; and what is left afterwards.
#include "body/erasing.h"

#include <gmock/gmock.h>

#include "body/erasing_fixture.h"
#include "notices/inbox.h"
#include "procedures/application.h"

namespace mamori::body {
namespace {

using testing::Erasing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::secret;

TEST_F(Erasing, LeavesTheRecordsWithoutWhatTheySaid) {
  const std::string thing = ended_takeout();
  erase(thing);
  town_.read([&](auto& db) {
    int records = 0;
    for (const auto& record : ledger::records_of(db, thing)) {
      if (record.kind == retention::erased_kind) continue;
      EXPECT_TRUE(record.erased) << record.kind;
      const auto erasure = ledger::records_of(db, ledger::erasure_subject(record.number));
      EXPECT_THAT(text_at(erasure.at(0).payload, "reason"),
                  HasSubstr("法令による請求（令和8年度 消去 第1号、承認：大野 隆"));
      ++records;
    }
    EXPECT_EQ(records, 2);
    const auto left = retention::erasure_of(db, thing);
    ASSERT_TRUE(left);
    EXPECT_EQ(left->number, "令和8年度 持出 第1号");
    EXPECT_EQ(left->asked_by, "田中 恵子");
    EXPECT_THAT(retention::sentence_of(*left), HasSubstr("令和8年11月21日に、「法令による請求」"));
  });
  tables_agree_and_ledger_verifies();
}

TEST_F(Erasing, LeavesNothingInAnyTableNorNotice) {
  const std::string thing = ended_takeout();
  const std::string clerk = town_.person("小川 直樹");
  town_.read([&](auto& db) { EXPECT_THAT(notices::inbox(db, clerk), Not(IsEmpty())); });
  erase(thing);
  town_.read([&](auto& db) {
    EXPECT_FALSE(procedures::application(db, "takeout-2026-1"));
    EXPECT_THAT(procedures::events(db, "takeout-2026-1"), IsEmpty());
    EXPECT_THAT(notices::inbox(db, clerk), IsEmpty());
    for (const std::string& table : compared_tables()) {
      for (const auto& row : db.query("SELECT * FROM " + table)) {
        for (const std::string& column : row.columns()) {
          EXPECT_THAT(row.text(column), Not(HasSubstr(secret))) << table << "." << column;
        }
      }
    }
  });
}

// What SQLite frees it also overwrites, and the write-ahead log is cut off.
using SqliteErasing = Erasing;

TEST_F(SqliteErasing, LeavesNoByteOnTheDisk) {
  const std::string thing = ended_takeout();
  EXPECT_THAT(bytes_on_disk(), HasSubstr(secret));
  erase(thing);
  EXPECT_THAT(bytes_on_disk(), Not(HasSubstr(secret)));
}

TEST_F(Erasing, TheApplicantDoesNotApproveAndTheApproverDoesNotErase) {
  const Done asked = done(ask("田中 恵子", ended_takeout()));
  EXPECT_EQ(try_act("田中 恵子", asked.subject, "approve").error().code, "own_application");
  EXPECT_EQ(try_act("事務 花子", asked.subject, "erase").error().code, "act_not_now");
  act("大野 隆", asked.subject, "approve");
  EXPECT_EQ(try_act("大野 隆", asked.subject, "erase").error().code, "own_approval");
  EXPECT_EQ(try_act("石井 由美", asked.subject, "erase").error().code, "not_the_holder");
  act("事務 花子", asked.subject, "erase");
}

TEST_F(Erasing, WhatIsInUseOrAskedForAlreadyIsRefused) {
  const std::string asset = add_asset();
  const Done filed = file_takeout(asset.substr(asset.rfind('/') + 1));
  EXPECT_EQ(ask("田中 恵子", filed.subject).error().code, "thing_in_use");
  EXPECT_EQ(ask("田中 恵子", asset).error().code, "thing_in_use");
  EXPECT_EQ(ask("田中 恵子", "registers/assets/assets-99").error().code, "thing_unknown");
  EXPECT_EQ(ask("石井 由美", asset).error().code, "not_the_holder");
  act("高橋 美咲", filed.subject, "refuse", {{"comment", "別の日に。"}});
  done(ask("田中 恵子", asset));
  EXPECT_EQ(ask("田中 恵子", asset).error().code, "erasure_already_asked");
}

TEST_F(Erasing, TheEndOfTheRetentionIsNoReasonBeforeItHasCome) {
  const std::string asset = add_asset({{"disposed_on", "令和8年11月20日"}});
  EXPECT_EQ(ask("田中 恵子", asset, "expired").error().code, "retention_not_over");
  come("令和14年3月31日");
  EXPECT_THAT(due(), IsEmpty());
  come("令和14年4月1日");
  ASSERT_EQ(due().size(), 1U);
  EXPECT_EQ(due()[0].number, "資産 第1号");
  done(ask("田中 恵子", asset, "expired"));
}

TEST_F(Erasing, NumbersOfWhatWasErasedAreNotGivenAgain) {
  const std::string asset = add_asset();
  erase(asset);
  EXPECT_EQ(add_asset(), "registers/assets/assets-2");
  erase(ended_takeout());
  EXPECT_EQ(file_takeout("assets-2").subject, "applications/takeout-2026-2");
  tables_agree_and_ledger_verifies();
}

}  // namespace
}  // namespace mamori::body
