// What a line begins with: 第18条, 2, (1), ア, 附則 … Inside this room only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mamori::regulation {

enum class MarkKind {
  none,
  part,
  chapter,
  section,
  subsection,
  division,  // 第1編 … 第1目
  article,   // 第15条の2; 第5条から第7条まで
  supplementary,
  appendix,
  contents,
  preamble,      // 附則, 別表第1, 目次, 前文
  ordinal,       // 第1; 第1部 (numbered style)
  number,        // 1; 1.; １．
  dotted,        // 1.1; 1-1-1; 1-(1)
  paren_number,  // (1); （一）; ⑴; 〔1〕
  half_paren,    // 1)
  kanji_number,  // 一
  circled,       // ①
  roman,         // Ⅰ; II; (iv)
  kana,          // ア; イ
  paren_kana,    // (ア)
  letter,        // a; (a)
  bullet,        // ・; a list mark without a number
};

// The variety of 第1部, which is no 編 but numbered like one.
constexpr int ordinal_part = 1;

// Added to the variety of a number that stands with its title in brackets: ＜１．目的＞. Its last
// bracket is the last character of the line.
constexpr int in_brackets = 32;

struct Mark {
  MarkKind kind = MarkKind::none;
  int value = 0;           // the last figure: 2 in 15の2, 3 in 1.3; 0 where there is none
  int first = 0;           // 5 in 第5条から第7条まで, whose value is 7; otherwise 0
  int branch_of = 0;       // 15 in 第15条の2; 0 when it is no 枝番
  int variety = 0;         // tells apart what looks different at one kind: 1 and 1., (1) and (一),
                           // the parts of 1.1.1, the character of a bullet
  std::string number;      // "15の2", "1.3", "ア"
  std::size_t length = 0;  // code points of the mark itself, without blanks after it
  std::size_t rest = 0;    // where the words after it begin
  bool tight = false;      // the words follow without a blank
  explicit operator bool() const { return kind != MarkKind::none; }
};

// The mark at the beginning of the text; `none` when it begins with words. A reference
// (第3条の規定に より…) is not told apart from a mark here: see is_reference.
Mark mark_of(std::u32string_view text);

// The Roman number I, V or X as the letter that it may be instead; `none` for all other marks.
Mark as_letter(const Mark& mark);
// 編 章 節 款 目.
bool is_division(MarkKind kind);
// The words after a 第3条 or 第2章 go on as a sentence about it: の規定により, に定める, 及び…
bool is_reference(const Mark& mark, std::u32string_view text);
// The line begins with a sentence about a number: 3に定める…, 2 (1) のとおり, ３（２）①の者.
bool is_citation(std::u32string_view text);
// 2名以上で…: a number that counts something. Not 2人的セキュリティ.
bool is_counted(const Mark& mark, std::u32string_view text);
// `next` is what follows `last` in the same list: 2 after 1, イ after ア or ロ after イ, 3の2
// after 3.
bool follows(const Mark& last, const Mark& next);
// 1, (1), ア, イ (of イロハ), ①, a.
bool starts(const Mark& mark);
// The words cannot begin a sentence: の, に, 及び, から …
bool begins_with_particle(std::u32string_view text);
// A line that is nothing but one pair of brackets with a short name in it: (目的), 【目的】.
bool is_caption(std::u32string_view text);
// The length of the parenthesis group at the beginning, 0 when there is none that closes.
std::size_t paren_length(std::u32string_view text);
// The same for brackets of any kind: 【…】, 〔…〕, ＜…＞ as well.
std::size_t enclosure_length(std::u32string_view text);
bool opens_enclosure(std::u32string_view text);
// (平20規則3・一部改正): says when the words before it were changed.
bool is_amendment_note(std::u32string_view text);
// The length of such a note at the end of the text, 0 when there is none.
std::size_t amendment_note_at_end(std::u32string_view text);

}  // namespace mamori::regulation
