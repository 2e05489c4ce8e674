// For tests only: where the real regulations lie, when they are at hand, and what was refused.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mamori::testing {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// The stable code of what was refused; "" when it was not.
template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : result.error().code;
}

extern const char* const source_folder;  // written by cmake/rooms.cmake

inline std::filesystem::path source_path(std::string_view relative) {
  return std::filesystem::path(source_folder) / relative;
}

// The bytes of ../shared/seeds/<prefix>_*.txt; nothing when the folder is absent: then skip.
inline std::optional<std::string> seed(std::string_view prefix) {
  const auto folder = source_path("../shared/seeds");
  if (!std::filesystem::is_directory(folder)) return std::nullopt;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(prefix)) return read_file(entry.path());
  }
  return std::nullopt;
}

}  // namespace mamori::testing
