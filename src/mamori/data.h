// Where the data of a body is, as the options of the command line say it.
#pragma once

#include "mamori/commands.h"
#include "store/location.h"

namespace mamori::command {

Result<store::Location> location_of(const DataOptions& data);
// "body_unknown" when no data is there yet. Connects to see it when it is PostgreSQL.
Result<store::Location> existing_location(const DataOptions& data);

}  // namespace mamori::command
