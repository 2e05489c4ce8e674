// Files carried inside the program (see cmake/embed.cmake).
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace mamori::embedded {

struct File {
  std::string_view path;   // relative to the root it was embedded from
  std::string_view bytes;  // valid for the life of the program
};

// The file of that path, or nullptr.
inline const File* find(std::span<const File> files, std::string_view path) {
  const auto found = std::ranges::find(files, path, &File::path);
  return found == files.end() ? nullptr : &*found;
}

}  // namespace mamori::embedded
