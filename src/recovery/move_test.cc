#include "recovery/move.h"

#include <gmock/gmock.h>

#include "body/body_fixture.h"
#include "store/moving.h"
#include "store/staging.h"

namespace mamori::recovery {
namespace {

using body::testing::Town;

// A town that is stopped, and where it moves to: another schema, or another file.
class Moving : public ::testing::Test {
 protected:
  Moving() {
    town_.settle();
    records_ = town_.records();
    checkpoint_ = town_.read([](auto& db) { return ledger::newest_checkpoint(db).value(); });
    town_.close();
  }

  Place from() const { return {town_.database().location(), town_.folder(), "mimori"}; }
  const store::Location& to() const { return other_.location(); }
  Result<Moved> move(const Progress& progress = [](auto) {}) {
    return move_body(from(), to(), progress);
  }
  // As when the program is killed while it copies this table.
  void move_until(std::string_view table) {
    EXPECT_THROW((void)move([&](std::string_view now) {
                   if (now == table) throw std::runtime_error("killed");
                 }),
                 std::runtime_error);
  }
  static std::string code_of_opening(const store::Location& location) {
    const auto store = store::Store::open(location);
    return store ? "opened" : store.error().code;
  }
  // The body goes on where it arrived.
  void expect_home(const store::Location& location) {
    const ManualClock clock(*parse_iso_instant("2026-11-22T00:00:00.000Z"));
    const auto body =
        body::Body::open({town_.folder(), "mimori", location}, body::testing::shipped(), clock);
    ASSERT_TRUE(body) << body.error().message;
    (*body)->store().read([&](store::Connection& connection) {
      EXPECT_EQ(ledger::record_count(connection), records_);
      EXPECT_EQ(ledger::newest_checkpoint(connection), checkpoint_);
    });
  }

  Town town_;
  const mamori::testing::TestDatabase other_;
  std::uint64_t records_ = 0;
  std::string checkpoint_;
};

TEST_F(Moving, LeavesTheOldHomeClosedAndTheNewOneTheSame) {
  const auto moved = move();
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_EQ(moved->records, records_);
  EXPECT_EQ(moved->checkpoint, checkpoint_);
  EXPECT_FALSE(moved->resumed);
  EXPECT_EQ(code_of_opening(from().location), "body_moved");
  expect_home(to());
  EXPECT_EQ(move().error().code, "body_moved");
}

TEST_F(Moving, GoesOnWhereItWasInterrupted) {
  for (const char* table : {"ledger_records", "people", "notices", "ledger_head"}) {
    move_until(table);
    EXPECT_EQ(code_of_opening(from().location), "move_unfinished") << table;
    EXPECT_EQ(code_of_opening(to()), "move_unfinished") << table;
  }
  const auto moved = move();
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_TRUE(moved->resumed);
  expect_home(to());
}

TEST_F(Moving, EndsWhenItWasInterruptedAtTheVeryEnd) {
  ASSERT_TRUE(move());
  // As if the mark of the old home had been the last thing written.
  const auto mark =
      store::move_mark(*store::connect(from().location, store::Access::read_write)).value();
  store::set_move_mark(*store::connect(to(), store::Access::read_write),
                       {store::MoveState::arriving, mark.move, "old home"});
  EXPECT_EQ(code_of_opening(to()), "move_unfinished");
  ASSERT_TRUE(move());
  expect_home(to());
}

TEST_F(Moving, CanBeGivenUp) {
  move_until("notices");
  ASSERT_TRUE(cancel_move(from(), to()));
  EXPECT_FALSE(store::holds_data(to()));
  expect_home(from().location);
  EXPECT_EQ(cancel_move(from(), to()).error().code, "move_absent");
}

TEST_F(Moving, NeverTouchesTheDataOfAnother) {
  ASSERT_TRUE(store::Store::open(to()));
  store::connect(to(), store::Access::read_write)->script("INSERT INTO sections (id) VALUES ('x')");
  EXPECT_EQ(move().error().code, "body_exists");
  expect_home(from().location);
  EXPECT_EQ(move_body(from(), from().location, [](auto) {}).error().code, "body_exists");
  EXPECT_EQ(cancel_move(from(), from().location).error().code, "move_absent");
  expect_home(from().location);
}

TEST_F(Moving, RowsThatDoNotSayWhatTheLedgerSaysStayWhereTheyAre) {
  store::connect(from().location, store::Access::read_write)
      ->script("UPDATE person_states SET name = '石井 百合' WHERE name = '石井 由美'");
  EXPECT_EQ(move().error().code, "backup_not_proved");
  EXPECT_EQ(code_of_opening(to()), "move_unfinished");
  ASSERT_TRUE(cancel_move(from(), to()));
  expect_home(from().location);
}

TEST_F(Moving, WaitsUntilNobodyServesAFile) {
  town_.reopen();
  if (town_.database().is_postgres()) {
    // Others may serve a schema: they are refused to write once it begins.
    ASSERT_TRUE(move());
    const auto written =
        town_.body().store().write([](store::Connection&) -> Result<void> { return {}; });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, "body_moved");
  } else {
    EXPECT_EQ(move().error().code, "body_in_use");
  }
}

TEST_F(Moving, GoesFromOneDatabaseToTheOtherAndBack) {
  if (!town_.database().is_postgres()) GTEST_SKIP() << "needs PostgreSQL beside SQLite";
  const store::Location file = store::SqliteFile{town_.folder() / "mimori.sqlite"};
  ASSERT_TRUE(move_body(from(), file, [](auto) {}));
  expect_home(file);
  const auto back = move_body({file, town_.folder(), "mimori"}, to(), [](auto) {});
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->checkpoint, checkpoint_);
  EXPECT_EQ(code_of_opening(file), "body_moved");
  expect_home(to());
}

}  // namespace
}  // namespace mamori::recovery
