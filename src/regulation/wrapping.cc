#include "regulation/wrapping.h"

#include <algorithm>
#include <array>

namespace mamori::regulation {
namespace {

constexpr int columns_min = 44;
constexpr int columns_max = 130;
constexpr int slack = 8;  // a line may end early so that none begins with 。 or ends with （

int columns_of(const Line& line) {
  if (!line.row.empty()) return 0;
  int columns = line.indent + static_cast<int>(line.prefix.size());
  for (const char32_t c : line.text) {
    const bool half_width = c < 0x80 || (c >= 0xFF61 && c <= 0xFF9F);
    columns += half_width ? 1 : 2;
  }
  return columns;
}

// The width that many lines reach and almost none exceeds; 0 when there is no such width.
int width_of(const std::vector<int>& columns) {
  constexpr std::size_t lines_min = 8;
  std::array<std::size_t, columns_max + 1> found{};
  std::size_t longer = 0;
  for (const int each : columns) {
    if (each > columns_max) {
      ++longer;
    } else {
      ++found[static_cast<std::size_t>(each)];
    }
  }
  for (int width = columns_max; width >= columns_min; --width) {
    const auto at = static_cast<std::size_t>(width);
    std::size_t near = 0;
    for (std::size_t each = at - slack; each <= at; ++each) near += found[each];
    if (longer * 50 > columns.size()) return 0;
    if (near >= lines_min && near * 5 >= columns.size() && found[at] > 0) return width;
    longer += found[at];
  }
  return 0;
}

}  // namespace

void mark_wrapping(std::vector<Line>& lines) {
  std::vector<int> columns;
  columns.reserve(lines.size());
  for (const Line& line : lines) columns.push_back(columns_of(line));
  const int width = width_of(columns);
  if (width == 0) return;
  for (std::size_t at = 1; at < lines.size(); ++at) {
    lines[at].before = columns[at - 1] > width - slack ? Reach::full : Reach::part;
  }
}

}  // namespace mamori::regulation
