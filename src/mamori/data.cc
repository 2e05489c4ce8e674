#include "mamori/data.h"

#include <cerrno>
#include <fstream>

#include "base/files.h"
#include "ledger/record.h"
#include "store/listing.h"
#include "store/staging.h"

namespace mamori::command {
namespace {

std::filesystem::path closing_mark_of(const DataOptions& data) {
  return data.folder / (data.body + ".closed");
}

}  // namespace

Result<store::Location> location_of(const DataOptions& data) {
  return store::location_of(data.database, data.folder, data.body);
}

Result<store::Location> existing_location(const DataOptions& data) {
  auto location = location_of(data);
  if (!location || store::holds_data(*location)) return location;
  return fail(Fault::not_found, "body_unknown", "データがありません: " + store::name_of(*location),
              "--data、--body と --database を確かめてください。");
}

Result<std::vector<std::string>> bodies_of(const DataOptions& data) {
  return store::bodies_at(data.database, data.folder, ledger::is_body);
}

std::filesystem::path settings_file_of(const DataOptions& data) {
  return data.folder / (data.body + ".conf");
}

bool is_out_of_service(const DataOptions& data) {
  return std::filesystem::exists(closing_mark_of(data));
}

Result<void> put_out_of_service(const DataOptions& data) {
  std::error_code ignored;  // what hinders here hinders writing too
  if (std::filesystem::create_directories(data.folder, ignored)) {
    std::filesystem::permissions(data.folder, std::filesystem::perms::owner_all, ignored);
  }
  const std::filesystem::path mark = closing_mark_of(data);
  if (std::ofstream(mark, std::ios::app).good()) return {};
  return fail(file_not_written(mark, errno));
}

Result<void> put_into_service(const DataOptions& data) {
  std::error_code error;
  std::filesystem::remove(closing_mark_of(data), error);
  if (error) return fail(file_not_written(closing_mark_of(data), error.value()));
  return {};
}

}  // namespace mamori::command
