#include "anchoring/anchoring.h"

#include <gtest/gtest.h>

#include "anchoring/anchoring_fixture.h"

namespace mamori::anchoring {
namespace {

class Anchorings : public testing::AnchoringTest {};

TEST_F(Anchorings, ARecordSaysWhatWasPutWhere) {
  record("asset:1");
  const std::string note = checkpoint();
  keep({Way::print, note, "総務課の金庫", {{"confirmed_by", "鈴木 一郎"}}});
  const auto kept = read([](auto& db) { return newest(db); });
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->way, Way::print);
  EXPECT_EQ(kept->place, "総務課の金庫");
  EXPECT_EQ(kept->size, 1U);
  const auto said = read([&](auto& db) { return ledger::record_at(db, kept->record_number); });
  EXPECT_EQ(text_at(said->payload, "checkpoint"), note);
  EXPECT_EQ(said->subject, "checkpoint:1");
  EXPECT_EQ(text_at(said->payload, "confirmed_by"), "鈴木 一郎");
}

TEST_F(Anchorings, WhatIsNoCheckpointIsRefused) {
  EXPECT_FALSE(act_of({Way::print, "nothing", "x"}, "system:test").has_value());
}

TEST_F(Anchorings, EachWayAndPlaceIsDoneOnceADay) {
  record("asset:1");
  keep({Way::witness, checkpoint(), "/share/a"});
  const auto done = [&](Way way, std::string_view place) {
    return read([&](auto& db) { return was_done(db, way, place, today()); });
  };
  EXPECT_TRUE(done(Way::witness, "/share/a"));
  EXPECT_FALSE(done(Way::witness, "/share/b"));
  EXPECT_FALSE(done(Way::mail, "/share/a"));
  clock_.advance(std::chrono::hours{24});
  EXPECT_FALSE(done(Way::witness, "/share/a"));
}

TEST_F(Anchorings, DaysAreCountedFromTheNewestOrElseFromTheFirstRecord) {
  const auto days = [&] { return read([&](auto& db) { return days_without(db, today()); }); };
  EXPECT_EQ(days(), std::nullopt);
  record("asset:1");
  clock_.advance(std::chrono::hours{24 * 5});
  EXPECT_EQ(days(), 5);
  keep({Way::print, checkpoint(), "金庫"});
  EXPECT_EQ(days(), 0);
  clock_.advance(std::chrono::hours{24 * 8});
  EXPECT_EQ(days(), 8);
}

}  // namespace
}  // namespace mamori::anchoring
