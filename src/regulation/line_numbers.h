// Texts printed with a number in front of every line. Inside this room only.
#pragma once

#include <vector>

#include "regulation/lines.h"

namespace mamori::regulation {

// Takes the numbers off when every line has one, they count on without a gap, and the text behind
// them has numbers of its own.
void drop_line_numbers(std::vector<Line>& lines, Report& report);

}  // namespace mamori::regulation
