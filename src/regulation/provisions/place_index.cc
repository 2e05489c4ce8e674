#include "regulation/provisions/place_index.h"

#include <algorithm>

namespace mamori::regulation {
namespace {

constexpr std::string_view first_paragraph = "第1項";

bool is_sole_paragraph(const Node& paragraph, const Node& parent) {
  return paragraph.kind == NodeKind::paragraph && paragraph.place == parent.place;
}

}  // namespace

PlaceIndex::PlaceIndex(const Document& document) {
  for (const Node& node : document.nodes) add(node, nowhere);
  last_article_.clear();
  last_of_siblings_.clear();
}

void PlaceIndex::add(const Node& node, int parent) {
  const int entry = static_cast<int>(entries_.size());
  entries_.push_back({.node = &node, .parent = parent});
  numbers_.emplace(&node, entry);
  const bool outside = node.kind == NodeKind::contents;
  if (!node.place.empty() && !outside) places_.try_emplace(node.place, entry);
  const bool sole = parent != nowhere && is_sole_paragraph(node, *at(parent).node);
  if (sole) places_.try_emplace(node.place + std::string(first_paragraph), entry);
  link(entry);
  for (const Node& child : node.children) add(child, entry);
  entries_[static_cast<std::size_t>(entry)].end = static_cast<int>(entries_.size());
}

void PlaceIndex::link(int entry) {
  const Entry& own = at(entry);
  int* last = nullptr;
  if (own.node->kind == NodeKind::article) {
    last = &last_article_.try_emplace(enclosing(entry, NodeKind::supplementary), nowhere)
                .first->second;
  } else {
    const std::string key =
        std::to_string(own.parent) + '/' + std::to_string(static_cast<int>(own.node->kind));
    last = &last_of_siblings_.try_emplace(key, nowhere).first->second;
  }
  entries_[static_cast<std::size_t>(entry)].before = *last;
  if (*last != nowhere) entries_[static_cast<std::size_t>(*last)].after = entry;
  *last = entry;
}

int PlaceIndex::find(const std::string& place) const {
  auto found = places_.find(place);
  if (found == places_.end()) {
    // 第18条第1項第2号 is cited as 第18条第2号 where the 項 is the only one.
    const auto sole = place.find(first_paragraph);
    if (sole == std::string::npos) return nowhere;
    std::string shorter = place;
    const int paragraph = find(shorter.substr(0, sole));
    if (paragraph == nowhere) return nowhere;
    shorter.erase(sole, first_paragraph.size());
    found = places_.find(shorter);
  }
  return found == places_.end() ? nowhere : found->second;
}

int PlaceIndex::entry_of(const Node& node) const {
  return numbers_.at(&node);
}

int PlaceIndex::enclosing(int entry, NodeKind kind) const {
  while (entry != nowhere && at(entry).node->kind != kind) entry = at(entry).parent;
  return entry;
}

std::vector<int> PlaceIndex::children(int entry, NodeKind kind) const {
  std::vector<int> found;
  if (entry == nowhere) return found;
  for (int child = entry + 1; child < at(entry).end; child = at(child).end) {
    if (at(child).node->kind == kind) found.push_back(child);
  }
  return found;
}

std::vector<int> PlaceIndex::items_of(int entry) const {
  std::vector<int> found = children(entry, NodeKind::item);
  if (!found.empty() || entry == nowhere || at(entry).node->kind != NodeKind::article) return found;
  for (const int paragraph : children(entry, NodeKind::paragraph)) {
    found = children(paragraph, NodeKind::item);
    if (!found.empty()) return found;
  }
  return found;
}

}  // namespace mamori::regulation
