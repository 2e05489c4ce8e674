// PDF by libqpdf: the mark stands in the information dictionary and at the upper right of every
// page. Inside this room only, and of C++17: clang cannot read the headers of libqpdf 11.3.0 as
// anything newer (11.3.1 mended them).
#pragma once

#include <string>
#include <string_view>

namespace mamori::labels {

enum class PdfState { good, locked, signed_by_somebody, too_large, broken };

struct PdfMark {
  std::string level;  // empty in a file without a mark
  std::string number;
};

struct PdfWriting {
  PdfState state;
  std::string bytes;  // of a good one
};

struct PdfReading {
  PdfState state;  // good or broken; locked ones are broken to a reader
  PdfMark mark;
};

// `header` is drawn at the upper right, in place of that of an earlier mark. Nothing is thrown.
PdfWriting mark_pdf_file(std::string_view bytes, const PdfMark& mark, const std::string& header);
PdfReading read_pdf_file(std::string_view bytes);

}  // namespace mamori::labels
