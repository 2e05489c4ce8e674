#include "regulation/source.h"

#include "base/text.h"
#include "regulation/source/text.h"

namespace mamori::regulation {
namespace {

std::unexpected<Error> too_large() {
  return fail(Fault::limit, "source_too_large", "文書が大きすぎるため読み込めません。",
              "分けて読み込んでください。");
}

}  // namespace

Result<SourceText> source_text(std::string_view bytes, const SourceLimits& limits) {
  if (bytes.size() > limits.text_bytes_max) return too_large();
  const auto text = decode_japanese(bytes);
  if (!text) {
    return fail(Fault::invalid, "source_undecodable", "文字コードが分かりません。",
                "UTF-8かシフトJISで保存し直してください。");
  }
  return SourceText{.format = "text", .encoding = "UTF-8", .lines = split_lines(*text)};
}

std::string plain_text(const SourceText& source) {
  std::string text;
  for (const std::string& line : source.lines) text.append(line) += '\n';
  return text;
}

}  // namespace mamori::regulation
