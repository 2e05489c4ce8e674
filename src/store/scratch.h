// A database with nothing in it that is gone when its use ends. Not thread-safe.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "store/connection.h"

namespace mamori::store {

// Of the file's name: no body is called that.
inline constexpr std::string_view scratch_beginning = ".scratch-";

class Scratch {
 public:
  // An SQLite file in `folder`, which must exist, readable by its owner only. Throws Failure.
  explicit Scratch(const std::filesystem::path& folder);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  Connection& connection() { return *connection_; }

 private:
  const std::filesystem::path file_;
  std::unique_ptr<Connection> connection_;
};

// Removes an SQLite database and what SQLite keeps beside it; nobody may have it open.
void remove_sqlite(const std::filesystem::path& file);

}  // namespace mamori::store
