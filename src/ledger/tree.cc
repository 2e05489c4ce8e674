// OpenSSL's direct SHA-256 calls are deprecated in name only, and three times as fast for a node as
// its others (see base/bytes.cc).
#define OPENSSL_SUPPRESS_DEPRECATED

#include "ledger/tree.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <openssl/sha.h>

namespace mamori::ledger {
namespace {

constexpr std::uint8_t leaf_prefix = 0;
constexpr std::uint8_t node_prefix = 1;

constexpr bool bit(std::uint64_t number, unsigned place) {
  return (number >> place & 1) != 0;
}

// Where RFC 6962 splits a range of `count` > 1 leaves: the largest power of two below it.
constexpr std::uint64_t split_point(std::uint64_t count) {
  return std::bit_floor(count - 1);
}

// Root of the leaves [begin, end). The ranges asked for are those RFC 6962 splits into, so begin is
// a multiple of the largest power of two within.
Hash range_root(const HashReader& reader, std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) {
    const auto height = static_cast<unsigned>(std::countr_zero(count));
    return reader.complete(height, begin >> height);
  }
  const std::uint64_t middle = begin + split_point(count);
  return node_hash(range_root(reader, begin, middle), range_root(reader, middle, end));
}

// A half-open range of leaves that shrinks towards one side at each split.
struct Range {
  std::uint64_t begin;
  std::uint64_t end;
};

}  // namespace

Hash leaf_hash(std::string_view leaf) {
  Hash hash;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, &leaf_prefix, 1);
  SHA256_Update(&context, leaf.data(), leaf.size());
  SHA256_Final(hash.data(), &context);
  return hash;
}

Hash node_hash(const Hash& left, const Hash& right) {
  // In one piece, which OpenSSL hashes faster than three.
  std::array<std::uint8_t, 1 + 2 * sizeof(Hash)> node;
  node[0] = node_prefix;
  std::ranges::copy(left, node.begin() + 1);
  std::ranges::copy(right, node.begin() + 1 + sizeof(Hash));
  Hash hash;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, node.data(), node.size());
  SHA256_Final(hash.data(), &context);
  return hash;
}

Hash empty_root() {
  return sha256({});
}

Hash complete_root(std::span<const Hash> leaves_power_of_2) {
  assert(std::has_single_bit(leaves_power_of_2.size()));
  Tree tree;
  for (const Hash& leaf : leaves_power_of_2) tree.append(leaf);
  return tree.root();
}

Tree::Tree(std::uint64_t size, const HashReader& reader) : size_(size) {
  for (unsigned height = 0; height <= height_max; ++height) {
    if (bit(size, height)) last_[height] = reader.complete(height, (size >> height) - 1);
  }
}

void Tree::append(const Hash& leaf) {
  assert(size_ < std::uint64_t{1} << height_max);
  Hash hash = leaf;
  unsigned height = 0;
  for (; bit(size_, height); ++height) {
    const Hash parent = node_hash(last_[height], hash);
    last_[height] = hash;
    hash = parent;
  }
  last_[height] = hash;
  ++size_;
}

Hash Tree::root() const {
  if (size_ == 0) return empty_root();
  auto height = static_cast<unsigned>(std::countr_zero(size_));
  Hash root = last_[height];
  for (++height; height <= height_max; ++height) {
    if (bit(size_, height)) root = node_hash(last_[height], root);
  }
  return root;
}

Hash root_of(const HashReader& reader, std::uint64_t size) {
  return size == 0 ? empty_root() : range_root(reader, 0, size);
}

std::vector<Hash> inclusion_proof(const HashReader& reader, std::uint64_t index,
                                  std::uint64_t size) {
  assert(index < size);
  std::vector<Hash> from_root;
  Range range{0, size};
  while (range.end - range.begin > 1) {
    const std::uint64_t middle = range.begin + split_point(range.end - range.begin);
    const bool left = index < middle;
    from_root.push_back(left ? range_root(reader, middle, range.end)
                             : range_root(reader, range.begin, middle));
    (left ? range.end : range.begin) = middle;
  }
  return {from_root.rbegin(), from_root.rend()};
}

std::vector<Hash> consistency_proof(const HashReader& reader, std::uint64_t old_size,
                                    std::uint64_t size) {
  assert(0 < old_size && old_size <= size);
  std::vector<Hash> from_root;
  Range range{0, size};
  while (range.end != old_size) {
    const std::uint64_t middle = range.begin + split_point(range.end - range.begin);
    const bool left = old_size <= middle;
    from_root.push_back(left ? range_root(reader, middle, range.end)
                             : range_root(reader, range.begin, middle));
    (left ? range.end : range.begin) = middle;
  }
  // Whoever has the old root needs not be told it, when it is the root of a subtree of the new.
  if (range.begin != 0) from_root.push_back(range_root(reader, range.begin, range.end));
  return {from_root.rbegin(), from_root.rend()};
}

bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                      std::span<const Hash> proof, const Hash& root) {
  if (index >= size) return false;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if (bit(node, 0) || node == last) {
      hash = node_hash(sibling, hash);
      while (!bit(node, 0) && node != 0) node >>= 1, last >>= 1;
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1, last >>= 1;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t old_size, std::uint64_t size, const Hash& old_root,
                        const Hash& root, std::span<const Hash> proof) {
  if (size == 0 && root != empty_root()) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  if (old_size == 0 || old_size > size) return false;
  const bool told = !std::has_single_bit(old_size);  // else the old root itself opens the proof
  if (told && proof.empty()) return false;
  const Hash& seed = told ? proof.front() : old_root;
  if (told) proof = proof.subspan(1);

  std::uint64_t node = old_size - 1;
  std::uint64_t last = size - 1;
  while (bit(node, 0)) node >>= 1, last >>= 1;
  Hash old_hash = seed;
  Hash hash = seed;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if (bit(node, 0) || node == last) {
      old_hash = node_hash(sibling, old_hash);
      hash = node_hash(sibling, hash);
      while (!bit(node, 0) && node != 0) node >>= 1, last >>= 1;
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1, last >>= 1;
  }
  return last == 0 && old_hash == old_root && hash == root;
}

}  // namespace mamori::ledger
