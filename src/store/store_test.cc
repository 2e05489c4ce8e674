#include "store/store.h"

#include <atomic>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <thread>

#include "store/kept_statements.h"
#include "store/migrations.h"
#include "store/testing_database.h"

namespace mamori::store {
namespace {

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Store::open(database_.location());
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = *std::move(opened);
    const Result<void> made = store_->write([](Connection& connection) -> Result<void> {
      connection.migration("CREATE TABLE note (id BIGINT PRIMARY KEY, text TEXT)");
      return {};
    });
    ASSERT_TRUE(made.has_value());
  }

  Result<void> add(int id, std::string_view text) {
    return store_->write([&](Connection& connection) -> Result<void> {
      connection.execute("INSERT INTO note (id, text) VALUES ($1, $2)", id, text);
      return {};
    });
  }

  std::int64_t count() {
    return store_->read([](Connection& connection) {
      return connection.first("SELECT count(*) AS n FROM note")->integer("n");
    });
  }

  const mamori::testing::TestDatabase database_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, WhatWasAcknowledgedIsThereAfterReopening) {
  ASSERT_TRUE(add(1, "持出"));
  store_.reset();
  store_ = *Store::open(database_.location());
  EXPECT_EQ(count(), 1);
}

// A statement is prepared once and kept; its columns are those of the table as it now is.
TEST_F(StoreTest, AStatementUsedAgainNamesTheColumnsAddedSince) {
  if (database_.is_postgres()) GTEST_SKIP() << "PostgreSQL refuses the statement";
  ASSERT_TRUE(add(1, "持出"));
  const Result<void> read = store_->write([](Connection& connection) -> Result<void> {
    constexpr std::string_view all = "SELECT * FROM note WHERE id = $1";
    EXPECT_EQ(connection.first(all, 1)->columns().size(), 2U);
    connection.script("ALTER TABLE note ADD COLUMN place TEXT DEFAULT 'b'");
    EXPECT_EQ(connection.first(all, 1)->text("place"), "b");
    return {};
  });
  EXPECT_TRUE(read);
}

TEST_F(StoreTest, StatementsWrittenForOnceAreNotKept) {
  ASSERT_TRUE(add(1, "a"));
  store_->read([](Connection& connection) {
    std::vector<Value> ids;
    for (std::int64_t id = 1; id <= static_cast<std::int64_t>(statements_kept_max) + 10; ++id) {
      ids.emplace_back(id);
      const std::string sql = "SELECT id FROM note WHERE id IN (" + parameters(1, ids.size()) + ")";
      ASSERT_EQ(connection.query_with(sql, ids).size(), 1U);
      const std::string apart = "SELECT text FROM note WHERE id < $1 + " + std::to_string(id);
      ASSERT_EQ(connection.first(apart, 1)->text("text"), "a");
      ASSERT_EQ(connection.first(apart, 1)->text("text"), "a");
    }
  });
}

TEST_F(StoreTest, ARefusedJobLeavesNothingBehind) {
  const Result<void> refused = store_->write([](Connection& connection) -> Result<void> {
    connection.execute("INSERT INTO note (id, text) VALUES ($1, $2)", 7, "半端");
    return fail(Fault::forbidden, "not_yours", "できません。");
  });
  EXPECT_EQ(refused.error().code, "not_yours");
  EXPECT_EQ(count(), 0);
}

TEST_F(StoreTest, ADatabaseFailureIsAnErrorForThatJobOnly) {
  ASSERT_TRUE(add(1, "a"));
  EXPECT_EQ(add(1, "again").error().code, "store_unavailable");
  EXPECT_TRUE(add(2, "b"));
  EXPECT_EQ(count(), 2);
}

TEST_F(StoreTest, ReadersSeeASnapshot) {
  store_->read([&](Connection& connection) {
    EXPECT_EQ(connection.first("SELECT count(*) AS n FROM note")->integer("n"), 0);
    EXPECT_TRUE(add(1, "a"));
    EXPECT_EQ(connection.first("SELECT count(*) AS n FROM note")->integer("n"), 0);
  });
  EXPECT_EQ(count(), 1);
}

TEST_F(StoreTest, ReadersCannotWrite) {
  EXPECT_THROW(store_->read([](Connection& connection) {
    connection.execute("INSERT INTO note (id, text) VALUES (1, 'x')");
  }),
               Failure);
}

TEST_F(StoreTest, ManyThreadsShareCommitsAndLoseNothing) {
  constexpr int threads = 8;
  constexpr int each = 50;
  std::atomic<int> acknowledged = 0;
  {
    std::vector<std::jthread> writers;
    for (int thread = 0; thread < threads; ++thread) {
      writers.emplace_back([&, thread] {
        for (int i = 0; i < each; ++i) acknowledged += add(thread * each + i, "x").has_value();
      });
    }
  }
  EXPECT_EQ(acknowledged, threads * each);
  EXPECT_EQ(count(), threads * each);
}

struct CountingObserver final : WriteObserver {
  void batch_begins(Connection&) override { ++batches; }
  void job_begins() override { ++begun; }
  void job_undone() override { ++undone; }
  void before_commit(Connection& connection) override {
    ++commits;
    if (refuse) connection.execute("INSERT INTO nowhere VALUES (1)");
  }
  void batch_undone() override { ++batches_undone; }
  int batches = 0, begun = 0, undone = 0, commits = 0, batches_undone = 0;
  bool refuse = false;
};

TEST_F(StoreTest, EachKindOfTroubleIsToldInItsOwnWords) {
  using enum Failure::Cause;
  for (const auto& [cause, code] :
       std::map<Failure::Cause, std::string>{{full, "store_full"},
                                             {read_only, "store_read_only"},
                                             {corrupt, "store_damaged"},
                                             {disk_failing, "store_disk_failing"},
                                             {busy, "store_busy"},
                                             {clock_behind, "clock_behind"},
                                             {outcome_unknown, "store_outcome_unknown"},
                                             {disconnected, "store_unavailable"},
                                             {other, "store_unavailable"}}) {
    const Failure failure(cause, "said by the database");
    EXPECT_EQ(error_of(failure, Doing::saving).code, code);
    EXPECT_EQ(error_of(failure, Doing::saving).fault, Fault::unavailable);
    EXPECT_FALSE(error_of(failure, Doing::reading).message.contains("said by the database"));
  }
}

// A disk that fails in the middle of a batch undoes all of it; each is told why, and the next
// batch is done on a connection of its own.
TEST_F(StoreTest, AFailingDiskIsToldToEverybodyInTheBatchAndReported) {
  std::vector<std::string> reported;
  store_->report_to([&](const Failure& failure) { reported.emplace_back(failure.what()); });
  const Result<void> failed = store_->write([](Connection& connection) -> Result<void> {
    connection.script("ROLLBACK");  // as SQLite does by itself
    throw Failure(Failure::Cause::disk_failing, "disk I/O error");
  });
  EXPECT_EQ(failed.error().code, "store_disk_failing");
  EXPECT_EQ(reported.front(), "disk I/O error");
  EXPECT_TRUE(add(1, "a"));
  EXPECT_EQ(count(), 1);
}

TEST_F(StoreTest, AnObserverFollowsWhatHappensToTheWork) {
  CountingObserver observer;
  store_->observe(&observer);
  EXPECT_TRUE(add(1, "a"));
  EXPECT_FALSE(add(1, "a"));
  observer.refuse = true;
  EXPECT_EQ(add(2, "b").error().code, "store_unavailable");
  EXPECT_EQ(observer.batches, 3);
  EXPECT_EQ(observer.begun, 3);
  EXPECT_EQ(observer.undone, 1);
  EXPECT_EQ(observer.commits, 2);
  EXPECT_EQ(observer.batches_undone, 1);
  EXPECT_EQ(count(), 1);
}

TEST_F(StoreTest, NumbersAreNumbersAndTextsAreOrderedByTheirBytes) {
  ASSERT_TRUE(add(1, "b"));
  ASSERT_TRUE(add(2, "あ"));
  ASSERT_TRUE(add(3, "B"));
  store_->read([&](Connection& connection) {
    const auto sums = connection.first(
        "SELECT SUM(id) AS sum, MAX(id) AS max, COUNT(*) AS n, SUM(id) > 5 AS more FROM note");
    EXPECT_EQ(sums->integer("sum"), 6);
    EXPECT_EQ(sums->integer("max"), 3);
    EXPECT_EQ(sums->integer("n"), 3);
    EXPECT_EQ(sums->integer("more"), 1);
    std::string order;
    for (const Row& row : connection.query("SELECT text FROM note ORDER BY text")) {
      order += row.text("text");
    }
    EXPECT_EQ(order, "Bbあ");
  });
}

using SqliteStore = StoreTest;

TEST_F(SqliteStore, TheFileIsItsOwnersOnly) {
  const auto& file = std::get<SqliteFile>(database_.location()).file;
  const auto permissions = std::filesystem::status(file).permissions();
  EXPECT_EQ(permissions & std::filesystem::perms::mask,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(StoreTest, AFailedMigrationLeavesTheDataAsItWas) {
  const mamori::testing::TestDatabase other;
  const auto connection = other.connect();
  const std::array<embedded::File, 2> files{{
      {"0001_a.sql", "CREATE TABLE a (id BIGINT);"},
      {"0002_b.sql", "CREATE TABLE b (id BIGINT); INSERT INTO missing VALUES (1);"},
  }};
  EXPECT_EQ(migrate(*connection, files).error().code, "migration_failed");
  EXPECT_NO_THROW(connection->query("SELECT * FROM a"));
  EXPECT_THROW(connection->query("SELECT * FROM b"), Failure);
}

TEST_F(StoreTest, DataOfANewerProgramIsNotTouched) {
  const mamori::testing::TestDatabase other;
  const auto connection = other.connect();
  const std::array<embedded::File, 1> newer{{{"0009_z.sql", "CREATE TABLE z (id BIGINT);"}}};
  ASSERT_TRUE(migrate(*connection, newer));
  EXPECT_EQ(migrate(*connection, {}).error().code, "migration_unknown");
}

TEST_F(StoreTest, BytesAndNothingSurviveTheRoundTrip) {
  const mamori::testing::TestDatabase other;
  const auto connection = other.connect();
  connection->migration("CREATE TABLE t (b BYTEA, n BIGINT)");
  connection->execute("INSERT INTO t VALUES ($1, $2)", Blob{std::string("\0\xff", 2)}, nullptr);
  const auto row = connection->first("SELECT b, n FROM t");
  EXPECT_EQ(row->text("b"), std::string("\0\xff", 2));
  EXPECT_TRUE(row->null("n"));
  EXPECT_THROW(row->text("absent"), Failure);
}

using PostgresStore = StoreTest;

// The server ends the sessions of both programs, as it does when it restarts.
TEST_F(PostgresStore, ConnectsAnewAfterTheConnectionWasLost) {
  ASSERT_TRUE(add(1, "a"));
  EXPECT_EQ(count(), 1);
  const auto administrator = database_.connect();
  administrator->script(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
      " WHERE pid <> pg_backend_pid() AND application_name = current_setting('application_name')");
  EXPECT_EQ(count(), 1);
  EXPECT_TRUE(add(2, "b"));
  EXPECT_EQ(count(), 2);
}

// A connection lost in the middle of a batch: nothing of it stands, and the next goes through.
TEST_F(PostgresStore, AJobDuringWhichTheConnectionIsLostLeavesNothingBehind) {
  const auto administrator = database_.connect();
  const Result<void> cut = store_->write([&](Connection& connection) -> Result<void> {
    connection.execute("INSERT INTO note (id, text) VALUES (1, 'a')");
    const auto pid = connection.first("SELECT pg_backend_pid() AS pid")->integer("pid");
    administrator->query("SELECT pg_terminate_backend($1::int, 5000)", pid);
    connection.execute("INSERT INTO note (id, text) VALUES (2, 'b')");
    return {};
  });
  EXPECT_EQ(cut.error().code, "store_unavailable");
  EXPECT_TRUE(add(3, "c"));
  EXPECT_EQ(count(), 1);
}

TEST_F(PostgresStore, SeveralProgramsWriteInTurn) {
  const auto other = *Store::open(database_.location());
  std::atomic<int> writing = 0;
  std::atomic<int> most = 0;
  const auto work = [&](Store& store) {
    for (int act = 0; act < 30; ++act) {
      const auto done = store.write([&](Connection&) -> Result<void> {
        most = std::max(most.load(), ++writing);
        std::this_thread::yield();
        --writing;
        return {};
      });
      EXPECT_TRUE(done.has_value());
    }
  };
  {
    const std::jthread first([&] { work(*store_); });
    const std::jthread second([&] { work(*other); });
  }
  EXPECT_EQ(most, 1);
}

TEST_F(PostgresStore, ATextWithANulIsRefusedAndNotCut) {
  EXPECT_EQ(add(1, std::string_view("a\0b", 3)).error().code, "store_unavailable");
  EXPECT_EQ(count(), 0);
}

TEST(ToPostgres, ChangesTypesAndLeavesNamesTextsAndComments) {
  EXPECT_EQ(to_postgres("CREATE TABLE t (id INTEGER, a TEXT NOT NULL, TEXTS BIGINT); -- TEXT\n"
                        "INSERT INTO t VALUES (1, 'TEXT', 2)"),
            "CREATE TABLE t (id BIGINT, a TEXT COLLATE \"C\" NOT NULL, TEXTS BIGINT); -- TEXT\n"
            "INSERT INTO t VALUES (1, 'TEXT', 2)");
}

TEST(Location, IsAFileOrASchema) {
  const auto file = location_of("sqlite", "/srv/mamori", "main");
  EXPECT_EQ(std::get<SqliteFile>(*file).file, "/srv/mamori/main.sqlite");
  const auto schema = location_of("postgresql://mamori@db/mamori", "/srv/mamori", "east-town");
  EXPECT_EQ(std::get<PostgresSchema>(*schema).schema, "mamori_east_town");
  EXPECT_EQ(location_of("mysql://db", "", "main").error().code, "database_malformed");
  EXPECT_EQ(location_of("postgresql://db/x?nonsense=1", "", "main").error().code,
            "database_malformed");
}

TEST(Location, NoPasswordStandsOnACommandLine) {
  const auto refused = location_of("postgresql://mamori:secret@db/mamori", "", "main");
  EXPECT_EQ(refused.error().code, "database_password_shown");
  EXPECT_FALSE(refused.error().message.contains("secret"));
}

}  // namespace
}  // namespace mamori::store
