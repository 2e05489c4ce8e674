// For tests only: sealed files in memory, folders that are gone when their use ends.
#pragma once

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "base/bytes.h"
#include "base/date.h"
#include "recovery/sealed_file.h"

namespace mamori::recovery::testing {

// A guess costs nothing here, so that tests do not wait.
inline constexpr Cost cheap{.memory_kib = 32, .passes = 1};

class Folder {
 public:
  Folder() { std::filesystem::create_directories(path_); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

 private:
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("mamori_recovery_" + hex(random_bytes(8)));
};

// While it lives no file that this program writes may grow beyond so many bytes.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : signal_before_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_before_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*signal_before_)(int);
};

inline Locked locked(const Lock& lock) {
  return recovery::lock("mimori", *parse_iso_instant("2026-11-21T02:03:04.567Z"), lock, cheap);
}

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string sealed(const std::string& content, const Lock& lock) {
  const Folder folder;
  auto writer = SealedWriter::create(folder.path() / "sealed", locked(lock));
  const bool written = writer && writer->write(content) && writer->finish();
  return written ? bytes_of(writer->part()) : "";
}

inline Result<std::string> opened(const std::string& file, const Unlocking& unlocking) {
  std::istringstream in(file);
  auto reader = SealedReader::open(in);
  if (!reader) return fail(reader.error());
  if (auto unlocked = reader->unlock(unlocking); !unlocked) return fail(unlocked.error());
  std::string content;
  for (;;) {
    const auto chunk = reader->chunk();
    if (!chunk) return fail(chunk.error());
    if (chunk->empty()) return content;
    content += *chunk;
  }
}

}  // namespace mamori::recovery::testing
