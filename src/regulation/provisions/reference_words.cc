#include "regulation/provisions/reference_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

struct Unit {
  char32_t sign;
  NodeKind kind;
};

constexpr std::array units{Unit{U'編', NodeKind::part},      Unit{U'章', NodeKind::chapter},
                           Unit{U'節', NodeKind::section},   Unit{U'款', NodeKind::subsection},
                           Unit{U'目', NodeKind::division},  Unit{U'条', NodeKind::article},
                           Unit{U'項', NodeKind::paragraph}, Unit{U'号', NodeKind::item}};

const Unit* unit_at(View text, std::size_t at) {
  if (at >= text.size()) return nullptr;
  const auto found = std::ranges::find(units, text[at], &Unit::sign);
  return found == units.end() ? nullptr : &*found;
}

// 条例, 条件, 項目, 号様式, 目的: another word.
bool is_other_word(View text, std::size_t unit) {
  const View rest = text.substr(unit + 1);
  switch (text[unit]) {
    case U'条':
      return starts_with_any(rest, {U"例", U"件", U"文", U"約"});
    case U'項':
      return rest.starts_with(U"目");
    case U'号':
      return starts_with_any(rest, {U"様式", U"機", U"被保", U"議案", U"証", U"線", U"館", U"室"});
    case U'目':
      return starts_with_any(rest, {U"的", U"標"});
    default:
      return false;
  }
}

struct Part {
  UnitNumber number;
  std::size_t end = 0;
};

std::optional<Part> part_at(View text, std::size_t at) {
  if (at >= text.size() || text[at] != U'第') return std::nullopt;
  std::size_t next = skip_blanks(text, at + 1);
  const auto numeral = numeral_at(text, next);
  if (!numeral) return std::nullopt;
  next = skip_blanks(text, next + numeral->length);
  const Unit* unit = unit_at(text, next);
  std::string branches;  // of 第4の2条
  if (!unit && next < text.size() && text[next] == U'の') {
    const auto branch = numeral_at(text, next + 1);
    if (!branch) return std::nullopt;
    branches = "の" + std::to_string(branch->value);
    next += 1 + branch->length;
    unit = unit_at(text, next);
    if (unit && unit->kind != NodeKind::article) return std::nullopt;
  }
  if (!unit || is_other_word(text, next)) return std::nullopt;
  std::string place = "第" + std::to_string(numeral->value) + utf8(text.substr(next, 1)) + branches;
  ++next;
  while (next < text.size() && text[next] == U'の') {
    const auto branch = numeral_at(text, next + 1);
    const bool counted = branch && !starts_with_any(text.substr(next + 1 + branch->length),
                                                    {U"者", U"つ", U"以上", U"人", U"名", U"部"});
    if (!branch || !counted || text.substr(next + 1).starts_with(U"一に")) break;
    place += "の" + std::to_string(branch->value);
    next += 1 + branch->length;
  }
  return Part{{unit->kind, std::move(place)}, next};
}

// ア in 第1号ア, イ in 第2号イ, when no word goes on there.
std::size_t kana_below(View text, std::size_t at) {
  if (at >= text.size() || !is_katakana(text[at])) return 0;
  const bool alone = at + 1 == text.size() || !is_noun_sign(text[at + 1]) ||
                     starts_with_any(text.substr(at + 1), {U"及", U"又", U"若", U"並"});
  return alone ? 1 : 0;
}

std::size_t suffix_length(View rest) {
  for (View each : {View(U"本文"), View(U"ただし書"), View(U"但書"), View(U"前段"), View(U"後段"),
                    View(U"柱書")}) {
    if (rest.starts_with(each)) return each.size();
  }
  return 0;
}

bool is_ascii_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

// (3), (a), (ア) or ① behind a number; blanks before it do not matter.
std::size_t group_at(View text, std::size_t at, std::string& place) {
  const std::size_t begin = skip_blanks(text, at);
  if (begin < text.size() && circled_value(text[begin]) > 0) {
    append_utf8(place, text[begin]);
    return begin + 1;
  }
  if (begin < text.size() && text[begin] >= U'⑴' && text[begin] <= U'⒇') {
    place += "(" + std::to_string(text[begin] - U'⑴' + 1) + ")";
    return begin + 1;
  }
  if (begin + 2 >= text.size() || !View(U"(（").contains(text[begin])) return 0;
  const char32_t sign = text[begin + 1];
  const bool letter = (sign >= U'a' && sign <= U'z') || is_katakana(sign);
  if (letter && View(U")）").contains(text[begin + 2])) {
    place += '(' + utf8(text.substr(begin + 1, 1)) + ')';
    return begin + 3;
  }
  const auto numeral = numeral_at(text, begin + 1);
  if (!numeral) return 0;
  const std::size_t close = begin + 1 + numeral->length;
  if (close >= text.size() || !View(U")）").contains(text[close])) return 0;
  place += "(" + std::to_string(numeral->value) + ")";
  return close + 1;
}

// The same, or の⑴ of 3の⑴の①.
std::size_t next_group_at(View text, std::size_t at, std::string& place) {
  if (const std::size_t end = group_at(text, at, place)) return end;
  return !place.empty() && text.substr(at).starts_with(U"の") ? group_at(text, at + 1, place) : 0;
}

// Ⅱの2, 第2の3, 第2第3項, 第6(1), 第6 alone. Not 第三者, 第1回.
std::optional<NumberedPlace> named_place_at(View text, std::size_t at) {
  const bool roman = text[at] != U'第';
  const auto first = roman ? std::optional<Numeral>({0, 0}) : numeral_at(text, at + 1);
  if (!first) return std::nullopt;
  NumberedPlace found{.end = at + 1 + first->length};
  found.place = roman ? utf8(text.substr(at, 1)) : "第" + std::to_string(first->value);
  const View rest = text.substr(found.end);
  const bool joint = rest.starts_with(U"の") || (!roman && rest.starts_with(U"第"));
  if (const auto second = joint ? numeral_at(rest, 1) : std::nullopt) {
    const bool paragraph = rest.substr(1 + second->length).starts_with(U"項");
    if (rest.front() == U'第' && !paragraph) return std::nullopt;
    found.place += "の" + std::to_string(second->value);
    found.end += 1 + second->length + (paragraph ? 1 : 0);
    while (const auto end = next_group_at(text, found.end, found.place)) found.end = end;
    return found;
  }
  const bool word = !rest.empty() && is_noun_sign(rest.front()) &&
                    !starts_with_any(rest, {U"及び", U"又は", U"並びに", U"若しくは"});
  if (roman || word) return std::nullopt;
  const std::size_t whole = found.end;
  while (const auto end = next_group_at(text, found.end, found.place)) found.end = end;
  found.plain = found.end == whole;
  return found;
}

}  // namespace

std::optional<UnitChain> unit_chain_at(const Words& words, std::size_t at) {
  const View text = words.view();
  UnitChain chain;
  std::size_t next = at;
  while (const auto part = part_at(text, next)) {
    const bool deeper = chain.units.empty() || part->number.unit > chain.units.back().unit;
    if (!deeper) break;
    chain.units.push_back(part->number);
    chain.end = part->end;
    next = skip_blanks(text, part->end);
  }
  if (chain.units.empty()) return std::nullopt;
  if (chain.units.back().unit == NodeKind::item) {
    const std::size_t below = kana_below(text, chain.end);
    chain.below = utf8(text.substr(chain.end, below));
    chain.end += below;
  }
  if (text.substr(chain.end).starts_with(U"各号")) {
    chain.all_items = true;
    chain.end += 2;
  }
  chain.end += suffix_length(text.substr(chain.end));
  return chain;
}

std::optional<RelativeUnit> relative_unit_at(const Words& words, std::size_t at) {
  using Direction = RelativeUnit::Direction;
  const View text = words.view();
  RelativeUnit found;
  std::size_t next = at + 1;
  switch (text[at]) {
    case U'前':
      if (next < text.size() && text[next] == U'各') {
        found.direction = Direction::all_before;
        ++next;
      } else if (const auto count = numeral_at(text, next)) {
        found.count = count->value;
        next += count->length;
      }
      break;
    case U'次':
      found.direction = Direction::after;
      break;
    case U'同':
      found.direction = Direction::same;
      break;
    case U'本':
      found.direction = Direction::own;
      break;
    case U'こ':
      if (next >= text.size() || text[next] != U'の') return std::nullopt;
      ++next;
      found.direction = Direction::own;
      break;
    default:
      return std::nullopt;
  }
  const Unit* unit = unit_at(text, next);
  if (!unit || unit->kind == NodeKind::division || is_other_word(text, next)) return std::nullopt;
  const bool inside = at > 0 && is_kanji(text[at - 1]) && words.outside(at) &&
                      !View(U"項条号に及又は並若").contains(text[at - 1]);
  if (inside) return std::nullopt;
  found.unit = unit->kind;
  found.end = next + 1;
  return found;
}

std::optional<AppendixName> appendix_name_at(const Words& words, std::size_t at) {
  const View rest = words.view().substr(at, 24);
  constexpr std::array names{View(U"別表"), View(U"別記様式"), View(U"別紙様式"), View(U"別記"),
                             View(U"別紙"), View(U"別図"),     View(U"様式")};
  const bool inside = at > 0 && is_noun_sign(words.text[at - 1]);
  const bool other = words.view(0, at).ends_with(U"その他");
  if (inside && !other && !View(U"、及又は").contains(words.text[at - 1])) return std::nullopt;
  const auto name =
      std::ranges::find_if(names, [rest](View each) { return rest.starts_with(each); });
  if (name != names.end()) {
    std::size_t end = skip_blanks(rest, name->size());
    if (end < rest.size() && rest[end] == U'第') end = skip_blanks(rest, end + 1);
    const auto numeral = numeral_at(rest, end);
    if (!numeral) {
      const bool word =
          *name == U"様式" || (name->size() < rest.size() && is_noun_sign(rest[name->size()]));
      if (word) return std::nullopt;
      return AppendixName{utf8(*name), at + name->size()};
    }
    end += numeral->length;
    if (end < rest.size() && rest[end] == U'号') ++end;
    if (*name == U"別記" && rest.substr(end).starts_with(U"様式")) end += 2;  // 別記第1号様式
    return AppendixName{canonical_place(utf8(rest.substr(0, end))), at + end};
  }
  if (!rest.starts_with(U"第")) return std::nullopt;
  const auto numeral = numeral_at(rest, 1);
  if (!numeral || !rest.substr(1 + numeral->length).starts_with(U"号様式")) return std::nullopt;
  const std::size_t length = 1 + numeral->length + 3;
  return AppendixName{"第" + std::to_string(numeral->value) + "号様式", at + length};
}

std::optional<NumberedPlace> numbered_place_at(const Words& words, std::size_t at) {
  const View text = words.view();
  NumberedPlace found{.end = at};
  std::size_t next = at;
  if (at < text.size() && (text[at] == U'第' || roman_value(text[at]) > 0)) {
    return named_place_at(text, at);
  }
  while (next < text.size() && is_ascii_digit(text[next])) {
    found.place += static_cast<char>(text[next++]);
    const bool dotted = next + 1 < text.size() && View(U".．-－").contains(text[next]) &&
                        is_ascii_digit(text[next + 1]);
    if (dotted) {
      found.place += text[next] == U'-' || text[next] == U'－' ? '-' : '.';
      ++next;
    }
  }
  found.begins_below = next == at;
  found.end = next;
  while (const std::size_t end = next_group_at(text, found.end, found.place)) found.end = end;
  if (found.end == at) return std::nullopt;
  found.plain = std::ranges::all_of(found.place, [](char c) { return c >= '0' && c <= '9'; });
  return found;
}

std::size_t joiner_length(View text, std::size_t at) {
  const std::size_t begin = skip_blanks(text, at);
  for (View each : {View(U"、及び"), View(U"、又は"), View(U"並びに"), View(U"若しくは"),
                    View(U"及び"), View(U"又は"), View(U"と"), View(U"、"), View(U"・")}) {
    if (text.substr(begin).starts_with(each)) return skip_blanks(text, begin + each.size()) - at;
  }
  return 0;
}

}  // namespace mamori::regulation
