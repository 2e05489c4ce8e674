#include "organisation/copy.h"

#include <algorithm>
#include <array>

#include "store/migrations.h"
#include "store/tables.h"

namespace mamori::organisation {
namespace {

// What a later table refers to stands in an earlier one.
constexpr std::array<std::string_view, 9> copied{
    "sections",     "section_states", "people",      "person_states", "memberships",
    "appointments", "absences",       "delegations", "office_titles"};

}  // namespace

Copy::Copy(store::Connection& from, const std::filesystem::path& folder) : scratch_(folder) {
  // Nothing here needs to outlast the program.
  connection().script("PRAGMA synchronous = OFF");
  if (auto made = store::migrate(connection(), embedded::migrations()); !made) {
    throw store::Failure(store::Failure::Cause::other, made.error().message);
  }
  const auto tables = store::tables_made_by(embedded::migrations());
  store::BulkWriter writer(connection());
  for (const std::string_view name : copied) {
    const auto table = std::ranges::find(tables, name, &store::Table::name);
    store::TableReader reader(from, *table);
    for (auto rows = reader.next(); !rows.empty(); rows = reader.next()) {
      writer.insert(*table, rows);
    }
  }
  writer.commit();
}

}  // namespace mamori::organisation
