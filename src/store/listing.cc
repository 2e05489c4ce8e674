#include "store/listing.h"

#include <algorithm>

#include "store/location.h"

namespace mamori::store {
namespace {

constexpr std::string_view file_ending = ".sqlite";
constexpr std::string_view schema_beginning = "mamori_";

std::vector<std::string> names_of_files(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;  // a folder that is not there holds nothing
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    std::string name = entry.path().filename().string();
    if (!name.ends_with(file_ending)) continue;
    name.resize(name.size() - file_ending.size());
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> names_of_schemas(const Location& any) {
  const auto connection = connect(any, Access::read_only);
  connection->begin(Transaction::snapshot);
  const auto schemas = connection->query(
      "SELECT schemaname AS name FROM pg_catalog.pg_tables WHERE tablename = 'schema_migrations'");
  connection->commit();
  std::vector<std::string> names;
  for (const Row& row : schemas) {
    std::string name = row.text("name");
    if (!name.starts_with(schema_beginning)) continue;
    name.erase(0, schema_beginning.size());
    std::ranges::replace(name, '_', '-');
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Result<std::vector<std::string>> bodies_at(std::string_view database,
                                           const std::filesystem::path& folder,
                                           bool (*is_body)(std::string_view)) {
  const auto any = location_of(database, folder, "main");
  if (!any) return fail(any.error());
  auto names =
      std::holds_alternative<SqliteFile>(*any) ? names_of_files(folder) : names_of_schemas(*any);
  std::erase_if(names, [&](const std::string& name) { return !is_body(name); });
  std::ranges::sort(names);
  return names;
}

}  // namespace mamori::store
