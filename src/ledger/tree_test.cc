#include "ledger/tree.h"

#include <bit>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "base/json.h"
#include "base/testing.h"
#include "ledger/tiles.h"

namespace mamori::ledger {
namespace {

// RFC 6962 §2.1 word for word, as slow as it reads.
Hash naive_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves.front();
  const std::size_t split = std::bit_floor(leaves.size() - 1);
  return node_hash(naive_root(leaves.first(split)), naive_root(leaves.subspan(split)));
}

std::vector<Hash> naive_inclusion(std::size_t index, std::span<const Hash> leaves) {
  if (leaves.size() == 1) return {};
  const std::size_t split = std::bit_floor(leaves.size() - 1);
  const auto left = leaves.first(split);
  const auto right = leaves.subspan(split);
  auto path = index < split ? naive_inclusion(index, left) : naive_inclusion(index - split, right);
  path.push_back(naive_root(index < split ? right : left));
  return path;
}

class NaiveReader final : public HashReader {
 public:
  explicit NaiveReader(std::span<const Hash> leaves) : leaves_(leaves) {}
  Hash complete(unsigned height, std::uint64_t index) const override {
    return naive_root(leaves_.subspan(index << height, std::size_t{1} << height));
  }

 private:
  std::span<const Hash> leaves_;
};

class TilesInMemory final : public TileReader {
 public:
  void store(std::vector<Tile> changed) {
    for (Tile& tile : changed) tiles_[{tile.level, tile.index}] = std::move(tile.hashes);
  }
  void store_leaf(std::uint64_t index, const Hash& leaf) {
    leaves_.resize(index);
    leaves_.push_back(leaf);
  }
  std::string tile(unsigned level, std::uint64_t index, std::uint64_t width) const override {
    if (level > 0) return tiles_.at({level, index});
    std::string hashes;
    for (std::uint64_t leaf = 0; leaf < width; ++leaf) {
      hashes += as_text(leaves_.at(index * tile_width + leaf));
    }
    return hashes;
  }

 private:
  std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles_;
  std::vector<Hash> leaves_;
};

std::vector<Hash> some_leaves(std::size_t count) {
  std::vector<Hash> leaves;
  for (std::size_t index = 0; index < count; ++index) {
    leaves.push_back(leaf_hash(std::to_string(index)));
  }
  return leaves;
}

std::string unhex(std::string_view digits) {
  std::string bytes;
  for (std::size_t place = 0; place < digits.size(); place += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(place, 2)), nullptr, 16));
  }
  return bytes;
}

std::string hex_of(const Hash& hash) {
  return hex(as_text(hash));
}

TEST(Tree, HasTheRootsOfTheCertificateTransparencyReference) {
  // Leaves and roots of the reference tests of RFC 6962 (certificate-transparency, merkletree).
  const std::vector<std::string> leaves{"",
                                        "00",
                                        "10",
                                        "2021",
                                        "3031",
                                        "40414243",
                                        "5051525354555657",
                                        "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots{
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Tree tree;
  EXPECT_EQ(hex_of(tree.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t index = 0; index < leaves.size(); ++index) {
    tree.append(leaf_hash(unhex(leaves[index])));
    EXPECT_EQ(hex_of(tree.root()), roots[index]) << "size " << tree.size();
  }
}

TEST(Tree, AgreesWithTheDefinitionAtEverySize) {
  const std::vector<Hash> leaves = some_leaves(600);
  Tree tree;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    tree.append(leaves[size - 1]);
    const std::span<const Hash> part = std::span(leaves).first(size);
    ASSERT_EQ(tree.root(), naive_root(part)) << size;
    ASSERT_EQ(Tree(size, NaiveReader(part)).root(), tree.root()) << size;
    ASSERT_EQ(root_of(NaiveReader(part), size), tree.root()) << size;
  }
}

TEST(Tree, ProvesEveryLeafOfEverySmallTree) {
  const std::vector<Hash> leaves = some_leaves(40);
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    const std::span<const Hash> part = std::span(leaves).first(size);
    const NaiveReader reader(part);
    const Hash root = naive_root(part);
    for (std::size_t index = 0; index < size; ++index) {
      const auto proof = inclusion_proof(reader, index, size);
      ASSERT_EQ(proof, naive_inclusion(index, part));
      ASSERT_TRUE(verify_inclusion(index, size, leaves[index], proof, root));
      ASSERT_FALSE(verify_inclusion(index + 1, size, leaves[index], proof, root));
      ASSERT_FALSE(verify_inclusion(index, size, leaves[(index + 1) % 40], proof, root));
    }
  }
}

TEST(Tree, ProvesEveryPairOfSmallTreesConsistent) {
  const std::vector<Hash> leaves = some_leaves(40);
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    const NaiveReader reader{std::span(leaves).first(size)};
    const Hash root = root_of(reader, size);
    for (std::size_t old_size = 1; old_size <= size; ++old_size) {
      const Hash old_root = root_of(reader, old_size);
      auto proof = consistency_proof(reader, old_size, size);
      ASSERT_TRUE(verify_consistency(old_size, size, old_root, root, proof))
          << old_size << " in " << size;
      if (proof.empty()) continue;
      proof.back()[0] ^= 1;
      ASSERT_FALSE(verify_consistency(old_size, size, old_root, root, proof));
      proof.pop_back();
      ASSERT_FALSE(verify_consistency(old_size, size, old_root, root, proof));
    }
  }
}

// --- Vectors nobody here wrote ------------------------------------------------------------------

// Nothing when the text is not a hash: it can be no part of a proof then.
std::optional<Hash> shown_hash(const Json& text) {
  const auto bytes = unbase64(std::string_view(text.as_string()));
  return bytes && bytes->size() == sizeof(Hash) ? std::optional(hash_in(*bytes, 0)) : std::nullopt;
}

std::optional<std::vector<Hash>> shown_proof(const Json& vector) {
  std::vector<Hash> proof;
  for (const Json& item : array_at(vector, "proof")) {
    const auto hash = shown_hash(item);
    if (!hash) return std::nullopt;
    proof.push_back(*hash);
  }
  return proof;
}

// Some consistency vectors carry words for roots ("don't care"). A word stands for its digest:
// equal words stay equal, and no proof leads to them.
Hash shown_root(const Json& vector, std::string_view key) {
  return shown_hash(vector.at(key)).value_or(sha256(text_at(vector, key)));
}

std::uint64_t shown_number(const Json& vector, std::string_view key) {
  return vector.at(key).to_number<std::uint64_t>();
}

bool accepts_inclusion(const Json& vector) {
  const auto leaf = shown_hash(vector.at("leafHash"));
  const auto root = shown_hash(vector.at("root"));
  const auto proof = shown_proof(vector);
  return leaf && root && proof &&
         verify_inclusion(shown_number(vector, "leafIdx"), shown_number(vector, "treeSize"), *leaf,
                          *proof, *root);
}

bool accepts_consistency(const Json& vector) {
  const auto proof = shown_proof(vector);
  return proof &&
         verify_consistency(shown_number(vector, "size1"), shown_number(vector, "size2"),
                            shown_root(vector, "root1"), shown_root(vector, "root2"), *proof);
}

// Runs all vectors below ../shared/vectors/merkle/<kind>; returns how many there were.
int run_vectors(std::string_view kind, bool (*accepts)(const Json&)) {
  const auto folder = testing::source_path("../shared/vectors/merkle") / kind;
  int count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const auto vector = parse_json(testing::read_file(entry.path()));
    if (!vector) {
      ADD_FAILURE() << "unreadable: " << entry.path();
      continue;
    }
    EXPECT_EQ(accepts(*vector), !flag_at(*vector, "wantErr")) << entry.path();
    ++count;
  }
  return count;
}

bool vectors_at_hand() {
  return std::filesystem::is_directory(testing::source_path("../shared/vectors/merkle"));
}

TEST(TreeVectors, Inclusion) {
  if (!vectors_at_hand()) GTEST_SKIP() << "../shared/vectors/merkle is absent";
  EXPECT_EQ(run_vectors("inclusion", accepts_inclusion), 98);
}

TEST(TreeVectors, Consistency) {
  if (!vectors_at_hand()) GTEST_SKIP() << "../shared/vectors/merkle is absent";
  EXPECT_EQ(run_vectors("consistency", accepts_consistency), 98);
}

// --- Tiles --------------------------------------------------------------------------------------

TEST(Tiles, AreNamedAsTheSpecificationSays) {
  EXPECT_EQ(tile_path(0, 1234067, 256), "tile/0/x001/x234/067");
  EXPECT_EQ(tile_path(1, 5, 17), "tile/1/005.p/17");
  EXPECT_EQ(tile_path(0, 273, 112), "tile/0/273.p/112");
  EXPECT_EQ(tile_name(1000, 256), "x001/000");
}

TEST(Tiles, ASizeOf70000IsCutAsTheSpecificationSays) {
  EXPECT_EQ(hashes_at(0, 70000) / tile_width, 273U);
  EXPECT_EQ(width_of(273, hashes_at(0, 70000)), 112U);
  EXPECT_EQ(hashes_at(1, 70000) / tile_width, 1U);
  EXPECT_EQ(width_of(1, hashes_at(1, 70000)), 17U);
  EXPECT_EQ(hashes_at(2, 70000), 1U);
  EXPECT_EQ(hashes_at(3, 70000), 0U);
  EXPECT_EQ(width_of(0, hashes_at(1, 256)), 1U);
}

TEST(Tiles, ServeEveryProofOfAGrowingTree) {
  const std::size_t size = 66000;  // crosses a tile of level 1
  Edge edge;
  TilesInMemory tiles;
  for (std::size_t index = 0; index < size; ++index) {
    const Hash leaf = leaf_hash(std::to_string(index));
    edge.append(leaf);
    tiles.store_leaf(index, leaf);
    if (index % 97 == 0) tiles.store(edge.collect());
  }
  tiles.store(edge.collect());
  const TiledHashes hashes(tiles, size);
  EXPECT_EQ(root_of(hashes, size), edge.tree().root());
  EXPECT_EQ(Edge(size, tiles).tree().root(), edge.tree().root());
  std::mt19937_64 chance(7);
  for (int round = 0; round < 50; ++round) {
    const std::uint64_t index = chance() % size;
    const auto proof = inclusion_proof(hashes, index, size);
    EXPECT_TRUE(
        verify_inclusion(index, size, leaf_hash(std::to_string(index)), proof, edge.tree().root()));
    const Hash old_root = root_of(TiledHashes(tiles, index + 1), index + 1);
    EXPECT_TRUE(verify_consistency(index + 1, size, old_root, edge.tree().root(),
                                   consistency_proof(hashes, index + 1, size)));
  }
}

TEST(Tiles, AnEdgeGoesBackToAnySizeOfTheBatch) {
  std::mt19937_64 chance(11);
  for (int round = 0; round < 200; ++round) {
    Edge edge;
    TilesInMemory tiles;
    std::vector<Hash> leaves;
    const auto grow = [&](std::uint64_t count) {
      for (; count > 0; --count) {
        leaves.push_back(leaf_hash(std::to_string(chance())));
        edge.append(leaves.back());
      }
    };
    grow(chance() % 700);
    tiles.store(edge.collect());
    const std::size_t base = leaves.size();
    grow(chance() % 700);
    leaves.resize(base + chance() % (leaves.size() - base + 1));
    edge.back_to(leaves.size());
    grow(chance() % 300);
    Edge fresh;
    TilesInMemory fresh_tiles;
    for (const Hash& leaf : leaves) fresh.append(leaf);
    ASSERT_EQ(edge.tree().root(), fresh.tree().root());
    tiles.store(edge.collect());
    fresh_tiles.store(fresh.collect());
    for (std::size_t index = 0; index < leaves.size(); ++index) {
      tiles.store_leaf(index, leaves[index]);
    }
    ASSERT_EQ(root_of(TiledHashes(tiles, leaves.size()), leaves.size()), fresh.tree().root());
  }
}

}  // namespace
}  // namespace mamori::ledger
