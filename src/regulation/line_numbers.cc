#include "regulation/line_numbers.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "regulation/markers.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t lines_min = 6;
constexpr int own_numbers_min = 2;

struct Numbered {
  int value = 0;
  View words;
};

// 「12: 第3条 …」: the figure and what stands behind it.
std::optional<Numbered> numbered(const Line& line) {
  const View text = line.text;
  const auto numeral = text.empty() || !is_digit(text.front()) ? std::nullopt : numeral_at(text, 0);
  if (!numeral || !line.prefix.empty() || numeral->length == text.size()) return std::nullopt;
  auto at = numeral->length;
  if (View(U":：|").contains(text[at])) ++at;
  if (at >= text.size() || !is_blank(text[at])) return std::nullopt;
  while (at < text.size() && is_blank(text[at])) ++at;
  return Numbered{numeral->value, text.substr(at)};
}

bool is_own_number(View words) {
  const Mark mark = mark_of(words);
  return mark && mark.kind != MarkKind::bullet && !is_reference(mark, words);
}

bool have_line_numbers(const std::vector<Line>& lines) {
  if (lines.size() < lines_min) return false;
  int last = 0;
  int own = 0;
  for (const Line& line : lines) {
    const auto found = numbered(line);
    if (!found || found->value <= last || (last == 0 && found->value > 2)) return false;
    if (found->value != last + 1 && !line.blank_before) return false;
    last = found->value;
    own += is_own_number(found->words) ? 1 : 0;
  }
  return own >= own_numbers_min && own * 4 >= static_cast<int>(lines.size());
}

}  // namespace

void drop_line_numbers(std::vector<Line>& lines, Report& report) {
  if (!have_line_numbers(lines) || !report.repairs(lines.front().number, "line_numbers")) return;
  for (Line& line : lines) {
    const auto length = line.text.size() - numbered(line)->words.size();
    report.discard(line.number, utf8(View(line.text).substr(0, length)), "行番号");
    line.text.erase(0, length);
    if (!line.row.empty()) line.row = line.text.contains(U'\t') ? line.text : std::u32string{};
  }
  report.note(lines.front().number, "line_numbers",
              "各行の頭の番号を行番号とみて、本文から外しました。");
}

}  // namespace mamori::regulation
