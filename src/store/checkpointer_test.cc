#include "store/checkpointer.h"

#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>

#include "store/sqlite.h"
#include "store/testing_database.h"

namespace mamori::store {
namespace {

constexpr std::uintmax_t page_bytes = 4096;
constexpr int never = 1'000'000;

// A table whose every row fills a page of its own.
class SqliteCheckpointer : public ::testing::Test {
 protected:
  SqliteCheckpointer() {
    writer_->script("CREATE TABLE rows (number INTEGER PRIMARY KEY, text TEXT)");
  }

  void add(int count) {
    for (int row = 0; row < count; ++row) {
      writer_->execute("INSERT INTO rows (text) VALUES ($1)", std::string(3000, 'x'));
    }
  }
  std::uintmax_t pages(std::string_view tail) const {
    return std::filesystem::file_size(file_.string() + std::string(tail)) / page_bytes;
  }
  // While people go on working.
  bool comes_to_have(std::uintmax_t count) {
    for (int tries = 0; tries < 1000; ++tries) {
      if (pages("") >= count) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      add(1);
    }
    return false;
  }

  const mamori::testing::TestDatabase place_;
  const std::filesystem::path file_ = place_.folder() / "rows.sqlite";
  std::unique_ptr<Connection> writer_ = open_sqlite_writer(file_, {.due = 50, .most = never});
};

TEST_F(SqliteCheckpointer, WhatWasCommittedReachesTheDatabaseBesideTheWriter) {
  add(200);
  EXPECT_TRUE(comes_to_have(150)) << pages("");
}

// Here the thread is never asked, as if it could not keep up.
TEST_F(SqliteCheckpointer, TheWriterCopiesItselfWhatTheThreadLeaves) {
  writer_ = open_sqlite_writer(file_, {.due = never, .most = 400});
  add(2000);
  EXPECT_LT(pages("-wal"), 450U);
  EXPECT_GT(pages(""), 1500U);
}

TEST_F(SqliteCheckpointer, WhoeverReadsForLongKeepsNobodyFromWriting) {
  writer_ = open_sqlite_writer(file_, {.due = 50, .most = 400});
  const auto reader = open_sqlite(file_, Access::read_only);
  reader->begin(Transaction::snapshot);
  const auto count = [](Connection& connection) {
    return connection.first("SELECT count(*) AS n FROM rows")->integer("n");
  };
  EXPECT_EQ(count(*reader), 0);
  add(500);
  EXPECT_EQ(count(*reader), 0);
  EXPECT_EQ(count(*writer_), 500);
  reader->commit();
  EXPECT_TRUE(comes_to_have(500)) << pages("");
}

}  // namespace
}  // namespace mamori::store
