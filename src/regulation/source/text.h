// Plain text → lines. Inside this room only.
#pragma once

#include <string_view>

#include "regulation/source.h"

namespace mamori::regulation {

// LF, CR LF, CR and NEL end a line, as in an editor.
std::vector<std::string> split_lines(std::string_view text);

}  // namespace mamori::regulation
