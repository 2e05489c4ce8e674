// Texts whose lines are broken at a fixed width, as in copies out of a PDF. Inside this room only.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "regulation/lines.h"

namespace mamori::regulation {

// Finds the width at which the lines are broken, if there is one, and notes at each line whether
// the line before it reaches that far: then a sentence may go on, otherwise it is over.
void mark_wrapping(std::vector<Line>& lines);

// Such a width was found.
bool is_wrapped(std::span<const Line> lines);
// The line reaches the width: without a 。 it goes on in the next line.
bool is_full(std::span<const Line> lines, std::size_t at);

}  // namespace mamori::regulation
