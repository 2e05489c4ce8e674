// How long the tree takes to grow: `tree_append LEAVES` prints two lines of nanoseconds per leaf
// (of the processor's time: other programs do not count).
// "record": hashing a record of 320 bytes and appending it, tiles collected as after each commit
// of 256 acts. "append": the same from leaf hashes that are there. bench/tree_ratio.py sets them
// beside Go's sumdb/tlog.
#include <cstdlib>
#include <ctime>
#include <iostream>

#include "ledger/tiles.h"

namespace {

using mamori::ledger::Edge;
using mamori::ledger::Hash;

constexpr std::size_t record_bytes = 320;

template <class LeafOf>
double nanoseconds_per_leaf(std::uint64_t leaves, const LeafOf& leaf_of) {
  const std::clock_t begin = std::clock();
  Edge edge;
  for (std::uint64_t index = 0; index < leaves; ++index) {
    edge.append(leaf_of(index));
    if (index % 256 == 255) static_cast<void>(edge.collect());
  }
  const double taken = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  if (edge.tree().root() == Hash{}) std::abort();  // so that nothing is left out as unused
  return taken * 1e9 / static_cast<double>(leaves);
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t leaves = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  std::string record(record_bytes, 'r');
  const auto hashed = [&](std::uint64_t index) {
    record.replace(0, 8, reinterpret_cast<const char*>(&index), 8);
    return mamori::ledger::leaf_hash(record);
  };
  const auto given = [](std::uint64_t index) {
    Hash hash{};
    hash[0] = static_cast<std::uint8_t>(index);
    return hash;
  };
  std::cout << "record " << nanoseconds_per_leaf(leaves, hashed) << "\nappend "
            << nanoseconds_per_leaf(leaves, given) << '\n';
}
