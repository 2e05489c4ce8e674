#include "ledger/files.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <fstream>
#include <set>

#include "ledger/note.h"
#include "ledger/record.h"

namespace mamori::ledger {
namespace {

namespace fs = std::filesystem;

constexpr char payload_present = 1;
constexpr char payload_erased = 0;
constexpr std::size_t exported_key_bytes_max = 1024;
constexpr std::uint64_t tiles_max = std::uint64_t{1} << Tree::height_max;

void append_big_endian(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(number >> shift & 0xff);
  }
}

// Takes a number of `count` bytes off the front; there must be that many.
std::uint64_t take_big_endian(std::string_view& rest, std::size_t count) {
  std::uint64_t number = 0;
  for (const char byte : rest.substr(0, count)) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  rest.remove_prefix(count);
  return number;
}

// Takes digits off the front into `number`, which stays as it is when there are none.
template <class Number>
void take_decimal(std::string_view& rest, Number& number) {
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  static_cast<void>(error);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
}

std::string_view take_bytes(std::string_view& rest, std::size_t count) {
  const std::string_view bytes = rest.substr(0, count);
  rest.remove_prefix(count);
  return bytes;
}

}  // namespace

std::string path_of(const LedgerFile& file) {
  switch (file.kind) {
    case LedgerFile::Kind::key:
      return "key";
    case LedgerFile::Kind::checkpoint:
      return "checkpoint";
    case LedgerFile::Kind::tile:
      return tile_path(file.level, file.index, file.width);
    case LedgerFile::Kind::entries:
      return "tile/entries/" + tile_name(file.index, file.width);
    case LedgerFile::Kind::payloads:
      return "payload/" + tile_name(file.index, file.width);
  }
  return {};
}

std::optional<LedgerFile> parse_tile_path(std::string_view path) {
  constexpr std::string_view start = "tile/";
  constexpr std::string_view entries_start = "entries/";
  constexpr std::string_view partial = ".p/";
  if (!path.starts_with(start)) return std::nullopt;
  std::string_view rest = path.substr(start.size());
  LedgerFile file{.kind = LedgerFile::Kind::tile, .width = tile_width};
  if (rest.starts_with(entries_start)) {
    file.kind = LedgerFile::Kind::entries;
    rest.remove_prefix(entries_start.size());
  } else {
    take_decimal(rest, file.level);
    if (!rest.starts_with('/')) return std::nullopt;
    rest.remove_prefix(1);
  }
  for (;;) {  // x001/x234/067: three digits a group
    if (rest.starts_with('x')) rest.remove_prefix(1);
    std::uint64_t group = 0;
    std::string_view digits = rest.substr(0, 3);
    take_decimal(digits, group);
    if (file.index > tiles_max / 1000) return std::nullopt;
    file.index = file.index * 1000 + group;
    rest.remove_prefix(std::min<std::size_t>(rest.size(), 3));
    if (!rest.starts_with('/')) break;
    rest.remove_prefix(1);
  }
  if (rest.starts_with(partial)) {
    rest.remove_prefix(partial.size());
    take_decimal(rest, file.width);
  }
  // One spelling only: what we would have written ourselves.
  const bool within = file.width > 0 && file.width <= tile_width && file.level < tile_levels_max;
  return within && path_of(file) == path ? std::optional(file) : std::nullopt;
}

std::vector<LedgerFile> files_of(std::uint64_t size) {
  std::vector<LedgerFile> files{{.kind = LedgerFile::Kind::key},
                                {.kind = LedgerFile::Kind::checkpoint}};
  for (unsigned level = 0; hashes_at(level, size) > 0; ++level) {
    const std::uint64_t hashes = hashes_at(level, size);
    for (std::uint64_t index = 0; index < tiles_in(hashes); ++index) {
      const std::uint64_t width = width_of(index, hashes);
      files.push_back({LedgerFile::Kind::tile, level, index, width});
      if (level > 0) continue;
      files.push_back({LedgerFile::Kind::entries, 0, index, width});
      files.push_back({LedgerFile::Kind::payloads, 0, index, width});
    }
  }
  return files;
}

std::uint64_t file_bytes_max(const LedgerFile& file) {
  switch (file.kind) {
    case LedgerFile::Kind::key:
      return exported_key_bytes_max;
    case LedgerFile::Kind::checkpoint:
      return note_bytes_max;
    case LedgerFile::Kind::tile:
      return file.width * sizeof(Hash);
    case LedgerFile::Kind::entries:
      return file.width * (2 + leaf_bytes_max);
    case LedgerFile::Kind::payloads:
      return file.width * (1 + salt_bytes + 4 + payload_bytes_max);
  }
  return 0;
}

std::optional<std::string> FolderFiles::read(const LedgerFile& file) const {
  const fs::path path = folder_ / path_of(file);
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(path, error))) return std::nullopt;
  const std::uintmax_t length = fs::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) return std::nullopt;
  std::string bytes(std::min<std::uint64_t>(length, file_bytes_max(file) + 1), '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

std::optional<Stray> FolderFiles::stray(std::uint64_t size) const {
  std::set<std::string> expected;
  for (const LedgerFile& file : files_of(size)) expected.insert(path_of(file));
  std::error_code error;
  std::optional<Stray> first;
  for (fs::recursive_directory_iterator entry(folder_, error), end; !error && entry != end;
       entry.increment(error)) {
    const bool folder = fs::is_directory(entry->symlink_status(error));
    std::string path = entry->path().lexically_relative(folder_).generic_string();
    if (folder || expected.contains(path)) continue;
    if (!first || path < first->place) first = Stray{std::move(path), std::nullopt};
  }
  if (error && !first) first = Stray{error.message(), std::nullopt};
  return first;
}

void append_entry(std::string& bundle, std::string_view leaf) {
  assert(leaf.size() <= 0xffff);
  append_big_endian(bundle, leaf.size(), 2);
  bundle += leaf;
}

std::optional<std::string_view> take_entry(std::string_view& rest) {
  if (rest.size() < 2) return std::nullopt;
  std::string_view after = rest;
  const std::uint64_t length = take_big_endian(after, 2);
  if (length > after.size() || length > leaf_bytes_max) return std::nullopt;
  rest = after;
  return take_bytes(rest, length);
}

void append_payload(std::string& bundle, std::string_view salt, std::string_view payload) {
  assert(salt.size() == salt_bytes && payload.size() <= payload_bytes_max);
  bundle += payload_present;
  bundle += salt;
  append_big_endian(bundle, payload.size(), 4);
  bundle += payload;
}

void append_erased(std::string& bundle) {
  bundle += payload_erased;
}

std::optional<Payload> take_payload(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  std::string_view after = rest.substr(1);
  if (rest.front() == payload_erased) {
    rest = after;
    return Payload{.erased = true, .salt = {}, .payload = {}};
  }
  if (rest.front() != payload_present || after.size() < salt_bytes + 4) return std::nullopt;
  Payload payload;
  payload.salt = take_bytes(after, salt_bytes);
  const std::uint64_t length = take_big_endian(after, 4);
  if (length > after.size() || length > payload_bytes_max) return std::nullopt;
  payload.payload = take_bytes(after, length);
  rest = after;
  return payload;
}

}  // namespace mamori::ledger
