#include "regulation/provisions/words.h"

#include <algorithm>

#include "base/text.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

// No sentence of a regulation is longer; what is keeps its end out of the grammar.
constexpr std::size_t signs_max = 1000;

constexpr View openers = U"(（「『";
constexpr View closers = U")）」』";

bool pairs(char32_t opener, char32_t closer) {
  const bool round = opener == U'(' || opener == U'（';
  const bool closes_round = closer == U')' || closer == U'）';
  if (round || closes_round) return round && closes_round;
  return openers.find(opener) == closers.find(closer);
}

}  // namespace

std::u32string folded(View text) {
  std::u32string out(text);
  for (char32_t& c : out) {
    if (c >= U'！' && c <= U'～' && c != U'（' && c != U'）') c = U'!' + (c - U'！');
  }
  return out;
}

std::vector<int> bracket_depths(View text) {
  std::vector<int> depth(text.size() + 1, 0);
  std::vector<std::size_t> open;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (openers.contains(text[at])) open.push_back(at);
    if (!closers.contains(text[at])) continue;
    if (open.empty() || !pairs(text[open.back()], text[at])) continue;
    ++depth[open.back()];
    --depth[at + 1];
    open.pop_back();
  }
  int now = 0;
  for (int& each : depth) each = now += each;
  depth.pop_back();
  return depth;
}

Words::Words(View written)
    : text(folded(written.substr(0, signs_max))), depth(bracket_depths(text)) {}

std::size_t end_before(const Words& words, std::size_t at) {
  while (at > 0 && (is_blank(words.text[at - 1]) || !words.outside(at - 1))) --at;
  return at;
}

std::size_t behind_brackets(const Words& words, std::size_t at) {
  while (at < words.text.size() && (is_blank(words.text[at]) || !words.outside(at))) ++at;
  return at;
}

bool is_noun_sign(char32_t c) {
  const bool letter = (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
  return is_kanji(c) || (is_katakana(c) && c != U'・') || is_digit(c) || letter || c == U'ー' ||
         c == U'々';
}

namespace {

// 及, 又, 並, 若 without kana, as old texts write them; not in 普及, 若年, 並列.
bool is_joiner(View text, std::size_t at) {
  const char32_t after = at + 1 < text.size() ? text[at + 1] : U' ';
  switch (text[at]) {
    case U'及':
      return at == 0 || !View(U"普追言波遡企過").contains(text[at - 1]);
    case U'並':
      return !View(U"行列木立").contains(after);
    case U'若':
      return !is_kanji(after);
    default:
      return text[at] == U'又';
  }
}

}  // namespace

std::size_t noun_begin(const Words& words, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && words.outside(begin - 1) && is_noun_sign(words.text[begin - 1]) &&
         !is_joiner(words.view(), begin - 1)) {
    --begin;
  }
  return begin;
}

bool ends_with_any(View text, std::initializer_list<View> endings) {
  return std::ranges::any_of(endings, [text](View each) { return text.ends_with(each); });
}

bool starts_with_any(View text, std::initializer_list<View> beginnings) {
  return std::ranges::any_of(beginnings, [text](View each) { return text.starts_with(each); });
}

}  // namespace mamori::regulation
