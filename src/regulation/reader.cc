#include "regulation/reader.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "base/text.h"
#include "regulation/article_style.h"
#include "regulation/captions.h"
#include "regulation/contents.h"
#include "regulation/front.h"
#include "regulation/line_numbers.h"
#include "regulation/listed_headings.h"
#include "regulation/numbered_style.h"
#include "regulation/plain_headings.h"
#include "regulation/plain_tables.h"
#include "regulation/run_on_lines.h"
#include "regulation/tight_marks.h"
#include "regulation/wrapping.h"

namespace mamori::regulation {
namespace {

using Lines = std::span<const Line>;

// Non-blank characters of the lines and of what was left out of them.
int characters_of(const SourceText& source) {
  std::size_t characters = 0;
  for (const std::string& line : source.lines) characters += count_non_blank(line);
  for (const Discarded& each : source.discarded) characters += each.characters;
  return static_cast<int>(characters);
}

Reading refused(int characters, std::string kind, std::string message) {
  Reading reading;
  reading.diagnostics.push_back({1, std::move(kind), message, {}, {}});
  reading.characters.source = characters;
  if (characters > 0) reading.characters.discarded.push_back({1, characters, std::move(message)});
  return reading;
}

bool is_article_line(const Line& line) {
  const Mark mark = mark_of(line.text);
  const bool words = line.row.empty() || is_tabbed_entry(line);
  return mark.kind == MarkKind::article && words && !is_reference(mark, line.text);
}

// (目的) 第1条 on one line.
bool is_captioned_article(const Line& line) {
  const auto caption = caption_at({&line, 1}, 0, Over::articles);
  return caption && !caption->rest.empty();
}

// 1, 第1, Ⅰ: a text that begins so is no text in 条, whatever it quotes.
bool begins_numbered(const Line& line) {
  const Mark mark = mark_of(line.text);
  const bool top = mark.kind == MarkKind::ordinal || mark.kind == MarkKind::number ||
                   mark.kind == MarkKind::roman || mark.kind == MarkKind::dotted;
  return top && starts(mark) && line.row.empty() && !is_counted(mark, line.text) &&
         !is_citation(line.text);
}

// In 条: the first article, or one in front of every other number, stands before 附則 and 別表.
bool has_articles(Lines lines) {
  bool numbered = false;
  for (const Line& line : lines) {
    const bool article = is_article_line(line) || is_captioned_article(line);
    if (article && (!numbered || mark_of(line.text).value == 1)) return true;
    numbered = numbered || begins_numbered(line);
    const MarkKind kind = mark_of(line.text).kind;
    const bool tail = kind == MarkKind::supplementary || kind == MarkKind::appendix;
    if (tail && line.row.empty()) return false;
  }
  return false;
}

void append(std::vector<Node>& nodes, std::vector<Node> more) {
  std::ranges::move(more, std::back_inserter(nodes));
}

std::vector<Node> parse_body(Lines lines, std::span<const int> headings, Report& report) {
  if (has_articles(lines)) return parse_articles(lines, report);
  std::size_t used = 0;
  std::vector<Node> nodes = parse_numbered(lines, headings, used, report);
  append(nodes, parse_articles(lines.subspan(used), report));
  return nodes;
}

// What stands before the 目次, the 目次, and the text it lists, which may also stand before it.
struct Parts {
  Lines before;
  Lines contents;
  Lines body;
};

Parts parts_of(Lines lines) {
  const Range range = find_contents(lines);
  const Lines contents = lines.subspan(range.begin, range.end - range.begin);
  if (range.end == lines.size()) return {{}, contents, lines.subspan(0, range.begin)};
  return {lines.subspan(0, range.begin), contents, lines.subspan(range.end)};
}

Document read_document(Lines lines, Report& report) {
  const std::vector<int> headings = plain_headings(lines);
  Front front = read_front(lines, headings, report);
  const Parts parts = parts_of(lines.subspan(front.used));
  std::vector<Node> before = parse_articles(parts.before, report);
  Contents contents = read_contents(parts.contents, report);
  const auto begin = static_cast<std::size_t>(parts.body.data() - lines.data());
  std::vector<Node> body =
      parse_body(parts.body, std::span(headings).subspan(begin, parts.body.size()), report);
  compare_contents(contents, body, report);
  compare_listed_headings(contents, body, report);
  Document document{.title = std::move(front.title),
                    .date = std::move(front.date),
                    .number = std::move(front.number),
                    .counts = {},
                    .nodes = std::move(front.notes)};
  append(document.nodes, std::move(before));
  if (!parts.contents.empty()) document.nodes.push_back(std::move(contents.node));
  append(document.nodes, std::move(body));
  assign_places(document.nodes);
  document.counts = count(document.nodes);
  return document;
}

Characters account(const SourceText& source, const Reading& reading, Report& report) {
  Characters characters;
  characters.source = characters_of(source);
  for (const Document& document : reading.documents)
    characters.placed += count_characters(document);
  characters.discarded = std::move(report.discarded());
  std::ranges::sort(characters.discarded, {}, [](const Discarded& each) {
    return std::tie(each.line, each.reason, each.characters);
  });
  return characters;
}

}  // namespace

Reading read(std::string_view bytes, const ReadOptions& options) {
  const std::size_t text_max = options.limits.bytes_max;
  SourceLimits limits{.text_bytes_max = text_max};
  limits.file_bytes_max = std::max(limits.file_bytes_max, text_max);
  const auto source = source_text(bytes, limits);
  if (source) return read(*source, options);
  const Error& error = source.error();
  return refused(static_cast<int>(count_non_blank(bytes)),
                 error.fault == Fault::limit ? "too_large" : "unreadable",
                 error.message + error.remedy);
}

Reading read(const SourceText& source, const ReadOptions& options) {
  Report report(options.undone);
  std::vector<Line> lines = lines_of(source, report);
  drop_line_numbers(lines, report);
  read_drawn_tables(lines, report);
  mark_wrapping(lines);
  join_torn_tails(lines, report);
  split_run_on_lines(lines, report);
  part_tight_marks(lines);
  const auto articles = std::ranges::count_if(lines, is_article_line);
  if (articles > options.limits.articles_max) {
    return refused(characters_of(source), "too_large",
                   "条の数が多すぎるため読み込めません。分けて読み込んでください。");
  }
  Reading reading;
  for (const Range& range : split_documents(lines)) {
    reading.documents.push_back(
        read_document(Lines(lines).subspan(range.begin, range.end - range.begin), report));
  }
  reading.characters = account(source, reading, report);
  reading.diagnostics = std::move(report.diagnostics());
  std::ranges::sort(reading.diagnostics, {}, [](const Diagnostic& each) {
    return std::tie(each.line, each.kind, each.before, each.after);
  });
  return reading;
}

}  // namespace mamori::regulation
