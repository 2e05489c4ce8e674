#include "regulation/markers.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "regulation/marker_parts.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

// Varieties of letters and Roman numbers: 1 in parentheses, 2 with one after it, and these.
constexpr int with_dot = 1;  // of a number
constexpr int with_circle = 2;
constexpr int in_parens = 1;
constexpr int half_parens = 2;
constexpr std::size_t bracketed_length_max = 40;
constexpr int letter_capital = 4;
constexpr int roman_capital = 4;
constexpr int roman_small = 8;

bool is_dot(char32_t c) {
  return c == U'.' || c == U'．';
}

char32_t half_width_latin(char32_t c) {
  return (c >= U'Ａ' && c <= U'Ｚ') || (c >= U'ａ' && c <= U'ｚ') ? c - U'Ａ' + U'A' : c;
}

bool is_capital(char32_t c) {
  return half_width_latin(c) >= U'A' && half_width_latin(c) <= U'Z';
}

bool is_latin(char32_t c) {
  return is_capital(c) || (half_width_latin(c) >= U'a' && half_width_latin(c) <= U'z');
}

int letter_value(char32_t c) {
  const char32_t half = half_width_latin(c);
  return static_cast<int>(half >= U'a' ? half - U'a' : half - U'A') + 1;
}

// The value of I, II, iv … at `at`, and its length; 0 when the letters are no Roman number up
// to 39.
Numeral roman_letters_at(View text, std::size_t at) {
  constexpr std::array<View, 10> ones{U"",  U"i",  U"ii",  U"iii",  U"iv",
                                      U"v", U"vi", U"vii", U"viii", U"ix"};
  std::u32string word;
  while (at + word.size() < text.size() && is_latin(text[at + word.size()]) && word.size() < 8) {
    const char32_t half = half_width_latin(text[at + word.size()]);
    word.push_back(half <= U'Z' ? half - U'A' + U'a' : half);
  }
  const auto tens = std::min(word.find_first_not_of(U'x'), word.size());
  const auto found = std::ranges::find(ones, View(word).substr(tens));
  if (word.empty() || tens > 3 || found == ones.end()) return {};
  return {static_cast<int>(tens * 10) + static_cast<int>(found - ones.begin()), word.size()};
}

Mark kana_mark(char32_t c, MarkKind kind) {
  if (aiueo_value(c) == 0 && iroha_value(c) == 0) return {};
  std::string number;
  append_utf8(number, c);
  return {.kind = kind, .value = aiueo_value(c), .number = std::move(number)};
}

Mark letter_mark(char32_t c, int variety) {
  std::string number;
  append_utf8(number, c);
  return {.kind = MarkKind::letter,
          .value = letter_value(c),
          .variety = variety + (is_capital(c) ? letter_capital : 0),
          .number = std::move(number)};
}

// i, IV …: a Roman number in letters. A single letter may be a letter after all: see as_letter.
Mark roman_letters_mark(View text, std::size_t at, int variety) {
  const Numeral numeral = roman_letters_at(text, at);
  if (numeral.length == 0) return {};
  return {.kind = MarkKind::roman,
          .value = numeral.value,
          .variety = variety + (is_capital(text[at]) ? roman_capital : roman_small),
          .number = utf8(text.substr(at, numeral.length)),
          .length = numeral.length};
}

// [1], 〔1〕, ＜1＞: parentheses of another form.
Mark bracket_mark(View text) {
  constexpr View openings = U"[［〔<＜【";
  constexpr View closings = U"]］〕>＞】";
  const auto form = text.size() < 3 ? View::npos : openings.find(text.front());
  if (form == View::npos) return {};
  const auto numeral = is_digit(text[1]) ? numeral_at(text, 1) : std::nullopt;
  const auto at = numeral ? 1 + numeral->length : 0;
  if (!numeral || at >= text.size() || text[at] != closings[form]) return {};
  return finished({.kind = MarkKind::paren_number,
                   .value = numeral->value,
                   .variety = 2 + static_cast<int>(form),
                   .number = std::to_string(numeral->value)},
                  text, at + 1);
}

// What stands inside the parentheses, with its length: 1, 十二, 3の2, ア, a, ⅰ, iv
Mark parenthesised_mark(View text, std::size_t inner) {
  if (const auto numeral = numeral_at(text, inner)) {
    Mark mark{.kind = MarkKind::paren_number,
              .value = numeral->value,
              .variety = is_digit(text[inner]) ? 0 : 1,
              .number = std::to_string(numeral->value)};
    auto at = inner + numeral->length;
    read_branches(text, at, mark);
    mark.length = at - inner;
    return mark;
  }
  if (Mark mark = roman_letters_mark(text, inner, in_parens)) return mark;
  Mark mark;
  if (const int roman = roman_value(text[inner])) {
    mark = {.kind = MarkKind::roman,
            .value = roman,
            .variety = in_parens,
            .number = utf8(text.substr(inner, 1))};
  } else if (is_latin(text[inner])) {
    mark = letter_mark(text[inner], in_parens);
  } else {
    mark = kana_mark(text[inner], MarkKind::paren_kana);
  }
  mark.length = 1;
  return mark;
}

// ＜１．目的＞, 【1 目的】: brackets around a number and its title.
Mark bracketed_heading_mark(View text) {
  constexpr View openings = U"[［〔<＜【《";
  if (text.size() < 4 || text.size() > bracketed_length_max) return {};
  if (!openings.contains(text.front()) || enclosure_length(text) != text.size()) return {};
  const View inside = text.substr(1, text.size() - 2);
  Mark mark = mark_of(inside);
  const bool number = mark.kind == MarkKind::number || mark.kind == MarkKind::dotted ||
                      mark.kind == MarkKind::ordinal || mark.kind == MarkKind::paren_number;
  if (!number || mark.rest >= inside.size() || is_counted(mark, inside)) return {};
  mark.variety += in_brackets;
  mark.length += 1;
  mark.rest += 1;
  mark.tight = false;
  return mark;
}

// (1), （十二）, (3の2), (3)の2, (1)から(3)まで 削除, (ア), (a), (ⅰ)
Mark paren_mark(View text) {
  if (text.size() < 3 || !opens(text.front())) return bracket_mark(text);
  const auto inner = skip_blanks(text, 1);
  if (inner >= text.size()) return {};
  Mark mark = parenthesised_mark(text, inner);
  auto at = skip_blanks(text, inner + mark.length);
  if (!mark || at >= text.size() || !closes(text[at])) return {};
  ++at;
  if (mark.kind == MarkKind::paren_number && mark.branch_of == 0) {
    read_branches(text, at, mark);
    read_deleted_range(text, at, mark);
  }
  return finished(mark, text, at);
}

struct Signs {
  char32_t first;
  int count;
  MarkKind kind;
  int variety;
};

// Characters that are a figure in parentheses, with a dot or in a circle by themselves.
Mark sign_mark(View text) {
  constexpr std::array<Signs, 7> rows{{{U'⑴', 20, MarkKind::paren_number, 0},
                                       {U'㈠', 10, MarkKind::paren_number, 1},
                                       {U'⒈', 20, MarkKind::number, 0},
                                       {U'❶', 10, MarkKind::circled, 1},
                                       {U'➀', 10, MarkKind::circled, 2},
                                       {U'⓵', 10, MarkKind::circled, 3},
                                       {U'㊀', 10, MarkKind::circled, 4}}};
  const char32_t c = text.front();
  for (const Signs& row : rows) {
    const auto last = row.first + static_cast<char32_t>(row.count);
    if (c < row.first || c >= last) continue;
    const int value = static_cast<int>(c - row.first) + 1;
    const bool circled = row.kind == MarkKind::circled;
    return finished({.kind = row.kind,
                     .value = value,
                     .variety = row.variety,
                     .number = circled ? utf8(text.substr(0, 1)) : std::to_string(value)},
                    text, 1);
  }
  return {};
}

// ㋐, ⒜: kana and letters that are in a circle or in parentheses by themselves.
Mark small_sign_mark(View text) {
  const char32_t c = text.front();
  if (c >= U'⒜' && c <= U'⒵') {
    return finished(letter_mark(U'a' + (c - U'⒜'), 1), text, 1);
  }
  constexpr View circled = U"㋐㋑㋒㋓㋔㋕㋖㋗㋘㋙㋚㋛㋜㋝㋞㋟㋠㋡㋢㋣㋤㋥㋦㋧㋨㋩㋪㋫㋬㋭";
  constexpr View plain = U"アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ";
  const auto at = circled.find(c);
  if (at == View::npos) return {};
  Mark mark = kana_mark(plain[at], MarkKind::paren_kana);
  mark.variety = 1;
  return finished(mark, text, 1);
}

// ○２　管理者は…: where the sign of a figure in a circle was missing.
Mark circle_before_figure_mark(View text) {
  if (text.size() < 4 || !View(U"○◯〇").contains(text.front()) || !is_digit(text[1])) return {};
  const auto numeral = numeral_at(text, 1);
  const auto end = 1 + (numeral ? numeral->length : 0);
  if (!numeral || end >= text.size() || !is_blank(text[end])) return {};
  return finished({.kind = MarkKind::number,
                   .value = numeral->value,
                   .variety = with_circle,
                   .number = std::to_string(numeral->value)},
                  text, end);
}

Mark single_mark(View text) {
  if (text.empty()) return {};
  if (Mark mark = circle_before_figure_mark(text)) return mark;
  if (Mark mark = sign_mark(text)) return mark;
  if (Mark mark = small_sign_mark(text)) return mark;
  const char32_t c = text.front();
  if (const int value = circled_value(c)) {
    return finished({.kind = MarkKind::circled, .value = value, .number = utf8(text.substr(0, 1))},
                    text, 1);
  }
  const int roman = roman_value(c);
  if (roman == 0 || text.size() < 2) return {};
  const bool dot = is_dot(text[1]) || closes(text[1]);
  return finished({.kind = MarkKind::roman,
                   .value = roman,
                   .variety = closes(text[1]) ? half_parens : 0,
                   .number = utf8(text.substr(0, 1))},
                  text, dot ? 2 : 1);
}

bool is_dash(char32_t c) {
  return View(U"-－‐‑–—―−ー").contains(c);
}

// The next part of 1.2.3 or 1-(2) at `at`: the length with what stands before it, 0 for none.
std::size_t read_part(View text, std::size_t at, Mark& mark) {
  const bool dash = at < text.size() && is_dash(text[at]);
  if (!dash && (at >= text.size() || !is_dot(text[at]))) return 0;
  const bool open = dash && at + 1 < text.size() && opens(text[at + 1]);
  const auto figure = at + (open ? 2 : 1);
  if (figure >= text.size() || !is_digit(text[figure])) return 0;
  const auto part = numeral_at(text, figure);
  if (!part) return 0;
  const auto end = figure + part->length;
  if (open && (end >= text.size() || !closes(text[end]))) return 0;
  const std::string value = std::to_string(part->value);
  mark.number += (dash ? "-" : ".") + (open ? "(" + value + ")" : value);
  mark.value = part->value;
  ++mark.variety;
  return end + (open ? 1 : 0) - at;
}

// 1.2.3, 1-2, 1-(2); the number has at least two parts. 1.0 is a version.
Mark dotted_mark(View text, const Numeral& first) {
  Mark mark{.kind = MarkKind::dotted,
            .value = first.value,
            .variety = 1,
            .number = std::to_string(first.value)};
  auto at = first.length;
  while (mark.variety < 6) {
    const auto length = read_part(text, at, mark);
    if (length == 0) break;
    at += length;
  }
  if (mark.variety < 2 || mark.value == 0 || mark.value > 99) return {};
  if (at < text.size() && is_dot(text[at])) return finished(mark, text, at + 1);
  if (at < text.size() && !is_blank(text[at]) && !is_kanji(text[at]) && !is_katakana(text[at])) {
    return {};
  }
  return finished(mark, text, at);
}

Mark number_mark(View text) {
  const auto numeral = text.empty() || !is_digit(text.front()) ? std::nullopt : numeral_at(text, 0);
  if (!numeral || numeral->value > 999) return {};
  if (Mark dotted = dotted_mark(text, *numeral)) return dotted;
  auto at = numeral->length;
  Mark mark{
      .kind = MarkKind::number, .value = numeral->value, .number = std::to_string(numeral->value)};
  if (at < text.size() && closes(text[at])) {
    mark.kind = MarkKind::half_paren;
    return finished(mark, text, at + 1);
  }
  read_branches(text, at, mark);
  if (mark.branch_of == 0) read_deleted_range(text, at, mark);
  if (at < text.size() && (is_dot(text[at]) || text[at] == U'、')) {
    if (at + 1 < text.size() && is_digit(text[at + 1])) return {};
    const bool comma = text[at] == U'、';
    mark.variety = comma ? 0 : with_dot;
    Mark dotted = finished(mark, text, at + 1);
    dotted.tight = comma && dotted.tight;
    return dotted;
  }
  return finished(mark, text, at);
}

// 一　…, 一、…; a 漢数字 alone counts only with a blank or a dot after it.
Mark kanji_mark(View text) {
  if (text.empty() || is_digit(text.front())) return {};
  const auto numeral = numeral_at(text, 0);
  if (!numeral || numeral->length >= text.size()) return {};
  Mark mark{.kind = MarkKind::kanji_number,
            .value = numeral->value,
            .number = std::to_string(numeral->value)};
  auto at = numeral->length;
  read_branches(text, at, mark);
  if (mark.branch_of == 0) read_deleted_range(text, at, mark);
  if (at >= text.size()) return {};
  if (is_dot(text[at])) return finished(mark, text, at + 1);
  if (text[at] == U'、' && !numeral_at(text, at + 1)) {
    Mark comma = finished(mark, text, at + 1);
    comma.tight = true;  // 一、二の例: inside a sentence it may be an enumeration
    return comma;
  }
  return is_blank(text[at]) ? finished(mark, text, at) : Mark{};
}

// a, iv, Ａ: Latin letters with a blank, a dot or a parenthesis after them.
Mark latin_mark(View text) {
  Mark mark = roman_letters_mark(text, 0, 0);
  const auto length = mark ? mark.length : 1;
  if (length >= text.size()) return {};
  const bool parens = closes(text[length]);
  if (!is_dot(text[length]) && !parens && !is_blank(text[length])) return {};
  if (mark) {
    mark.variety += parens ? half_parens : 0;
  } else {
    mark = letter_mark(text.front(), parens ? half_parens : 0);
  }
  return finished(mark, text, length + (is_blank(text[length]) ? 0 : 1));
}

// ア　…, イ．…, a. …; a single letter with a blank or a dot after it.
Mark letter_or_kana_mark(View text) {
  if (text.size() < 2) return {};
  if (is_latin(text.front())) return latin_mark(text);
  const bool dotted = is_dot(text[1]) || closes(text[1]);
  if (!dotted && !is_blank(text[1])) return {};
  Mark mark = kana_mark(text.front(), MarkKind::kana);
  if (!mark) return {};
  if (closes(text[1])) mark.variety = half_parens;
  return finished(mark, text, dotted ? 2 : 1);
}

// Each character is a list of its own.
Mark bullet_mark(View text) {
  constexpr View bullets = U"・●◆■◇□▪•‣○◯〇◎◦⚫◉★☆▲△▼▽▶►➢➤✓✔☑･∙⚪❖⇒⁃◾◽▫－‐‑–—―−";
  if (text.size() < 2 || !bullets.contains(text.front())) return {};
  if (text[1] == text.front()) return {};  // ○○市
  const bool needs_blank = is_kanji_digit(text.front()) || is_dash(text.front());
  if (needs_blank && !is_blank(text[1])) return {};
  const auto variety = static_cast<int>(text.front());
  return finished({.kind = MarkKind::bullet, .variety = variety, .number = {}}, text, 1);
}

}  // namespace

Mark mark_of(View text) {
  using Reader = Mark (*)(View);
  constexpr std::array<Reader, 12> readers{appendix_mark,
                                           ordinal_mark,
                                           supplementary_mark,
                                           whole_line_mark,
                                           paren_mark,
                                           single_mark,
                                           number_mark,
                                           kanji_mark,
                                           letter_or_kana_mark,
                                           bullet_mark,
                                           bracketed_heading_mark,
                                           nullptr};
  for (const Reader reader : readers) {
    if (reader == nullptr) break;
    if (Mark mark = reader(text)) return mark;
  }
  return {};
}

Mark as_letter(const Mark& mark) {
  const std::u32string word = code_points(mark.number);
  if (mark.kind != MarkKind::roman || word.size() != 1 || !is_latin(word.front())) return {};
  Mark letter = letter_mark(word.front(), mark.variety % roman_capital);
  letter.length = mark.length;
  letter.rest = mark.rest;
  letter.tight = mark.tight;
  return letter;
}

}  // namespace mamori::regulation
