// Page numbers and running heads of texts copied page by page. Inside this room only.
#pragma once

#include <vector>

#include "regulation/lines.h"

namespace mamori::regulation {

// Takes them out of the lines, discards and reports them; the line behind stands after a break.
void drop_page_furniture(std::vector<Line>& lines, Report& report);

}  // namespace mamori::regulation
