// Every place of one document, to be found and walked from at once. Inside this room only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "regulation/document.h"

namespace mamori::regulation {

class PlaceIndex {
 public:
  static constexpr int nowhere = -1;

  // A node of the tree, by its number in the order of the text.
  struct Entry {
    const Node* node = nullptr;
    int parent = nowhere;
    int end = 0;           // the first entry that is not below this one
    int before = nowhere;  // of its kind: 条 in the whole 本則 or 附則, others beside it
    int after = nowhere;
  };

  // Keeps pointers into the document.
  explicit PlaceIndex(const Document& document);

  const Entry& at(int entry) const { return entries_[static_cast<std::size_t>(entry)]; }
  // The entry whose place it is: 第18条第1項 finds the sole 項 of 第18条; nowhere when there is
  // none.
  int find(const std::string& place) const;
  int entry_of(const Node& node) const;
  // The nearest of the kind that encloses the entry, or is it.
  int enclosing(int entry, NodeKind kind) const;
  // The children of the kind, in order.
  std::vector<int> children(int entry, NodeKind kind) const;
  // The 号 of the entry; of a 条 those of its first 項 that has any.
  std::vector<int> items_of(int entry) const;

 private:
  void add(const Node& node, int parent);
  void link(int entry);

  std::vector<Entry> entries_;
  std::unordered_map<std::string, int> places_;
  std::unordered_map<const Node*, int> numbers_;
  std::unordered_map<int, int> last_article_;  // of each 附則, and of the 本則
  std::unordered_map<std::string, int> last_of_siblings_;
};

}  // namespace mamori::regulation
