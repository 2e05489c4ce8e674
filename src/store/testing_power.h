// For tests only: a disk whose power can be cut. SQLite works on real files through it; beside them
// it keeps what would be left of each file after a power cut at this moment: what was flushed, and
// of the writes since then none, all, the first few, or any, the last of them torn.
//
// Files outside the folder are passed through. Safe from any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <vector>

namespace mamori::store::testing {

// What is left of each file, by its name.
using Remains = std::map<std::string, std::string>;

class PowerDisk {
 public:
  // From now on SQLite's files below `folder` lie on this disk. One at a time.
  PowerDisk(std::filesystem::path folder, std::uint64_t seed)
      : folder_(std::move(folder)), dice_(seed), real_(real_vfs()), vfs_(*real_) {
    vfs_.zName = "power";
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~PowerDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
  }
  PowerDisk(const PowerDisk&) = delete;
  PowerDisk& operator=(const PowerDisk&) = delete;

  // Asked before each change of a file, from the thread that makes it: the moments at which the
  // power may go.
  void before_each_change(std::function<void()> observer) { observer_ = std::move(observer); }

  Remains cut() {
    const std::lock_guard lock(mutex_);
    Remains left;
    for (const auto& [path, kept] : files_) {
      // Whether a file is there at all is decided by the disk while its folder is not flushed.
      const bool there = kept.there == kept.there_for_sure ? kept.there : roll(2) == 0;
      if (there) left[std::filesystem::path(path).filename().string()] = remains_of(kept);
    }
    return left;
  }

 private:
  // The program sets SQLite before its first connection, which comes before every other use.
  static sqlite3_vfs* real_vfs() {
    open_sqlite(":memory:", Access::read_only);
    return sqlite3_vfs_find(nullptr);
  }
  static constexpr std::size_t sector = 512;

  struct Change {
    std::size_t at = 0;
    std::string bytes;
    bool truncates = false;
  };
  struct Kept {
    std::string flushed;
    std::deque<Change> since;
    std::size_t changes_flushed = 0;
    bool there = true;
    bool there_for_sure = false;  // its folder was flushed
  };
  struct File {
    sqlite3_file base;
    PowerDisk* disk;
    Kept* kept;  // nodes of a map stay where they are
    bool flushes_folder;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };

  static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  static PowerDisk& of(sqlite3_vfs* vfs) { return *static_cast<PowerDisk*>(vfs->pAppData); }
  std::size_t roll(std::size_t sides) { return dice_() % sides; }
  bool is_ours(const char* path) const {
    return path && std::string_view(path).starts_with(folder_.string() + "/");
  }

  // --- what is left ---

  static void apply(std::string& bytes, const Change& change) {
    const std::size_t end = change.at + change.bytes.size();
    if (change.truncates || bytes.size() < end) bytes.resize(end);
    bytes.replace(change.at, change.bytes.size(), change.bytes);
  }
  // Part of a write: the sectors the disk got to, the last of them perhaps not wholly.
  void apply_partly(std::string& bytes, const Change& change) {
    for (std::size_t from = 0; from < change.bytes.size(); from += sector) {
      if (roll(2) == 0) continue;
      std::string part = change.bytes.substr(from, sector);
      if (roll(8) == 0) part.resize(roll(part.size()));
      apply(bytes, {change.at + from, std::move(part)});
    }
  }
  std::string remains_of(const Kept& kept) {
    std::string bytes = kept.flushed;
    const std::size_t manner = roll(4);
    const std::size_t first_few = manner == 0   ? 0
                                  : manner == 1 ? kept.since.size()
                                                : roll(kept.since.size() + 1);
    for (std::size_t index = 0; index < kept.since.size(); ++index) {
      if (index < first_few && manner != 3) {
        apply(bytes, kept.since[index]);
      } else if (manner >= 2 && (manner == 3 || index == first_few)) {
        apply_partly(bytes, kept.since[index]);
      }
    }
    return bytes;
  }

  // --- what SQLite does ---

  void changes() {
    if (observer_) observer_();
  }
  Kept& opened(const std::string& path) {
    const std::lock_guard lock(mutex_);
    const auto [entry, is_new] = files_.try_emplace(path);
    entry->second.there = true;
    if (!is_new) return entry->second;
    std::ifstream file(path, std::ios::binary);
    entry->second.flushed.assign(std::istreambuf_iterator<char>(file), {});
    entry->second.there_for_sure = !entry->second.flushed.empty();
    return entry->second;
  }
  void note(Kept& kept, Change change) {
    const std::lock_guard lock(mutex_);
    kept.since.push_back(std::move(change));
  }
  std::size_t changes_so_far(const Kept& kept) {
    const std::lock_guard lock(mutex_);
    return kept.changes_flushed + kept.since.size();
  }
  // Up to the change before which the flush began; other threads may have written and flushed
  // since.
  void flushed(File& file, std::size_t up_to) {
    const std::lock_guard lock(mutex_);
    Kept& kept = *file.kept;
    while (kept.changes_flushed < up_to) {
      apply(kept.flushed, kept.since.front());
      kept.since.pop_front();
      ++kept.changes_flushed;
    }
    if (file.flushes_folder) folder_flushed();
    file.flushes_folder = false;
  }
  void folder_flushed() {
    for (auto& [path, kept] : files_) kept.there_for_sure = kept.there;
  }
  void removed(const std::string& path, bool flushes_folder) {
    const std::lock_guard lock(mutex_);
    if (const auto entry = files_.find(path); entry != files_.end()) {
      entry->second.there = false;
      entry->second.since.push_back({0, {}, true});
    }
    if (flushes_folder) folder_flushed();
  }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* out, int flags, int* got) {
    PowerDisk& disk = of(vfs);
    if (!disk.is_ours(path)) return disk.real_->xOpen(disk.real_, path, out, flags, got);
    File& file = of(out);
    file.base.pMethods = nullptr;
    const int code = disk.real_->xOpen(disk.real_, path, file.real(), flags, got);
    if (code != SQLITE_OK) return code;
    file.disk = &disk;
    file.kept = &disk.opened(path);
    // As SQLite's own files do: a new journal's first flush flushes the folder, too.
    file.flushes_folder = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    file.base.pMethods = &methods();
    return SQLITE_OK;
  }
  static int remove(sqlite3_vfs* vfs, const char* path, int flushes_folder) {
    PowerDisk& disk = of(vfs);
    if (disk.is_ours(path)) {
      disk.changes();
      disk.removed(path, flushes_folder != 0);
    }
    return disk.real_->xDelete(disk.real_, path, flushes_folder);
  }
  static int write(sqlite3_file* out, const void* bytes, int count, sqlite3_int64 at) {
    File& file = of(out);
    file.disk->changes();
    file.disk->note(*file.kept,
                    {static_cast<std::size_t>(at),
                     {static_cast<const char*>(bytes), static_cast<std::size_t>(count)}});
    return file.real()->pMethods->xWrite(file.real(), bytes, count, at);
  }
  static int truncate(sqlite3_file* out, sqlite3_int64 size) {
    File& file = of(out);
    file.disk->changes();
    file.disk->note(*file.kept, {static_cast<std::size_t>(size), {}, true});
    return file.real()->pMethods->xTruncate(file.real(), size);
  }
  static int flush(sqlite3_file* out, int flags) {
    File& file = of(out);
    file.disk->changes();
    const std::size_t up_to = file.disk->changes_so_far(*file.kept);
    const int code = file.real()->pMethods->xSync(file.real(), flags);
    if (code == SQLITE_OK) file.disk->flushed(file, up_to);
    return code;
  }

  // Everything else is the real file's business. Version 2: no file is written through memory.
  static const sqlite3_io_methods& methods() {
    static const sqlite3_io_methods all{
        .iVersion = 2,
        .xClose = [](sqlite3_file* f) { return of(f).real()->pMethods->xClose(of(f).real()); },
        .xRead =
            [](sqlite3_file* f, void* bytes, int count, sqlite3_int64 at) {
              return of(f).real()->pMethods->xRead(of(f).real(), bytes, count, at);
            },
        .xWrite = write,
        .xTruncate = truncate,
        .xSync = flush,
        .xFileSize =
            [](sqlite3_file* f, sqlite3_int64* size) {
              return of(f).real()->pMethods->xFileSize(of(f).real(), size);
            },
        .xLock = [](sqlite3_file* f,
                    int kind) { return of(f).real()->pMethods->xLock(of(f).real(), kind); },
        .xUnlock = [](sqlite3_file* f,
                      int kind) { return of(f).real()->pMethods->xUnlock(of(f).real(), kind); },
        .xCheckReservedLock =
            [](sqlite3_file* f, int* held) {
              return of(f).real()->pMethods->xCheckReservedLock(of(f).real(), held);
            },
        .xFileControl =
            [](sqlite3_file* f, int what, void* value) {
              return of(f).real()->pMethods->xFileControl(of(f).real(), what, value);
            },
        .xSectorSize =
            [](sqlite3_file* f) { return of(f).real()->pMethods->xSectorSize(of(f).real()); },
        .xDeviceCharacteristics =
            [](sqlite3_file* f) {
              return of(f).real()->pMethods->xDeviceCharacteristics(of(f).real());
            },
        .xShmMap =
            [](sqlite3_file* f, int page, int size, int extend, void volatile** where) {
              return of(f).real()->pMethods->xShmMap(of(f).real(), page, size, extend, where);
            },
        .xShmLock =
            [](sqlite3_file* f, int offset, int count, int flags) {
              return of(f).real()->pMethods->xShmLock(of(f).real(), offset, count, flags);
            },
        .xShmBarrier = [](sqlite3_file* f) { of(f).real()->pMethods->xShmBarrier(of(f).real()); },
        .xShmUnmap =
            [](sqlite3_file* f, int remove_it) {
              return of(f).real()->pMethods->xShmUnmap(of(f).real(), remove_it);
            },
    };
    return all;
  }

  const std::filesystem::path folder_;
  std::mutex mutex_;
  std::mt19937_64 dice_;
  std::map<std::string, Kept> files_;
  std::function<void()> observer_;
  sqlite3_vfs* const real_;
  sqlite3_vfs vfs_;
};

// Puts what is left into a folder of its own, as the machine finds it when it starts again.
inline void restore(const Remains& remains, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const auto& [name, bytes] : remains) {
    std::ofstream(folder / name, std::ios::binary) << bytes;
  }
}

}  // namespace mamori::store::testing
