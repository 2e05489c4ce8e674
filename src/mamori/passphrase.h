// Where the passphrase of a backup comes from: a file, the environment, or the person at the
// terminal. Never the command line, which everybody on the machine can see.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "recovery/seal.h"

namespace mamori::command {

enum class Asking { once, twice };  // twice where a slip of the hand would make a file nobody opens

// The first line of `file` if one is named (its owner's only, or "file_exposed"), else the
// environment's MAMORI_BACKUP_PASSPHRASE, else what is typed. Fails with "passphrase_missing" where
// nobody can be asked, "passphrase_short", "passphrase_differs".
Result<recovery::Passphrase> passphrase(const std::filesystem::path& file, Asking asking);

}  // namespace mamori::command
