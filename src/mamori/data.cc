#include "mamori/data.h"

namespace mamori::command {
namespace {

bool exists(const store::Location& location) {
  if (const auto* sqlite = std::get_if<store::SqliteFile>(&location)) {
    return std::filesystem::is_regular_file(sqlite->file);
  }
  const auto connection = store::connect(location, store::Access::read_only);
  return connection->first("SELECT to_regclass('ledger_head')::text AS name")->text("name") != "";
}

}  // namespace

Result<store::Location> location_of(const DataOptions& data) {
  return store::location_of(data.database, data.folder, data.body);
}

Result<store::Location> existing_location(const DataOptions& data) {
  auto location = location_of(data);
  if (!location || exists(*location)) return location;
  return fail(Fault::not_found, "body_unknown", "データがありません: " + store::name_of(*location),
              "--data、--body と --database を確かめてください。");
}

}  // namespace mamori::command
