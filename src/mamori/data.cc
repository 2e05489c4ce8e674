#include "mamori/data.h"

#include "store/staging.h"

namespace mamori::command {

Result<store::Location> location_of(const DataOptions& data) {
  return store::location_of(data.database, data.folder, data.body);
}

Result<store::Location> existing_location(const DataOptions& data) {
  auto location = location_of(data);
  if (!location || store::holds_data(*location)) return location;
  return fail(Fault::not_found, "body_unknown", "データがありません: " + store::name_of(*location),
              "--data、--body と --database を確かめてください。");
}

}  // namespace mamori::command
