#include "body/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace mamori::body {

Result<DataLock> DataLock::take(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return fail(Fault::unavailable, "folder_unavailable",
                "データのフォルダに書けません: " + file.parent_path().string(),
                "フォルダの権限と空き容量を確かめてください。");
  }
  DataLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  return fail(Fault::conflict, "body_in_use", "このデータは、別のmamoriが使っています。",
              "動いているmamoriを止めてから、もう一度始めてください。");
}

DataLock::DataLock(DataLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

DataLock& DataLock::operator=(DataLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

DataLock::~DataLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace mamori::body
