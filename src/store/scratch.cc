#include "store/scratch.h"

#include "base/bytes.h"
#include "store/sqlite.h"

namespace mamori::store {

Scratch::Scratch(const std::filesystem::path& folder)
    : file_(folder / (std::string(scratch_beginning) + hex(random_bytes(8)) + ".sqlite")),
      connection_(open_sqlite(file_, Access::read_write)) {}

Scratch::~Scratch() {
  connection_.reset();
  remove_sqlite(file_);
}

void remove_sqlite(const std::filesystem::path& file) {
  for (const std::string_view tail : {"", "-wal", "-shm"}) {
    std::error_code ignored;
    std::filesystem::remove(file.string() + std::string(tail), ignored);
  }
}

}  // namespace mamori::store
