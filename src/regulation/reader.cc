#include "regulation/reader.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "base/text.h"
#include "regulation/article_style.h"
#include "regulation/contents.h"
#include "regulation/front.h"
#include "regulation/numbered_style.h"

namespace mamori::regulation {
namespace {

using Lines = std::span<const Line>;

Reading refused(std::string_view bytes, std::string kind, std::string message) {
  const auto characters = static_cast<int>(count_non_blank(bytes));
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

// In 条: an article stands in front of 附則 and 別表.
bool has_articles(Lines lines) {
  for (const Line& line : lines) {
    if (is_article_line(line)) return true;
    const MarkKind kind = mark_of(line.text).kind;
    const bool tail = kind == MarkKind::supplementary || kind == MarkKind::appendix;
    if (tail && line.row.empty()) return false;
  }
  return false;
}

void append(std::vector<Node>& nodes, std::vector<Node> more) {
  std::ranges::move(more, std::back_inserter(nodes));
}

std::vector<Node> parse_body(Lines lines, Report& report) {
  if (has_articles(lines)) return parse_articles(lines, report);
  std::size_t used = 0;
  std::vector<Node> nodes = parse_numbered(lines, used, report);
  append(nodes, parse_articles(lines.subspan(used), report));
  return nodes;
}

Document read_document(Lines lines, Report& report) {
  Front front = read_front(lines, report);
  lines = lines.subspan(front.used);
  Contents contents = read_contents(lines, report);
  lines = lines.subspan(contents.used);
  std::vector<Node> body = parse_body(lines, report);
  compare_contents(contents, body, report);
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

Characters characters_of(std::string_view text, Reading& reading, Report& report) {
  Characters characters;
  characters.source = static_cast<int>(count_non_blank(text));
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
  const ReadLimits& limits = options.limits;
  if (bytes.size() > limits.bytes_max) {
    return refused(bytes, "too_large",
                   "文書が大きすぎるため読み込めません。分けて読み込んでください。");
  }
  const auto text = decode_japanese(bytes);
  if (!text) {
    return refused(bytes, "unreadable",
                   "文字コードが分かりません。UTF-8かシフトJISで保存し直してください。");
  }
  Report report(options.undone);
  const std::vector<Line> lines = lines_of(*text, report);
  const auto articles = std::ranges::count_if(lines, is_article_line);
  if (articles > limits.articles_max) {
    return refused(*text, "too_large",
                   "条の数が多すぎるため読み込めません。分けて読み込んでください。");
  }
  Reading reading;
  for (const Range& range : split_documents(lines)) {
    reading.documents.push_back(
        read_document(Lines(lines).subspan(range.begin, range.end - range.begin), report));
  }
  reading.characters = characters_of(*text, reading, report);
  reading.diagnostics = std::move(report.diagnostics());
  std::ranges::sort(reading.diagnostics, {}, [](const Diagnostic& each) {
    return std::tie(each.line, each.kind, each.before, each.after);
  });
  return reading;
}

}  // namespace mamori::regulation
