// Laws and other regulations by name, as a text cites them. Inside this room only.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "regulation/provisions/words.h"

namespace mamori::regulation {

struct Law {
  std::string name;    // 個人情報の保護に関する法律
  std::string number;  // 平成15年法律第57号; "" when the text does not say it
};

struct LawMention {
  Law law;
  std::size_t begin = 0;  // of the name in the sentence
  std::size_t end = 0;    // behind the name and its bracket
};

// What a document calls laws: numbers once given, short names (以下「法」という。). Filled sentence
// by sentence in the order of the text.
class LawBook {
 public:
  // The laws the sentence names, in order; remembers short names and numbers for those after it.
  std::vector<LawMention> read(const Words& words);

 private:
  std::optional<LawMention> mention_ending_at(const Words& words, std::size_t end);
  void remember(const Words& words, const LawMention& mention, View bracket);

  std::map<std::u32string, Law, std::less<>> known_;  // by name and short name
  Law last_;                                          // 同法
};

}  // namespace mamori::regulation
