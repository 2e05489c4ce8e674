// How long an export takes to verify: `verify_time FOLDER` prints seconds, by the wall and of the
// processor, for the tree alone (the hashes of all records up to the signed root) and for
// everything. bench/make_export.cc makes one.
#include <chrono>
#include <ctime>
#include <functional>
#include <iostream>

#include "ledger/verify.h"

namespace {

using namespace mamori::ledger;  // NOLINT(google-build-using-namespace): a program of its own

void time(std::string_view what, std::uint64_t records, const std::function<bool()>& work) {
  const std::clock_t processor = std::clock();
  const auto begin = std::chrono::steady_clock::now();
  const bool ok = work();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  const double used = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
  std::cout << what << ": " << (ok ? "ok" : "WRONG") << ", " << records << " records in "
            << wall.count() << " s, processor " << used << " s\n";
}

bool tree_fits(const FolderFiles& files, const Checkpoint& checkpoint) {
  Tree tree;
  for (std::uint64_t index = 0; index < tiles_in(checkpoint.size); ++index) {
    const auto tile =
        files.read({LedgerFile::Kind::tile, 0, index, width_of(index, checkpoint.size)});
    for (const Hash& hash : split_hashes(tile.value_or(""))) tree.append(hash);
  }
  return tree.root() == checkpoint.root;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "verify_time FOLDER\n";
    return 2;
  }
  const FolderFiles files(argv[1]);
  const std::string key = files.read({.kind = LedgerFile::Kind::key}).value();
  const auto verifier = NoteVerifier::parse(std::string_view(key).substr(0, key.find('\n')));
  const auto checkpoint =
      open_checkpoint(files.read({.kind = LedgerFile::Kind::checkpoint}).value(), *verifier);
  time("tree", checkpoint->size, [&] { return tree_fits(files, *checkpoint); });
  time("everything", checkpoint->size, [&] { return verify_export(argv[1]).ok; });
}
