// The tree cut into tiles of 256 hashes (C2SP tlog-tiles): where a hash lies, how a tile's file is
// called, and the right edge of a growing tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/tree.h"

namespace mamori::ledger {

inline constexpr unsigned tile_height = 8;
inline constexpr std::uint64_t tile_width = 256;
inline constexpr unsigned tile_levels_max = Tree::height_max / tile_height;

// Number of hashes that level has in a tree of `size` leaves: every complete subtree of 256^level.
constexpr std::uint64_t hashes_at(unsigned level, std::uint64_t size) {
  return level >= tile_levels_max ? 0 : size >> (tile_height * level);
}
// Width of tile `index` in a level of `hashes` hashes: 256, less for the last, 0 beyond it.
constexpr std::uint64_t width_of(std::uint64_t index, std::uint64_t hashes) {
  const std::uint64_t before = index * tile_width;
  return hashes <= before ? 0 : hashes - before < tile_width ? hashes - before : tile_width;
}
constexpr std::uint64_t tiles_in(std::uint64_t hashes) {
  return (hashes + tile_width - 1) / tile_width;
}

// x001/x234/067, with .p/<width> when the tile is partial.
std::string tile_name(std::uint64_t index, std::uint64_t width);
std::string tile_path(unsigned level, std::uint64_t index, std::uint64_t width);

// Hash number `place` of concatenated hashes; there must be that many.
Hash hash_in(std::string_view hashes, std::uint64_t place);
std::vector<Hash> split_hashes(std::string_view hashes);  // whole ones; a remainder is left out

// Where tiles lie. Returns at least `width` concatenated hashes of that tile.
class TileReader {
 public:
  virtual ~TileReader() = default;
  virtual std::string tile(unsigned level, std::uint64_t index, std::uint64_t width) const = 0;
};

// Serves complete subtrees from tiles, for proofs about the tree of `size` leaves.
class TiledHashes final : public HashReader {
 public:
  TiledHashes(const TileReader& tiles, std::uint64_t size) : tiles_(tiles), size_(size) {}
  Hash complete(unsigned height, std::uint64_t index) const override;

 private:
  const TileReader& tiles_;
  const std::uint64_t size_;
};

struct Tile {
  unsigned level = 0;
  std::uint64_t index = 0;
  std::string hashes;  // concatenated
};

// The growing tree with the partial tile of every level. Can be taken back to any size since the
// last collect(), which is what undoing one act of a batch needs.
class Edge {
 public:
  Edge() = default;
  // The tree of `size` leaves whose partial tiles `tiles` serves.
  Edge(std::uint64_t size, const TileReader& tiles);

  void append(const Hash& leaf);
  // size between that of the last collect() and the present one.
  void back_to(std::uint64_t size);
  const Tree& tree() const { return tree_; }
  // The tiles above level 0 that were completed or grew since the last call. (Those of level 0 are
  // the hashes appended, which the caller has.)
  std::vector<Tile> collect();

 private:
  void append_at(unsigned level, const Hash& hash);

  Tree tree_;
  std::vector<Tile> partial_;   // by level
  std::vector<Tile> complete_;  // since the last collect()
  std::uint64_t collected_size_ = 0;
};

}  // namespace mamori::ledger
