#include "regulation/wrapping.h"

#include <algorithm>
#include <array>

namespace mamori::regulation {
namespace {

constexpr int columns_min = 44;
constexpr int columns_max = 200;
constexpr int slack = 8;  // a line may end early so that none begins with 。 or ends with （

// Columns a line takes with its indent; a full-width character takes two, a row of a table none.
int columns_of(const Line& line) {
  if (!line.row.empty()) return 0;
  int columns = line.indent;
  if (!line.prefix.empty()) columns += static_cast<int>(line.prefix.size()) + 1;
  for (const char32_t c : line.text) {
    const bool half_width = c < 0x80 || (c >= 0xFF61 && c <= 0xFF9F);
    columns += half_width ? 1 : 2;
  }
  return std::clamp(columns, 0, columns_max + 1);  // a page may hang a line out to the left
}

// How many lines end at each column.
struct Ends {
  std::array<std::size_t, columns_max + 2> all = {};
  std::array<std::size_t, columns_max + 2> torn = {};  // without a 。
  std::size_t lines = 0;
  std::size_t long_lines = 0;  // of columns_min and more
};

Ends ends_of(const std::vector<Line>& lines, const std::vector<int>& columns) {
  Ends ends{.lines = lines.size()};
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const auto column = static_cast<std::size_t>(columns[at]);
    ++ends.all[column];
    if (columns[at] >= columns_min) ++ends.long_lines;
    if (!lines[at].text.empty() && lines[at].text.back() != U'。') ++ends.torn[column];
  }
  return ends;
}

std::size_t sum_up_to(const auto& ends, int column) {
  const auto at = static_cast<std::size_t>(column);
  std::size_t sum = 0;
  for (std::size_t each = at + 1 - slack; each <= at; ++each) sum += ends[each];
  return sum;
}

// Many lines reach the width, or in a short text most of the long ones, and those break off.
bool is_width(const Ends& ends, int column, std::size_t wider) {
  const std::size_t near = sum_up_to(ends.all, column);
  const bool many = near >= 8 && near * 5 >= ends.lines && wider * 50 <= ends.lines;
  const bool most = near >= 4 && near * 5 >= ends.long_lines * 2 &&
                    sum_up_to(ends.torn, column) * 2 > near && wider * 20 <= ends.long_lines;
  return (many || most) && ends.all[static_cast<std::size_t>(column)] > 0;
}

// The width that many lines reach and hardly any exceeds; 0 when there is no such width.
int width_of(const Ends& ends) {
  std::size_t wider = ends.all[columns_max + 1];
  for (int column = columns_max; column >= columns_min; --column) {
    if (is_width(ends, column, wider)) return column;
    wider += ends.all[static_cast<std::size_t>(column)];
  }
  return 0;
}

}  // namespace

void mark_wrapping(std::vector<Line>& lines) {
  std::vector<int> columns;
  columns.reserve(lines.size());
  for (const Line& line : lines) columns.push_back(columns_of(line));
  const int width = width_of(ends_of(lines, columns));
  if (width == 0) return;
  for (std::size_t at = 1; at < lines.size(); ++at) {
    lines[at].before = columns[at - 1] > width - slack ? Reach::full : Reach::part;
  }
}

bool is_wrapped(std::span<const Line> lines) {
  return std::ranges::any_of(lines, [](const Line& line) { return line.before == Reach::full; });
}

bool is_full(std::span<const Line> lines, std::size_t at) {
  return at + 1 < lines.size() && lines[at + 1].before == Reach::full;
}

}  // namespace mamori::regulation
