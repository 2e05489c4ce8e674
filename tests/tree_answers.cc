// What our tree says of many trees, for tests/trees_test.py to compare with other implementations.
//
// Each line "SEED SIZE INDEX OLD_SIZE" asks about the tree of the leaves "SEED:0", "SEED:1", … of
// that size. The answer is "ROOT INCLUSION CONSISTENCY": the root, the proof that leaf INDEX is in
// it, the proof that it continues that of OLD_SIZE; hashes in hexadecimal, proofs joined by commas.
#include <iostream>

#include "ledger/tree.h"

namespace {

using mamori::ledger::Hash;

class Leaves final : public mamori::ledger::HashReader {
 public:
  Leaves(std::uint64_t seed, std::uint64_t size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      hashes_.push_back(
          mamori::ledger::leaf_hash(std::to_string(seed) + ":" + std::to_string(index)));
    }
  }
  Hash complete(unsigned height, std::uint64_t index) const override {
    return mamori::ledger::complete_root(
        std::span(hashes_).subspan(index << height, std::uint64_t{1} << height));
  }
  Hash root() const {
    mamori::ledger::Tree tree;
    for (const Hash& hash : hashes_) tree.append(hash);
    return tree.root();
  }

 private:
  std::vector<Hash> hashes_;
};

std::string shown(const std::vector<Hash>& proof) {
  std::string text;
  for (const Hash& hash : proof) {
    text += (text.empty() ? "" : ",") + mamori::hex(mamori::as_text(hash));
  }
  return text;
}

}  // namespace

int main() {
  std::uint64_t seed = 0;
  std::uint64_t size = 0;
  std::uint64_t index = 0;
  std::uint64_t old_size = 0;
  while (std::cin >> seed >> size >> index >> old_size) {
    const Leaves leaves(seed, size);
    std::cout << shown({leaves.root()}) << ' '
              << shown(mamori::ledger::inclusion_proof(leaves, index, size)) << ' '
              << shown(mamori::ledger::consistency_proof(leaves, old_size, size)) << '\n';
  }
}
