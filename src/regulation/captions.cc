#include "regulation/captions.h"

#include "base/text.h"
#include "regulation/repairs.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t caption_lines_max = 3;
constexpr std::size_t caption_line_length_max = 60;

// What may stand behind its caption on the same line.
bool may_stand_under(View text, Over over) {
  const Mark mark = mark_of(text);
  if (mark.kind == MarkKind::article) return !is_reference(mark, text);
  return over != Over::articles && mark.kind == MarkKind::number && !is_counted(mark, text);
}

// The line at `at` is what a caption stands over.
bool stands_over(std::span<const Line> lines, std::size_t at, Over over) {
  while (at < lines.size() && is_amendment_note(lines[at].text)) ++at;
  if (at >= lines.size()) return false;
  const Mark next = mark_of_line(lines[at]);
  if (next.kind == MarkKind::article) return true;
  if (over == Over::articles) return false;
  return next.kind == MarkKind::number || (over == Over::words && !next);
}

// Reads the first bracket group of the text, and what stands behind it.
bool take_group(View text, Over over, Caption& caption) {
  const auto group = enclosure_length(text);
  if (group == 0 || !is_caption(text.substr(0, group))) return false;
  const View rest = trimmed(text.substr(group));
  caption.line.text = text.substr(0, group);
  const auto note = amendment_note_at_end(rest);
  if (note > 0 && note == rest.size()) {
    caption.note = rest;
    return true;
  }
  caption.rest = rest;
  return rest.empty() || may_stand_under(rest, over);
}

// A caption that is closed one or two lines below.
std::optional<Caption> torn_caption(std::span<const Line> lines, std::size_t at, Over over) {
  Caption caption{.line = lines[at], .note = {}, .rest = {}};
  std::u32string words = lines[at].text;
  if (words.size() > caption_line_length_max) return std::nullopt;
  for (std::size_t next = at + 1; next < lines.size() && next < at + caption_lines_max; ++next) {
    if (!lines[next].prefix.empty() || !lines[next].row.empty()) return std::nullopt;
    if (mark_of(lines[next].text)) return std::nullopt;
    words += lines[next].text;
    caption.lines = next - at + 1;
    if (enclosure_length(words) > 0) break;
  }
  if (enclosure_length(words) == 0 || !take_group(words, over, caption)) return std::nullopt;
  return caption;
}

}  // namespace

std::optional<Caption> caption_at(std::span<const Line> lines, std::size_t at, Over over) {
  const Line& line = lines[at];
  if (!opens_enclosure(line.text) || mark_of(line.text) || !line.row.empty()) return std::nullopt;
  if (is_amendment_note(line.text)) return std::nullopt;
  Caption caption{.line = line, .note = {}, .rest = {}};
  if (take_group(line.text, over, caption)) {
    const bool over_next = caption.rest.empty() && stands_over(lines, at + 1, over);
    if (!caption.rest.empty() || over_next) return caption;
    return std::nullopt;
  }
  if (enclosure_length(line.text) > 0) return std::nullopt;
  auto torn = torn_caption(lines, at, over);
  if (!torn) return std::nullopt;
  if (torn->rest.empty() && !stands_over(lines, at + torn->lines, over)) return std::nullopt;
  return torn;
}

bool note_joins(std::span<const Line> lines, std::size_t at, const Caption& caption,
                Report& report) {
  for (std::size_t next = at + 1; next < at + caption.lines; ++next) {
    const int number = lines[next].number;
    if (!report.repairs(number, "line_break_joined")) return false;
    report.note(number, "line_break_joined", "見出しの途中の改行をつなぎました。",
                utf8(lines[next - 1].text) + "⏎" + utf8(lines[next].text), utf8(caption.line.text));
  }
  return true;
}

namespace {

// The 附則 that lines[at] begins and the next line closes, in one; "" when it is none.
std::u32string torn_tail(const std::vector<Line>& lines, std::size_t at) {
  const View text = lines[at].text;
  const auto open = text.find_last_of(U"(（");
  const bool begins = !text.empty() && View(U"附付別様第").contains(text.front());
  if (!begins || open == View::npos || paren_length(text.substr(open)) > 0 || mark_of(text)) {
    return {};
  }
  if (at + 1 >= lines.size() || !lines[at].row.empty() || !lines[at + 1].row.empty()) return {};
  std::u32string joined(text);
  joined += lines[at + 1].text;
  const MarkKind kind = mark_of(joined).kind;
  const bool tail = kind == MarkKind::supplementary || kind == MarkKind::appendix;
  return tail && !joined.contains(U'。') && !mark_of(lines[at + 1].text) ? joined
                                                                         : std::u32string{};
}

}  // namespace

void join_torn_tails(std::vector<Line>& lines, Report& report) {
  std::vector<Line> kept;
  kept.reserve(lines.size());
  for (std::size_t at = 0; at < lines.size(); ++at) {
    std::u32string joined = torn_tail(lines, at);
    if (joined.empty() || !report.repairs(lines[at + 1].number, "line_break_joined")) {
      kept.push_back(std::move(lines[at]));
      continue;
    }
    report.note(lines[at + 1].number, "line_break_joined", "見出しの途中の改行をつなぎました。",
                utf8(lines[at].text) + "⏎" + utf8(lines[at + 1].text), utf8(joined));
    report.discard(lines[at + 1].number, utf8(lines[at + 1].prefix), "見出しの記号");
    kept.push_back(std::move(lines[at]));
    kept.back().text = std::move(joined);
    ++at;
  }
  lines = std::move(kept);
}

void give_caption(Node& node, View bracketed) {
  node.caption = utf8(bracketed.substr(1, bracketed.size() - 2));
  node.enclosure = utf8(bracketed.substr(0, 1)) + utf8(bracketed.substr(bracketed.size() - 1));
}

}  // namespace mamori::regulation
