#include "web/side_by_side.h"

#include <algorithm>
#include <map>

#include "base/difference.h"
#include "base/text.h"
#include "web/parts.h"
#include "web/regulation_blocks.h"

namespace mamori::web {
namespace {

using regulation::Diagnostic;
using regulation::Node;
using regulation::NodeKind;

constexpr std::size_t entries_on_one_page = 600;
constexpr std::size_t part_entries_min = 100;
constexpr std::size_t part_entries_max = 400;
constexpr std::size_t shown_bytes_max = 20'000;  // of a line, or of a node's text
constexpr int level_max = 6;

// What a page shows of a very long text; cut between characters.
std::string shown(const std::string& text) {
  if (text.size() <= shown_bytes_max) return text;
  std::size_t end = shown_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "……（長いため、ここまで）";
}

int last_own_line(const Node& node) {
  int last = node.line;
  for (const auto& each : node.breaks) last = std::max(last, each.line);
  return last;
}

bool is_division(NodeKind kind) {
  return kind == NodeKind::part || kind == NodeKind::chapter || kind == NodeKind::supplementary ||
         kind == NodeKind::appendix;
}

std::string node_id(std::size_t entry) {
  return "n" + std::to_string(entry + 1);
}

std::string line_range(int first, int last) {
  if (first <= 0) return {};
  if (first == last) return std::to_string(first) + "行";
  return std::to_string(first) + "–" + std::to_string(last) + "行";
}

}  // namespace

SideBySide::SideBySide(const regulation::SourceText& source, const regulation::Reading& reading)
    : source_(source), reading_(reading) {
  for (const regulation::Document& document : reading.documents) collect(document);
  divide();
}

void SideBySide::collect(const regulation::Document& document) {
  entries_.push_back({nullptr, &document, 0, 0, 0});
  regulation::traverse(document, [&](const Node& node, int depth) {
    entries_.push_back({&node, nullptr, depth + 1, node.line, last_own_line(node)});
  });
}

bool SideBySide::may_begin_part(const Entry& entry, std::size_t size) const {
  if (size >= part_entries_max + part_entries_min) return true;
  if (size < part_entries_min) return false;
  if (!entry.node || is_division(entry.node->kind)) return true;
  const bool article =
      entry.node->kind == NodeKind::article || entry.node->kind == NodeKind::heading;
  return article && size >= part_entries_max;
}

void SideBySide::divide() {
  parts_ = {{0, entries_.size()}};
  if (entries_.size() <= entries_on_one_page) return;
  for (std::size_t at = 0; at < entries_.size(); ++at) {
    if (!may_begin_part(entries_[at], at - parts_.back().begin)) continue;
    parts_.back().end = at;
    parts_.push_back({at, entries_.size()});
  }
}

SideBySide::Lines SideBySide::lines_of(std::size_t part) const {
  const auto first_line = [&](std::size_t index) {
    for (std::size_t at = parts_[index].begin; at < entries_.size(); ++at) {
      if (entries_[at].first_line > 0) return entries_[at].first_line;
    }
    return 1;
  };
  Lines lines{1, static_cast<int>(source_.lines.size())};
  if (part > 0) lines.first = first_line(part);
  if (part + 1 < parts_.size()) lines.last = first_line(part + 1) - 1;
  return lines;
}

std::size_t SideBySide::part_with_line(int line) const {
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    if (lines_of(part).hold(line)) return part;
  }
  return 0;
}

std::string SideBySide::label_of(std::size_t part) const {
  for (std::size_t at = parts_[part].begin; at < parts_[part].end; ++at) {
    const Entry& entry = entries_[at];
    if (!entry.node) {
      if (part > 0 || reading_.documents.size() > 1) return entry.document->title;
      continue;
    }
    const std::string label = shown_label(*entry.node);
    if (label.empty() && entry.node->caption.empty()) continue;
    if (part == 0) break;
    return label + (entry.node->caption.empty() ? "" : "　" + entry.node->caption) + "から";
  }
  return "はじめから";
}

JsonArray SideBySide::part_links(std::size_t current, const std::string& href) const {
  JsonArray links;
  if (parts_.size() < 2) return links;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    const Lines lines = lines_of(part);
    const auto repairs = std::ranges::count_if(
        reading_.diagnostics, [&](const Diagnostic& each) { return lines.hold(each.line); });
    links.push_back(JsonObject{{"href", href + "?part=" + std::to_string(part + 1)},
                               {"label", label_of(part)},
                               {"current", part == current},
                               {"repairs", repairs}});
  }
  return links;
}

std::vector<std::string> SideBySide::owners(std::size_t part) const {
  const Lines lines = lines_of(part);
  std::vector<std::string> owner(
      static_cast<std::size_t>(std::max(0, lines.last - lines.first + 1)));
  for (std::size_t at = parts_[part].begin; at < parts_[part].end; ++at) {
    const Entry& entry = entries_[at];
    for (int line = std::max(1, entry.first_line); line <= entry.last_line; ++line) {
      if (!lines.hold(line)) continue;
      std::string& known = owner[static_cast<std::size_t>(line - lines.first)];
      if (known.empty() || line == entry.first_line) known = node_id(at);
    }
  }
  return owner;
}

JsonArray SideBySide::line_parts(std::size_t part) const {
  const Lines lines = lines_of(part);
  const auto owner = owners(part);
  std::map<int, std::string> left_out;
  for (const auto& each : reading_.characters.discarded) left_out.emplace(each.line, each.reason);
  std::map<int, bool> repaired;
  for (const Diagnostic& each : reading_.diagnostics) repaired[each.line] = true;
  JsonArray list;
  for (int number = lines.first; number <= lines.last; ++number) {
    const std::string& node = owner[static_cast<std::size_t>(number - lines.first)];
    const auto reason = left_out.find(number);
    list.push_back(
        JsonObject{{"number", number},
                   {"text", shown(source_.lines[static_cast<std::size_t>(number) - 1])},
                   {"node", text_or_null(node)},
                   {"discarded", reason == left_out.end() ? Json() : Json(reason->second)},
                   {"repaired", repaired.contains(number)}});
  }
  return list;
}

JsonArray SideBySide::node_parts(std::size_t part) const {
  JsonArray list;
  for (std::size_t at = parts_[part].begin; at < parts_[part].end; ++at) {
    const Entry& entry = entries_[at];
    JsonObject model{{"id", node_id(at)},
                     {"kind", entry.node ? regulation::japanese_name_of(entry.node->kind) : "題名"},
                     {"level", std::min(entry.depth, level_max)},
                     {"label", nullptr},
                     {"caption", nullptr},
                     {"text", nullptr},
                     {"first_line", entry.first_line},
                     {"lines", text_or_null(line_range(entry.first_line, entry.last_line))}};
    if (entry.node) {
      model["label"] = text_or_null(shown_label(*entry.node));
      model["caption"] = text_or_null(entry.node->caption);
      model["text"] = text_or_null(shown(entry.node->text));
    } else {
      model["caption"] = entry.document->title.empty() ? "（題名なし）" : entry.document->title;
    }
    list.push_back(std::move(model));
  }
  return list;
}

JsonObject SideBySide::model(std::size_t part, const std::string& href) const {
  return {{"parts", part_links(part, href)},
          {"lines", line_parts(part)},
          {"nodes", node_parts(part)},
          {"line_count", source_.lines.size()}};
}

JsonArray difference_parts(std::string_view before, std::string_view after) {
  JsonArray list;
  for (const Piece& piece : difference(before, after)) {
    JsonObject part{{"text", piece.text}};
    part[piece.change == Change::same      ? "is_same"
         : piece.change == Change::removed ? "is_removed"
                                           : "is_added"] = true;
    list.push_back(std::move(part));
  }
  return list;
}

JsonArray repair_parts(const regulation::Reading& reading, const SideBySide::Lines& lines,
                       const RepairForms& forms) {
  JsonArray list;
  for (const Diagnostic& each : reading.diagnostics) {
    if (!lines.hold(each.line)) continue;
    const bool undone = each.kind == "repair_undone";
    const bool offered = !forms.action.empty() && (each.undoable || undone);
    const bool shows = !undone && !(each.before.empty() && each.after.empty());
    list.push_back(JsonObject{
        {"line", each.line},
        {"kind", undone ? each.before : each.kind},
        {"text", each.message},
        {"before", shows ? text_or_null(each.before) : Json()},
        {"after", shows ? text_or_null(each.after) : Json()},
        {"undone", undone},
        {"form", offered ? Json(JsonObject{{"action", forms.action},
                                           {"revision", forms.revision},
                                           {"take_back", undone ? "no" : "yes"},
                                           {"label", undone ? "やはり直す" : "元に戻す"}})
                         : Json()}});
  }
  return list;
}

JsonArray discarded_parts(const regulation::Reading& reading, const SideBySide::Lines& lines) {
  JsonArray list;
  for (const auto& each : reading.characters.discarded) {
    if (!lines.hold(each.line)) continue;
    list.push_back(
        JsonObject{{"line", each.line}, {"reason", each.reason}, {"characters", each.characters}});
  }
  return list;
}

JsonArray repair_summary(const regulation::Reading& reading) {
  std::map<std::string, int> counts;
  for (const Diagnostic& each : reading.diagnostics) ++counts[each.message];
  std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::ranges::greater{}, &std::pair<std::string, int>::second);
  JsonArray list;
  constexpr std::size_t kinds_shown_max = 12;
  for (const auto& [text, count] : sorted) {
    if (list.size() == kinds_shown_max) break;
    list.push_back(JsonObject{{"text", text}, {"count", count}});
  }
  return list;
}

JsonArray count_parts(const regulation::Counts& counts) {
  JsonArray list;
  const auto add = [&](std::string_view label, int count) {
    if (count > 0) list.push_back(JsonObject{{"label", label}, {"count", count}});
  };
  add("章", counts.chapters);
  add("節", counts.sections);
  add("条", counts.articles);
  if (counts.articles > 0) add("項", counts.paragraphs);
  if (counts.articles > 0) add("号", counts.items);
  add("見出し（1 など）", counts.headings);
  add("(1) など", counts.level2);
  add("① など", counts.level3);
  add("附則", counts.supplementary);
  return list;
}

}  // namespace mamori::web
