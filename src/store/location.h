// Where a body's data lies, as one setting says it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <variant>

#include "base/result.h"
#include "store/connection.h"
#include "store/postgres.h"
#include "store/sqlite.h"

namespace mamori::store {

struct SqliteFile {
  std::filesystem::path file;
};

using Location = std::variant<SqliteFile, PostgresSchema>;

// `database` is "sqlite" (<folder>/<body>.sqlite) or what libpq takes, beginning with
// postgresql:// or postgres:// (schema mamori_<body>, '-' as '_'). Fails with
// "database_malformed" or "database_password_shown".
Result<Location> location_of(std::string_view database, const std::filesystem::path& folder,
                             std::string_view body);

// For messages: without the password that a connection may hold.
std::string name_of(const Location& location);
// What to look at when it cannot be opened.
std::string remedy_of(const Location& location);

// Access::read_only is kept by SQLite itself, in PostgreSQL by each snapshot. Throws Failure.
std::unique_ptr<Connection> connect(const Location& location, Access access);
// As read_write, for the one who writes as long as the program runs.
std::unique_ptr<Connection> connect_writer(const Location& location);

}  // namespace mamori::store
