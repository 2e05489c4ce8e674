// Takes a ledger out of the database, into a folder that others can check without mamori.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "ledger/checkpoint.h"
#include "store/connection.h"

namespace mamori::ledger {

// Writes the files of docs/ledger-format.md to `folder`, which must be absent or empty, as they are
// stored: whether they are right is for verify_export() to say. To be called on a snapshot. Returns
// the exported checkpoint. Fails with "ledger_empty", "export_folder_in_use",
// "export_not_written". Throws store::Failure.
Result<Checkpoint> write_export(store::Connection& connection, const std::filesystem::path& folder);

}  // namespace mamori::ledger
