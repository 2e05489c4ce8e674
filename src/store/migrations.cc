#include "store/migrations.h"

#include <map>
#include <string>

#include "base/bytes.h"

namespace mamori::store {
namespace {

std::map<std::string, std::string> applied_migrations(Connection& connection) {
  connection.begin(Transaction::writing);
  connection.migration(
      "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL)");
  connection.commit();
  std::map<std::string, std::string> applied;
  for (const Row& row : connection.query("SELECT name, digest FROM schema_migrations")) {
    applied.emplace(row.text("name"), row.text("digest"));
  }
  return applied;
}

Result<void> check_known(const std::map<std::string, std::string>& applied,
                         std::span<const embedded::File> files) {
  for (const auto& [name, digest] : applied) {
    const embedded::File* file = embedded::find(files, name);
    if (file && hex(as_text(sha256(file->bytes))) == digest) continue;
    return fail(Fault::conflict, "migration_unknown",
                "このデータは、別の版のmamoriで作られています（" + name + "）。",
                "データを作った版以降のmamoriで開いてください。データには手を加えていません。");
  }
  return {};
}

// Another program that started at the same moment may have been first.
bool was_applied(Connection& connection, const embedded::File& file) {
  return connection.first("SELECT name FROM schema_migrations WHERE name = $1", file.path)
      .has_value();
}

Result<void> apply(Connection& connection, const embedded::File& file) {
  connection.begin(Transaction::writing);
  try {
    if (was_applied(connection, file)) {
      connection.rollback();
      return {};
    }
    connection.migration(file.bytes);
    connection.execute("INSERT INTO schema_migrations (name, digest) VALUES ($1, $2)", file.path,
                       hex(as_text(sha256(file.bytes))));
    connection.commit();
    return {};
  } catch (const Failure& failure) {
    connection.rollback();
    return fail(
        Fault::unavailable, "migration_failed",
        "データの形式を新しくできませんでした（" + std::string(file.path) + "）: " + failure.what(),
        "データは元のままです。空き容量と権限を確かめて、もう一度起動してください。");
  }
}

}  // namespace

Result<void> migrate(Connection& connection, std::span<const embedded::File> files) {
  const auto applied = applied_migrations(connection);
  if (auto known = check_known(applied, files); !known) return known;
  for (const embedded::File& file : files) {
    if (applied.contains(std::string(file.path))) continue;
    if (auto done = apply(connection, file); !done) return done;
  }
  return {};
}

}  // namespace mamori::store
