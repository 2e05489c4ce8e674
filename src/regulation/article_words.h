// Lines of words in a text in 条: whether they go on with the sentence before. Inside this room
// only.
#pragma once

#include <span>

#include "regulation/builder.h"

namespace mamori::regulation {

// なお、…, and 前項の… after a line that was not full: no part of the entry above.
bool ends_list(const Line& line);
// The sentence before the line breaks off, perhaps at the end of a page before the line is full.
bool is_torn(const Line& line, const Beside& place, const Builder& builder);
// 制定　令和3年4月1日 behind the last provision: dates of the text, no words of its provisions.
// `rest` begins with the line.
bool is_closing_date(std::span<const Line> rest);

}  // namespace mamori::regulation
