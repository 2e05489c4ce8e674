// The files of an exported ledger (C2SP tlog-tiles, and beside it the payloads and the key): which
// there are, what they are called, how entries and payloads are framed, where they lie.
// docs/ledger-format.md describes them byte by byte.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/tiles.h"

namespace mamori::ledger {

struct LedgerFile {
  enum class Kind { key, checkpoint, tile, entries, payloads };

  Kind kind = Kind::key;
  unsigned level = 0;       // tile
  std::uint64_t index = 0;  // tile, entries, payloads
  std::uint64_t width = 0;  // tile, entries, payloads: 1–256
};

std::string path_of(const LedgerFile& file);  // relative, with '/'
// The tile or bundle of entries of that path; nothing for any other path or another spelling.
std::optional<LedgerFile> parse_tile_path(std::string_view path);
// Every file that the export of a ledger of `size` records consists of.
std::vector<LedgerFile> files_of(std::uint64_t size);
// No file of that kind is longer.
std::uint64_t file_bytes_max(const LedgerFile& file);

// Something that lies among the files and does not belong there.
struct Stray {
  std::string place;
  std::optional<std::uint64_t> record;
};

class LedgerFiles {
 public:
  virtual ~LedgerFiles() = default;
  // The bytes, of a file that is too long only a little more than allowed; nothing when it is not
  // there or cannot be read.
  virtual std::optional<std::string> read(const LedgerFile& file) const = 0;
  // The first thing that a ledger of `size` records does not have.
  virtual std::optional<Stray> stray(std::uint64_t size) const = 0;
};

// Below a folder on disk.
class FolderFiles final : public LedgerFiles {
 public:
  explicit FolderFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::optional<std::string> read(const LedgerFile& file) const override;
  std::optional<Stray> stray(std::uint64_t size) const override;

 private:
  const std::filesystem::path folder_;
};

// Entry bundle: each leaf after its length as 2 bytes, big-endian.
void append_entry(std::string& bundle, std::string_view leaf);
// Takes the next leaf off the front; nothing when the rest does not begin with a whole one.
std::optional<std::string_view> take_entry(std::string_view& rest);

// Payload bundle: 01, salt (32 bytes), length (4 bytes, big-endian), payload; or 00: erased.
struct Payload {
  bool erased = false;
  std::string_view salt;
  std::string_view payload;
};
void append_payload(std::string& bundle, std::string_view salt, std::string_view payload);
void append_erased(std::string& bundle);
std::optional<Payload> take_payload(std::string_view& rest);

}  // namespace mamori::ledger
