// Noun phrases that name who acts: A及びB, 情報を作成する者, 課等の長. Inside this room only.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "regulation/provisions/offices.h"
#include "regulation/provisions/words.h"

namespace mamori::regulation {

struct NamedAgent {
  std::u32string title;   // as written: 情報システム管理者; 情報を作成する者
  std::size_t begin = 0;  // of the title
  std::size_t end = 0;    // behind it and its 等
};

struct AgentPhrase {
  std::vector<NamedAgent> agents;  // in the order of the text; empty when nobody is named
  bool alternative = false;        // joined by 又は
  std::size_t begin = 0;
  std::size_t end = 0;  // without blanks and brackets behind it
  explicit operator bool() const { return !agents.empty(); }
};

// The phrase that ends before the particle at `particle`.
AgentPhrase agents_before(const Words& words, std::size_t particle, const OfficeBook& offices);

}  // namespace mamori::regulation
