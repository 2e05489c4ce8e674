#include "regulation/markers.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t caption_length_max = 60;

std::size_t skip_blanks(View text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

Mark finished(Mark mark, View text, std::size_t length) {
  mark.length = length;
  mark.rest = skip_blanks(text, length);
  mark.tight = mark.rest == length && length < text.size();
  return mark;
}

MarkKind unit_kind(char32_t c) {
  switch (c) {
    case U'編':
      return MarkKind::part;
    case U'章':
      return MarkKind::chapter;
    case U'節':
      return MarkKind::section;
    case U'款':
      return MarkKind::subsection;
    case U'目':
      return MarkKind::division;
    case U'条':
      return MarkKind::article;
    default:
      return MarkKind::none;
  }
}

// 第三条の一部: the 一 belongs to the word.
bool begins_word(View text, std::size_t at) {
  return at < text.size() && View(U"部般定方切致連度時者次種階名人").contains(text[at]);
}

// の2, の3 after a number; moves `at` behind them.
void read_branches(View text, std::size_t& at, Mark& mark) {
  for (int depth = 0; depth < 4; ++depth) {
    const auto no = skip_blanks(text, at);
    if (no >= text.size() || text[no] != U'の') return;
    const auto figure = skip_blanks(text, no + 1);
    const auto numeral = numeral_at(text, figure);
    if (!numeral || begins_word(text, figure + numeral->length)) return;
    mark.branch_of = mark.value;
    mark.value = numeral->value;
    mark.number += "の" + std::to_string(numeral->value);
    at = figure + numeral->length;
  }
}

// 第5条から第7条まで, 第5条及び第6条 (of 削除): the number becomes 5-7.
void read_deleted_range(View text, std::size_t& at, Mark& mark) {
  const auto begin = skip_blanks(text, at);
  const View rest = text.substr(begin);
  std::size_t second = 0;
  if (rest.starts_with(U"から")) second = 2;
  if (rest.starts_with(U"及び") || rest.starts_with(U"～") || rest.starts_with(U"・")) {
    second = rest.starts_with(U"及び") ? 2 : 1;
  }
  if (second == 0) return;
  const Mark last = mark_of(rest.substr(second));
  if (last.kind != MarkKind::article) return;
  auto end = begin + second + last.length;
  if (text.substr(end).starts_with(U"まで")) end += 2;
  if (!text.substr(skip_blanks(text, end)).starts_with(U"削除")) return;
  mark.number += "-" + last.number;
  mark.first = mark.value;
  mark.value = last.value;
  at = end;
}

// 第1章, 第15条の2, 第1
Mark ordinal_mark(View text) {
  if (text.empty() || text.front() != U'第') return {};
  const auto figure = skip_blanks(text, 1);
  const auto numeral = numeral_at(text, figure);
  if (!numeral) return {};
  Mark mark{.value = numeral->value, .number = std::to_string(numeral->value)};
  const auto after = figure + numeral->length;
  auto at = skip_blanks(text, after);
  mark.kind = at < text.size() ? unit_kind(text[at]) : MarkKind::none;
  if (mark.kind == MarkKind::none) {
    const bool spaced = after == text.size() || is_blank(text[after]) || text[after] == U'．';
    if (!spaced) return {};
    mark.kind = MarkKind::ordinal;
    return finished(mark, text, after);
  }
  ++at;
  read_branches(text, at, mark);
  if (mark.kind == MarkKind::article && mark.branch_of == 0) read_deleted_range(text, at, mark);
  return finished(mark, text, at);
}

bool closes(char32_t c) {
  return c == U')' || c == U'）';
}

bool opens(char32_t c) {
  return c == U'(' || c == U'（';
}

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

// (1), （十二）, (3の2), (3)の2, (ア), (a), (ⅰ)
Mark paren_mark(View text) {
  if (text.size() < 3 || !opens(text.front())) return {};
  const auto inner = skip_blanks(text, 1);
  if (inner >= text.size()) return {};
  Mark mark;
  auto at = inner + 1;
  if (const auto numeral = numeral_at(text, inner)) {
    mark = {.kind = MarkKind::paren_number,
            .value = numeral->value,
            .variety = is_digit(text[inner]) ? 0 : 1,
            .number = std::to_string(numeral->value)};
    at = inner + numeral->length;
    read_branches(text, at, mark);
  } else if (const int roman = roman_value(text[inner])) {
    mark = {.kind = MarkKind::roman,
            .value = roman,
            .variety = 1,
            .number = utf8(text.substr(inner, 1))};
  } else if (is_latin(text[inner])) {
    mark = letter_mark(text[inner], 1);
  } else {
    mark = kana_mark(text[inner], MarkKind::paren_kana);
  }
  at = skip_blanks(text, at);
  if (!mark || at >= text.size() || !closes(text[at])) return {};
  ++at;
  if (mark.kind == MarkKind::paren_number && mark.branch_of == 0) read_branches(text, at, mark);
  return finished(mark, text, at);
}

// Characters that are a number in parentheses or a circle by themselves: ⑴ ① Ⅰ
Mark single_mark(View text) {
  if (text.empty()) return {};
  const char32_t c = text.front();
  if (c >= U'⑴' && c <= U'⒇') {
    const int value = static_cast<int>(c - U'⑴') + 1;
    return finished(
        {.kind = MarkKind::paren_number, .value = value, .number = std::to_string(value)}, text, 1);
  }
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
  if (at < text.size() && is_dot(text[at])) {
    if (at + 1 < text.size() && is_digit(text[at + 1])) return {};
    return finished(mark, text, at + 1);
  }
  return finished(mark, text, at);
}

// 一　…; a 漢数字 alone counts only with a blank after it.
Mark kanji_mark(View text) {
  if (text.empty() || is_digit(text.front())) return {};
  const auto numeral = numeral_at(text, 0);
  if (!numeral || numeral->length >= text.size()) return {};
  Mark mark{.kind = MarkKind::kanji_number,
            .value = numeral->value,
            .number = std::to_string(numeral->value)};
  auto at = numeral->length;
  read_branches(text, at, mark);
  if (at >= text.size() || !is_blank(text[at])) return {};
  return finished(mark, text, at);
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

// What may follow 附則 or 別表第1 on its line: nothing, a parenthesis, or a short name.
bool is_name_after(View text, std::size_t at) {
  if (at == text.size() || opens(text[at])) return true;
  if (!is_blank(text[at])) return false;
  return text.size() - at <= caption_length_max && !text.contains(U'。');
}

Mark supplementary_mark(View text) {
  if (text.size() < 2 || text.front() != U'附') return {};
  const auto at = skip_blanks(text, 1);
  if (at >= text.size() || text[at] != U'則') return {};
  if (!is_name_after(text, at + 1) && text.substr(at + 1) != U"抄") return {};
  return finished({.kind = MarkKind::supplementary, .number = {}}, text, at + 1);
}

// 第1, 第2号, 第1号の2, 1 after 別表 or 様式.
std::size_t read_appendix_number(View text, std::size_t at, Mark& mark) {
  const auto begin = skip_blanks(text, at);
  const bool ordinal = begin < text.size() && text[begin] == U'第';
  const auto figure = ordinal ? skip_blanks(text, begin + 1) : begin;
  const auto numeral = numeral_at(text, figure);
  if (!numeral) return at;
  mark.value = numeral->value;
  mark.number = std::to_string(numeral->value);
  auto end = figure + numeral->length;
  if (end < text.size() && text[end] == U'号') ++end;
  read_branches(text, end, mark);
  return end;
}

Mark appendix_mark(View text) {
  constexpr std::array<View, 9> names{U"別記様式", U"別表", U"別記", U"別紙", U"別図",
                                      U"別添",     U"付表", U"様式", U"附表"};
  for (const View name : names) {
    if (!text.starts_with(name)) continue;
    Mark mark{.kind = MarkKind::appendix, .number = {}};
    const auto at = read_appendix_number(text, name.size(), mark);
    const bool bare_form = name == U"様式" && at == name.size();
    if (bare_form || !is_name_after(text, at)) return {};
    return finished(mark, text, at);
  }
  if (!text.starts_with(U"第")) return {};  // 第1号様式
  Mark mark{.kind = MarkKind::appendix, .number = {}};
  const auto at = read_appendix_number(text, 0, mark);
  if (at == 0 || !text.substr(at).starts_with(U"様式") || !is_name_after(text, at + 2)) return {};
  return finished(mark, text, at + 2);
}

Mark whole_line_mark(View text) {
  if (text.size() > 8) return {};
  std::u32string words;
  for (const char32_t c : text) {
    if (!is_blank(c)) words.push_back(c);
  }
  if (words == U"目次")
    return finished({.kind = MarkKind::contents, .number = {}}, text, text.size());
  if (words == U"前文")
    return finished({.kind = MarkKind::preamble, .number = {}}, text, text.size());
  return {};
}

int kana_order(const Mark& mark, bool by_iroha) {
  const char32_t c = code_points(mark.number).front();
  return by_iroha ? iroha_value(c) : aiueo_value(c);
}

bool kana_follows(const Mark& last, const Mark& next) {
  const bool aiueo =
      kana_order(last, false) > 0 && kana_order(next, false) == kana_order(last, false) + 1;
  const bool iroha =
      kana_order(last, true) > 0 && kana_order(next, true) == kana_order(last, true) + 1;
  return aiueo || iroha;
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

bool is_division(MarkKind kind) {
  return kind >= MarkKind::part && kind <= MarkKind::division;
}

bool is_reference(const Mark& mark, View text) {
  if (!mark.tight) return false;
  const View rest = text.substr(mark.rest);
  constexpr std::array<View, 28> continuations{
      U"の",   U"に",   U"を",       U"が",     U"は", U"と",   U"で",
      U"へ",   U"や",   U"、",       U"。",     U"）", U")",    U"」",
      U"及び", U"又は", U"若しくは", U"並びに", U"第", U"各号", U"から",
      U"まで", U"本文", U"ただし書", U"中",     U"・", U"—",    U"前段"};
  return std::ranges::any_of(continuations, [rest](View each) { return rest.starts_with(each); });
}

bool is_counted(const Mark& mark, View text) {
  if (!mark.tight || mark.kind != MarkKind::number) return false;
  return View(U"名人年月日件回つ種か箇個段階項条号章時分秒割％%以円倍点枚台度週ヶヵカ級次要，,")
      .contains(text[mark.rest]);
}

bool follows(const Mark& last, const Mark& next) {
  switch (next.kind) {
    case MarkKind::kana:
    case MarkKind::paren_kana:
      return kana_follows(last, next);
    case MarkKind::bullet:
      return true;
    case MarkKind::dotted:
      return next.value == last.value + 1 || next.value == 1;
    default:
      break;
  }
  if (next.branch_of == 0) {
    const int base = last.branch_of == 0 ? last.value : last.branch_of;
    return (next.first == 0 ? next.value : next.first) == base + 1;
  }
  if (last.branch_of == next.branch_of) return next.value == last.value + 1;
  return last.value == next.branch_of && next.value == 2;
}

bool starts(const Mark& mark) {
  if (mark.kind == MarkKind::bullet) return true;
  if (mark.kind != MarkKind::kana && mark.kind != MarkKind::paren_kana) return mark.value == 1;
  return kana_order(mark, false) == 1 || kana_order(mark, true) == 1;
}

std::size_t paren_length(View text) {
  if (text.empty() || !opens(text.front())) return 0;
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (opens(text[at])) ++depth;
    if (closes(text[at]) && --depth == 0) return at + 1;
  }
  return 0;
}

bool is_caption(View text) {
  if (text.size() < 3 || text.size() > caption_length_max || text.contains(U'。')) return false;
  return paren_length(text) == text.size();
}

}  // namespace mamori::regulation
