// Reading files named on the command line.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace mamori::command {

// Fails with "file_unreadable" or "file_too_large".
Result<std::string> read_file(const std::filesystem::path& path,
                              std::size_t bytes_max = std::size_t{64} << 20);

}  // namespace mamori::command
