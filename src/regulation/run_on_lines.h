// Texts that lost their line breaks: a whole 条 with its 項 and 号, or several, on one line. Inside
// this room only.
#pragma once

#include <vector>

#include "regulation/lines.h"

namespace mamori::regulation {

// Begins a line at every caption, 条, 項, 号, 章 and 附則 that follows, inside a line, the one
// before it. The pieces keep the number of their line, which is reported as line_split.
void split_run_on_lines(std::vector<Line>& lines, Report& report);

}  // namespace mamori::regulation
