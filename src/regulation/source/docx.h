// A Word document (.docx, .docm) → lines. Inside this room only.
#pragma once

#include <string_view>

#include "regulation/source.h"

namespace mamori::regulation {

// A paragraph, a row of a table and a line break are a line each. Numbers Word makes for paragraphs
// (第1条, (1), ア) are written out; insertions of 変更履歴 are taken, deletions are discarded and
// reported, as are footnotes; ふりがな, headers and footers are discarded; hidden text and comments
// are no text. Text boxes follow the paragraph they are anchored in. Fails with `source_malformed`
// or, when more is packed into the file than a text can need, `source_too_large`. ECMA-376 Part 1.
Result<SourceText> read_docx(std::string_view bytes);

}  // namespace mamori::regulation
