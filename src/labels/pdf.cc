#include "labels/marking_parts.h"
#include "labels/qpdf_file.h"

namespace mamori::labels {

Result<std::string> mark_pdf(std::string_view bytes, const Mark& mark) {
  auto written = mark_pdf_file(bytes, {mark.level, mark.number}, header_text(mark));
  switch (written.state) {
    case PdfState::good:
      return std::move(written.bytes);
    case PdfState::locked:
      return unknown_kind();
    case PdfState::signed_by_somebody:
      return signed_file();
    case PdfState::too_large:
      return too_large_file();
    case PdfState::broken:
      break;
  }
  return malformed_file("PDFとして壊れています");
}

Result<std::optional<Mark>> read_pdf(std::string_view bytes) {
  auto read = read_pdf_file(bytes);
  if (read.state != PdfState::good) {
    return malformed_file("PDFとして壊れているか、パスワードで守られています");
  }
  if (read.mark.level.empty()) return std::nullopt;
  return Mark{std::move(read.mark.level), std::move(read.mark.number)};
}

}  // namespace mamori::labels
