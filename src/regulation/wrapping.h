// Texts whose lines are broken at a fixed width, as in copies out of a PDF. Inside this room only.
#pragma once

#include <vector>

#include "regulation/lines.h"

namespace mamori::regulation {

// Finds the width at which the lines are broken, if there is one, and notes at each line whether
// the line before it reaches that far: then a sentence may go on, otherwise it is over.
void mark_wrapping(std::vector<Line>& lines);

}  // namespace mamori::regulation
