// What an auditor kept and shows on the command line.
#pragma once

#include "ledger/verify.h"
#include "mamori/commands.h"

namespace mamori::command {

// --key and --against. A folder among the latter stands for every checkpoint in it: a witness
// directory. Fails with "file_unreadable", "file_too_large" or "folder_without_checkpoints".
Result<ledger::VerifyOptions> pinned(const VerifyOptions& options);

}  // namespace mamori::command
