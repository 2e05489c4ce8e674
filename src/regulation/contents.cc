#include "regulation/contents.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "regulation/builder.h"
#include "regulation/listed_headings.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

bool same_mark(const Mark& a, const Mark& b) {
  return a.kind == b.kind && a.number == b.number;
}

bool is_entry(const Mark& mark) {
  return mark && mark.kind != MarkKind::bullet && mark.kind != MarkKind::contents;
}

// Where the body begins: the first entry comes again. Without such a line the 目次 ends with the
// last entry in front of the first sentence or caption.
std::size_t end_of_contents(std::span<const Line> lines, std::size_t begin) {
  if (begin >= lines.size()) return begin;
  if (const auto again = first_entry_again(lines.subspan(begin))) return begin + again;
  const Mark first = mark_of(lines[begin].text);
  std::size_t end = begin;
  for (auto at = begin; at < lines.size(); ++at) {
    const Mark mark = mark_of(lines[at].text);
    const bool heading = is_entry(mark) && !is_reference(mark, lines[at].text);
    if (at > begin && heading && same_mark(first, mark)) return at;
    if (View(lines[at].text).contains(U'。')) break;
    if (!mark && is_caption(lines[at].text)) break;
    if (is_entry(mark)) end = at + 1;
  }
  return end;
}

bool is_tail(MarkKind kind) {
  return kind == MarkKind::supplementary || kind == MarkKind::appendix;
}

// A line as a 目次 has them: 第1章 総則, 第1条 (目的), 本則, 附則.
bool is_listed(const Line& line) {
  const Mark mark = mark_of(line.text);
  const bool heading = is_division(mark.kind) || mark.kind == MarkKind::article ||
                       mark.kind == MarkKind::preamble || is_tail(mark.kind);
  if (View(line.text).contains(U'。') || !line.row.empty()) return false;
  return line.text == U"本則" || (heading && !is_reference(mark, line.text));
}

// Where the first line of a 目次 without a title may stand: no sentence and no number is before it.
std::size_t first_listed(std::span<const Line> lines) {
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (is_listed(lines[at])) return at;
    const bool words = View(lines[at].text).contains(U'。');
    if (words || is_entry(mark_of(lines[at].text))) break;
  }
  return lines.size();
}

// The first entry comes again at `at`, perhaps below its caption.
bool comes_again(std::span<const Line> lines, std::size_t at, const Mark& first) {
  if (at < lines.size() && is_caption(lines[at].text)) ++at;
  return first && at < lines.size() && same_mark(first, mark_of(lines[at].text));
}

// Behind a list that ends with 附則 when a text in 条 follows that has its own; 0 when none
// does.
std::size_t end_of_listed_tail(std::span<const Line> lines, std::size_t begin) {
  std::size_t end = 0;
  int supplementary = 0;
  auto at = begin;
  for (; at < lines.size() && is_listed(lines[at]); ++at) {
    const MarkKind kind = mark_of(lines[at].text).kind;
    if (is_tail(kind)) end = at + 1;
    if (kind == MarkKind::supplementary) ++supplementary;
  }
  if (supplementary == 0) return 0;
  bool article = false;
  for (at = end; end > 0 && at < lines.size(); ++at) {
    const MarkKind kind = mark_of(lines[at].text).kind;
    if (article && kind == MarkKind::supplementary) return end;
    article = article || kind == MarkKind::article;
  }
  return 0;
}

// 章, 条 and 附則 that are listed before the body and come again are a 目次 without a title.
Range untitled_contents(std::span<const Line> lines) {
  const auto begin = first_listed(lines);
  if (begin == lines.size()) return {};
  const auto end = end_of_contents(lines, begin);
  const bool again = comes_again(lines, end, mark_of(lines[begin].text));
  if (again && end > begin + 1) return {begin, end};
  const auto tail = end_of_listed_tail(lines, begin);
  return tail > 0 ? Range{begin, tail} : Range{};
}

// Dots or a tab and the page number behind them.
View without_leader(View text) {
  View words = text;
  while (!words.empty() && (is_digit(words.back()) || is_blank(words.back())))
    words.remove_suffix(1);
  const bool dots = !words.empty() && View(U"…‥・.．").contains(words.back());
  const bool leader = dots || text.substr(words.size()).find_first_of(U"\t") != View::npos;
  if (!leader) return text;
  while (!words.empty() && (View(U"…‥・.．").contains(words.back()) || is_blank(words.back()))) {
    words.remove_suffix(1);
  }
  return words;
}

// The articles named in the parenthesis at the end. The second may lack its 第.
void read_range(View range, ContentsEntry& entry) {
  const Mark first = mark_of(range);
  if (first.kind != MarkKind::article) return;
  entry.first = entry.last = first.number;
  View rest = range.substr(first.length);
  while (!rest.empty() &&
         (is_blank(rest.front()) || View(U"—―－-–～〜・、").contains(rest.front()))) {
    rest.remove_prefix(1);
  }
  if (rest.empty()) return;
  Mark last = mark_of(rest);
  if (last.kind != MarkKind::article) {
    const std::u32string mended = U"第" + std::u32string(rest);
    last = mark_of(mended);
    entry.malformed = last.kind == MarkKind::article;
  }
  if (last.kind == MarkKind::article) entry.last = last.number;
}

ContentsEntry entry_of(const Line& line, const Mark& mark) {
  ContentsEntry entry{.line = line.number, .mark = mark, .written = utf8(line.text)};
  View words = without_leader(View(line.text).substr(mark.rest));
  const auto open = words.find_last_of(U"(（");
  if (open != View::npos && paren_length(words.substr(open)) == words.size() - open) {
    read_range(words.substr(open + 1, words.size() - open - 2), entry);
    if (!entry.first.empty()) words = words.substr(0, open);
  }
  entry.title = utf8(words);
  return entry;
}

// A 章 or 節 of the body with the articles it holds.
struct Division {
  const Node* node = nullptr;
  std::string first;
  std::string last;
};

void collect(const Node& node, std::vector<Division>& found, std::vector<std::size_t>& open) {
  const bool division = node.kind <= NodeKind::division;
  if (division) {
    open.push_back(found.size());
    found.push_back({.node = &node, .first = {}, .last = {}});
  }
  if (node.kind == NodeKind::article) {
    for (const auto at : open) {
      if (found[at].first.empty()) found[at].first = node.number;
      found[at].last = node.number;
    }
    return;
  }
  for (const Node& child : node.children) collect(child, found, open);
  if (division) open.pop_back();
}

bool same_kind(const ContentsEntry& entry, const Division& division) {
  return static_cast<int>(entry.mark.kind) - static_cast<int>(MarkKind::part) ==
         static_cast<int>(division.node->kind) - static_cast<int>(NodeKind::part);
}

bool same_title(const ContentsEntry& entry, const Division& division) {
  return text_key(entry.title) == text_key(division.node->caption);
}

std::string range_text(const std::string& first, const std::string& last) {
  return first == last ? "第" + first + "条" : "第" + first + "条から第" + last + "条まで";
}

void compare_entry(const ContentsEntry& entry, const Division& division, Report& report) {
  const std::string body = division.node->label + " " + division.node->caption;
  if (entry.mark.number != division.node->number) {
    report.note(entry.line, "contents_number",
                "目次の番号が本文（" + std::to_string(division.node->line) + "行目）と違います。",
                entry.written, body);
  }
  if (!same_title(entry, division)) {
    report.note(entry.line, "contents_title", "目次の名称が本文と違います。", entry.written, body);
  }
  if (entry.malformed) {
    report.note(entry.line, "contents_range_form", "目次の条の範囲に「第」が抜けています。",
                entry.written, range_text(entry.first, entry.last));
  }
  const bool differs = entry.first != division.first || entry.last != division.last;
  if (!entry.first.empty() && !division.first.empty() && differs) {
    report.note(entry.line, "contents_range", "目次の条の範囲が本文と違います。", entry.written,
                range_text(division.first, division.last));
  }
}

// The division an entry means: the next one, or with gaps the next of that name.
std::optional<std::size_t> matching(const ContentsEntry& entry, std::size_t from, bool paired,
                                    const std::vector<Division>& divisions) {
  if (paired) return from;
  constexpr std::size_t reach = 40;
  const auto end = std::min(divisions.size(), from + reach);
  for (auto at = from; at < end; ++at) {
    if (same_kind(entry, divisions[at]) && same_title(entry, divisions[at])) return at;
  }
  return std::nullopt;
}

}  // namespace

std::size_t contents_length(std::span<const Line> lines) {
  if (lines.empty() || mark_of(lines.front().text).kind != MarkKind::contents) return 0;
  return end_of_contents(lines, 1);
}

Range find_contents(std::span<const Line> lines) {
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const Mark mark = mark_of(lines[at].text);
    if (mark.kind != MarkKind::contents) continue;
    const auto end = end_of_contents(lines, at + 1);
    const auto articles = [](const Line& line) {
      return mark_of(line.text).kind == MarkKind::article;
    };
    const bool in_front = std::ranges::none_of(lines.first(at), articles);
    return in_front || end == lines.size() ? Range{at, end} : Range{};
  }
  return untitled_contents(lines);
}

Contents read_contents(std::span<const Line> lines, Report& report) {
  Contents contents;
  if (lines.empty()) return contents;
  const Mark title = mark_of(lines.front().text);
  contents.node = {.kind = NodeKind::contents, .line = lines.front().number};
  if (title.kind == MarkKind::contents) {
    note_prefix(lines.front(), title, report);
    contents.node.label = label_of(lines.front(), title);
    lines = lines.subspan(1);
  }
  for (const Line& line : lines) {
    contents.node.children.push_back({.kind = NodeKind::text,
                                      .label = utf8(line.prefix),
                                      .text = utf8(line.text),
                                      .line = line.number});
    const Mark mark = mark_of(line.text);
    if (is_division(mark.kind)) contents.entries.push_back(entry_of(line, mark));
  }
  return contents;
}

void compare_contents(const Contents& contents, const std::vector<Node>& body, Report& report) {
  std::vector<Division> divisions;
  std::vector<std::size_t> open;
  for (const Node& node : body) collect(node, divisions, open);
  const bool paired = divisions.size() == contents.entries.size() &&
                      std::ranges::equal(contents.entries, divisions, same_kind);
  std::size_t from = 0;
  for (const ContentsEntry& entry : contents.entries) {
    const auto at = matching(entry, from, paired, divisions);
    if (!at) {
      report.note(entry.line, "contents_missing_in_body", "目次にあるものが本文に見つかりません。",
                  entry.written);
      continue;
    }
    compare_entry(entry, divisions[*at], report);
    from = *at + 1;
  }
}

}  // namespace mamori::regulation
