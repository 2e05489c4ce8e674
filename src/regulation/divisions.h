// 編 章 節 款 目: their numbers, titles and the ranges behind them; and what a text does
// habitually. Inside this room only.
#pragma once

#include <array>
#include <span>

#include "regulation/builder.h"

namespace mamori::regulation {

// Opens the node when the line is the title of a division; false when it is words about one.
class Divisions {
 public:
  bool read(const Line& line, const Mark& mark, Builder& builder);

 private:
  std::array<Mark, 5> last_;  // by kind
};

// The line goes on with the title of the division that is open: 第1章, and 総則 below it.
bool continues_division(const Node& division, const Line& line);

// How a text writes the titles of its articles when it gives them no brackets.
struct Habits {
  bool title_on_line = false;     // 第1条 目的, and the first 項 below
  bool title_above_line = false;  // 目的, and 第1条 … below
};
Habits habits_of(std::span<const Line> lines);
// A short name without 。 such as a title.
bool is_bare_title(std::u32string_view words);

}  // namespace mamori::regulation
