// PostgreSQL behind Connection: one schema for one body. Used by the Store and by tests; nobody
// else opens a database.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "store/connection.h"

namespace mamori::store {

// A schema of a database. `connection` is what libpq takes: postgresql://… or "host=… dbname=…".
// Name several hosts and target_session_attrs=read-write there to follow a fail-over.
struct PostgresSchema {
  std::string connection;
  std::string schema;
};

// What is wrong with a connection as written, before anything connects: "database_malformed", or
// "database_password_shown" (what stands on a command line is seen by everybody on the machine).
Result<void> check_connection(const std::string& connection);

// Connects; with Access::read_write makes the schema when it is absent. A connection that is lost
// is made again at the next begin(), never in the middle of a transaction. A writing transaction
// holds the schema's lock from begin() to its end, so that of all programs on this schema one
// writes at a time; one that stops answering within it is thrown out by the server and its work
// undone. Throws Failure.
std::unique_ptr<Connection> open_postgres(const PostgresSchema& place, Access access);

// Takes away the schema, if it is there, with all that is in it.
void drop_schema(const PostgresSchema& place);

// The subset of SQL that migrations are written in, as PostgreSQL wants it: INTEGER holds 64 bits,
// and TEXT is compared by its bytes whatever the locale of the database is, as in SQLite.
std::string to_postgres(std::string_view migration);

}  // namespace mamori::store
