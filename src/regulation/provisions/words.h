// The signs of a sentence as its grammar is looked at: widths folded, brackets counted. Inside this
// room only.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "regulation/marker_parts.h"

namespace mamori::regulation {

using View = std::u32string_view;

// Full-width letters and figures as half-width, one code point for one: ＣＩＳＯ → CISO.
std::u32string folded(View text);

// How many brackets each sign stands in, the brackets themselves included; 0 outside. A bracket
// without its partner is an ordinary sign.
std::vector<int> bracket_depths(View text);

// A sentence (or its beginning, of very long ones), folded, with its brackets.
struct Words {
  explicit Words(View written);
  bool outside(std::size_t at) const { return depth[at] == 0; }
  View view() const { return text; }
  View view(std::size_t begin, std::size_t end) const { return view().substr(begin, end - begin); }

  std::u32string text;
  std::vector<int> depth;
};

// The end of what stands before `at`, without blanks and brackets: 職員等（…） → 職員等.
std::size_t end_before(const Words& words, std::size_t at);
// Behind the blanks and brackets that begin at `at`.
std::size_t behind_brackets(const Words& words, std::size_t at);

// Nouns are written in these: kanji, katakana, letters and figures.
bool is_noun_sign(char32_t c);
// Where the noun that ends at `end` begins: …を情報システム管理者 → 情報システム管理者.
std::size_t noun_begin(const Words& words, std::size_t end);

bool ends_with_any(View text, std::initializer_list<View> endings);
bool starts_with_any(View text, std::initializer_list<View> beginnings);

}  // namespace mamori::regulation
