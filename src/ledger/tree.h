// The Merkle tree of RFC 6962 §2.1 (RFC 9162 §2.1) over SHA-256: growing it, proving from it,
// verifying proofs. Pure; safe from any thread as long as an object is used by one at a time.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace mamori::ledger {

using Hash = Digest;
inline constexpr std::size_t hash_bytes = std::tuple_size_v<Hash>;

Hash leaf_hash(std::string_view leaf);                        // SHA-256(0x00 || leaf)
Hash node_hash(const Hash& left, const Hash& right);          // SHA-256(0x01 || left || right)
Hash empty_root();                                            // SHA-256 of nothing
Hash complete_root(std::span<const Hash> leaves_power_of_2);  // root over 1, 2, 4, 8… hashes

// Where proofs take hashes from: the root of the complete subtree of 2^height leaves that is number
// `index` (from 0) among those of its height. Asked only for subtrees that lie wholly in the tree.
class HashReader {
 public:
  virtual ~HashReader() = default;
  virtual Hash complete(unsigned height, std::uint64_t index) const = 0;
};

// A tree that only grows: keeps the roots of its complete subtrees (RFC 9162 §2.1.2), nothing else.
class Tree {
 public:
  static constexpr unsigned height_max = 48;  // 2^48 records are more than any body will write

  Tree() = default;
  // The tree of the first `size` leaves.
  Tree(std::uint64_t size, const HashReader& reader);

  void append(const Hash& leaf);
  std::uint64_t size() const { return size_; }
  Hash root() const;
  // Directly after append(): the root of the complete subtree of 2^height leaves that ends at
  // size(), which must be a multiple of 2^height.
  const Hash& completed(unsigned height) const { return last_[height]; }

 private:
  std::uint64_t size_ = 0;
  // Root of the newest complete subtree of each height; part of the frontier where size_ has that
  // bit set.
  std::array<Hash, height_max + 1> last_;
};

Hash root_of(const HashReader& reader, std::uint64_t size);
// RFC 9162 §2.1.3.1; index < size.
std::vector<Hash> inclusion_proof(const HashReader& reader, std::uint64_t index,
                                  std::uint64_t size);
// RFC 9162 §2.1.4.1; 0 < old_size <= size.
std::vector<Hash> consistency_proof(const HashReader& reader, std::uint64_t old_size,
                                    std::uint64_t size);

// RFC 9162 §2.1.3.2. False for every input that is not exactly a proof.
bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                      std::span<const Hash> proof, const Hash& root);
// RFC 9162 §2.1.4.2. A proof from the empty tree says nothing and is refused, unless both are.
bool verify_consistency(std::uint64_t old_size, std::uint64_t size, const Hash& old_root,
                        const Hash& root, std::span<const Hash> proof);

}  // namespace mamori::ledger
