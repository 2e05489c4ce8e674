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

bool is_latin(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'ａ' && c <= U'ｚ');
}

int letter_value(char32_t c) {
  if (c >= U'ａ') return static_cast<int>(c - U'ａ') + 1;
  return static_cast<int>(c >= U'a' ? c - U'a' : c - U'A') + 1;
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
          .variety = variety,
          .number = std::move(number)};
}

// (ii), (iv), (x): Roman figures in letters; a single i, v or x is told apart by what it follows.
Mark letters_roman_mark(View text, std::size_t at) {
  constexpr std::array<View, 12> figures{U"i",   U"ii",   U"iii", U"iv", U"v",  U"vi",
                                         U"vii", U"viii", U"ix",  U"x",  U"xi", U"xii"};
  auto end = at;
  while (end < text.size() && View(U"ivx").contains(text[end])) ++end;
  if (end - at < 2) return {};
  const auto found = std::ranges::find(figures, text.substr(at, end - at));
  if (found == figures.end()) return {};
  return {.kind = MarkKind::roman,
          .value = static_cast<int>(found - figures.begin()) + 1,
          .variety = 1,
          .number = utf8(*found),
          .length = end - at};
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
  if (Mark mark = letters_roman_mark(text, inner)) return mark;
  Mark mark;
  if (const int roman = roman_value(text[inner])) {
    mark = {.kind = MarkKind::roman,
            .value = roman,
            .variety = 1,
            .number = utf8(text.substr(inner, 1))};
  } else if (is_latin(text[inner])) {
    mark = letter_mark(text[inner], 1);
  } else {
    mark = kana_mark(text[inner], MarkKind::paren_kana);
  }
  mark.length = 1;
  return mark;
}

// (1), （十二）, (3の2), (3)の2, (1)から(3)まで 削除, (ア), (a), (ⅰ)
Mark paren_mark(View text) {
  if (text.size() < 3 || !opens(text.front())) return {};
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

Mark single_mark(View text) {
  if (text.empty()) return {};
  if (Mark mark = sign_mark(text)) return mark;
  if (Mark mark = small_sign_mark(text)) return mark;
  const char32_t c = text.front();
  if (const int value = circled_value(c)) {
    return finished({.kind = MarkKind::circled, .value = value, .number = utf8(text.substr(0, 1))},
                    text, 1);
  }
  const int roman = roman_value(c);
  if (roman == 0 || text.size() < 2) return {};
  const bool dot = text[1] == U'．' || text[1] == U'.';
  if (!dot && !is_blank(text[1])) return {};
  return finished({.kind = MarkKind::roman, .value = roman, .number = utf8(text.substr(0, 1))},
                  text, dot ? 2 : 1);
}

bool is_dot(char32_t c) {
  return c == U'.' || c == U'．';
}

// 1.2.3, 1-2; the number has at least two parts and a blank or words after it.
Mark dotted_mark(View text, const Numeral& first) {
  Mark mark{.kind = MarkKind::dotted,
            .value = first.value,
            .variety = 1,
            .number = std::to_string(first.value)};
  auto at = first.length;
  while (at + 1 < text.size() && is_digit(text[at + 1]) && mark.variety < 6) {
    const bool dash = text[at] == U'-' || text[at] == U'－';
    const auto part = is_dot(text[at]) || dash ? numeral_at(text, at + 1) : std::nullopt;
    if (!part) break;
    mark.number += "." + std::to_string(part->value);
    mark.value = part->value;
    ++mark.variety;
    at += 1 + part->length;
  }
  if (mark.variety < 2) return {};
  if (at < text.size() && is_dot(text[at])) ++at;
  if (at < text.size() && !is_blank(text[at])) return {};
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

// ア　…, イ．…, a. …; a single letter with a blank or a dot after it.
Mark letter_or_kana_mark(View text) {
  if (text.size() < 2) return {};
  const bool dotted = is_dot(text[1]) || closes(text[1]);
  if (!dotted && !is_blank(text[1])) return {};
  Mark mark = kana_mark(text.front(), MarkKind::kana);
  if (!mark && is_latin(text.front()) && (dotted || text.front() >= U'a')) {
    mark = letter_mark(text.front(), closes(text[1]) ? 2 : 0);
  }
  if (mark && closes(text[1]) && mark.kind == MarkKind::kana) mark.variety = 2;
  return mark ? finished(mark, text, dotted ? 2 : 1) : Mark{};
}

Mark bullet_mark(View text) {
  if (text.size() < 2 || !View(U"・●◆■◇□▪•‣").contains(text.front())) return {};
  return finished({.kind = MarkKind::bullet, .number = {}}, text, 1);
}

}  // namespace

Mark mark_of(View text) {
  using Reader = Mark (*)(View);
  constexpr std::array<Reader, 11> readers{
      appendix_mark, ordinal_mark, supplementary_mark,  whole_line_mark, paren_mark, single_mark,
      number_mark,   kanji_mark,   letter_or_kana_mark, bullet_mark,     nullptr};
  for (const Reader reader : readers) {
    if (reader == nullptr) break;
    if (Mark mark = reader(text)) return mark;
  }
  return {};
}

}  // namespace mamori::regulation
