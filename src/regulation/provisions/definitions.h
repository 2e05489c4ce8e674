// Terms a regulation fixes: 以下「X」という。, 「X」とは…をいう。, the 号 of a 定義 article. Inside
// this room only.
#pragma once

#include <string>
#include <vector>

#include "regulation/provision.h"
#include "regulation/provisions/words.h"

namespace mamori::regulation {

// A short name given in brackets: 情報システム管理者（以下「管理者」という。）.
struct ShortName {
  std::u32string term;   // 管理者
  std::size_t open = 0;  // where its bracket begins
  std::u32string unit;   // 章, 条 … when it holds only inside of one; "" otherwise
};
std::vector<ShortName> short_names_in(const Words& words);

// What one sentence defines. `unit` is as above.
struct DefinedTerm {
  std::u32string term;
  std::u32string unit;
  bool operator==(const DefinedTerm&) const = default;
};
// `listed`: the sentence stands in a 号 of definitions, so that its first word is the term.
std::vector<DefinedTerm> terms_defined_in(const Words& words, bool listed);

}  // namespace mamori::regulation
