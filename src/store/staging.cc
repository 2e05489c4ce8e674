#include "store/staging.h"

#include "base/bytes.h"
#include "base/files.h"
#include "store/scratch.h"

namespace mamori::store {
namespace {

// Short, for PostgreSQL cuts long names; the same each time, so that a later one finds it.
std::string staging_schema(std::string_view schema) {
  return "staging_" + hex(as_text(sha256(schema))).substr(0, 32);
}

Location staging_of(const Location& destination) {
  if (const auto* sqlite = std::get_if<SqliteFile>(&destination)) {
    return SqliteFile{sqlite->file.string() + ".staging"};
  }
  const auto& place = std::get<PostgresSchema>(destination);
  return PostgresSchema{place.connection, staging_schema(place.schema)};
}

std::unique_ptr<Connection> made_anew(const Location& location) {
  remove_data(location);
  return connect(location, Access::read_write);
}

std::unexpected<Error> taken(const Location& location) {
  return fail(Fault::conflict, "body_exists", "データが既にあります: " + name_of(location),
              "上書きはしません。別の --data、--body か --database を指定してください。");
}

}  // namespace

bool holds_data(const Location& location) {
  if (const auto* sqlite = std::get_if<SqliteFile>(&location)) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(sqlite->file, ignored));
  }
  const auto connection = connect(location, Access::read_only);
  connection->begin(Transaction::snapshot);
  const auto found = connection->first("SELECT to_regclass('schema_migrations')::text AS name");
  connection->commit();
  return !found->null("name");
}

void remove_data(const Location& location) {
  if (const auto* sqlite = std::get_if<SqliteFile>(&location)) return remove_sqlite(sqlite->file);
  drop_schema(std::get<PostgresSchema>(location));
}

Staging::Staging(const Location& destination)
    : destination_(destination),
      location_(staging_of(destination)),
      connection_(made_anew(location_)) {}

Staging::~Staging() {
  connection_.reset();
  if (in_place_) return;
  try {
    remove_data(location_);
  } catch (const Failure&) {
    // The next one takes it away.
  }
}

Result<void> Staging::put_in_place() {
  if (holds_data(destination_)) return taken(destination_);
  if (const auto* place = std::get_if<PostgresSchema>(&destination_)) {
    const std::string from = std::get<PostgresSchema>(location_).schema;
    connection_->script("DROP SCHEMA IF EXISTS \"" + place->schema + "\"");  // an empty one only
    connection_->script("ALTER SCHEMA \"" + from + "\" RENAME TO \"" + place->schema + "\"");
    connection_.reset();
  } else {
    connection_.reset();  // SQLite brings everything into the one file
    const auto& file = std::get<SqliteFile>(destination_).file;
    if (auto named = rename_to_new(std::get<SqliteFile>(location_).file, file); !named) {
      return named;
    }
  }
  in_place_ = true;
  return {};
}

}  // namespace mamori::store
