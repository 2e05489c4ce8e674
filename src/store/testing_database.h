// For tests only: a database that is gone when its use ends. SQLite in a folder of its own; a
// schema of its own in PostgreSQL when MAMORI_TEST_DATABASE says where one is.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "store/location.h"

namespace mamori::testing {

class TestDatabase {
 public:
  TestDatabase() { std::filesystem::create_directories(folder_); }
  ~TestDatabase() {
    if (const auto* place = std::get_if<store::PostgresSchema>(&location_)) {
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
  store::Location where() const {
    const char* server = std::getenv("MAMORI_TEST_DATABASE");
    if (!server) return store::SqliteFile{folder_ / "body.sqlite"};
    return store::PostgresSchema{server, "t_" + name_};
  }

  const std::string name_ = hex(random_bytes(8));
  const std::filesystem::path folder_ = root() / ("mamori_test_" + name_);
  const store::Location location_ = where();
};

}  // namespace mamori::testing
