// Texts numbered 1 / (1) / ① without 条, as 基本方針 are written, and texts with plain headings.
// Inside this room only.
#pragma once

#include <span>

#include "regulation/builder.h"

namespace mamori::regulation {

// The nodes of the lines up to the first 附則 or 別表; `used` tells how many lines that were.
// `headings` are the plain_headings of the lines.
std::vector<Node> parse_numbered(std::span<const Line> lines, std::span<const int> headings,
                                 std::size_t& used, Report& report);

}  // namespace mamori::regulation
