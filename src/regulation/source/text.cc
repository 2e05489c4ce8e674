#include "regulation/source/text.h"

namespace mamori::regulation {
namespace {

constexpr std::string_view next_line = "\xC2\x85";  // NEL in UTF-8

// How long the line end at `at` is: 0 when there is none.
std::size_t line_end_length(std::string_view text, std::size_t at) {
  if (text[at] == '\r') return text.substr(at + 1).starts_with('\n') ? 2 : 1;
  if (text[at] == '\n') return 1;
  return text.substr(at).starts_with(next_line) ? next_line.size() : 0;
}

}  // namespace

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c != '\n' && c != '\r' && c != next_line.front()) continue;
    const auto length = line_end_length(text, at);
    if (length == 0) continue;
    lines.emplace_back(text.substr(begin, at - begin));
    begin = at + length;
    at = begin - 1;
  }
  if (begin < text.size()) lines.emplace_back(text.substr(begin));
  return lines;
}

}  // namespace mamori::regulation
