// Where the data of a body is, as the options of the command line say it, and which bodies there
// are.
#pragma once

#include "mamori/commands.h"
#include "recovery/seal.h"
#include "store/location.h"

namespace mamori::command {

Result<store::Location> location_of(const DataOptions& data);
// "body_unknown" when no data is there yet. Connects to see it when it is PostgreSQL.
Result<store::Location> existing_location(const DataOptions& data);

// The bodies whose data lie in that folder or database, in order; data.body says nothing here.
Result<std::vector<std::string>> bodies_of(const DataOptions& data);

// What this body has in its own way: <folder>/<slug>.conf (options.h).
std::filesystem::path settings_file_of(const DataOptions& data);

// A body is out of service while <folder>/<slug>.closed is there: nobody serves it, nothing of it
// is lost. A server that runs sees it within seconds.
bool is_out_of_service(const DataOptions& data);
Result<void> put_out_of_service(const DataOptions& data);
Result<void> put_into_service(const DataOptions& data);

// Reads or asks for what a backup is to be locked with.
Result<recovery::Lock> lock_of(const LockOptions& options);

}  // namespace mamori::command
