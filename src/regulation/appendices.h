// The words behind 附則 and 別表, and the lines of a 別表 or 様式. Inside this room only.
#pragma once

#include <span>
#include <string_view>

#include "regulation/builder.h"

namespace mamori::regulation {

// 附則(令和4年告示第5号)抄, 別表(第2条関係), 別表 文書の一覧
void take_tail_caption(Node& node, std::u32string_view words);
// A line of the 別表 that is open: a row, its caption, or words.
void read_appendix_line(const Line& line, const Beside& place, Builder& builder);

}  // namespace mamori::regulation
