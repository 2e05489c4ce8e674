#include "regulation/source.h"

#include "base/encoding.h"
#include "regulation/source/docx.h"
#include "regulation/source/format.h"
#include "regulation/source/html.h"
#include "regulation/source/text.h"

namespace mamori::regulation {
namespace {

std::unexpected<Error> too_large(std::string_view what, std::size_t bytes_max) {
  return fail(Fault::limit, "source_too_large",
              "文書が大きすぎるため読み込めません。" + std::string(what) + "は" +
                  std::to_string(bytes_max >> 20U) + "MBまでです。",
              "規程ごとに分けて読み込んでください。図や画像は除いてかまいません。");
}

std::size_t size_of(const SourceText& source) {
  std::size_t size = 0;
  for (const std::string& line : source.lines) size += line.size() + 1;
  return size;
}

Result<SourceText> text_or_html(std::string_view bytes) {
  auto decoded = is_html(bytes) ? decode_html(bytes) : decode_japanese(bytes);
  if (!decoded) return fail(decoded.error());
  if (is_html(decoded->text)) return read_html(*decoded);
  return SourceText{.format = "text",
                    .encoding = std::move(decoded->encoding),
                    .lines = split_lines(decoded->text)};
}

}  // namespace

Result<SourceText> source_text(std::string_view bytes, const SourceLimits& limits) {
  if (bytes.size() > limits.file_bytes_max) return too_large("ファイル", limits.file_bytes_max);
  const auto format = format_of(bytes);
  if (!format) return fail(format.error());
  auto source = *format == Format::docx ? read_docx(bytes) : text_or_html(bytes);
  if (source && size_of(*source) > limits.text_bytes_max + 1) {
    return too_large("本文", limits.text_bytes_max);
  }
  return source;
}

std::string plain_text(const SourceText& source) {
  std::string text;
  for (const std::string& line : source.lines) text.append(line) += '\n';
  return text;
}

}  // namespace mamori::regulation
