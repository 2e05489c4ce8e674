#include "labels/marking.h"

#include "labels/marking_parts.h"

namespace mamori::labels {
namespace {

constexpr std::string_view zip_begins = "PK\x03\x04";
constexpr std::string_view pdf_begins = "%PDF-";

}  // namespace

std::string_view extension_of(FileKind kind) {
  switch (kind) {
    case FileKind::docx:
      return ".docx";
    case FileKind::xlsx:
      return ".xlsx";
    case FileKind::pptx:
      return ".pptx";
    case FileKind::pdf:
      return ".pdf";
  }
  return "";
}

std::string_view media_type_of(FileKind kind) {
  switch (kind) {
    case FileKind::docx:
      return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    case FileKind::xlsx:
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case FileKind::pptx:
      return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    case FileKind::pdf:
      return "application/pdf";
  }
  return "";
}

std::unexpected<Error> unknown_kind() {
  return fail(
      Fault::invalid, "file_kind_unknown",
      "Word・Excel・PowerPoint・PDFのファイルではないか、パスワードで守られています。",
      "「.docx」「.xlsx」「.pptx」「.pdf」で保存したものを、パスワードを外して選んでください。");
}

std::unexpected<Error> malformed_file(std::string_view what) {
  return fail(Fault::invalid, "file_malformed",
              "ファイルを読めません（" + std::string(what) + "）。",
              "作ったソフトウェアで開けることを確かめ、保存し直してください。");
}

std::unexpected<Error> too_large_file() {
  return fail(
      Fault::limit, "file_too_large", "ファイルが大きすぎます。",
      "7MBまでのファイルを選んでください。大きいものには、作ったソフトウェアで書き込みます。");
}

std::unexpected<Error> signed_file() {
  return fail(Fault::conflict, "file_signed",
              "電子署名のあるファイルに書き込むと、署名が無効になります。",
              "署名する前のファイルに書き込み、それから署名してください。");
}

Result<Marked> mark_file(std::string_view bytes, const Mark& mark) {
  if (bytes.size() > file_bytes_max) return too_large_file();
  if (bytes.starts_with(zip_begins)) return mark_office(bytes, mark);
  if (!bytes.starts_with(pdf_begins)) return unknown_kind();
  auto marked = mark_pdf(bytes, mark);
  if (!marked) return fail(marked.error());
  return Marked{FileKind::pdf, *std::move(marked)};
}

Result<std::optional<Mark>> read_mark(std::string_view bytes) {
  if (bytes.size() > file_bytes_max) return too_large_file();
  if (bytes.starts_with(zip_begins)) return read_office(bytes);
  if (bytes.starts_with(pdf_begins)) return read_pdf(bytes);
  return unknown_kind();
}

}  // namespace mamori::labels
