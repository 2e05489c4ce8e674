#include "store/store.h"

#include <atomic>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include "store/migrations.h"
#include "store/sqlite.h"

namespace mamori::store {
namespace {

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("mamori_store_" + std::to_string(::getpid()) + "_" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    auto opened = Store::open(folder_ / "body.sqlite");
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = *std::move(opened);
    ASSERT_TRUE(run("CREATE TABLE note (id BIGINT PRIMARY KEY, text TEXT)"));
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  bool run(std::string_view sql) {
    return store_
        ->write([&](Connection& connection) -> Result<void> {
          connection.execute(sql);
          return {};
        })
        .has_value();
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

  std::filesystem::path folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, WhatWasAcknowledgedIsThereAfterReopening) {
  ASSERT_TRUE(add(1, "持出"));
  store_.reset();
  store_ = *Store::open(folder_ / "body.sqlite");
  EXPECT_EQ(count(), 1);
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
  void job_begins() override { ++begun; }
  void job_undone() override { ++undone; }
  void before_commit(Connection& connection) override {
    ++commits;
    if (refuse) connection.execute("INSERT INTO nowhere VALUES (1)");
  }
  void batch_undone() override { ++batches_undone; }
  int begun = 0, undone = 0, commits = 0, batches_undone = 0;
  bool refuse = false;
};

TEST_F(StoreTest, AnObserverFollowsWhatHappensToTheWork) {
  CountingObserver observer;
  store_->observe(&observer);
  EXPECT_TRUE(add(1, "a"));
  EXPECT_FALSE(add(1, "a"));
  observer.refuse = true;
  EXPECT_EQ(add(2, "b").error().code, "store_unavailable");
  EXPECT_EQ(observer.begun, 3);
  EXPECT_EQ(observer.undone, 1);
  EXPECT_EQ(observer.commits, 2);
  EXPECT_EQ(observer.batches_undone, 1);
  EXPECT_EQ(count(), 1);
}

TEST_F(StoreTest, TheFileIsItsOwnersOnly) {
  const auto permissions = std::filesystem::status(folder_ / "body.sqlite").permissions();
  EXPECT_EQ(permissions & std::filesystem::perms::mask,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(StoreTest, AFailedMigrationLeavesTheDataAsItWas) {
  const auto connection = open_sqlite(folder_ / "other.sqlite", Access::read_write);
  const std::array<embedded::File, 2> files{{
      {"0001_a.sql", "CREATE TABLE a (id BIGINT);"},
      {"0002_b.sql", "CREATE TABLE b (id BIGINT); INSERT INTO missing VALUES (1);"},
  }};
  EXPECT_EQ(migrate(*connection, files).error().code, "migration_failed");
  EXPECT_NO_THROW(connection->query("SELECT * FROM a"));
  EXPECT_THROW(connection->query("SELECT * FROM b"), Failure);
}

TEST_F(StoreTest, DataOfANewerProgramIsNotTouched) {
  const auto connection = open_sqlite(folder_ / "other.sqlite", Access::read_write);
  const std::array<embedded::File, 1> newer{{{"0009_z.sql", "CREATE TABLE z (id BIGINT);"}}};
  ASSERT_TRUE(migrate(*connection, newer));
  EXPECT_EQ(migrate(*connection, {}).error().code, "migration_unknown");
}

TEST_F(StoreTest, BytesAndNothingSurviveTheRoundTrip) {
  const auto connection = open_sqlite(folder_ / "other.sqlite", Access::read_write);
  connection->script("CREATE TABLE t (b BYTEA, n BIGINT)");
  connection->execute("INSERT INTO t VALUES ($1, $2)", Blob{std::string("\0\xff", 2)}, nullptr);
  const auto row = connection->first("SELECT b, n FROM t");
  EXPECT_EQ(row->text("b"), std::string("\0\xff", 2));
  EXPECT_TRUE(row->null("n"));
  EXPECT_THROW(row->text("absent"), Failure);
}

}  // namespace
}  // namespace mamori::store
