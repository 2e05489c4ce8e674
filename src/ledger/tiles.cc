#include "ledger/tiles.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <utility>

namespace mamori::ledger {
namespace {

std::string three_digits(std::uint64_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, 3 - digits.size(), '0');
  return digits;
}

// The partial tiles of an Edge, to rebuild its tree from: every root on the frontier lies in them.
class PartialTiles final : public TileReader {
 public:
  explicit PartialTiles(const std::vector<Tile>& tiles) : tiles_(tiles) {}
  std::string tile(unsigned level, std::uint64_t index, std::uint64_t width) const override {
    assert(level < tiles_.size() && tiles_[level].index == index);
    assert(tiles_[level].hashes.size() >= width * hash_bytes);
    static_cast<void>(index);
    static_cast<void>(width);
    return tiles_[level].hashes;
  }

 private:
  const std::vector<Tile>& tiles_;
};

}  // namespace

std::string tile_name(std::uint64_t index, std::uint64_t width) {
  std::string name = three_digits(index % 1000);
  while ((index /= 1000) > 0) name.insert(0, "x" + three_digits(index % 1000) + "/");
  if (width < tile_width) name += ".p/" + std::to_string(width);
  return name;
}

std::string tile_path(unsigned level, std::uint64_t index, std::uint64_t width) {
  return "tile/" + std::to_string(level) + "/" + tile_name(index, width);
}

Hash hash_in(std::string_view hashes, std::uint64_t place) {
  assert((place + 1) * hash_bytes <= hashes.size());
  Hash hash;
  std::copy_n(hashes.begin() + static_cast<std::ptrdiff_t>(place * hash_bytes), hash_bytes,
              hash.begin());
  return hash;
}

std::vector<Hash> split_hashes(std::string_view hashes) {
  std::vector<Hash> split(hashes.size() / hash_bytes);
  for (std::size_t place = 0; place < split.size(); ++place) split[place] = hash_in(hashes, place);
  return split;
}

Hash TiledHashes::complete(unsigned height, std::uint64_t index) const {
  const unsigned level = height / tile_height;
  const unsigned height_in_tile = height % tile_height;
  const std::uint64_t first = index << height_in_tile;
  const std::uint64_t tile = first / tile_width;
  const std::uint64_t count = std::uint64_t{1} << height_in_tile;
  const std::uint64_t width = width_of(tile, hashes_at(level, size_));
  const std::string hashes = tiles_.tile(level, tile, width);
  const std::string_view needed =
      std::string_view(hashes).substr(first % tile_width * hash_bytes, count * hash_bytes);
  return complete_root(split_hashes(needed));
}

Edge::Edge(std::uint64_t size, const TileReader& tiles) : collected_size_(size) {
  for (unsigned level = 0; hashes_at(level, size) > 0; ++level) {
    const std::uint64_t hashes = hashes_at(level, size);
    Tile& tile = partial_.emplace_back(Tile{level, hashes / tile_width, {}});
    const std::uint64_t width = width_of(tile.index, hashes);
    if (width > 0) tile.hashes = tiles.tile(level, tile.index, width).substr(0, width * hash_bytes);
  }
  tree_ = Tree(size, TiledHashes(PartialTiles(partial_), size));
}

void Edge::append(const Hash& leaf) {
  tree_.append(leaf);
  append_at(0, leaf);
  for (unsigned level = 1; tree_.size() % (std::uint64_t{1} << (tile_height * level)) == 0;
       ++level) {
    append_at(level, tree_.completed(tile_height * level));
  }
}

void Edge::append_at(unsigned level, const Hash& hash) {
  if (level == partial_.size()) partial_.push_back(Tile{level, 0, {}});
  Tile& tile = partial_[level];
  tile.hashes += as_text(hash);
  if (tile.hashes.size() < tile_width * hash_bytes) return;
  const std::uint64_t next = tile.index + 1;
  complete_.push_back(std::move(tile));
  tile = Tile{level, next, {}};
}

void Edge::back_to(std::uint64_t size) {
  assert(collected_size_ <= size && size <= tree_.size());
  if (size == tree_.size()) return;
  for (Tile& tile : partial_) {
    const std::uint64_t hashes = hashes_at(tile.level, size);
    const std::uint64_t index = hashes / tile_width;
    if (index != tile.index) {
      const auto old = std::ranges::find_if(complete_, [&](const Tile& complete) {
        return complete.level == tile.level && complete.index == index;
      });
      assert(old != complete_.end());
      tile = std::move(*old);
      std::erase_if(complete_, [&](const Tile& complete) {
        return complete.level == tile.level && complete.index >= index;
      });
    }
    tile.hashes.resize(width_of(index, hashes) * hash_bytes);
  }
  tree_ = Tree(size, TiledHashes(PartialTiles(partial_), size));
}

std::vector<Tile> Edge::collect() {
  std::vector<Tile> changed = std::exchange(complete_, {});
  std::erase_if(changed, [](const Tile& tile) { return tile.level == 0; });
  for (const Tile& tile : partial_) {
    const bool grew = hashes_at(tile.level, collected_size_) != hashes_at(tile.level, tree_.size());
    if (tile.level > 0 && grew && !tile.hashes.empty()) changed.push_back(tile);
  }
  collected_size_ = tree_.size();
  return changed;
}

}  // namespace mamori::ledger
