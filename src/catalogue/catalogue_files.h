// For tests only: the catalogue as it lies in definitions/controls/.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/testing.h"
#include "catalogue/control.h"

namespace mamori::testing {

// Keeps the bytes that embedded::File only points to.
class ControlFiles {
 public:
  ControlFiles() {
    for (const auto& entry :
         std::filesystem::directory_iterator(source_path("definitions/controls")))
      texts_.emplace_back("controls/" + entry.path().filename().string(), read_file(entry.path()));
    std::ranges::sort(texts_);
    for (const auto& [path, bytes] : texts_) files_.push_back({path, bytes});
  }
  std::span<const embedded::File> files() const { return files_; }

 private:
  std::vector<std::pair<std::string, std::string>> texts_;
  std::vector<embedded::File> files_;
};

// The shipped catalogue; throws when it is refused.
inline catalogue::Catalogue shipped_catalogue() {
  return catalogue::Catalogue::load(ControlFiles().files()).value();
}

}  // namespace mamori::testing
