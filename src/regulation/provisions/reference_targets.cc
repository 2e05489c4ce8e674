// Where a reference leads: from its words to the entries of the places.
#include <algorithm>

#include "base/text.h"
#include "regulation/provisions/references.h"

namespace mamori::regulation {
namespace {

constexpr int nowhere = PlaceIndex::nowhere;

// 別表第1 may be headed 別表1, and 別記様式第1号 別記第1号様式, 様式第1号 or 第1号様式.
std::vector<std::string> spellings_of(const std::string& place) {
  std::vector<std::string> spellings{place};
  const auto figures = place.find_first_of("0123456789");
  if (figures == std::string::npos) return spellings;
  const auto end = place.find_first_not_of("0123456789", figures);
  const std::string number = place.substr(figures, end - figures);
  if (place.starts_with("別表")) {
    spellings.push_back("別表第" + number);
    spellings.push_back("別表" + number);
  }
  if (!place.contains("様式")) return spellings;
  for (const char* series : {"", "別記", "別紙"}) {
    spellings.push_back(series + ("様式第" + number + "号"));
    spellings.push_back(series + ("第" + number + "号様式"));
    spellings.push_back(series + ("様式第" + number));
    spellings.push_back(series + ("様式" + number));
  }
  return spellings;
}

// 第3号 → 3.
std::string place_number(std::string_view place) {
  std::string number;
  for (const char c : place) {
    const bool figure = c >= '0' && c <= '9';
    if (figure) number.push_back(c);
    if (!figure && !number.empty()) return number;
  }
  return number;
}

}  // namespace

int ReferenceReader::unit_around(NodeKind unit) const {
  const int found = index_.enclosing(here_, unit);
  if (found != nowhere || unit != NodeKind::paragraph) return found;
  // In numbered style 項 is what the sentence stands in.
  return index_.at(here_).node->kind == NodeKind::text ? index_.at(here_).parent : here_;
}

// 第2項 and 第3号 alone belong to the 条 and 項 at `base`.
int ReferenceReader::resolve(const UnitChain& chain, int base) const {
  std::string tail;
  for (const UnitNumber& unit : chain.units) tail += unit.place;
  if (!chain.below.empty()) tail += chain.below;
  const NodeKind first = chain.units.front().unit;
  if (first == NodeKind::article || first == NodeKind::chapter || first == NodeKind::part) {
    const int found = index_.find(tail);
    const int supplementary = index_.enclosing(here_, NodeKind::supplementary);
    if (found != nowhere || supplementary == nowhere) return found;
    return index_.find(index_.at(supplementary).node->place + tail);
  }
  for (int around = base; around != nowhere; around = index_.at(around).parent) {
    const Node& node = *index_.at(around).node;
    if (node.kind >= first && node.kind != NodeKind::supplementary) continue;
    const int found = index_.find(node.place + tail);
    if (found != nowhere) return found;
    if (node.kind == NodeKind::article) return nowhere;
  }
  return resolve_as_numbers(chain);
}

// In numbered style 第1項第2号 is 1(2) below the heading it stands in.
int ReferenceReader::resolve_as_numbers(const UnitChain& chain) const {
  const int heading = index_.enclosing(here_, NodeKind::heading);
  if (heading == nowhere || !chain.below.empty()) return nowhere;
  std::string place = index_.at(heading).node->place;
  for (const UnitNumber& unit : chain.units) {
    const std::string number = place_number(unit.place);
    place += unit.unit == NodeKind::paragraph ? "の" + number : "(" + number + ")";
  }
  return index_.find(place);
}

std::vector<int> ReferenceReader::relative_entries(const RelativeUnit& unit) const {
  using Direction = RelativeUnit::Direction;
  if (unit.direction == Direction::same) {
    const int last = last_ && !last_->entries.empty() ? last_->entries.back() : nowhere;
    const int entry = last == nowhere ? nowhere : index_.enclosing(last, unit.unit);
    return entry == nowhere ? std::vector<int>{} : std::vector{entry};
  }
  const int own = unit_around(unit.unit);
  if (own == nowhere) return {};
  if (unit.direction == Direction::own) return {own};
  if (unit.direction == Direction::after) {
    const int after = index_.at(own).after;
    return after == nowhere ? std::vector<int>{} : std::vector{after};
  }
  const bool all = unit.direction == Direction::all_before;
  std::vector<int> entries;
  for (int before = index_.at(own).before; before != nowhere; before = index_.at(before).before) {
    const bool enough = !all && static_cast<int>(entries.size()) == unit.count;
    if (enough || entries.size() == places_max) break;
    entries.push_back(before);
  }
  if (!all && static_cast<int>(entries.size()) < unit.count) return {};
  std::ranges::reverse(entries);
  return entries;
}

int ReferenceReader::appendix_entry(const std::string& place) const {
  for (const std::string& spelling : spellings_of(place)) {
    if (const int entry = index_.find(spelling); entry != nowhere) return entry;
  }
  return nowhere;
}

int ReferenceReader::numbered_entry(const NumberedPlace& place, int beside) const {
  if (!place.begins_below) return index_.find(place.place);
  for (int around = beside; around != nowhere; around = index_.at(around).parent) {
    const int found = index_.find(index_.at(around).node->place + place.place);
    if (found != nowhere) return found;
  }
  return nowhere;
}

}  // namespace mamori::regulation
