// Where the data of a body is, as the options of the command line say it.
#pragma once

#include "mamori/commands.h"
#include "recovery/seal.h"
#include "store/location.h"

namespace mamori::command {

Result<store::Location> location_of(const DataOptions& data);
// "body_unknown" when no data is there yet. Connects to see it when it is PostgreSQL.
Result<store::Location> existing_location(const DataOptions& data);

// Reads or asks for what a backup is to be locked with.
Result<recovery::Lock> lock_of(const LockOptions& options);

}  // namespace mamori::command
