// What a file says, before anything is understood: its lines as a person sees them, whatever the
// format. These lines stand beside the tree in the browser and are kept in the ledger; every line
// number of a Reading counts them. Pure, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "regulation/document.h"

namespace mamori::regulation {

// How a line looks where the source says so (HTML, Word). Plain text gives none of it.
struct Hints {
  int heading_level = 0;  // 1–9: h1 …, 見出し 1 …; 0 when it is no heading
  int indent = 0;     // in columns (a full-width character is two), beside the blanks in the text
  bool bold = false;  // all of it
  bool centred = false;
  bool page_break = false;  // a page begins with it
  bool table_row = false;   // the line is the cells of a row, apart by tabs
  bool operator==(const Hints&) const = default;
};

struct SourceText {
  std::string format;    // "text", "html", "docx"
  std::string encoding;  // of the file: "UTF-8", "CP932" …
  // UTF-8 as written, neither normalised nor trimmed, without line ends. Of HTML and Word: one for
  // each paragraph, table row and forced line break. A form feed stays inside its line.
  std::vector<std::string> lines;
  std::vector<Hints> hints;             // one for each line, or none at all
  std::vector<Discarded> discarded;     // ふりがな, links of the page: by the line they stood at
  std::vector<Diagnostic> diagnostics;  // what was done to the source: 変更履歴 left out …
};

struct SourceLimits {
  std::size_t text_bytes_max = std::size_t{5} << 20;   // of the lines
  std::size_t file_bytes_max = std::size_t{64} << 20;  // of a file with pictures in it
};

// The lines of a plain text, an HTML page or a .docx; the format is told from the bytes. Fails with
// a sentence for a clerk, in the order tried:
//   source_format_unsupported  a PDF, .doc, .xlsx …: named, with what to do
//   source_malformed           a .docx or .html that cannot be opened, or has no text of its own
//   encoding_unknown           as decode_japanese says
//   source_too_large           more than the limits
Result<SourceText> source_text(std::string_view bytes, const SourceLimits& limits = {});

// The lines, each ended by "\n": a plain text that reads to the same words, without the hints.
std::string plain_text(const SourceText& source);

}  // namespace mamori::regulation
