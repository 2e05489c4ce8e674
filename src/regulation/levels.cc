#include "regulation/levels.h"

#include <algorithm>
#include <optional>

namespace mamori::regulation {
namespace {

constexpr std::size_t lookahead_max = 400;

// From the styles that usually stand outside to those that stand inside. Only asked when the order
// of a text is not plain from the text.
int usual_depth(const Mark& mark) {
  const bool capital = mark.variety >= 4;
  switch (mark.kind) {
    case MarkKind::ordinal:
      return mark.variety == ordinal_part ? 0 : 1;
    case MarkKind::roman:
      return mark.variety == 0 || mark.variety == 4 ? 1 : 9;
    case MarkKind::number:
    case MarkKind::kanji_number:
      return 2;
    case MarkKind::dotted:
      return 3;
    case MarkKind::paren_number:
    case MarkKind::half_paren:
      return 4;
    case MarkKind::circled:
      return 5;
    case MarkKind::kana:
      return 6;
    case MarkKind::paren_kana:
      return 7;
    case MarkKind::letter:
      return capital ? 1 : 8;
    default:
      return 10;
  }
}

// 3.2 of 3.2.1 and 3 of 3.2; "" when the number has one part.
std::string_view parent_number(const Mark& mark) {
  const std::string_view number = mark.number;
  const auto at = number.find_last_of(".-");
  return at == std::string_view::npos ? std::string_view{} : number.substr(0, at);
}

bool continues(const Mark& last, const Mark& next) {
  if (!same_style(last, next) || !follows(last, next)) return false;
  if (next.kind != MarkKind::dotted) return true;
  return next.value == last.value + 1 && parent_number(last) == parent_number(next);
}

// 1. 目的, not 1.目的.
bool is_spaced(const Mark& mark) {
  return mark.rest > mark.length;
}

// The open list goes on behind the fresh one, so the fresh one stands inside it.
bool goes_on_later(const Mark& open, std::span<const Mark> upcoming) {
  for (const Mark& mark : upcoming.first(std::min(upcoming.size(), lookahead_max))) {
    if (is_division(mark.kind)) return false;
    if (same_style(open, mark)) return follows(open, mark) && !starts(mark);
  }
  return false;
}

Levels::Place fresh_at(std::size_t depth) {
  return {.depth = std::min(depth, Levels::depth_max - 1), .fresh = true};
}

bool is_kin(const Mark& a, const Mark& b) {
  if (a.kind == b.kind) return a.kind != MarkKind::bullet && a.kind != MarkKind::dotted;
  const auto parens = [](const Mark& mark) {
    return mark.kind == MarkKind::paren_number || mark.kind == MarkKind::half_paren;
  };
  return parens(a) && parens(b);
}

}  // namespace

bool same_style(const Mark& a, const Mark& b) {
  return a.kind == b.kind && a.variety == b.variety;
}

// Of several open lists that the mark could go on with, the one whose marks look more like it.
bool Levels::find_following(const Mark& mark, const Around& around, Place& place) const {
  int best = -1;
  for (auto at = open_.size(); at-- > 0;) {
    const Level& level = open_[at];
    if (!continues(level.mark, mark)) continue;
    const int likeness = (level.prominent == around.prominent ? 4 : 0) +
                         (is_spaced(level.mark) == is_spaced(mark) ? 2 : 0) +
                         (level.indent == around.indent ? 1 : 0);
    if (likeness <= best) continue;
    best = likeness;
    place = {.depth = at, .last = level.mark.value};
  }
  return best >= 0;
}

// 3.2.1 stands below 3.2, which stands below 3, whatever lists are open inside them.
bool Levels::find_parent_of_parts(const Mark& mark, Place& place) const {
  if (mark.kind != MarkKind::dotted) return false;
  for (auto at = open_.size(); at-- > 0;) {
    if (open_[at].mark.number != parent_number(mark)) continue;
    place = fresh_at(at + 1);
    if (at + 1 < open_.size() && same_style(open_[at + 1].mark, mark)) {
      place = {.depth = at + 1, .last = open_[at + 1].mark.value};
    }
    place.expected = mark.value == place.last + 1;
    return true;
  }
  for (auto at = open_.size(); at-- > 0;) {
    if (!same_style(open_[at].mark, mark)) continue;
    place = {.depth = at, .last = open_[at].mark.value};
    place.expected = mark.value == 1;
    return true;
  }
  return false;
}

// (2) after 1), 2. after 1: written carelessly, but one list.
bool Levels::find_kin(const Mark& mark, Place& place) const {
  for (auto at = open_.size(); at-- > 0;) {
    const Mark& last = open_[at].mark;
    if (!is_kin(last, mark)) continue;
    Mark same = last;
    same.kind = mark.kind;
    if (!follows(same, mark)) continue;
    place = {.depth = at, .last = last.value};
    return true;
  }
  return false;
}

// A fresh list stands below the innermost open one, unless its style usually stands outside of that
// and that one does not go on behind it.
std::size_t Levels::depth_below(const Mark& mark, const Around& around) const {
  auto depth = open_.size();
  if (around.introduced && starts(mark)) return depth;
  while (depth > 0) {
    const Level& inner = open_[depth - 1];
    if (usual_depth(inner.mark) <= usual_depth(mark)) break;
    const bool bullet = inner.mark.kind == MarkKind::bullet;
    if (bullet && (inner.mark.variety < 0 || around.indent > inner.indent)) break;
    if (!bullet && starts(mark) && stood_below(mark, inner.mark)) break;
    if (!bullet && starts(mark) && goes_on_later(inner.mark, around.upcoming)) break;
    --depth;
  }
  return depth;
}

// Bullets have no numbers: only their indent tells a list inside a list.
Levels::Place Levels::place_of_bullet(const Mark& mark, const Around& around) const {
  std::optional<std::size_t> outer;
  for (auto at = open_.size(); at-- > 0;) {
    if (!same_style(open_[at].mark, mark)) continue;
    if (around.indent > open_[at].indent + 1) break;
    outer = at;
    if (around.indent + 1 >= open_[at].indent) break;
  }
  return outer ? Place{.depth = *outer} : fresh_at(open_.size());
}

Levels::Place Levels::place_of(const Mark& mark, const Around& around) const {
  if (mark.kind == MarkKind::bullet) return place_of_bullet(mark, around);
  Place place;
  if (find_following(mark, around, place)) return place;
  if (find_parent_of_parts(mark, place)) return place;
  std::optional<std::size_t> nearest;
  for (std::size_t at = 0; at < open_.size(); ++at) {
    if (same_style(open_[at].mark, mark)) nearest = at;
  }
  if (starts(mark)) {
    const auto depth = depth_below(mark, around);
    const bool innermost = nearest && *nearest + 1 == open_.size();
    const bool plainer = innermost && open_.back().prominent && !around.prominent;
    const bool inside = innermost && (around.under_title || (plainer && around.introduced));
    if (inside || !nearest || *nearest + 1 < depth) return fresh_at(depth);
  } else if (!nearest && find_kin(mark, place)) {
    return place;
  }
  if (nearest) return {.depth = *nearest, .expected = false, .last = open_[*nearest].mark.value};
  place = fresh_at(depth_below(mark, around));
  place.expected = starts(mark);
  return place;
}

bool Levels::is_closed_by_outer(const Mark& list, std::span<const Mark> upcoming) {
  Mark last = list;
  for (std::size_t at = 0; at < std::min(upcoming.size(), lookahead_max); ++at) {
    const Mark& mark = upcoming[at];
    if (same_style(last, mark) && follows(last, mark)) last = mark;
    if (mark.kind < MarkKind::ordinal || usual_depth(mark) >= usual_depth(list)) continue;
    return starts(mark) && !goes_on_later(last, upcoming.subspan(at + 1));
  }
  return false;
}

bool Levels::stood_below(const Mark& mark, const Mark& other) const {
  return std::ranges::any_of(below_, [&](const auto& pair) {
    return same_style(pair.first, mark) && same_style(pair.second, other);
  });
}

void Levels::clear() {
  open_.clear();
  below_.clear();
}

void Levels::enter(const Mark& mark, std::size_t depth, const Around& around) {
  constexpr std::size_t pairs_max = 32;
  open_.resize(std::min(depth, open_.size()));
  const bool known = open_.empty() || stood_below(mark, open_.back().mark);
  if (!known && below_.size() < pairs_max) below_.emplace_back(mark, open_.back().mark);
  open_.push_back({mark, around.indent, around.prominent});
}

}  // namespace mamori::regulation
