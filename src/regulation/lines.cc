#include "regulation/lines.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "regulation/markers.h"
#include "regulation/numerals.h"
#include "regulation/page_furniture.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

bool is_control(char32_t c) {
  return c < 0xA0 && (c < 0x20 || c >= 0x7F) && !is_blank(c);
}

// Soft hyphens, joiners, marks of direction and of byte order: nothing of them is seen. The
// selectors of variants (葛 with U+E0100) are part of their character and stay.
bool is_invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

int indent_of(View text) {
  int columns = 0;
  for (const char32_t c : text) {
    if (!is_blank(c)) break;
    columns += c == U'\u3000' ? 2 : 1;
  }
  return columns;
}

// The line in NFC, unless that would make characters out of nothing (a few marks decompose).
std::u32string composed(std::string_view line, int number, Report& report) {
  if (is_nfc(line)) return code_points(line);
  const std::string form = nfc(line);
  const auto before = static_cast<int>(count_non_blank(line));
  const auto after = static_cast<int>(count_non_blank(form));
  if (after > before) return code_points(line);
  report.discard(number, before - after, "結合文字の合成");
  return code_points(form);
}

void drop_unseen(std::u32string& text, int number, Report& report) {
  const auto is_unseen = [](char32_t c) { return is_control(c) || is_invisible(c); };
  if (std::ranges::none_of(text, is_unseen)) {
    return;
  }
  const auto controls = std::erase_if(text, is_control);
  report.discard(number, static_cast<int>(controls), "制御文字");
  const auto marks =
      std::ranges::count_if(text, [](char32_t c) { return is_invisible(c) && !is_blank(c); });
  std::erase_if(text, is_invisible);
  report.discard(number, static_cast<int>(marks), "画面に出ない文字");
}

void drop_emphasis(std::u32string& text, int number, Report& report) {
  if (text.find(U"**") == std::u32string::npos) return;
  std::u32string kept;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.compare(at, 2, U"**") == 0) {
      ++at;
    } else {
      kept.push_back(text[at]);
    }
  }
  report.discard(number, static_cast<int>(text.size() - kept.size()), "太字の記号");
  report.note(number, "emphasis_mark", "太字の記号「**」を外しました。");
  text = std::move(kept);
}

// ■１ 目的, ◆第１条: the sign before a number.
std::u32string take_ornament(View& text) {
  if (text.size() < 3 || !is_ornament(text.front())) return {};
  const View words = trimmed(text.substr(1));
  const Mark mark = mark_of(words);
  const bool own = is_division(mark.kind) || mark.kind == MarkKind::article ||
                   mark.kind == MarkKind::ordinal || mark.kind == MarkKind::number ||
                   mark.kind == MarkKind::dotted || mark.kind == MarkKind::roman;
  if (!own || mark.rest >= words.size()) return {};
  if (is_counted(mark, words) || is_reference(mark, words)) return {};
  const bool tight = mark.tight && mark.kind == MarkKind::number;
  if (tight && !is_kanji(words[mark.rest])) return {};  // ★5G回線
  std::u32string sign(text.substr(0, 1));
  text = words;
  return sign;
}

// "##" or "-" followed by a blank; the text is left without it.
std::u32string take_prefix(View& text) {
  if (std::u32string sign = take_ornament(text); !sign.empty()) return sign;
  std::size_t hashes = 0;
  while (hashes < text.size() && hashes < 7 && text[hashes] == U'#') ++hashes;
  std::size_t length = hashes;
  if (hashes == 0 && !text.empty() && View(U"-*+").contains(text.front())) length = 1;
  if (length == 0 || length > 6 || length >= text.size() || !is_blank(text[length])) return {};
  std::u32string prefix(text.substr(0, length));
  text = trimmed(text.substr(length));
  return prefix;
}

// 「第1条<tab>…」「(1)<tab>…」: word processors put a tab after a number, which makes no table.
bool is_tab_after_number(View words) {
  const auto tab = words.find(U'\t');
  if (tab == View::npos) return false;
  const View number = trimmed(words.substr(0, tab));
  const View rest = trimmed(words.substr(tab));
  const Mark mark = mark_of(number);
  if (!mark || mark.length != number.size() || rest.contains(U'\t')) return false;
  const bool own = is_division(mark.kind) || mark.kind == MarkKind::article ||
                   mark.kind == MarkKind::paren_number || mark.kind == MarkKind::circled;
  return own || rest.ends_with(U'。');
}

// A tab between words makes a row; its blank first and last cells are kept.
std::u32string row_of(View text) {
  while (!text.empty() && is_blank(text.back()) && text.back() != U'\t') text.remove_suffix(1);
  const View words = trimmed(text);
  const bool piped = words.size() > 2 && words.front() == U'|' && words.back() == U'|';
  const bool row = piped || (words.contains(U'\t') && !is_tab_after_number(words));
  return row ? std::u32string(text) : std::u32string{};
}

// Whether a line is a row of a table.
enum class Row { yes, no, if_it_looks_so };

std::optional<Line> line_from(std::string_view raw, int number, Row row, Report& report) {
  std::u32string text = composed(raw, number, report);
  drop_unseen(text, number, report);
  View words = trimmed(text);
  if (words.empty()) return std::nullopt;
  Line line{.number = number, .text = {}, .row = {}, .prefix = {}, .indent = indent_of(text)};
  if (row == Row::yes) line.row = text;
  if (row == Row::if_it_looks_so) line.row = row_of(text);
  if (line.row.empty()) line.prefix = take_prefix(words);
  line.text = words;
  const View whole = line.text;
  line.hints.bold =
      whole.size() > 4 && whole.find(U"**", 1) == whole.size() - 2 && whole.starts_with(U"**");
  if (line.row.empty()) {
    std::ranges::replace(line.text, U'\t', U'\u3000');
    drop_emphasis(line.text, number, report);
  }
  if (line.text.empty() && line.prefix.empty()) return std::nullopt;
  return line;
}

// A form feed, a vertical tab or a Unicode separator breaks a line in two that have one number.
std::size_t break_length(std::string_view line, std::size_t at) {
  if (line[at] == '\f' || line[at] == '\v') return 1;
  const std::string_view rest = line.substr(at);
  return rest.starts_with("\u2028") || rest.starts_with("\u2029") ? 3 : 0;
}

std::size_t break_at(std::string_view line, std::size_t from) {
  for (auto at = from; at < line.size(); ++at) {
    const char c = line[at];
    const bool may_be = c == '\f' || c == '\v' || c == '\xE2';
    if (may_be && break_length(line, at) > 0) return at;
  }
  return line.size();
}

class Collector {
 public:
  Collector(bool has_hints, Report& report) : has_hints_(has_hints), report_(report) {}

  void add(std::string_view raw, int number, const Hints& hints) {
    bool page_break = hints.page_break;
    for (std::size_t at = 0; at <= raw.size();) {
      const auto end = break_at(raw, at);
      add_piece(raw.substr(at, end - at), number, hints, page_break);
      if (end == raw.size()) return;
      page_break = page_break || raw[end] == '\f';
      at = end + break_length(raw, end);
    }
  }

  std::vector<Line> take() { return std::move(lines_); }

 private:
  void add_piece(std::string_view raw, int number, const Hints& hints, bool& page_break) {
    const Row told = hints.table_row ? Row::yes : Row::no;
    auto line = line_from(raw, number, has_hints_ ? told : Row::if_it_looks_so, report_);
    if (!line) {
      blank_ = true;
      return;
    }
    const bool bold = hints.bold || line->hints.bold;
    line->hints = hints;
    line->hints.bold = bold;
    line->hints.page_break = page_break;
    line->indent += hints.indent;
    line->blank_before = blank_ || page_break;
    lines_.push_back(std::move(*line));
    blank_ = page_break = false;
  }

  bool has_hints_;
  Report& report_;
  std::vector<Line> lines_;
  bool blank_ = false;
};

// 「1<tab>目的」: such a line is no row unless it stands in a table.
void release_numbered_lines(std::vector<Line>& lines) {
  for (std::size_t at = 0; at < lines.size(); ++at) {
    Line& line = lines[at];
    const auto tab = line.text.find(U'\t');
    const bool one =
        tab != std::u32string::npos && line.text.find(U'\t', tab + 1) == std::u32string::npos;
    if (line.row.empty() || line.hints.table_row || !one) continue;
    const Mark mark = mark_of(line.text);
    const bool in_table = at > 0 && !lines[at - 1].row.empty() && !line.blank_before;
    if (in_table || !mark || mark.length != tab) continue;
    line.row.clear();
    line.text[tab] = U'\u3000';
  }
}

}  // namespace

bool is_ornament(char32_t c) {
  return View(U"■◆●▼◇□★☆▶▷❏◎❖").contains(c);
}

std::vector<Line> lines_of(const SourceText& source, Report& report) {
  std::ranges::copy(source.discarded, std::back_inserter(report.discarded()));
  std::ranges::copy(source.diagnostics, std::back_inserter(report.diagnostics()));
  Collector collector(!source.hints.empty(), report);
  for (std::size_t at = 0; at < source.lines.size(); ++at) {
    const Hints hints = source.hints.empty() ? Hints{} : source.hints[at];
    collector.add(source.lines[at], static_cast<int>(at) + 1, hints);
  }
  std::vector<Line> lines = collector.take();
  release_numbered_lines(lines);
  drop_page_furniture(lines, report);
  return lines;
}

}  // namespace mamori::regulation
