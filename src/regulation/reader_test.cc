#include "regulation/reader.h"

#include <gtest/gtest.h>
#include <iostream>

#include "base/testing.h"
#include "base/text.h"
using namespace mamori;
using namespace mamori::regulation;
TEST(Try, Seeds) {
  for (auto name : {"000", "001", "002", "003", "004"}) {
    auto s = mamori::testing::seed(name);
    auto r = read(*s);
    for (auto& d : r.documents) {
      auto& c = d.counts;
      std::cout << name << " [" << d.title << "|" << d.date << "|" << d.number << "] ch "
                << c.chapters << " sec " << c.sections << " art " << c.articles << " cap "
                << c.captions << " par " << c.paragraphs << " item " << c.items << " sup "
                << c.supplementary << " h " << c.headings << " l2 " << c.level2 << " l3 "
                << c.level3 << "\n";
    }
    int sum = 0;
    for (auto& x : r.characters.discarded) sum += x.characters;
    std::cout << "  source " << r.characters.source << " placed " << r.characters.placed << " disc "
              << sum << "\n";
    if (getenv("DIAG"))
      for (auto& d : r.diagnostics)
        std::cout << "  " << d.line << " " << d.kind << " " << d.message << " [" << d.before
                  << "] [" << d.after << "]\n";
    if (getenv("TREE"))
      for (auto& d : r.documents)
        traverse(d, [](const Node& n, int depth) {
          std::cout << std::string(depth * 2, ' ') << n.line << " " << name_of(n.kind) << " <"
                    << n.place << "> {" << n.label << "} (" << n.caption << ") "
                    << utf8(code_points(n.text).substr(0, 30)) << "\n";
        });
  }
}
