// Files that must be whole or not there.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mamori {

Error file_exists(const std::filesystem::path& file);      // "file_exists"
Error file_unreadable(const std::filesystem::path& file);  // "file_unreadable"
// "file_not_written", with what the system says (errno) in the words of those who must act.
Error file_not_written(const std::filesystem::path& file, int system_error);

// Gives `from` the name `to`, which must not be taken ("file_exists"), and has the folder written
// to the disk. Both lie in the same folder.
Result<void> rename_to_new(const std::filesystem::path& from, const std::filesystem::path& to);

// Makes a file that only its owner can read, with these bytes, on the disk when it returns. Fails
// with "file_exists" or "file_not_written"; then nothing of it is left.
Result<void> write_private(const std::filesystem::path& file, std::string_view bytes);
// Fails with "file_unreadable" or "file_too_large"; where `is_secret`, with "file_exposed" when
// others than the owner may read it.
Result<std::string> read_small(const std::filesystem::path& file, bool is_secret);

}  // namespace mamori
