#include "ledger/stored.h"

#include <algorithm>

#include "ledger/checkpoint.h"

namespace mamori::ledger {
namespace {

using store::Connection;
using store::Row;
using store::Rows;

constexpr char payload_broken = 2;  // no such mark: the verifier will say so

std::optional<std::string> stored_tile(Connection& connection, unsigned level,
                                       std::uint64_t index) {
  const auto row = connection.first(
      "SELECT hashes FROM ledger_tiles WHERE level = $1 AND tile = $2", level, index);
  if (!row) return std::nullopt;
  return row->text("hashes");
}

// The rows of bundle `index`, up to the first that is missing.
Rows rows_of(Connection& connection, std::string_view columns, std::uint64_t index,
             std::uint64_t width) {
  const std::uint64_t first = index * tile_width + 1;
  Rows rows = connection.query("SELECT " + std::string(columns) +
                                   " FROM ledger_records WHERE number >= $1 AND number < $2"
                                   " ORDER BY number",
                               first, first + width);
  std::size_t whole = 0;
  while (whole < rows.size() &&
         rows[whole].integer("number") == static_cast<std::int64_t>(first + whole)) {
    ++whole;
  }
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(whole), rows.end());
  return rows;
}

// A tile of level 0 is the hashes stored beside the records.
std::string leaf_hashes(Connection& connection, std::uint64_t index, std::uint64_t width) {
  std::string hashes;
  for (const Row& row : rows_of(connection, "number, leaf_hash", index, width)) {
    std::string hash = row.text("leaf_hash");
    hash.resize(sizeof(Hash));  // of another length it is damaged, and must not shift the others
    hashes += hash;
  }
  return hashes;
}

// Tiles that the tables hold for a ledger of `size` records.
std::uint64_t stored_tile_count(std::uint64_t size) {
  std::uint64_t count = 0;
  for (unsigned level = 1; hashes_at(level, size) > 0; ++level) {
    count += tiles_in(hashes_at(level, size));
  }
  return count;
}

}  // namespace

std::optional<StoredHead> stored_head(Connection& connection) {
  const auto row =
      connection.first("SELECT checkpoint, verifier_key FROM ledger_head WHERE one = 1");
  if (!row) return std::nullopt;
  return StoredHead{row->text("checkpoint"), row->text("verifier_key")};
}

std::uint64_t stored_count(Connection& connection) {
  const auto row = connection.first("SELECT MAX(number) AS newest FROM ledger_records");
  return row ? static_cast<std::uint64_t>(row->integer("newest")) : 0;
}

std::unexpected<Error> no_such_record(std::uint64_t number) {
  return fail(Fault::not_found, "record_not_found",
              "台帳に第" + std::to_string(number) + "号の記録はありません。");
}

Result<std::string> drop_payload(Connection& writer, std::uint64_t number) {
  const auto row =
      writer.first("SELECT kind, payload FROM ledger_records WHERE number = $1", number);
  if (!row) return no_such_record(number);
  if (row->null("payload")) {
    return fail(Fault::conflict, "already_erased",
                "第" + std::to_string(number) + "号の記録の内容は、すでに消去されています。");
  }
  if (is_never_erased(row->text("kind"))) {
    return fail(Fault::conflict, "erasure_not_erasable",
                "消去の記録と、鍵の交替の記録は、消去できません。",
                "記録の検証に、いつまでも必要です。");
  }
  writer.execute("UPDATE ledger_records SET salt = NULL, payload = NULL WHERE number = $1", number);
  return row->text("kind");
}

Leaf leaf_of(std::string_view body, const Row& row) {
  Leaf leaf;
  leaf.body = body;
  leaf.number = static_cast<std::uint64_t>(row.integer("number"));
  leaf.at = Instant{std::chrono::milliseconds{row.integer("at_ms")}};
  leaf.kind = row.text("kind");
  leaf.actor = row.text("actor");
  leaf.subject = row.text("subject");
  const std::string commitment = row.text("commitment");
  // A commitment of another length is damage; cut to size its hash will not fit either.
  std::copy_n(commitment.begin(), std::min(commitment.size(), leaf.commitment.size()),
              leaf.commitment.begin());
  return leaf;
}

std::string StoredTiles::tile(unsigned level, std::uint64_t index, std::uint64_t width) const {
  std::string& hashes = read_[{level, index}];
  if (hashes.size() < width * sizeof(Hash)) {
    hashes = level == 0 ? leaf_hashes(connection_, index, width)
                        : stored_tile(connection_, level, index).value_or(std::string{});
  }
  if (hashes.size() < width * sizeof(Hash)) {
    throw store::Failure(store::Failure::Cause::corrupt,
                         "ledger: " + tile_path(level, index, width) + " is incomplete");
  }
  return hashes;
}

std::optional<std::string> StoredFiles::read(const LedgerFile& file) const {
  switch (file.kind) {
    case LedgerFile::Kind::key: {
      const auto head = stored_head(connection_);
      return head ? std::optional(head->vkey + '\n') : std::nullopt;
    }
    case LedgerFile::Kind::checkpoint: {
      const auto head = stored_head(connection_);
      return head ? std::optional(head->checkpoint) : std::nullopt;
    }
    case LedgerFile::Kind::tile:
      return read_tile(file);
    case LedgerFile::Kind::entries:
      return read_entries(file);
    case LedgerFile::Kind::payloads:
      return read_payloads(file);
  }
  return std::nullopt;
}

std::optional<std::string> StoredFiles::read_tile(const LedgerFile& file) const {
  if (file.level == 0) return leaf_hashes(connection_, file.index, file.width);
  return stored_tile(connection_, file.level, file.index);
}

std::string StoredFiles::read_entries(const LedgerFile& file) const {
  std::string bundle;
  for (const Row& row : rows_of(connection_, "number, at_ms, kind, actor, subject, commitment",
                                file.index, file.width)) {
    std::string leaf = encode(leaf_of(body_, row));
    leaf.resize(std::min(leaf.size(), leaf_bytes_max));
    append_entry(bundle, leaf);
  }
  return bundle;
}

std::string StoredFiles::read_payloads(const LedgerFile& file) const {
  std::string bundle;
  for (const Row& row : rows_of(connection_, "number, salt, payload", file.index, file.width)) {
    const std::string salt = row.text("salt");
    const std::string payload = row.text("payload");
    if (row.null("salt") && row.null("payload")) {
      append_erased(bundle);
    } else if (salt.size() == salt_bytes && payload.size() <= payload_bytes_max) {
      append_payload(bundle, salt, payload);
    } else {
      bundle += payload_broken;
    }
  }
  return bundle;
}

std::optional<Stray> StoredFiles::stray(std::uint64_t size) const {
  const auto row = connection_.first(
      "SELECT MIN(number) AS record FROM ledger_records WHERE number < 1 OR number > $1", size);
  if (row && !row->null("record")) {
    return Stray{"ledger_records", static_cast<std::uint64_t>(row->integer("record"))};
  }
  const auto tiles = connection_.first("SELECT COUNT(*) AS count FROM ledger_tiles");
  if (tiles && static_cast<std::uint64_t>(tiles->integer("count")) != stored_tile_count(size)) {
    return Stray{"ledger_tiles", std::nullopt};
  }
  return std::nullopt;
}

std::optional<std::string> read_published(Connection& connection, const LedgerFile& file) {
  const auto head = stored_head(connection);
  const auto note = parse_note(head ? head->checkpoint : std::string());
  const auto checkpoint = note ? decode_checkpoint(note->text) : fail(note.error());
  const std::uint64_t size = checkpoint ? checkpoint->size : 0;
  if (file.width > width_of(file.index, hashes_at(file.level, size))) return std::nullopt;
  auto bytes = StoredFiles(connection, body_of(checkpoint->origin)).read(file);
  // The last tile of a level lies there as wide as it has grown.
  if (bytes && file.kind == LedgerFile::Kind::tile) {
    bytes->resize(std::min<std::size_t>(bytes->size(), file.width * sizeof(Hash)));
  }
  return bytes;
}

}  // namespace mamori::ledger
