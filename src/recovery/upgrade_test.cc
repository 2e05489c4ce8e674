// Data made by each earlier migration level open, migrate and verify. tests/levels/ holds them for
// every level that a mamori anybody could run has had; its make.py says how they are made.
#include <array>
#include <fstream>
#include <gmock/gmock.h>
#include <map>

#include "base/date.h"
#include "base/files.h"
#include "base/json.h"
#include "base/testing.h"
#include "body/body_fixture.h"
#include "body/rebuild.h"
#include "ledger/key_file.h"
#include "ledger/verify.h"
#include "notices/inbox.h"
#include "procedures/projection.h"
#include "recovery/backup.h"
#include "recovery/loading.h"
#include "recovery/sealing_fixture.h"
#include "registers/register.h"
#include "store/migrations.h"

namespace mamori::recovery {
namespace {

using store::Connection;
using Migrations = std::span<const embedded::File>;

// The first mamori that could serve a body had these.
constexpr std::size_t levels_before_the_first_program = 6;

// Migrations that came together with a later one: nobody ever ran a mamori that ended with them.
bool is_on_the_way(const embedded::File& migration) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> together{
      {{"0013", "0027"}, {"0028", "0031"}}};  // the last of each is not on the way
  const std::string name = std::filesystem::path(migration.path).filename().string();
  return std::ranges::any_of(
      together, [&](const auto& range) { return range.first <= name && name < range.second; });
}

std::string unhex(std::string_view digits) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(at, 2)), nullptr, 16));
  }
  return bytes;
}

store::Value value_of(const Json& cell) {
  if (cell.is_null()) return std::monostate{};
  if (cell.is_int64()) return cell.get_int64();
  if (cell.is_object()) return store::Blob{unhex(text_at(cell, "hex"))};
  return std::string(cell.get_string());
}

std::filesystem::path file_of(const embedded::File& migration) {
  const std::string name = std::filesystem::path(migration.path).stem().string();
  return mamori::testing::source_path("tests/levels/" + name + ".jsonl");
}

// What the first program put into its tables of the organisation.
void project_organisation_of_then(Connection& connection, const ledger::Record& record) {
  const auto said = [&](std::string_view key) { return text_at(record.payload, key); };
  if (record.kind == "organisation.add_section") {
    connection.execute("INSERT INTO sections (id, name, valid_from) VALUES ($1, $2, $3)",
                       said("id"), said("name"), said("from"));
  }
  if (record.kind == "organisation.add_person") {
    connection.execute("INSERT INTO people (id, name, kana, employment) VALUES ($1, $2, $3, $4)",
                       said("id"), said("name"), said("kana"), said("employment"));
    if (said("section").empty()) return;
    connection.execute(
        "INSERT INTO memberships (person_id, section_id, valid_from) VALUES ($1, $2, $3)",
        said("id"), said("section"), said("from"));
  }
  if (record.kind == "organisation.appoint") {
    connection.execute(
        "INSERT INTO appointments (id, office, section_id, person_id, valid_from) "
        "VALUES ($1, $2, $3, $4, $5)",
        said("id"), said("office"), said("section"), said("person"), said("from"));
  }
}

// What it put into its table of entries.
void project_entries_of_then(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  const JsonObject& values = object_at(payload, "values");
  connection.execute(
      "INSERT INTO register_entries (id, register, serial, section_id, label, data, version, "
      "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      text_at(payload, "id"), text_at(payload, "register"), integer_at(payload, "serial"),
      text_at(values, "section"), text_at(values, "name"), canonical_json(values),
      integer_at(payload, "version"), iso_instant(record.at));
}

// What it put into its tables of applications.
void project_applications_of_then(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  const auto said = [&](std::string_view key) { return text_at(payload, key); };
  if (record.kind == procedures::adopt_kind) {
    connection.execute(
        "INSERT INTO procedure_definitions (digest, procedure_id, yaml) VALUES ($1, $2, $3)",
        said("digest"), said("procedure"), said("yaml"));
    return;
  }
  if (said("from").empty()) {
    connection.execute(
        "INSERT INTO applications (id, procedure_id, definition, fiscal_year, serial, number, "
        "applicant_id, section_id, state, is_open, was_decided, overdue_told, data, submitted_at, "
        "changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 0, 0, $10, $11, $11)",
        said("application"), said("procedure"), said("definition"),
        integer_at(payload, "fiscal_year"), integer_at(payload, "serial"), said("number"),
        said("applicant"), said("section"), said("to"),
        canonical_json(object_at(payload, "values")), iso_instant(record.at));
  }
  connection.execute(
      "UPDATE applications SET state = $2, is_open = $3, was_decided = $4, due = $5, "
      "changed_at = $6 WHERE id = $1",
      said("application"), said("to"), flag_at(payload, "open") ? 1 : 0,
      flag_at(payload, "decided") ? 1 : 0,
      said("due").empty() ? std::nullopt : std::optional(said("due")), iso_instant(record.at));
  connection.execute("DELETE FROM application_holdings WHERE application_id = $1",
                     said("application"));
  for (const Json& entry : array_at(payload, "holds")) {
    connection.execute(
        "INSERT INTO application_holdings (application_id, entry_id) VALUES ($1, $2)",
        said("application"), std::string(entry.as_string()));
  }
  connection.execute(
      "INSERT INTO application_events (record_number, application_id, act, label, at, person_id, "
      "person_name, capacity, comment, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      static_cast<std::int64_t>(record.number), said("application"), said("act"), said("label"),
      iso_instant(record.at), record.actor, said("person_name"), said("capacity"),
      text_at(object_at(payload, "remarks"), "comment"), said("to"));
}

// The data of a body at one level, in a database of its own, and its key.
class OldBody {
 public:
  static constexpr const char* slug = "main";

  // From tests/levels/.
  explicit OldBody(Migrations level) : tables_(store::tables_made_by(level)) {
    std::ifstream in(file_of(level.back()));
    std::string line;
    std::getline(in, line);
    const Json head = parse_json(line).value();
    keep_key(text_at(head, "key"));
    checkpoint_ = text_at(head, "checkpoint");
    EXPECT_TRUE(store::migrate(*connection_, level));
    store::BulkWriter writer(*connection_);
    for (std::string table; std::getline(in, line);) {
      const Json entry = parse_json(line).value();
      if (entry.is_object()) {
        table = text_at(entry, "table");
      } else {
        writer.insert(table_named(table), {row_of(entry)});
      }
    }
    writer.commit();
  }

  // For the levels no program ever had: of these acts those whose rooms had their tables by then.
  OldBody(Migrations level, const std::vector<ledger::Record>& acts)
      : tables_(store::tables_made_by(level)) {
    EXPECT_TRUE(store::migrate(*connection_, level));
    auto signer = ledger::load_or_create_key(key_file(), "mamori/main");
    ManualClock clock(acts.front().at);
    ledger::Journal journal(slug, clock, *std::move(signer));
    if (level.size() >= 2) journal.project("organisation.", project_organisation_of_then);
    if (level.size() >= 3) journal.project("registers.", project_entries_of_then);
    if (level.size() >= 4) journal.project("procedures.", project_applications_of_then);
    if (level.size() >= 6) journal.project("", notices::project_telling);
    EXPECT_TRUE(journal.open(*connection_));
    connection_->begin(store::Transaction::writing);
    for (const ledger::Record& record : acts) {
      if (!existed(record.kind, level.size())) continue;
      clock.set(record.at);
      JsonObject payload = record.payload.get_object();
      if (level.size() < 6) payload.erase("tell");
      if (level.size() < 14) payload.erase("sides");
      if (level.size() < 26) payload.erase("route");
      journal.record(*connection_, {record.kind, record.actor, record.subject, payload});
    }
    journal.seal(*connection_);
    connection_->commit();
    checkpoint_ = ledger::newest_checkpoint(*connection_).value_or("");
  }

  Connection& connection() { return *connection_; }
  const std::filesystem::path& folder() const { return database_.folder(); }
  const store::Location& location() const { return database_.location(); }
  const std::string& checkpoint() const { return checkpoint_; }
  Place place() const { return {location(), folder(), slug}; }

  // Every row of the tables that this level had.
  std::string dumped() {
    std::string rows;
    for (const store::Table& table : tables_) {
      store::TableReader reader(*connection_, table);
      for (auto some = reader.next(); !some.empty(); some = reader.next()) {
        for (const store::Values& row : some) rows += shown(row) + '\n';
      }
    }
    return rows;
  }

 private:
  static bool existed(std::string_view kind, std::size_t level) {
    static const std::map<std::string_view, std::size_t> since{
        {"identity", 1}, {"organisation", 2}, {"registers", 3}, {"procedures", 4}};
    const auto found = since.find(kind.substr(0, kind.find('.')));
    return found != since.end() && found->second <= level;
  }

  static std::string shown(const store::Values& row) {
    std::string text;
    for (const store::Value& value : row) {
      if (const auto* number = std::get_if<std::int64_t>(&value)) text += std::to_string(*number);
      if (const auto* words = std::get_if<std::string>(&value)) text += *words;
      if (const auto* blob = std::get_if<store::Blob>(&value)) text += hex(blob->bytes);
      text += '|';
    }
    return text;
  }

  static store::Values row_of(const Json& cells) {
    store::Values row;
    for (const Json& cell : cells.get_array()) row.push_back(value_of(cell));
    return row;
  }

  const store::Table& table_named(std::string_view name) const {
    return *std::ranges::find(tables_, name, &store::Table::name);
  }

  std::filesystem::path key_file() const { return folder() / "main.key"; }
  void keep_key(std::string_view key) { EXPECT_TRUE(write_private(key_file(), key)); }

  const mamori::testing::TestDatabase database_;
  std::unique_ptr<Connection> connection_ = database_.connect();
  const std::vector<store::Table> tables_;
  std::string checkpoint_;
};

// Today's program opens it and finds everything as it should be, the old records included.
void expect_upgraded(const OldBody& old) {
  const ManualClock clock(*parse_iso_instant("2027-01-01T00:00:00.000Z"));
  const auto body = body::Body::open({old.folder(), OldBody::slug, old.location()},
                                     body::testing::shipped(), clock);
  ASSERT_TRUE(body) << body.error().message;
  (*body)->store().read([&](Connection& connection) {
    const auto report = ledger::verify_store(
        connection, {.vkey = std::nullopt, .older_checkpoints = {old.checkpoint()}});
    EXPECT_TRUE(report.ok) << report.message_en;
    EXPECT_EQ(report.older_checked, 1U);
    const auto rebuilt = body::check_rebuild(connection, old.folder());
    ASSERT_TRUE(rebuilt) << rebuilt.error().message;
    EXPECT_FALSE(rebuilt->difference) << body::sentence_of(*rebuilt->difference);
  });
}

std::vector<ledger::Record> acts_of_the_first_program() {
  OldBody first(embedded::migrations().first(levels_before_the_first_program + 1));
  std::vector<ledger::Record> acts;
  for (auto& record : ledger::records_from(first.connection(), 1)) {
    if (!record.erased) acts.push_back(std::move(record));
  }
  return acts;
}

TEST(Upgrading, DataOfEveryLevelAreKept) {
  const auto all = embedded::migrations();
  for (std::size_t level = levels_before_the_first_program + 1; level < all.size(); ++level) {
    if (is_on_the_way(all[level - 1])) continue;
    EXPECT_TRUE(std::filesystem::exists(file_of(all[level - 1])))
        << all[level].path << " was added: keep data of the level before it, with "
        << "MAMORI=<a program without it> tests/levels/make.py";
  }
}

TEST(Upgrading, DataOfEveryLevelOpenMigrateAndVerify) {
  const auto all = embedded::migrations();
  for (std::size_t level = levels_before_the_first_program + 1; level < all.size(); ++level) {
    if (is_on_the_way(all[level - 1])) continue;
    SCOPED_TRACE(all[level - 1].path);
    const OldBody old(all.first(level));
    expect_upgraded(old);
  }
}

TEST(Upgrading, EvenDataOfBeforeTheFirstProgramDo) {
  const auto acts = acts_of_the_first_program();
  for (std::size_t level = 1; level <= levels_before_the_first_program; ++level) {
    SCOPED_TRACE(embedded::migrations()[level - 1].path);
    const OldBody old(embedded::migrations().first(level), acts);
    expect_upgraded(old);
  }
}

TEST(Upgrading, AFailedMigrationLeavesTheOldDataAsTheyWere) {
  const auto all = embedded::migrations();
  OldBody old(all.first(levels_before_the_first_program + 1));
  const std::string before = old.dumped();
  std::vector<embedded::File> files(all.begin(), all.begin() + levels_before_the_first_program + 1);
  files.push_back({"9999_broken.sql",
                   "DELETE FROM people; CREATE TABLE half (id INTEGER PRIMARY KEY);"
                   "INSERT INTO nowhere VALUES (1);"});
  EXPECT_EQ(store::migrate(old.connection(), files).error().code, "migration_failed");
  EXPECT_EQ(old.dumped(), before);
  EXPECT_THROW(old.connection().query("SELECT id FROM half"), store::Failure);
  expect_upgraded(old);
}

TEST(Upgrading, ABackupOfAnEarlierLevelRestores) {
  const Passphrase passphrase{"mizu-no-oto-0421"};
  const ManualClock clock(*parse_iso_instant("2027-01-01T00:00:00.000Z"));
  const OldBody old(embedded::migrations().first(levels_before_the_first_program + 1));
  const testing::Folder folder;
  const auto file = folder.path() / "old.backup";
  const auto backup = make_backup(old.place(), passphrase, file, clock, testing::cheap);
  ASSERT_TRUE(backup) << backup.error().message;
  const mamori::testing::TestDatabase database;
  const Place place{database.location(), database.folder() / "data", OldBody::slug};
  const auto restored = restore(file, passphrase, place, clock);
  ASSERT_TRUE(restored) << restored.error().message;
  const auto body =
      body::Body::open({place.folder, place.body, place.location}, body::testing::shipped(), clock);
  EXPECT_TRUE(body);
}

}  // namespace
}  // namespace mamori::recovery
