#include "regulation/reader.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "base/text.h"
#include "regulation/article_style.h"
#include "regulation/contents.h"
#include "regulation/front.h"
#include "regulation/listed_headings.h"
#include "regulation/numbered_style.h"
#include "regulation/plain_headings.h"

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
  return mark.kind == MarkKind::article && line.row.empty() && !is_reference(mark, line.text);
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
    if (is_article_line(line) && (!numbered || mark_of(line.text).value == 1)) return true;
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

Document read_document(Lines lines, Report& report) {
  const std::vector<int> headings = plain_headings(lines);
  Front front = read_front(lines, headings, report);
  Contents contents = read_contents(lines.subspan(front.used), report);
  const auto used = front.used + contents.used;
  std::vector<Node> body =
      parse_body(lines.subspan(used), std::span(headings).subspan(used), report);
  compare_contents(contents, body, report);
  compare_listed_headings(contents, body, report);
  Document document{.title = std::move(front.title),
                    .date = std::move(front.date),
                    .number = std::move(front.number),
                    .counts = {},
                    .nodes = std::move(front.notes)};
  if (contents.used > 0) document.nodes.push_back(std::move(contents.node));
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
  const std::vector<Line> lines = lines_of(source, report);
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
