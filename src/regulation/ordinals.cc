// Marks that are words: 第1章, 第15条の2, 附則, 別表第1, 目次.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "regulation/marker_parts.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t name_length_max = 60;

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

// 第1目的, 第2条件: the character is no unit but begins the title of 第1.
bool begins_title(View text, std::size_t at) {
  constexpr std::array<View, 10> words{U"目的", U"目標", U"目録", U"条件", U"条例",
                                       U"節電", U"節約", U"編成", U"編集", U"章程"};
  const View rest = text.substr(std::min(at, text.size()));
  return std::ranges::any_of(words, [rest](View each) { return rest.starts_with(each); });
}

// 第三条の一部: the 一 belongs to the word.
bool begins_word(View text, std::size_t at) {
  return at < text.size() && View(U"部般定方切致連度時者次種階名人").contains(text[at]);
}

// 第4の2条: the branch stands before the unit. Moves `at` to the unit and gives the mark its
// number.
void read_branches_before_unit(View text, std::size_t& at, Mark& mark) {
  Mark branched{.value = mark.value, .number = std::to_string(mark.value)};
  auto unit = at;
  read_branches(text, unit, branched);
  unit = skip_blanks(text, unit);
  if (branched.branch_of == 0 || unit >= text.size() || begins_title(text, unit)) return;
  branched.kind = unit_kind(text[unit]);
  if (branched.kind == MarkKind::none) return;
  mark = std::move(branched);
  at = unit;
}

struct SpacedNumeral {
  int value = 0;
  std::size_t end = 0;  // where the text goes on
};

// Figures with blanks inside, as in 第 1 2 条: only when the unit follows.
std::optional<SpacedNumeral> spaced_numeral(View text, std::size_t at) {
  constexpr std::size_t reach = 12;
  std::u32string figures;
  auto end = at;
  for (; end < text.size() && end - at < reach; ++end) {
    if (is_blank(text[end])) continue;
    if (!numeral_at(text, end)) break;
    figures.push_back(text[end]);
  }
  const auto numeral = numeral_at(figures, 0);
  if (!numeral || numeral->length != figures.size()) return std::nullopt;
  if (end >= text.size() || unit_kind(text[end]) == MarkKind::none) return std::nullopt;
  return SpacedNumeral{numeral->value, end};
}

std::size_t connector_length(View text) {
  constexpr std::array<View, 4> words{U"から", U"及び", U"並びに", U"乃至"};
  for (const View word : words) {
    if (text.starts_with(word)) return word.size();
  }
  return !text.empty() && View(U"～〜~－−—―–‐-・、").contains(text.front()) ? 1 : 0;
}

// まで 削除, （削除）
bool says_deleted(View text) {
  if (text.starts_with(U"まで")) text.remove_prefix(2);
  while (!text.empty() && (is_blank(text.front()) || View(U"（(【〔［[").contains(text.front()))) {
    text.remove_prefix(1);
  }
  return text.starts_with(U"削除");
}

// A parenthesis that is closed, and after it nothing or a short name.
bool is_name_after_group(View text, std::size_t at) {
  const auto group = paren_length(text.substr(at));
  if (group == 0) return false;
  const auto behind = skip_blanks(text, at + group);
  const View rest = text.substr(behind);
  const bool name = rest.size() <= name_length_max && !rest.contains(U'。');
  const bool sentence = behind > at + group && rest.ends_with(U'。') && !mark_of(rest);
  return rest.empty() || ((name || sentence) && !begins_with_particle(rest));
}

// 第1部　総則
bool is_part_of_book(View text, std::size_t at) {
  const auto after = at + 1;
  return at < text.size() && text[at] == U'部' && (after == text.size() || is_blank(text[after]));
}

// 第1回, 第2号, 第三者: the figure counts something or belongs to a word.
bool ordinal_counts(View text, std::size_t at) {
  const auto group = enclosure_length(text.substr(at));
  if (group > 0 && is_caption(text.substr(at, group))) return false;  // 第一（目的）
  return !is_digit(text[at - 1]) ||
         View(U"回号項種者位期次版段部課係類表様週日月年度四").contains(text[at]);
}

// What may follow 附則 or 別表第1 on its line: nothing, a parenthesis, or a short name.
bool is_name_after(View text, std::size_t at) {
  if (at == text.size()) return true;
  if (opens(text[at])) return is_name_after_group(text, at);
  if (!is_blank(text[at])) return false;
  const auto rest = skip_blanks(text, at);
  if (rest < text.size() && opens(text[rest])) return is_name_after_group(text, rest);
  return text.size() - at <= name_length_max && !text.contains(U'。');
}

// 【附則】, （様式第1号）: the name stands in brackets of its own.
View without_brackets(View text) {
  const bool may_be_name = text.size() > 2 && text.size() <= name_length_max;
  const bool whole = may_be_name && enclosure_length(text) == text.size();
  return whole ? text.substr(1, text.size() - 2) : text;
}

// A mark that was read inside brackets is the whole line.
Mark bracketed(Mark mark, View text, View inside) {
  if (!mark || inside.size() == text.size()) return mark;
  return mark.rest == inside.size() ? finished(mark, text, text.size()) : Mark{};
}

// この規程は、…から施行する。 on the line of 附則, perhaps behind （令和5年規程第2号）.
bool is_sentence_after(View text, std::size_t at) {
  auto begin = skip_blanks(text, at);
  const auto group = paren_length(text.substr(begin));
  begin = skip_blanks(text, begin + group);
  const bool parted = group > 0 || begin > at;
  const View words = text.substr(begin);
  if (!parted || !words.contains(U'。')) return parted && words.starts_with(U"この");
  return words.starts_with(U"この") || words.starts_with(U"本") || words.starts_with(U"公布") ||
         words.starts_with(U"令和") || words.starts_with(U"平成") ||
         mark_of(words).kind == MarkKind::number;
}

Mark plain_supplementary_mark(View text) {
  if (text.size() < 2 || !View(U"附付").contains(text.front())) return {};
  const auto at = skip_blanks(text, 1);
  if (at >= text.size() || text[at] != U'則') return {};
  const bool extract = text.substr(skip_blanks(text, at + 1)) == U"抄";
  if (!extract && !is_name_after(text, at + 1) && !is_sentence_after(text, at + 1)) return {};
  const View rest = text.substr(skip_blanks(text, at + 1));
  const bool reference = begins_with_ordinal(rest) && mark_of(rest).kind != MarkKind::article;
  if (reference) return {};
  return finished({.kind = MarkKind::supplementary, .number = {}}, text, at + 1);
}

// 第1, 第2号, 第1号の2, 1 after 別表 or 様式.
std::size_t read_appendix_number(View text, std::size_t at, Mark& mark) {
  const auto begin = skip_blanks(text, at);
  const bool ordinal = begin < text.size() && text[begin] == U'第';
  const auto figure = ordinal ? skip_blanks(text, begin + 1) : begin;
  const auto numeral = numeral_at(text, figure);
  const int circled = begin < text.size() ? circled_value(text[begin]) : 0;
  if (!numeral && circled == 0) return at;
  mark.value = numeral ? numeral->value : circled;
  mark.number = std::to_string(mark.value);
  auto end = figure + (numeral ? numeral->length : 1);
  if (end < text.size() && text[end] == U'号') ++end;
  const bool part = end < text.size() && View(U"-－‐−ー").contains(text[end]);
  if (const auto second = part ? numeral_at(text, end + 1) : std::nullopt) {
    mark.number += "-" + std::to_string(second->value);
    end += 1 + second->length;
  }
  read_branches(text, end, mark);
  return end;
}

// 別　表: how many characters of the text the name takes, 0 when it does not begin so.
std::size_t name_length(View text, View name) {
  if (text.starts_with(name)) return name.size();
  if (name.size() != 2 || text.empty() || text.front() != name.front()) return 0;
  const auto at = skip_blanks(text, 1);
  return at < text.size() && text[at] == name.back() ? at + 1 : 0;
}

// 別紙：点検項目, 別紙「点検項目」: moves `at` behind the colon.
bool is_name_after_sign(View text, std::size_t& at) {
  const View name = text.substr(at);
  if (name.size() < 2 || name.size() > name_length_max || name.contains(U'。')) return false;
  if (View(U"「『").contains(name.front())) return View(U"」』").contains(name.back());
  if (!View(U"：:").contains(name.front())) return false;
  ++at;
  return true;
}

Mark plain_appendix_mark(View text) {
  constexpr std::array<View, 19> names{
      U"別記様式", U"別紙様式", U"参考様式", U"別添資料", U"別紙資料", U"参考資料", U"添付資料",
      U"別表",     U"別記",     U"別紙",     U"別図",     U"別添",     U"別冊",     U"付録",
      U"付表",     U"様式",     U"附表",     U"付図",     U"附図"};
  for (const View name : names) {
    const auto length = name_length(text, name);
    if (length == 0) continue;
    Mark mark{.kind = MarkKind::appendix, .number = {}};
    auto at = read_appendix_number(text, length, mark);
    const bool bare_form = name == U"様式" && at == length;
    if (name == U"別記" && text.substr(at).starts_with(U"様式")) at += 2;  // 別記第1号様式
    if (bare_form || !(is_name_after(text, at) || is_name_after_sign(text, at))) return {};
    return finished(mark, text, at);
  }
  if (!text.starts_with(U"第")) return {};  // 第1号様式
  Mark mark{.kind = MarkKind::appendix, .number = {}};
  const auto at = read_appendix_number(text, 0, mark);
  if (at == 0 || !text.substr(at).starts_with(U"様式")) return {};
  auto end = at + 2;
  read_branches(text, end, mark);
  return is_name_after(text, end) ? finished(mark, text, end) : Mark{};
}

Mark plain_whole_line_mark(View text) {
  constexpr std::size_t line_length_max = 8;
  if (text.size() > line_length_max) return {};
  std::u32string words;
  for (const char32_t c : text) {
    if (!is_blank(c)) words.push_back(c);
  }
  if (words == U"目次" || words == U"もくじ")
    return finished({.kind = MarkKind::contents, .number = {}}, text, text.size());
  if (words == U"前文")
    return finished({.kind = MarkKind::preamble, .number = {}}, text, text.size());
  return {};
}

}  // namespace

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

bool closes(char32_t c) {
  return c == U')' || c == U'）';
}

bool opens(char32_t c) {
  return c == U'(' || c == U'（';
}

void read_branches(View text, std::size_t& at, Mark& mark) {
  for (int depth = 0; depth < 4; ++depth) {
    const auto no = skip_blanks(text, at);
    if (no >= text.size() || !View(U"のノ之").contains(text[no])) return;
    const auto figure = skip_blanks(text, no + 1);
    const auto numeral = numeral_at(text, figure);
    if (!numeral || begins_word(text, figure + numeral->length)) return;
    mark.branch_of = mark.value;
    mark.value = numeral->value;
    mark.number += "の" + std::to_string(numeral->value);
    at = figure + numeral->length;
  }
}

void read_deleted_range(View text, std::size_t& at, Mark& mark) {
  constexpr int parts_max = 6;
  auto end = at;
  Mark last;
  for (int part = 0; part < parts_max; ++part) {
    const auto begin = skip_blanks(text, end);
    const auto connector = connector_length(text.substr(begin));
    if (connector == 0) break;
    const auto next_at = skip_blanks(text, begin + connector);
    const Mark next = mark_of(text.substr(next_at));
    if (next.kind != mark.kind || next.branch_of != 0) break;
    last = next;
    end = next_at + next.length;
  }
  if (!last || !says_deleted(text.substr(end))) return;
  if (text.substr(end).starts_with(U"まで")) end += 2;
  mark.number += "-" + (last.first == 0 ? last.number : std::to_string(last.value));
  mark.first = mark.value;
  mark.value = last.value;
  at = end;
}

Mark ordinal_mark(View text) {
  if (text.empty() || text.front() != U'第') return {};
  const auto figure = skip_blanks(text, 1);
  const auto numeral = numeral_at(text, figure);
  if (!numeral) return {};
  Mark mark{.value = numeral->value};
  const auto after = figure + numeral->length;
  auto at = skip_blanks(text, after);
  const bool unit = at < text.size() && !begins_title(text, at);
  mark.kind = unit ? unit_kind(text[at]) : MarkKind::none;
  if (mark.kind == MarkKind::none) {
    const auto spaced = begins_title(text, at) ? std::nullopt : spaced_numeral(text, figure);
    if (spaced) {
      mark.value = spaced->value;
      at = spaced->end;
      mark.kind = unit_kind(text[at]);
    }
  }
  mark.number = std::to_string(mark.value);
  if (mark.kind == MarkKind::none) read_branches_before_unit(text, at, mark);
  if (mark.kind == MarkKind::none && is_part_of_book(text, at)) {
    mark.kind = MarkKind::ordinal;
    mark.variety = ordinal_part;
    return finished(mark, text, at + 1);
  }
  if (mark.kind == MarkKind::none) {
    const bool spaced = after == text.size() || is_blank(text[after]);
    const bool dotted = !spaced && View(U"．.、").contains(text[after]);
    const bool version = dotted && after + 1 < text.size() && is_digit(text[after + 1]);
    if (version || (!dotted && !spaced && ordinal_counts(text, after))) return {};
    mark.kind = MarkKind::ordinal;
    return finished(mark, text, after + (dotted ? 1 : 0));
  }
  ++at;
  if (mark.branch_of == 0) read_branches(text, at, mark);
  if (mark.kind == MarkKind::article && mark.branch_of == 0) read_deleted_range(text, at, mark);
  return finished(mark, text, at);
}

Mark supplementary_mark(View text) {
  const View inside = without_brackets(text);
  return bracketed(plain_supplementary_mark(inside), text, inside);
}

Mark appendix_mark(View text) {
  if (text.size() > 2 && View(U"■◆●").contains(text.front())) {
    const auto begin = skip_blanks(text, 1);
    const Mark mark = plain_appendix_mark(text.substr(begin));
    return mark ? finished(mark, text, begin + mark.length) : Mark{};
  }
  const View inside = without_brackets(text);
  if (Mark mark = bracketed(plain_appendix_mark(inside), text, inside)) return mark;
  const auto group = enclosure_length(text);  // 【別紙】点検項目
  const View name = text.substr(group);
  if (group < 3 || name.empty() || name.size() > name_length_max || name.contains(U'。')) return {};
  if (begins_with_particle(name) || mark_of(name.substr(skip_blanks(name, 0)))) return {};
  const Mark mark = appendix_mark(text.substr(0, group));
  return mark ? finished(mark, text, group) : Mark{};
}

Mark whole_line_mark(View text) {
  const View inside = without_brackets(text);
  return bracketed(plain_whole_line_mark(inside), text, inside);
}

}  // namespace mamori::regulation
