// Text as alignment compares it: one spelling for what means the same.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/yaml.h"

namespace mamori::catalogue {

// Immutable after reading; any thread may use it.
class Vocabulary {
 public:
  Vocabulary();  // offices and the phrases every sentence has

  // `list`: the value of `words:`. Refuses with `definition_malformed` an entry without `word` or
  // `also`, and a word that is read in two ways.
  Result<void> read(const Yaml& list);

  // The text for comparing: width, case and blanks gone, every word in its one spelling, every
  // office that only says who replaced by one character of its own, and without the phrases every
  // sentence of a regulation has. Of several readings the longest counts. Linear in the text.
  std::u32string key(std::string_view text) const;

 private:
  struct Reading {
    std::u32string from;
    std::u32string to;
  };
  bool add(std::u32string from, std::u32string to);

  std::unordered_map<char32_t, std::vector<Reading>> by_first_;  // each list longest first
};

// What stands for an office in a key.
bool is_office(char32_t c);

// The key without those it begins with as subject (「A及びBは、」): who must act is compared by the
// provision's holder, not by its letters. What stands before an office stays.
std::u32string without_subject(std::u32string key);

}  // namespace mamori::catalogue
