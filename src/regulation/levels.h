// The lists that are open at a place of a numbered text: 1, (1), ① … Which style of number stands
// above which is found from the text itself, for every body has its own order. Inside this room
// only.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "regulation/markers.h"

namespace mamori::regulation {

// 1 and 1. and (1) look different: same kind and variety.
bool same_style(const Mark& a, const Mark& b);

class Levels {
 public:
  static constexpr std::size_t depth_max = 7;

  struct Place {
    std::size_t depth = 0;
    bool expected = true;  // it follows what stands before, or begins a list
    bool fresh = false;    // it begins a list
    int last = 0;          // the number before it in its list, 0 when it is the first
  };
  // What is known of the line a mark stands on.
  struct Around {
    int indent = 0;
    bool prominent = false;          // bold, or marked as a heading
    bool under_title = false;        // the entry before is a title without words of its own
    bool introduced = false;         // the words before announce a list: 次のとおりとする。
    std::span<const Mark> upcoming;  // the marks of the lines behind it, `none` among them
  };

  // Where the mark belongs, without entering it.
  Place place_of(const Mark& mark, const Around& around) const;
  void enter(const Mark& mark, std::size_t depth, const Around& around);
  void clear();
  // A number that usually stands outside of the list begins behind it, and the list does not go on.
  static bool is_closed_by_outer(const Mark& list, std::span<const Mark> upcoming);
  bool empty() const { return open_.empty(); }
  std::size_t size() const { return open_.size(); }
  const Mark& at(std::size_t depth) const { return open_[depth].mark; }

 private:
  struct Level {
    Mark mark;  // the last of its list
    int indent = 0;
    bool prominent = false;
  };

  Place place_of_bullet(const Mark& mark, const Around& around) const;
  bool find_following(const Mark& mark, const Around& around, Place& place) const;
  bool find_parent_of_parts(const Mark& mark, Place& place) const;
  bool find_kin(const Mark& mark, Place& place) const;
  std::size_t depth_below(const Mark& mark, const Around& around) const;

  // The style stood right below the other one before.
  bool stood_below(const Mark& mark, const Mark& other) const;

  std::vector<Level> open_;
  std::vector<std::pair<Mark, Mark>> below_;  // styles seen below others, since the last clear
};

}  // namespace mamori::regulation
