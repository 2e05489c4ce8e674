#include "store/location.h"

#include <algorithm>

namespace mamori::store {

Result<Location> location_of(std::string_view database, const std::filesystem::path& folder,
                             std::string_view body) {
  if (database == "sqlite") return SqliteFile{folder / (std::string(body) + ".sqlite")};
  if (!database.starts_with("postgresql://") && !database.starts_with("postgres://")) {
    return fail(Fault::invalid, "database_malformed", "データベースの指定が正しくありません。",
                "sqlite か、postgresql://利用者@ホスト/データベース の形で指定してください。");
  }
  if (auto fine = check_connection(std::string(database)); !fine) return fail(fine.error());
  // Bodies are [a-z0-9-], so no two of them get the same schema.
  std::string schema = "mamori_" + std::string(body);
  std::ranges::replace(schema, '-', '_');
  return PostgresSchema{std::string(database), std::move(schema)};
}

std::string name_of(const Location& location) {
  if (const auto* sqlite = std::get_if<SqliteFile>(&location)) return sqlite->file.string();
  return "PostgreSQL " + std::get<PostgresSchema>(location).schema;
}

std::string remedy_of(const Location& location) {
  return std::holds_alternative<SqliteFile>(location)
             ? "フォルダの権限と空き容量を確かめてください。"
             : "PostgreSQLが動いているか、接続先と利用者の権限を確かめてください。";
}

std::unique_ptr<Connection> connect(const Location& location, Access access) {
  if (const auto* sqlite = std::get_if<SqliteFile>(&location)) {
    return open_sqlite(sqlite->file, access);
  }
  return open_postgres(std::get<PostgresSchema>(location), access);
}

std::unique_ptr<Connection> connect_writer(const Location& location) {
  const auto* sqlite = std::get_if<SqliteFile>(&location);
  return sqlite ? open_sqlite_writer(sqlite->file) : connect(location, Access::read_write);
}

}  // namespace mamori::store
