// Which format a file is, told from its bytes and never from its name. Inside this room only.
#pragma once

#include <string_view>

#include "base/result.h"

namespace mamori::regulation {

enum class Format { text, html, docx };

// Fails with `source_format_unsupported` for formats known by sight that cannot be read: it says
// what the file is and how to save it so that it can be.
Result<Format> format_of(std::string_view bytes);

// Whether the text is a page: it begins with a tag of HTML, after comments and blanks.
bool is_html(std::string_view text);

}  // namespace mamori::regulation
