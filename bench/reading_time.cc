// How long mamori's reader takes for one text: `reading_time FILE RUNS` prints the milliseconds of
// each run, one a line. A run is regulation::read: bytes → encoding, normal form, tree, places,
// counts and diagnostics, in memory; reading the file is not part of it. bench/lawtext_ratio.mjs
// sets it beside the parser of Lawtext.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "regulation/reader.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "reading_time FILE RUNS\n";
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  const std::string text = bytes.str();
  for (int run = 0; run < std::atoi(argv[2]); ++run) {
    const auto begin = std::chrono::steady_clock::now();
    const auto reading = mamori::regulation::read(text);
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - begin;
    if (reading.documents.empty()) return 1;
    std::cout << taken.count() << '\n';
  }
}
