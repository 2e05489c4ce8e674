#include "recovery/backup.h"

#include <gmock/gmock.h>
#include <set>

#include "base/files.h"
#include "body/body_fixture.h"
#include "body/factor_acts.h"
#include "body/rebuild.h"
#include "identity/factors.h"
#include "identity/totp.h"
#include "ledger/verify.h"
#include "recovery/loading.h"
#include "recovery/records.h"
#include "recovery/sealing_fixture.h"
#include "store/staging.h"

namespace mamori::recovery {
namespace {

using body::testing::Town;
using testing::cheap;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::Not;

const Passphrase passphrase{"mizu-no-oto-0421"};

Place place_of(const Town& town) {
  return {town.database().location(), town.folder(), "mimori"};
}

Result<Backup> backup_of(Town& town, const std::filesystem::path& file,
                         const Lock& lock = passphrase) {
  return make_backup(place_of(town), lock, file, town.clock(), cheap);
}

// Everything that `content` says, without what differs between two backups of the same data.
std::string dumped(store::Connection& connection) {
  const Meta meta{"mimori", {}, "", store::applied_migrations(connection)};
  std::string bytes;
  connection.begin(store::Transaction::snapshot);
  const auto written =
      write_content(connection, meta, {}, tables_of(meta).value(), [&](std::string_view more) {
        bytes += more;
        return Result<void>();
      });
  connection.commit();
  return written ? bytes : "not written";
}

std::string dumped(const store::Location& location) {
  return dumped(*store::connect(location, store::Access::read_only));
}

// A body to restore to, of either database.
class Destination {
 public:
  Place place() const { return {database_.location(), database_.folder() / "data", "mimori"}; }
  Place sqlite_place() const {
    return {store::SqliteFile{database_.folder() / "data" / "mimori.sqlite"},
            database_.folder() / "data", "mimori"};
  }
  const std::filesystem::path& folder() const { return database_.folder(); }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(database_.folder())) {
      if (entry.is_regular_file()) names.insert(entry.path().filename().string());
    }
    return names;
  }
  // What every failed restore must leave: nothing.
  void expect_empty() const {
    EXPECT_THAT(files(), ::testing::IsEmpty());
    EXPECT_FALSE(database_.is_postgres() && store::holds_data(database_.location()));
  }

 private:
  const mamori::testing::TestDatabase database_;
};

// What was restored is a body that goes on.
void expect_alive(const Place& place) {
  const ManualClock clock(*parse_iso_instant("2026-11-22T00:00:00.000Z"));
  const auto body =
      body::Body::open({place.folder, place.body, place.location}, body::testing::shipped(), clock);
  ASSERT_TRUE(body) << body.error().message;
  (*body)->store().read([&](store::Connection& connection) {
    EXPECT_TRUE(ledger::verify_store(connection).ok);
    const auto rebuilt = body::check_rebuild(connection, place.folder);
    EXPECT_TRUE(rebuilt && !rebuilt->difference);
    const auto event = newest_event(connection);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, Event::Kind::restored);
    EXPECT_EQ(event->file, "a.backup");
  });
}

TEST(Backup, BringsBackTheKeyOfSecondFactorsSoThatAppsGoOnSigningIn) {
  Town town;
  const std::string administrator = town.settle();
  const identity::PasswordHasher hasher({.memory_kib = 64, .passes = 1});
  body::FactorActs factors(town.body(), town.acts(), hasher);
  ASSERT_TRUE(factors.begin_totp(administrator));
  const std::string secret = town.read([&](store::Connection& db) {
    return *identity::pending_totp(db, *town.body().vault(), administrator, town.clock().now());
  });
  const auto code = [&] {
    return identity::totp_code(secret, identity::totp_step(town.clock().now()));
  };
  ASSERT_TRUE(factors.confirm_totp(administrator, code()));
  const Folder folder;
  ASSERT_TRUE(backup_of(town, folder.path() / "a.backup"));
  const Destination destination;
  const Place place = destination.place();
  ASSERT_TRUE(restore(folder.path() / "a.backup", passphrase, place, town.clock()));
  town.clock().advance(std::chrono::minutes{1});
  const auto use_code = [&] {
    const auto body = body::Body::open({place.folder, place.body, place.location},
                                       body::testing::shipped(), town.clock());
    EXPECT_TRUE(body);
    const auto vault = (*body)->vault();
    if (!vault) return vault.error().code;
    const auto used = (*body)->store().write([&](store::Connection& db) {
      return identity::use_totp(db, *vault, administrator, code(), town.clock().now());
    });
    return used ? std::string("signed in") : used.error().code;
  };
  EXPECT_EQ(use_code(), "signed in");
  std::filesystem::remove(place.folder / "mimori.vault");
  EXPECT_EQ(use_code(), "vault_missing");
}

TEST(Backup, IsTakenWhileTheBodyLivesAndRestoresToTheSame) {
  Town town;
  town.settle();
  const Folder folder;
  const std::string before = dumped(town.database().location());
  const auto records = town.records();
  const auto backup = backup_of(town, folder.path() / "a.backup");
  ASSERT_TRUE(backup) << backup.error().message;
  EXPECT_EQ(backup->records, records);
  EXPECT_EQ(dumped(town.database().location()), before);
  EXPECT_EQ(backup->digest, hex(as_text(sha256(testing::bytes_of(folder.path() / "a.backup")))));

  const Destination destination;
  const auto restored =
      restore(folder.path() / "a.backup", passphrase, destination.place(), town.clock());
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->records, records);
  EXPECT_EQ(restored->rows, backup->rows);
  expect_alive(destination.place());
}

TEST(Backup, GoesFromOneDatabaseToTheOther) {
  Town town;
  town.settle();
  if (!town.database().is_postgres()) GTEST_SKIP() << "needs PostgreSQL beside SQLite";
  const Folder folder;
  ASSERT_TRUE(backup_of(town, folder.path() / "a.backup"));
  const Destination sqlite;
  ASSERT_TRUE(restore(folder.path() / "a.backup", passphrase, sqlite.sqlite_place(), town.clock()));
  const std::string moved = dumped(sqlite.sqlite_place().location);
  expect_alive(sqlite.sqlite_place());

  const Folder second;
  ASSERT_TRUE(make_backup(sqlite.sqlite_place(), passphrase, second.path() / "a.backup",
                          town.clock(), cheap));
  const Destination postgres;
  ASSERT_TRUE(restore(second.path() / "a.backup", passphrase, postgres.place(), town.clock()));
  expect_alive(postgres.place());
  EXPECT_GT(dumped(postgres.place().location).size(), moved.size());  // restored once more
}

TEST(Backup, HoldsEveryTableAndTheKey) {
  Town town;
  town.settle();
  const Folder folder;
  const auto key = RecipientKey::generate();
  ASSERT_TRUE(
      backup_of(town, folder.path() / "a.backup", Recipient::parse(key.public_pem()).value()));
  const std::string content =
      testing::opened(testing::bytes_of(folder.path() / "a.backup"), key).value();
  EXPECT_THAT(content, HasSubstr("PRIVATE+KEY+mamori/mimori"));
  for (const std::string& table : body::compared_tables()) EXPECT_THAT(content, HasSubstr(table));
  EXPECT_THAT(content, HasSubstr("$argon2id$"));  // the accounts' passwords
  EXPECT_THAT(content, HasSubstr("石井 由美"));
  EXPECT_THAT(testing::bytes_of(folder.path() / "a.backup"), Not(HasSubstr("石井 由美")));
}

TEST(Backup, OfABodyWhoseKeyIsInATokenHoldsNone) {
  Town town;
  town.settle();
  const Folder folder;
  Place place = place_of(town);
  place.key_in_token = true;
  const auto file = folder.path() / "a.backup";
  ASSERT_TRUE(make_backup(place, passphrase, file, town.clock(), cheap));
  const std::string content = testing::opened(testing::bytes_of(file), passphrase).value();
  EXPECT_THAT(content, Not(HasSubstr("PRIVATE+KEY")));
  const Destination destination;
  EXPECT_TRUE(restore(file, passphrase, destination.place(), town.clock()));
  EXPECT_FALSE(std::filesystem::exists(destination.place().folder / "mimori.key"));
}

TEST(Backup, NeverHoldsWhatWasErasedBefore) {
  Town town;
  const std::string administrator = town.settle();
  const auto draft = town.acts().load_regulation(
      administrator, "秘密規程\n第1条　紫色の封筒は、総務課が保管する。\n", "規程.txt");
  ASSERT_TRUE(draft) << draft.error().message;
  const Folder folder;
  const auto content = [&](const std::string& name) {
    EXPECT_TRUE(backup_of(town, folder.path() / name));
    return testing::opened(testing::bytes_of(folder.path() / name), passphrase).value();
  };
  EXPECT_THAT(content("before.backup"), HasSubstr("紫色の封筒"));
  const std::string draft_id = draft->subject.substr(draft->subject.rfind('/') + 1);
  ASSERT_TRUE(town.acts().discard_draft(administrator, draft_id));
  EXPECT_THAT(content("after.backup"), Not(HasSubstr("紫色の封筒")));
}

TEST(Backup, OfDamagedDataIsNotKept) {
  Town town;
  town.settle();
  const Folder folder;
  town.database().connect()->script(
      "UPDATE person_states SET name = '石井 百合' WHERE name = '石井 由美'");
  const auto differing = backup_of(town, folder.path() / "a.backup");
  ASSERT_FALSE(differing);
  EXPECT_EQ(differing.error().code, "backup_not_proved");
  EXPECT_THAT(differing.error().remedy, HasSubstr("石井 百合"));
  EXPECT_THAT(differing.error().message, Not(HasSubstr("石井")));  // goes into the record
  town.database().connect()->script(
      "UPDATE person_states SET name = '石井 由美' WHERE name = '石井 百合';"
      "UPDATE ledger_records SET kind = 'registers.other' WHERE number = 2");
  const auto damaged = backup_of(town, folder.path() / "a.backup");
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, "backup_not_proved");
  EXPECT_TRUE(folder.files().empty());
}

TEST(Backup, LeavesNothingWhenTheDiskIsFull) {
  Town town;
  town.settle();
  const Folder folder;
  const auto town_files = [&] {
    return std::distance(std::filesystem::directory_iterator(town.folder()), {});
  };
  const auto before = town_files();
  {
    const testing::FileSizeLimit limit(2000);
    const auto backup = backup_of(town, folder.path() / "a.backup");
    ASSERT_FALSE(backup);
    EXPECT_EQ(backup.error().fault, Fault::unavailable);
  }
  EXPECT_TRUE(folder.files().empty());
  EXPECT_EQ(town_files(), before);
}

TEST(Restoring, SaysWhatIsWrongAndLeavesNothing) {
  Town town;
  town.settle();
  const Folder folder;
  const auto file = folder.path() / "a.backup";
  ASSERT_TRUE(backup_of(town, file));
  const std::string bytes = testing::bytes_of(file);
  const auto code_of = [&](const std::string& changed, const Passphrase& typed = passphrase) {
    const Folder other;
    const Destination destination;
    EXPECT_TRUE(write_private(other.path() / "a.backup", changed));
    const auto restored =
        restore(other.path() / "a.backup", typed, destination.place(), town.clock());
    destination.expect_empty();
    return restored ? "restored" : restored.error().code;
  };
  EXPECT_EQ(code_of(bytes, Passphrase{"something else 1"}), "backup_key_wrong");
  EXPECT_EQ(code_of(bytes.substr(0, bytes.size() / 2)), "backup_truncated");
  EXPECT_EQ(code_of("SQLite format 3"), "backup_unknown");
  std::string altered = bytes;
  altered[bytes.size() - 1000] ^= 1;  // the last chunk: everything before it was already restored
  EXPECT_EQ(code_of(altered), "backup_altered");
}

TEST(Restoring, NeverOverwritesABody) {
  Town town;
  town.settle();
  const Folder folder;
  const auto file = folder.path() / "a.backup";
  ASSERT_TRUE(backup_of(town, file));
  const std::string before = dumped(town.database().location());
  EXPECT_EQ(restore(file, passphrase, place_of(town), town.clock()).error().code, "body_exists");
  EXPECT_EQ(dumped(town.database().location()), before);
}

TEST(Restoring, TakesTheKeyThatIsThereAndNoOther) {
  Town town;
  town.settle();
  const Folder folder;
  const auto file = folder.path() / "a.backup";
  ASSERT_TRUE(backup_of(town, file));
  const Destination kept;
  std::filesystem::create_directories(kept.place().folder);
  std::filesystem::copy_file(town.folder() / "mimori.key", kept.place().folder / "mimori.key");
  EXPECT_TRUE(restore(file, passphrase, kept.place(), town.clock()));
  const Destination other;
  std::filesystem::create_directories(other.place().folder);
  ASSERT_TRUE(write_private(other.place().folder / "mimori.key", "another key\n"));
  EXPECT_EQ(restore(file, passphrase, other.place(), town.clock()).error().code, "file_exists");
  EXPECT_THAT(other.files(), ::testing::ElementsAre("mimori.key"));
}

TEST(Restoring, OfAnotherBodyNamesIt) {
  Town town;
  town.settle();
  const Folder folder;
  ASSERT_TRUE(backup_of(town, folder.path() / "a.backup"));
  const Destination destination;
  Place place = destination.place();
  place.body = "main";
  const auto restored = restore(folder.path() / "a.backup", passphrase, place, town.clock());
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().code, "backup_of_other_body");
  EXPECT_THAT(restored.error().remedy, HasSubstr("--body mimori"));
}

}  // namespace
}  // namespace mamori::recovery
