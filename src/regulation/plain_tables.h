// Tables drawn with signs: | a | b |, │a│b│ between ┌─┬─┐, and columns set apart by blanks.
// Inside this room only.
#pragma once

#include <span>
#include <vector>

#include "regulation/lines.h"

namespace mamori::regulation {

// Makes rows of lines drawn with signs; the signs and the lines that are nothing but rules are
// discarded.
void read_drawn_tables(std::vector<Line>& lines, Report& report);

// The line as a row when it and a line beside it have the same columns, set apart by two blanks or
// a full-width one; otherwise empty. For 別表 and 様式, where columns can be expected.
std::u32string aligned_row(std::span<const Line> lines, std::size_t at);

// 「(1)<tab>本」 is an entry of a list, not a row: the line with a blank for its tabs. Otherwise
// nothing.
bool is_tabbed_entry(const Line& line);
Line without_tabs(const Line& line);

}  // namespace mamori::regulation
