// Texts numbered 1 / (1) / ① without 条, as 基本方針 are written. Inside this room only.
#pragma once

#include <span>

#include "regulation/builder.h"

namespace mamori::regulation {

// The nodes of the lines up to the first 附則 or 別表; `used` tells how many lines that were.
std::vector<Node> parse_numbered(std::span<const Line> lines, std::size_t& used, Report& report);

// A line that closes a text: a date, a name, an address; no sentence and no number.
bool is_closing_line(std::u32string_view text);

}  // namespace mamori::regulation
