#include "regulation/plain_tables.h"

#include <algorithm>

#include "base/text.h"
#include "regulation/markers.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

bool is_ruled(char32_t c) {
  return c >= 0x2500 && c <= 0x257F;
}

bool is_bar(char32_t c) {
  return View(U"│┃║┆┇┊┋").contains(c);
}

bool is_pipe(char32_t c) {
  return c == U'|' || c == U'｜';
}

bool is_rule_sign(char32_t c) {
  return is_ruled(c) || is_pipe(c) || View(U"-=+:ー―").contains(c);
}

// ┌──┬──┐, |---|---|, +---+---+
bool is_rule(View text) {
  const auto drawn = std::ranges::count_if(
      text, [](char32_t c) { return is_ruled(c) || is_pipe(c) || c == U'+'; });
  const bool only_signs =
      std::ranges::all_of(text, [](char32_t c) { return is_rule_sign(c) || is_blank(c); });
  return only_signs && text.size() >= 3 && drawn >= 2;
}

bool is_drawn_row(View text) {
  if (text.size() < 3) return false;
  if (is_pipe(text.front()))
    return is_pipe(text.back()) || std::ranges::count_if(text, is_pipe) > 2;
  return is_bar(text.front()) && std::ranges::count_if(text, is_bar) >= 2;
}

std::u32string trimmed_copy(View text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return std::u32string(text);
}

// The words between the signs, apart by tabs.
std::u32string cells_between_signs(View text) {
  const auto sign = [pipes = is_pipe(text.front())](char32_t c) {
    return pipes ? is_pipe(c) : is_bar(c);
  };
  text.remove_prefix(1);
  if (!text.empty() && sign(text.back())) text.remove_suffix(1);
  std::u32string row;
  std::u32string cell;
  for (const char32_t c : text) {
    if (sign(c)) {
      row += trimmed_copy(cell) + U'\t';
      cell.clear();
    } else {
      cell.push_back(c == U'\t' ? U' ' : c);
    }
  }
  return row + trimmed_copy(cell);
}

void make_row(Line& line, Report& report) {
  const auto before = static_cast<int>(count_non_blank(utf8(line.text)));
  line.row = cells_between_signs(line.text);
  line.text = trimmed_copy(line.row);
  const auto after = static_cast<int>(count_non_blank(utf8(line.row)));
  report.discard(line.number, before - after, "表の罫線");
}

// The columns a line has: words apart by a full-width blank or two blanks of any width.
std::vector<View> columns_of(View text) {
  std::vector<View> columns;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_blank(text[at])) {
      ++at;
      continue;
    }
    auto end = at;
    while (end < text.size() && is_blank(text[end])) ++end;
    if (end - at >= 2 || text[at] == 0x3000) {
      columns.push_back(text.substr(begin, at - begin));
      begin = end;
    }
    at = end;
  }
  columns.push_back(text.substr(begin));
  return columns;
}

bool has_columns(const Line& line, std::size_t columns) {
  return line.row.empty() && columns_of(line.text).size() == columns;
}

}  // namespace

void read_drawn_tables(std::vector<Line>& lines, Report& report) {
  std::vector<Line> kept;
  kept.reserve(lines.size());
  bool blank = false;
  for (Line& line : lines) {
    if (is_rule(line.text)) {
      report.discard(line.number, utf8(line.prefix) + utf8(line.text), "表の罫線");
      blank = blank || line.blank_before;
      continue;
    }
    line.blank_before = line.blank_before || blank;
    blank = false;
    if (is_drawn_row(line.text)) make_row(line, report);
    if (line.text.empty() && line.prefix.empty()) continue;
    kept.push_back(std::move(line));
  }
  lines = std::move(kept);
}

std::u32string aligned_row(std::span<const Line> lines, std::size_t at) {
  const View text = lines[at].text;
  const std::vector<View> columns = columns_of(text);
  if (columns.size() < 2 || !lines[at].row.empty()) return {};
  const bool beside = (at > 0 && has_columns(lines[at - 1], columns.size())) ||
                      (at + 1 < lines.size() && has_columns(lines[at + 1], columns.size()));
  const bool sentence = columns.size() == 2 && (text.ends_with(U'。') || mark_of(text));
  if (!beside || sentence) return {};
  std::u32string row;
  for (const View column : columns) {
    if (!row.empty()) row.push_back(U'\t');
    row += column;
  }
  return row;
}

bool is_tabbed_entry(const Line& line) {
  if (line.row.empty()) return false;
  const Mark mark = mark_of(line.text);
  const auto tab = line.text.find(U'\t');
  return mark && mark.kind != MarkKind::appendix && tab != std::u32string::npos &&
         mark.length <= tab && tab < mark.rest;
}

Line without_tabs(const Line& line) {
  Line plain = line;
  plain.row.clear();
  std::ranges::replace(plain.text, U'\t', U'　');
  return plain;
}

}  // namespace mamori::regulation
