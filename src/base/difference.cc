#include "base/difference.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace mamori {
namespace {

using View = std::u32string_view;

constexpr std::size_t cells_max = 4'000'000;

struct Run {
  Change change;
  std::u32string text;
};

class Comparison {
 public:
  std::vector<Piece> compare(View before, View after) {
    const auto [left, right] = std::ranges::mismatch(before, after);
    const auto head = static_cast<std::size_t>(left - before.begin());
    add(Change::same, before.substr(0, head));
    before.remove_prefix(head);
    after.remove_prefix(head);
    const std::size_t tail = shared_tail(before, after);
    const View ending = before.substr(before.size() - tail);
    before.remove_suffix(tail);
    after.remove_suffix(tail);
    if ((before.size() + 1) * (after.size() + 1) > cells_max) {
      add(Change::removed, before);
      add(Change::added, after);
    } else {
      walk(before, after);
    }
    add(Change::same, ending);
    return pieces();
  }

 private:
  static std::size_t shared_tail(View before, View after) {
    const std::size_t most = std::min(before.size(), after.size());
    std::size_t tail = 0;
    while (tail < most && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
      ++tail;
    }
    return tail;
  }

  // Longest common subsequence by dynamic programming.
  void walk(View before, View after) {
    const std::size_t width = after.size() + 1;
    std::vector<std::uint16_t> longest((before.size() + 1) * width);
    for (std::size_t i = before.size(); i-- > 0;) {
      for (std::size_t j = after.size(); j-- > 0;) {
        const std::size_t at = i * width + j;
        longest[at] = before[i] == after[j]
                          ? static_cast<std::uint16_t>(longest[at + width + 1] + 1)
                          : std::max(longest[at + width], longest[at + 1]);
      }
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < after.size()) {
      const bool both = i < before.size() && j < after.size();
      if (both && before[i] == after[j]) {
        add(Change::same, before.substr(i++, 1));
        ++j;
      } else if (j == after.size() || (i < before.size() && longest[(i + 1) * width + j] >=
                                                                longest[i * width + j + 1])) {
        add(Change::removed, before.substr(i++, 1));
      } else {
        add(Change::added, after.substr(j++, 1));
      }
    }
  }

  void add(Change change, View text) {
    if (text.empty()) return;
    if (runs_.empty() || runs_.back().change != change) runs_.push_back({change, {}});
    runs_.back().text += text;
  }

  // Between two changes a lone character in common says nothing to a reader.
  bool is_chance(std::size_t at) const {
    return at > 0 && at + 1 < runs_.size() && runs_[at].change == Change::same &&
           runs_[at].text.size() == 1;
  }

  std::vector<Piece> pieces() const {
    std::vector<Piece> list;
    std::u32string removed;
    std::u32string added;
    const auto flush = [&] {
      if (!removed.empty()) list.push_back({Change::removed, utf8(removed)});
      if (!added.empty()) list.push_back({Change::added, utf8(added)});
      removed.clear();
      added.clear();
    };
    for (std::size_t at = 0; at < runs_.size(); ++at) {
      const Run& run = runs_[at];
      const bool chance = is_chance(at);
      if (run.change == Change::same && !chance) {
        flush();
        list.push_back({Change::same, utf8(run.text)});
      }
      if (run.change == Change::removed || chance) removed += run.text;
      if (run.change == Change::added || chance) added += run.text;
    }
    flush();
    return list;
  }

  std::vector<Run> runs_;
};

}  // namespace

std::vector<Piece> difference(std::string_view before, std::string_view after) {
  return Comparison().compare(code_points(before), code_points(after));
}

}  // namespace mamori
