#include "regulation/source/writer.h"

#include <algorithm>

#include "base/text.h"
#include "regulation/markers.h"

namespace mamori::regulation {
namespace {

bool is_all_blank(std::string_view text) {
  return std::ranges::all_of(code_points(text), is_blank);
}

bool has_own_number(std::string_view line) {
  return mark_of(code_points(trimmed(line))).kind != MarkKind::none;
}

// The mark the text is, `none` when there are other words in it.
MarkKind sole_mark(std::string_view text) {
  std::u32string points = code_points(trimmed(text));
  const auto length = points.size();
  if (length == 0) return MarkKind::none;
  Mark mark = mark_of(points);
  if (!mark) {
    points += U"　語";  // 一 and ア are numbers only in front of words
    mark = mark_of(points);
  }
  return mark.length == length ? mark.kind : MarkKind::none;
}

}  // namespace

bool is_bare_number(std::string_view text) {
  const MarkKind kind = sole_mark(text);
  return kind != MarkKind::none && kind != MarkKind::bullet;
}

bool is_bare_article(std::string_view text) {
  return sole_mark(text) == MarkKind::article;
}

Writer::Writer(std::string format, std::string encoding) {
  source_.format = std::move(format);
  source_.encoding = std::move(encoding);
}

void Writer::begin_block(const Block& block) {
  end_line();
  block_ = block;
}

void Writer::write(std::string_view text, bool bold) {
  all_bold_ = all_bold_ && (bold || is_all_blank(text));
  line_ += text;
}

void Writer::push(std::string line, const Hints& hints) {
  source_.lines.push_back(std::move(line));
  source_.hints.push_back(hints);
  source_.hints.back().page_break = page_break_;
  page_break_ = false;
}

void Writer::end_line() {
  if (!line_.empty()) {
    if (!marker_.empty() && !has_own_number(line_)) line_.insert(0, marker_);
    push(is_all_blank(line_) ? std::string{} : line_, {.heading_level = block_.heading_level,
                                                       .indent = block_.indent,
                                                       .bold = all_bold_,
                                                       .centred = block_.centred});
    marker_.clear();
  }
  line_.clear();
  all_bold_ = true;
}

void Writer::blank_line() {
  end_line();
  source_.lines.emplace_back();
  source_.hints.emplace_back();
}

void Writer::row(const std::vector<std::string>& cells) {
  end_line();
  if (std::ranges::all_of(cells, is_all_blank)) return;
  std::string line;
  for (std::size_t at = 0; at < cells.size(); ++at)
    line.append(at > 0 ? "\t" : "").append(cells[at]);
  push(std::move(line), {.table_row = cells.size() > 1});
}

void Writer::row_as_line(const std::vector<std::string>& cells) {
  end_line();
  for (const std::string& cell : cells) {
    if (is_all_blank(cell)) continue;
    if (!line_.empty()) line_ += "　";
    line_ += cell;
  }
  all_bold_ = false;
  end_line();
}

void Writer::discard(std::string_view text, std::string_view reason) {
  discard(static_cast<int>(count_non_blank(text)), reason);
}

void Writer::discard(int characters, std::string_view reason) {
  if (characters == 0) return;
  auto& list = source_.discarded;
  const bool same =
      !list.empty() && list.back().line == line_number() && list.back().reason == reason;
  if (!same) list.push_back({line_number(), 0, std::string(reason)});
  list.back().characters += characters;
}

void Writer::note(std::string kind, std::string message, std::string before) {
  source_.diagnostics.push_back(
      {line_number(), std::move(kind), std::move(message), std::move(before), {}});
}

std::string Writer::take_inside(SourceText cell) {
  for (const Discarded& each : cell.discarded) discard(each.characters, each.reason);
  for (Diagnostic& each : cell.diagnostics) {
    note(std::move(each.kind), std::move(each.message), std::move(each.before));
  }
  std::string words;
  for (std::string& line : cell.lines) {
    std::ranges::replace(line, '\t', ' ');
    if (!words.empty() && !line.empty()) words += ' ';
    words += line;
  }
  return words;
}

SourceText Writer::take() {
  end_line();
  const int last = std::max(1, line_number() - 1);
  for (Discarded& each : source_.discarded) each.line = std::min(each.line, last);
  for (Diagnostic& each : source_.diagnostics) each.line = std::min(each.line, last);
  return std::move(source_);
}

}  // namespace mamori::regulation
