#include "retention/retention.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "registers/registers_fixture.h"

namespace mamori::retention {
namespace {

class RetentionTest : public registers::testing::RegisterTest {
 protected:
  RetentionTest() {
    registers::Definition kept = assets_;
    kept.retention = registers::Retention{.years = 5, .after = "bought"};
    registers_.emplace("assets", std::move(kept));
  }

  registers::Definitions registers_;
  const procedures::Definitions procedures_;
  const registers::Retention people_{.years = 5, .after = {}};
  const Rules rules_{registers_, procedures_, people_};
  const Day today_ = day_in_japan(now_);
};

TEST_F(RetentionTest, AnEntryWithoutTheDayItEndedIsNeverDue) {
  add_asset("端末", "2");
  EXPECT_TRUE(due(connection(), rules_, *parse_day("2099-01-01")).empty());
  const auto thing = thing_at(connection(), rules_, "registers/assets/assets-1", today_);
  ASSERT_TRUE(thing);
  EXPECT_EQ(thing->number, "資産 第1号");
  EXPECT_EQ(thing->kept_until, "");
}

TEST_F(RetentionTest, OnlyTheAddressOfAThingNamesIt) {
  add_asset("端末", "2");
  EXPECT_FALSE(thing_at(connection(), rules_, "registers/other/assets-1", today_));
  EXPECT_FALSE(thing_at(connection(), rules_, "registers/assets/assets-2", today_));
  EXPECT_FALSE(thing_at(connection(), rules_, "people/assets-1", today_));
  EXPECT_FALSE(thing_at(connection(), rules_, "", today_));
}

TEST_F(RetentionTest, WhatRemainsSaysWhyAndByWhoseLeave) {
  const Thing thing{
      .subject = "registers/assets/assets-1", .number = "資産 第1号", .title = "台帳"};
  const auto act = erase(thing, {.actor = "p-1",
                                 .reason = "保存期間満了",
                                 .application = "erasure-2026-1",
                                 .number = "令和8年度 消去 第1号",
                                 .asked_by = "田中 恵子",
                                 .approved_by = "大野 隆"});
  ledger::Record record{
      .number = 7, .at = now_, .kind = act.kind, .subject = act.subject, .payload = act.payload};
  project(connection(), record);
  const auto erasure = erasure_of(connection(), thing.subject);
  ASSERT_TRUE(erasure);
  EXPECT_EQ(erasure->approved_by, "大野 隆");
  EXPECT_EQ(erasure->record_number, 7U);
  EXPECT_EQ(erasures(connection()).size(), 1U);
  EXPECT_TRUE(sentence_of(*erasure).contains("「保存期間満了」により消去されました。"));
}

}  // namespace
}  // namespace mamori::retention
