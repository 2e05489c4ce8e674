// That the disk of testing_power.h is as bad as a real one, so that tests on it mean something.
#include <gtest/gtest.h>

#include "store/testing_database.h"
#include "store/testing_power.h"

namespace mamori::store {
namespace {

constexpr int rows_written = 40;

using Open = std::function<std::unique_ptr<Connection>(const std::filesystem::path&)>;

// Writes rows, each committed; the power is cut after each. Returns in how many of the cuts a row
// was missing or the file was damaged.
int harmful_cuts(const Open& open) {
  const mamori::testing::TestDatabase place;
  testing::PowerDisk disk(place.folder(), 1);
  const auto connection = open(place.folder() / "rows.sqlite");
  connection->script("CREATE TABLE rows (number INTEGER PRIMARY KEY, text TEXT)");
  int harmful = 0;
  for (int row = 1; row <= rows_written; ++row) {
    connection->execute("INSERT INTO rows VALUES ($1, $2)", row, std::string(3000, 'x'));
    const mamori::testing::TestDatabase after;
    testing::restore(disk.cut(), after.folder());
    try {
      const auto restarted = open_sqlite(after.folder() / "rows.sqlite", Access::read_write);
      harmful += restarted->first("SELECT COUNT(*) AS n FROM rows")->integer("n") != row;
    } catch (const Failure&) {
      ++harmful;
    }
  }
  return harmful;
}

// With this setting of SQLite's flushing.
Open flushing(std::string_view synchronous) {
  return [synchronous](const std::filesystem::path& file) {
    auto connection = open_sqlite(file, Access::read_write);
    connection->script("PRAGMA synchronous=" + std::string(synchronous));
    return connection;
  };
}

TEST(SqlitePowerDisk, KeepsWhatWasFlushed) {
  EXPECT_EQ(harmful_cuts(flushing("FULL")), 0);
}

TEST(SqlitePowerDisk, LosesWhatWasNotFlushed) {
  EXPECT_GT(harmful_cuts(flushing("NORMAL")), rows_written / 4);
  EXPECT_GT(harmful_cuts(flushing("OFF")), rows_written / 4);
}

TEST(SqlitePowerDisk, KeepsWhatWasFlushedWhileTheLogIsCopiedBeside) {
  const auto copied_often = [](const std::filesystem::path& file) {
    return open_sqlite_writer(file, {.due = 4, .most = 24});
  };
  EXPECT_EQ(harmful_cuts(copied_often), 0);
}

}  // namespace
}  // namespace mamori::store
