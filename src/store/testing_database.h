// For tests only: a database that is gone when its use ends. SQLite in a folder of its own; with
// MAMORI_TEST_DATABASE on the PostgreSQL server it names, in a schema of its own.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "base/bytes.h"
#include "store/location.h"
#include "store/migrations.h"

namespace mamori::testing {

// What stands in it at first. In PostgreSQL making all tables takes longer than most tests: they
// are made once, and copied.
enum class Made { empty, migrated };

// Databases on the server of MAMORI_TEST_DATABASE, and the one they are copied from.
class TestServer {
 public:
  static constexpr std::string_view schema = "body";

  explicit TestServer(std::string connection) : connection_(std::move(connection)) {}

  store::PostgresSchema schema_in(std::string_view database) const {
    const std::string sign = connection_.contains('?') ? "&" : "?";
    return {connection_ + sign + "dbname=" + std::string(database), std::string(schema)};
  }
  void copy_migrated(const std::string& name) {
    const std::string original = migrated();
    admin_->control("CREATE DATABASE " + name + " TEMPLATE " + original);
  }
  void drop(const std::string& name) { admin_->control("DROP DATABASE " + name + " (FORCE)"); }

 private:
  // Several test programs begin at once: one of them makes it, and gives it its name when done.
  std::string migrated() {
    std::string all;
    for (const auto& file : embedded::migrations()) all += file.bytes;
    const std::string name = "migrated_" + hex(as_text(sha256(all))).substr(0, 12);
    admin_->control("SELECT pg_advisory_lock(1)");
    if (!admin_->first("SELECT 1 AS found FROM pg_database WHERE datname = $1", name)) {
      const std::string unfinished = name + "_" + hex(random_bytes(4));
      admin_->control("CREATE DATABASE " + unfinished);
      const auto made =
          store::migrate(*store::open_postgres(schema_in(unfinished), store::Access::read_write),
                         embedded::migrations());
      if (!made) throw std::runtime_error(made.error().message);
      admin_->control("ALTER DATABASE " + unfinished + " RENAME TO " + name);
    }
    admin_->control("SELECT pg_advisory_unlock(1)");
    return name;
  }

  const std::string connection_;
  const std::unique_ptr<store::Connection> admin_ =
      store::open_postgres({connection_, "public"}, store::Access::read_only);
};

class TestDatabase {
 public:
  explicit TestDatabase(Made made = Made::empty) : location_(where(made)) {
    std::filesystem::create_directories(folder_);
  }
  ~TestDatabase() {
    if (server_) {
      server_->drop(name_);
    } else if (const auto* place = std::get_if<store::PostgresSchema>(&location_)) {
      store::drop_schema(*place);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // For whatever else the test keeps.
  const std::filesystem::path& folder() const { return folder_; }
  const store::Location& location() const { return location_; }
  bool is_postgres() const { return std::holds_alternative<store::PostgresSchema>(location_); }
  std::unique_ptr<store::Connection> connect() const {
    return store::connect(location_, store::Access::read_write);
  }

 private:
  // In memory where there is such a folder: each act waits for the disk, and tests act a lot.
  static std::filesystem::path root() {
    const std::filesystem::path memory = "/dev/shm";
    return std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
  }
  store::Location where(Made made) {
    const char* server = std::getenv("MAMORI_TEST_DATABASE");
    if (!server) return store::SqliteFile{folder_ / "body.sqlite"};
    if (made == Made::empty) return store::PostgresSchema{server, name_};
    server_.emplace(server);
    server_->copy_migrated(name_);
    return server_->schema_in(name_);
  }

  const std::string name_ = "t_" + hex(random_bytes(8));
  const std::filesystem::path folder_ = root() / ("mamori_test_" + name_);
  std::optional<TestServer> server_;  // where it is a database of its own there
  const store::Location location_;
};

}  // namespace mamori::testing
