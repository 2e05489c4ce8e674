#include "store/tables.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <map>

#include "store/migrations.h"
#include "store/testing_database.h"

namespace mamori::store {
namespace {

using ::testing::ElementsAre;

std::map<std::string, Table> tables_by_name() {
  std::map<std::string, Table> tables;
  for (Table& table : tables_made_by(embedded::migrations())) {
    const std::string name = table.name;
    tables.emplace(name, std::move(table));
  }
  return tables;
}

class TablesTest : public ::testing::Test {
 protected:
  TablesTest() { EXPECT_TRUE(migrate(*connection_, embedded::migrations())); }

  const mamori::testing::TestDatabase database_;
  std::unique_ptr<Connection> connection_ = database_.connect();
};

TEST(Tables, AreThoseOfTheMigrationsWithTheirKeys) {
  const auto tables = tables_by_name();
  EXPECT_THAT(tables.at("ledger_tiles").key, ElementsAre("level", "tile"));
  EXPECT_THAT(tables.at("memberships").columns,
              ElementsAre("person_id", "section_id", "valid_from", "valid_to", "main", "post"));
  EXPECT_FALSE(tables.contains("schema_migrations"));
  const auto first = tables_made_by(embedded::migrations().first(1));
  EXPECT_EQ(first.size(), 3U);
}

TEST_F(TablesTest, AreReadByTheirKeysHoweverManyRowsThereAre) {
  const Table table = tables_by_name().at("ledger_tiles");
  BulkWriter writer(*connection_);
  std::vector<Values> rows;
  for (std::int64_t tile = 0; tile < 500; ++tile) {
    rows.push_back({Value(tile % 3), Value(tile), Value(Blob{std::string("\x00x", 2)})});
  }
  writer.insert(table, rows);
  writer.commit();
  std::ranges::sort(rows, {}, [](const Values& row) {
    return std::pair(std::get<std::int64_t>(row[0]), std::get<std::int64_t>(row[1]));
  });
  TableReader reader(*connection_, table);
  std::vector<Values> read;
  for (auto some = reader.next(); !some.empty(); some = reader.next()) {
    std::ranges::move(some, std::back_inserter(read));
  }
  EXPECT_EQ(read, rows);
  EXPECT_THAT(last_key(*connection_, table),
              ElementsAre(Value(std::int64_t{2}), Value(std::int64_t{497})));
  TableReader rest(*connection_, table, {Value(std::int64_t{2}), Value(std::int64_t{491})});
  EXPECT_EQ(rest.next().size(), 2U);
}

TEST_F(TablesTest, TextIsOrderedByItsBytesInBothDatabases) {
  const Table table = tables_by_name().at("sections");
  BulkWriter writer(*connection_);
  for (const char* id : {"é", "z", "あ", "Z", "-"}) {
    writer.insert(table, {{Value(id)}});
  }
  writer.commit();
  std::vector<std::string> ids;
  TableReader reader(*connection_, table);
  for (const Values& row : reader.next()) ids.push_back(std::get<std::string>(row[0]));
  EXPECT_THAT(ids, ElementsAre("-", "Z", "z", "é", "あ"));
  EXPECT_TRUE(last_key(*connection_, tables_by_name().at("people")).empty());
}

TEST_F(TablesTest, WhatDoesNotFitIsUndone) {
  const auto tables = tables_by_name();
  BulkWriter writer(*connection_);
  const Values stray{Value("nobody"), Value("nowhere"),       Value("2026-01-01"),
                     Value(),         Value(std::int64_t{1}), Value("")};
  EXPECT_THROW(writer.insert(tables.at("memberships"), {stray}), Failure);
  writer.insert(tables.at("people"), {{Value("p"), Value("0012")}});
  writer.commit();
  EXPECT_THAT(last_key(*connection_, tables.at("people")), ElementsAre(Value("p")));
}

TEST_F(TablesTest, MigrationsThatWereHadAreKnownByNameAndBytes) {
  auto applied = applied_migrations(*connection_);
  EXPECT_EQ(known_migrations(applied, embedded::migrations())->size(), applied.size());
  auto earlier = applied;
  earlier.resize(3);
  EXPECT_EQ(known_migrations(earlier, embedded::migrations())->size(), 3U);
  applied.back().digest = "00";
  EXPECT_EQ(known_migrations(applied, embedded::migrations()).error().code, "migration_unknown");
}

}  // namespace
}  // namespace mamori::store
