// An export of as many records as wanted, with payloads as acts have them: `make_export FOLDER
// RECORDS`. For bench/verify_time.cc.
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "base/date.h"
#include "ledger/checkpoint.h"
#include "ledger/files.h"
#include "ledger/record.h"

namespace {

using namespace mamori::ledger;  // NOLINT(google-build-using-namespace): a program of its own

constexpr std::string_view payload =
    R"({"id":"01kakrc1x3vs4ykfxrmvd3wb2m","register":"assets","values":{"importance":"3",)"
    R"("kind":"terminal","name":"職員用ノートパソコン","section":"01kakrc1x3vs4ykfxrmvd3wb2m"}})";

void write(const std::filesystem::path& folder, const LedgerFile& file, std::string_view bytes) {
  const auto path = folder / path_of(file);
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

Leaf leaf_at(std::uint64_t number, mamori::Instant start, std::string_view salt) {
  return {.body = "bench-city",
          .number = number,
          .at = start + std::chrono::milliseconds(number * 400),
          .kind = "registers.added",
          .actor = "01kakrc1x3vs4ykfxrmvd3wb2m",
          .subject = "assets/01kakrc1x3vs4ykfxrmvd3wb2m",
          .commitment = commit_payload(salt, payload)};
}

// The bundles of 256 records; returns their hashes.
std::string write_bundle(const std::filesystem::path& folder, std::uint64_t index,
                         std::uint64_t width, mamori::Instant start) {
  std::string entries;
  std::string payloads;
  std::string hashes;
  for (std::uint64_t place = 0; place < width; ++place) {
    const std::string salt = mamori::random_bytes(salt_bytes);
    const std::string record = encode(leaf_at(index * tile_width + place + 1, start, salt));
    append_entry(entries, record);
    append_payload(payloads, salt, payload);
    hashes += mamori::as_text(leaf_hash(record));
  }
  write(folder, {LedgerFile::Kind::entries, 0, index, width}, entries);
  write(folder, {LedgerFile::Kind::payloads, 0, index, width}, payloads);
  write(folder, {LedgerFile::Kind::tile, 0, index, width}, hashes);
  return hashes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "make_export FOLDER RECORDS\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const std::uint64_t size = std::strtoull(argv[2], nullptr, 10);
  const mamori::Instant start = *mamori::parse_iso_instant("2026-11-21T00:00:00.000Z");
  Edge edge;
  std::vector<Tile> partial(tile_levels_max);
  for (std::uint64_t index = 0; index < tiles_in(size); ++index) {
    const std::uint64_t width = width_of(index, size);
    for (const Hash& hash : split_hashes(write_bundle(folder, index, width, start))) {
      edge.append(hash);
    }
    for (const Tile& tile : edge.collect()) {
      const std::uint64_t hashes = tile.hashes.size() / sizeof(Hash);
      if (hashes == tile_width)
        write(folder, {LedgerFile::Kind::tile, tile.level, tile.index, hashes}, tile.hashes);
      partial[tile.level] = tile;
    }
  }
  for (const Tile& tile : partial) {
    const std::uint64_t hashes = tile.hashes.size() / sizeof(Hash);
    if (hashes == 0 || hashes == tile_width) continue;
    write(folder, {LedgerFile::Kind::tile, tile.level, tile.index, hashes}, tile.hashes);
  }
  const NoteSigner signer = NoteSigner::generate("mamori/bench-city");
  write(folder, {.kind = LedgerFile::Kind::key}, signer.verifier().vkey() + "\n");
  write(folder, {.kind = LedgerFile::Kind::checkpoint},
        sign(Checkpoint{"mamori/bench-city", size, edge.tree().root()}, signer).value());
}
