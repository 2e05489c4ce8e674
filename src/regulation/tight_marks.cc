#include "regulation/tight_marks.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "regulation/markers.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr View kana = U"アイウエオカキクケコサシスセソタチツテトナニヌネノ";
constexpr View kanji_figures = U"一二三四五六七八九";
constexpr std::size_t reach = 12;  // lines an entry of such a list takes at most

// 一部, 二以上, 三者: words that begin with a figure.
bool is_word_of_figure(View text) {
  return text.size() < 2 || !is_kanji(text[1]) || is_kanji_digit(text[1]) ||
         View(
             U"部般定方切致連度時者次種階名人以年月日元覧体貫律環括般式瞬挙旦十百千万重分回件"
             U"箇個条項号つ")
             .contains(text[1]);
}

// The line begins with the sign, and what stands behind it may be a word of its own.
bool begins_with(View text, char32_t sign, bool sure) {
  if (text.size() < 3 || text.front() != sign || is_blank(text[1])) return false;
  if (is_kanji_digit(sign)) return !is_word_of_figure(text);
  if (is_katakana(text[1])) return sure;
  return is_kanji(text[1]) || is_hiragana(text[1]);
}

bool announces_list(View text) {
  constexpr std::array<View, 5> words{U"次の", U"次に", U"各号", U"以下の", U"下記"};
  return std::ranges::any_of(words, [text](View each) { return text.contains(each); });
}

class TightMarks {
 public:
  explicit TightMarks(std::vector<Line>& lines) : lines_(lines) {}

  void part() {
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      part_list(at, kana);
      if (at > 0 && announces_list(lines_[at - 1].text)) part_list(at, kanji_figures);
    }
  }

 private:
  // A list has its first two entries at least; only the later ones may begin with katakana.
  void part_list(std::size_t at, View signs) {
    if (!lines_[at].row.empty() || !begins_with(lines_[at].text, signs.front(), false)) return;
    std::vector<std::size_t> entries{at};
    for (std::size_t index = 1; index < signs.size(); ++index) {
      const auto next = next_entry(entries.back() + 1, signs[index], index > 1);
      if (next == lines_.size()) break;
      entries.push_back(next);
    }
    if (entries.size() < 2) return;
    for (const std::size_t entry : entries) lines_[entry].text.insert(1, 1, U'　');
  }

  std::size_t next_entry(std::size_t from, char32_t sign, bool sure) const {
    const auto end = std::min(lines_.size(), from + reach);
    for (auto at = from; at < end; ++at) {
      if (begins_with(lines_[at].text, sign, sure)) return at;
      const MarkKind kind = mark_of(lines_[at].text).kind;
      if (kind != MarkKind::none && kind <= MarkKind::paren_number) break;
    }
    return lines_.size();
  }

  std::vector<Line>& lines_;
};

}  // namespace

void part_tight_marks(std::vector<Line>& lines) {
  TightMarks(lines).part();
}

}  // namespace mamori::regulation
