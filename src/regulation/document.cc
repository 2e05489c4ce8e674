#include "regulation/document.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

struct KindName {
  NodeKind kind;
  std::string_view name;
  std::string_view japanese;
};

constexpr std::array kind_names{
    KindName{NodeKind::part, "part", "編"},
    KindName{NodeKind::chapter, "chapter", "章"},
    KindName{NodeKind::section, "section", "節"},
    KindName{NodeKind::subsection, "subsection", "款"},
    KindName{NodeKind::division, "division", "目"},
    KindName{NodeKind::article, "article", "条"},
    KindName{NodeKind::paragraph, "paragraph", "項"},
    KindName{NodeKind::item, "item", "号"},
    KindName{NodeKind::subitem, "subitem", "号の細分"},
    KindName{NodeKind::heading, "heading", "見出し"},
    KindName{NodeKind::preamble, "preamble", "前文"},
    KindName{NodeKind::supplementary, "supplementary", "附則"},
    KindName{NodeKind::appendix, "appendix", "別表・様式"},
    KindName{NodeKind::table, "table", "表"},
    KindName{NodeKind::text, "text", "本文"},
    KindName{NodeKind::contents, "contents", "目次"},
    KindName{NodeKind::note, "note", "改正の注記"},
};

const KindName& entry_of(NodeKind kind) {
  return *std::ranges::find(kind_names, kind, &KindName::kind);
}

std::optional<NodeKind> kind_named(std::string_view name) {
  const auto found = std::ranges::find(kind_names, name, &KindName::name);
  if (found == kind_names.end()) return std::nullopt;
  return found->kind;
}

void traverse_from(const Node& node, int depth,
                   const std::function<void(const Node&, int)>& visit) {
  visit(node, depth);
  for (const Node& child : node.children) traverse_from(child, depth + 1, visit);
}

const Node* find_exact(const std::vector<Node>& nodes, std::string_view place, NodeKind* wanted) {
  for (const Node& node : nodes) {
    if (node.place == place && (wanted == nullptr || node.kind == *wanted)) return &node;
    if (const Node* found = find_exact(node.children, place, wanted)) return found;
  }
  return nullptr;
}

// 第18条第1項第2号 → 第18条第2号: how a body cites what stands in a sole 項.
std::string without_first_paragraph(std::string place) {
  constexpr std::string_view first = "第1項";
  const auto at = place.find(first);
  if (at != std::string::npos) place.erase(at, first.size());
  return place;
}

void count_node(const Node& node, Counts& counts, bool supplementary);

void count_children(const Node& node, Counts& counts, bool supplementary) {
  for (const Node& child : node.children) count_node(child, counts, supplementary);
}

void count_levels(const Node& heading, int level, Counts& counts) {
  for (const Node& child : heading.children) {
    const bool levelled = child.kind == NodeKind::item || child.kind == NodeKind::subitem;
    if (levelled && level == 2) ++counts.level2;
    if (levelled && level == 3) ++counts.level3;
    count_levels(child, levelled ? level + 1 : level, counts);
  }
}

void count_node(const Node& node, Counts& counts, bool supplementary) {
  if (node.kind == NodeKind::appendix || node.kind == NodeKind::contents) return;
  if (node.kind == NodeKind::heading) {
    ++counts.headings;
    return count_levels(node, 2, counts);
  }
  const bool captioned = node.kind == NodeKind::article || node.kind == NodeKind::paragraph;
  if (captioned && !node.caption.empty()) ++counts.captions;
  if (node.kind == NodeKind::supplementary) ++counts.supplementary;
  if (!supplementary) {
    if (node.kind == NodeKind::chapter) ++counts.chapters;
    if (node.kind == NodeKind::section) ++counts.sections;
    if (node.kind == NodeKind::article) ++counts.articles;
    if (node.kind == NodeKind::paragraph) ++counts.paragraphs;
    if (node.kind == NodeKind::item) ++counts.items;
  }
  count_children(node, counts, supplementary || node.kind == NodeKind::supplementary);
}

JsonObject counts_to_json(const Counts& counts) {
  return {{"chapters", counts.chapters},
          {"sections", counts.sections},
          {"articles", counts.articles},
          {"captions", counts.captions},
          {"paragraphs", counts.paragraphs},
          {"items", counts.items},
          {"supplementary", counts.supplementary},
          {"headings", counts.headings},
          {"level2", counts.level2},
          {"level3", counts.level3}};
}

Counts counts_from_json(const Json& value) {
  const auto at = [&value](std::string_view key) {
    return static_cast<int>(integer_at(value, key));
  };
  return {.chapters = at("chapters"),
          .sections = at("sections"),
          .articles = at("articles"),
          .captions = at("captions"),
          .paragraphs = at("paragraphs"),
          .items = at("items"),
          .supplementary = at("supplementary"),
          .headings = at("headings"),
          .level2 = at("level2"),
          .level3 = at("level3")};
}

JsonArray nodes_to_json(const std::vector<Node>& nodes);

JsonObject node_to_json(const Node& node) {
  JsonObject out{{"kind", name_of(node.kind)}, {"number", node.number}, {"label", node.label},
                 {"caption", node.caption},    {"text", node.text},     {"place", node.place},
                 {"line", node.line}};
  if (!node.enclosure.empty()) out["enclosure"] = node.enclosure;
  if (!node.breaks.empty()) {
    JsonArray breaks;
    for (const Break& b : node.breaks) breaks.push_back(JsonArray{b.offset, b.line});
    out["breaks"] = std::move(breaks);
  }
  out["children"] = nodes_to_json(node.children);
  return out;
}

JsonArray nodes_to_json(const std::vector<Node>& nodes) {
  JsonArray out;
  out.reserve(nodes.size());
  for (const Node& node : nodes) out.push_back(node_to_json(node));
  return out;
}

JsonObject diagnostic_to_json(const Diagnostic& diagnostic) {
  return {{"line", diagnostic.line},       {"kind", diagnostic.kind},
          {"message", diagnostic.message}, {"before", diagnostic.before},
          {"after", diagnostic.after},     {"undoable", diagnostic.undoable}};
}

std::unexpected<Error> malformed() {
  return fail(Fault::corrupt, "document_malformed", "保存された規程の本文の形が正しくありません。",
              "規程をもう一度読み込んでください。");
}

Result<std::vector<Node>> nodes_from_json(const JsonArray& array);

Result<std::vector<Break>> breaks_from_json(const JsonArray& array) {
  std::vector<Break> breaks;
  for (const Json& pair : array) {
    const bool sound = pair.is_array() && pair.get_array().size() == 2 &&
                       pair.get_array()[0].is_int64() && pair.get_array()[1].is_int64();
    if (!sound) return malformed();
    breaks.push_back({static_cast<int>(pair.get_array()[0].get_int64()),
                      static_cast<int>(pair.get_array()[1].get_int64())});
  }
  return breaks;
}

Result<Node> node_from_json(const Json& value) {
  const auto kind = kind_named(text_at(value, "kind"));
  if (!value.is_object() || !kind) return malformed();
  auto breaks = breaks_from_json(array_at(value, "breaks"));
  if (!breaks) return std::unexpected(breaks.error());
  auto children = nodes_from_json(array_at(value, "children"));
  if (!children) return std::unexpected(children.error());
  return Node{.kind = *kind,
              .number = text_at(value, "number"),
              .label = text_at(value, "label"),
              .caption = text_at(value, "caption"),
              .enclosure = text_at(value, "enclosure"),
              .text = text_at(value, "text"),
              .place = text_at(value, "place"),
              .line = static_cast<int>(integer_at(value, "line")),
              .breaks = std::move(*breaks),
              .children = std::move(*children)};
}

Result<std::vector<Node>> nodes_from_json(const JsonArray& array) {
  std::vector<Node> nodes;
  nodes.reserve(array.size());
  for (const Json& value : array) {
    auto node = node_from_json(value);
    if (!node) return std::unexpected(node.error());
    nodes.push_back(std::move(*node));
  }
  return nodes;
}

}  // namespace

const Node* find(const Document& document, std::string_view place) {
  if (place.empty()) return nullptr;
  if (const Node* found = find_exact(document.nodes, place, nullptr)) return found;
  const std::string canonical = canonical_place(place);
  if (const Node* found = find_exact(document.nodes, canonical, nullptr)) return found;
  const std::string shorter = without_first_paragraph(canonical);
  if (shorter == canonical || shorter.empty()) return nullptr;
  NodeKind paragraph = NodeKind::paragraph;
  const bool item_meant = !canonical.ends_with("第1項");
  return find_exact(document.nodes, shorter, item_meant ? nullptr : &paragraph);
}

void traverse(const Document& document, const std::function<void(const Node&, int)>& visit) {
  for (const Node& node : document.nodes) traverse_from(node, 0, visit);
}

void traverse(const Node& node, const std::function<void(const Node&, int)>& visit) {
  traverse_from(node, 0, visit);
}

std::string full_text(const Node& node) {
  std::string out;
  traverse_from(node, 0, [&out](const Node& each, int) {
    if (each.caption.empty() && each.text.empty()) return;
    if (!out.empty()) out += '\n';
    std::string_view gap;
    for (const std::string* words : {&each.label, &each.caption, &each.text}) {
      if (words->empty()) continue;
      out.append(gap).append(*words);
      gap = " ";
    }
  });
  return out;
}

Counts count(const std::vector<Node>& nodes) {
  Counts counts;
  for (const Node& node : nodes) count_node(node, counts, false);
  return counts;
}

int count_characters(const Document& document) {
  std::size_t characters = count_non_blank(document.title) + count_non_blank(document.date) +
                           count_non_blank(document.number);
  traverse(document, [&characters](const Node& node, int) {
    for (const std::string* words : {&node.label, &node.caption, &node.enclosure, &node.text}) {
      characters += count_non_blank(*words);
    }
  });
  return static_cast<int>(characters);
}

std::string_view name_of(NodeKind kind) {
  return entry_of(kind).name;
}

std::string_view japanese_name_of(NodeKind kind) {
  return entry_of(kind).japanese;
}

Json to_json(const Reading& reading) {
  JsonArray documents;
  for (const Document& document : reading.documents) {
    Json value = document_to_json(document);
    value.get_object()["document"] = static_cast<std::int64_t>(documents.size()) + 1;
    documents.push_back(std::move(value));
  }
  return JsonObject{
      {"documents", std::move(documents)},
      {"diagnostics", diagnostics_to_json(reading.diagnostics)},
      {"characters", JsonObject{{"source", reading.characters.source},
                                {"placed", reading.characters.placed},
                                {"discarded", discarded_to_json(reading.characters.discarded)}}}};
}

JsonArray diagnostics_to_json(const std::vector<Diagnostic>& diagnostics) {
  JsonArray list;
  for (const Diagnostic& each : diagnostics) list.push_back(diagnostic_to_json(each));
  return list;
}

std::vector<Diagnostic> diagnostics_from_json(const JsonArray& list) {
  std::vector<Diagnostic> diagnostics;
  for (const Json& value : list) {
    diagnostics.push_back({.line = static_cast<int>(integer_at(value, "line")),
                           .kind = text_at(value, "kind"),
                           .message = text_at(value, "message"),
                           .before = text_at(value, "before"),
                           .after = text_at(value, "after"),
                           .undoable = flag_at(value, "undoable")});
  }
  return diagnostics;
}

JsonArray discarded_to_json(const std::vector<Discarded>& discarded) {
  JsonArray list;
  for (const Discarded& each : discarded) {
    list.push_back(
        JsonObject{{"line", each.line}, {"characters", each.characters}, {"reason", each.reason}});
  }
  return list;
}

std::vector<Discarded> discarded_from_json(const JsonArray& list) {
  std::vector<Discarded> discarded;
  for (const Json& value : list) {
    discarded.push_back({static_cast<int>(integer_at(value, "line")),
                         static_cast<int>(integer_at(value, "characters")),
                         text_at(value, "reason")});
  }
  return discarded;
}

Json document_to_json(const Document& document) {
  return JsonObject{{"title", document.title},
                    {"date", document.date},
                    {"number", document.number},
                    {"counts", counts_to_json(document.counts)},
                    {"nodes", nodes_to_json(document.nodes)}};
}

Result<Document> document_from_json(const Json& value) {
  if (!value.is_object() || !value.get_object().contains("nodes")) return malformed();
  auto nodes = nodes_from_json(array_at(value, "nodes"));
  if (!nodes) return std::unexpected(nodes.error());
  Document document{.title = text_at(value, "title"),
                    .date = text_at(value, "date"),
                    .number = text_at(value, "number"),
                    .counts = counts_from_json(object_at(value, "counts")),
                    .nodes = std::move(*nodes)};
  return document;
}

}  // namespace mamori::regulation
