// Only one program at a time may write a body: its ledger has one writer.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace mamori::body {

// Held while the object lives, and let go by the system when the program dies however it dies.
class DataLock {
 public:
  // Fails with "body_in_use" when another program holds it, "folder_unavailable" when the file
  // cannot be made.
  static Result<DataLock> take(const std::filesystem::path& file);
  DataLock(DataLock&& other) noexcept;
  DataLock& operator=(DataLock&& other) noexcept;
  DataLock(const DataLock&) = delete;
  DataLock& operator=(const DataLock&) = delete;
  ~DataLock();

 private:
  explicit DataLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_ = -1;
};

}  // namespace mamori::body
