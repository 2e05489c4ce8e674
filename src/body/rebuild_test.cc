#include "body/rebuild.h"

#include <gmock/gmock.h>

#include "body/body_fixture.h"

namespace mamori::body {
namespace {

using ::testing::HasSubstr;
using testing::Town;

RebuildReport rebuilt(Town& town) {
  auto report = town.read([&](auto& db) { return check_rebuild(db, town.folder()); });
  if (!report) throw std::runtime_error(report.error().message);
  return *std::move(report);
}

// Changes the tables behind the ledger's back.
void tamper(Town& town, std::string_view sql) {
  town.database().connect()->script(sql);
}

TEST(Rebuild, TheReplayedLedgerGivesTheSameRows) {
  Town town;
  town.settle();
  const RebuildReport report = rebuilt(town);
  EXPECT_FALSE(report.difference);
  EXPECT_EQ(report.records, town.records());
  EXPECT_GT(report.rows, 30U);
}

TEST(Rebuild, LeavesNothingBehind) {
  Town town;
  const auto files = [&] {
    return std::distance(std::filesystem::directory_iterator(town.folder()), {});
  };
  rebuilt(town);
  const auto before = files();
  rebuilt(town);
  EXPECT_EQ(files(), before);
}

TEST(Rebuild, NamesTheColumnThatWasChanged) {
  Town town;
  town.settle();
  const std::string ishii = town.person("石井 由美");
  tamper(town, "UPDATE person_states SET name = '石井 百合' WHERE name = '石井 由美'");
  const auto difference = rebuilt(town).difference;
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->table, "person_states");
  EXPECT_EQ(difference->row, ishii + " " + iso_day(town.today()));
  EXPECT_EQ(difference->column, "name");
  EXPECT_EQ(difference->stored, "石井 百合");
  EXPECT_EQ(difference->replayed, "石井 由美");
  EXPECT_THAT(sentence_of(*difference), HasSubstr("記録では「石井 由美」ですが、今の表では"));
}

TEST(Rebuild, NamesTheRowThatIsGoneOrWasNeverRecorded) {
  Town town;
  town.settle();
  tamper(town, "DELETE FROM appointments WHERE office = 'system_manager'");
  const auto gone = rebuilt(town).difference;
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->table, "appointments");
  EXPECT_EQ(gone->column, "");
  tamper(town, "INSERT INTO sections (id) VALUES ('zzz')");
  const auto made_up = rebuilt(town).difference;
  ASSERT_TRUE(made_up);
  EXPECT_EQ(made_up->table, "sections");
  EXPECT_EQ(made_up->row, "zzz");
  EXPECT_EQ(made_up->replayed, "");
  EXPECT_THAT(sentence_of(*made_up), HasSubstr("記録にありません"));
}

TEST(Rebuild, PutsTheTablesBackToWhatWasRecorded) {
  Town town;
  town.settle();
  const auto people = [&] {
    return town.read([](auto& db) { return db.query("SELECT id FROM people").size(); });
  };
  const auto before = people();
  tamper(town, "UPDATE person_states SET name = '石井 百合' WHERE name = '石井 由美'");
  tamper(town, "INSERT INTO sections (id) VALUES ('zzz')");
  const auto replayed = town.body().store().write(
      [](store::Connection& writer) { return Result<std::uint64_t>(rebuild(writer)); });
  EXPECT_EQ(replayed.value_or(0), town.records());
  EXPECT_FALSE(rebuilt(town).difference);
  EXPECT_EQ(people(), before);
}

std::string_view tables_of(const Town& town) {
  return town.database().is_postgres()
             ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
             : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
}

// A table that is neither compared nor one of those below would be a hole.
TEST(Rebuild, ComparesEveryTableThatIsNoSecret) {
  Town town;
  std::vector<std::string> expected;
  town.read([&](auto& db) {
    for (const auto& row : db.query(tables_of(town))) {
      const std::string name = row.text("name");
      const bool other = name.starts_with("ledger_") || name.starts_with("identity_") ||
                         name.starts_with("store_") || name == "schema_migrations" ||
                         name == "attachments";  // named by records, not made of them
      if (!other) expected.push_back(name);
    }
  });
  EXPECT_THAT(compared_tables(), ::testing::UnorderedElementsAreArray(expected));
}

}  // namespace
}  // namespace mamori::body
