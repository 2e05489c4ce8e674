// Texts whose lines are broken at a fixed width, as a PDF is copied. Inside this room only.
#pragma once

#include <span>

#include "regulation/lines.h"

namespace mamori::regulation {

// Columns a line takes with its indent; a full-width character takes two.
int columns_of(const Line& line);

struct Wrapping {
  int column = 0;  // where lines are broken, 0 when every paragraph stands on one line
  explicit operator bool() const { return column > 0; }
  // The line reaches the edge: without a 。 it goes on in the next line.
  bool fills(const Line& line) const;
};

// Lines are broken at a fixed width when many of them end at nearly the same column, hardly any
// goes further, and most of those break off in a sentence.
Wrapping wrapping_of(std::span<const Line> lines);

}  // namespace mamori::regulation
