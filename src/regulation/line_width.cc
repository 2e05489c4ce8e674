#include "regulation/line_width.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace mamori::regulation {
namespace {

constexpr int columns_min = 44;
constexpr int columns_max = 200;
constexpr int spread = 6;  // columns by which full lines differ: 。 hangs over, words stay together
constexpr int lines_min = 4;

bool is_narrow(char32_t c) {
  return c < 0x80 || (c >= 0xFF61 && c <= 0xFF9F);
}

int columns_of(std::u32string_view text) {
  int columns = 0;
  for (const char32_t c : text) columns += is_narrow(c) ? 1 : 2;
  return columns;
}

}  // namespace

int columns_of(const Line& line) {
  const int prefix = line.prefix.empty() ? 0 : static_cast<int>(line.prefix.size()) + 1;
  return line.indent + prefix + columns_of(std::u32string_view(line.text));
}

bool Wrapping::fills(const Line& line) const {
  return column > 0 && columns_of(line) > column - spread - 2;
}

Wrapping wrapping_of(std::span<const Line> lines) {
  std::array<int, columns_max + 1> ended{};   // lines by the column they end at
  std::array<int, columns_max + 1> broken{};  // those without a 。 at the end
  int long_lines = 0;
  for (const Line& line : lines) {
    const int columns = columns_of(line);
    if (columns < columns_min || !line.row.empty()) continue;
    const auto at = static_cast<std::size_t>(std::min(columns, columns_max));
    ++long_lines;
    ++ended[at];
    if (line.text.back() != U'。') ++broken[at];
  }
  int wider = 0;
  for (int column = columns_max; column >= columns_min + spread; --column) {
    const auto end = static_cast<std::size_t>(column) + 1;
    const auto begin = end - spread;
    int full = 0;
    int torn = 0;
    for (auto at = begin; at < end; ++at) {
      full += ended[at];
      torn += broken[at];
    }
    const bool many = full >= lines_min && full * 5 >= long_lines * 2 && torn * 2 > full;
    if (many && wider * 20 <= long_lines) return {column};
    wider += ended[end - 1];
  }
  return {};
}

}  // namespace mamori::regulation
