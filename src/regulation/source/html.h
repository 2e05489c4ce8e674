// A web page, or a document a word processor saved as one → lines. Inside this room only.
#pragma once

#include <string_view>

#include "base/encoding.h"
#include "regulation/source.h"

namespace mamori::regulation {

// A byte order mark or the page's own <meta charset> decides; else as decode_japanese says.
Result<Decoded> decode_html(std::string_view bytes);

// Parsed as HTML5. A block, a row of a table and a <br> are a line each; readings (ふりがな), links
// that only lead about the site, buttons and what stands outside <main> are discarded with a
// reason. Scripts, styles and what is not shown are no text. Fails with `source_malformed` when the
// page has no text of its own (frames), or is nested so deeply that it was made to be a burden.
Result<SourceText> read_html(const Decoded& page);

}  // namespace mamori::regulation
