#include "regulation/export/law_shape.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mamori::regulation {
namespace {

constexpr std::array divisions{NodeKind::part, NodeKind::chapter, NodeKind::section,
                               NodeKind::subsection, NodeKind::division};
constexpr int section_level = 2;

bool is_division(const Node& node) {
  return division_level(node.kind) >= 0;
}

bool is_article(const Node& node) {
  return node.kind == NodeKind::article || node.kind == NodeKind::heading;
}

Node untitled(NodeKind kind, std::vector<Node> children = {}) {
  return {.kind = kind, .children = std::move(children)};
}

Node without_children(const Node& node) {
  Node bare = node;
  bare.children.clear();
  return bare;
}

// Builds one division (or the whole 本則) from nodes in any order.
class Division {
 public:
  Division(Node node, int level) : node_(std::move(node)), level_(level) {}

  void add(const Node& child) {
    if (is_division(child)) {
      flush();
      add_division(child);
    } else if (is_article(child)) {
      flush();
      add_article(node_, child);
    } else {
      loose_.push_back(child);
    }
  }

  Node finish() {
    flush();
    if (node_.children.empty()) add_article(node_, untitled(NodeKind::article));
    return std::move(node_);
  }

 private:
  // A 条 after the first division belongs to the last one.
  static void add_article(Node& division, const Node& article) {
    if (!division.children.empty() && is_division(division.children.back())) {
      return add_article(division.children.back(), article);
    }
    division.children.push_back(article);
    division.children.back().kind = NodeKind::article;
  }

  void flush() {
    if (!loose_.empty()) add_article(node_, untitled(NodeKind::article, std::move(loose_)));
    loose_.clear();
  }

  void add_division(const Node& child) {
    if (level_ == lowest_level) return add_below_the_lowest(child);
    const int level = std::max(division_level(child.kind), level_ + 1);
    Division inner(without_children(child), level);
    for (const Node& grandchild : child.children) inner.add(grandchild);
    Node shaped = inner.finish();
    shaped.kind = divisions[static_cast<std::size_t>(level)];
    place(node_, level_, level, std::move(shaped));
  }

  // No reading has a 目 within a 目; its words are kept.
  void add_below_the_lowest(const Node& child) {
    loose_.push_back({.kind = NodeKind::text, .text = child.label + child.caption + child.text});
    for (const Node& grandchild : child.children) add(grandchild);
  }

  static void place(Node& parent, int parent_level, int level, Node shaped) {
    if (level == parent_level + 1) return parent.children.push_back(std::move(shaped));
    const NodeKind between = divisions[static_cast<std::size_t>(parent_level + 1)];
    const bool there = !parent.children.empty() && parent.children.back().kind == between &&
                       parent.children.back().label.empty();
    if (!there) parent.children.push_back(untitled(between));
    place(parent.children.back(), parent_level + 1, level, std::move(shaped));
  }

  Node node_;
  int level_;
  std::vector<Node> loose_;
};

std::vector<Node> in_divisions(const std::vector<Node>& nodes, int top) {
  Division all(Node{}, top - 1);
  for (const Node& node : nodes) all.add(node);
  std::vector<Node> shaped = all.finish().children;
  const auto first = std::ranges::find_if(shaped, is_division);
  if (first == shaped.begin()) return shaped;
  Node before = untitled(divisions[static_cast<std::size_t>(top)]);
  before.children.assign(shaped.begin(), first);
  shaped.erase(shaped.begin(), first);
  shaped.insert(shaped.begin(), std::move(before));
  return shaped;
}

std::vector<Node> in_articles(const std::vector<Node>& nodes) {
  Division all(Node{}, lowest_level);
  for (const Node& node : nodes) all.add(node);
  return all.finish().children;
}

}  // namespace

int division_level(NodeKind kind) {
  const auto found = std::ranges::find(divisions, kind);
  return found == divisions.end() ? -1 : static_cast<int>(found - divisions.begin());
}

bool is_numbered(NodeKind kind) {
  return kind == NodeKind::paragraph || kind == NodeKind::item || kind == NodeKind::subitem ||
         kind == NodeKind::heading;
}

std::vector<Node> shaped_main(const std::vector<Node>& nodes) {
  int top = lowest_level + 1;
  for (const Node& node : nodes) {
    if (is_division(node)) top = std::min(top, division_level(node.kind));
  }
  // The schema lets nothing below a 節 stand on top.
  if (top <= lowest_level) return in_divisions(nodes, std::min(top, section_level));
  const auto has_articles = [](const Node& node) { return node.kind == NodeKind::article; };
  if (std::ranges::any_of(nodes, has_articles)) return in_articles(nodes);
  auto paragraphs = as_paragraphs(nodes);
  if (paragraphs.empty()) paragraphs.push_back(untitled(NodeKind::paragraph));
  return paragraphs;
}

std::vector<Node> paragraphs_of(const Node& article) {
  std::vector<Node> paragraphs;
  if (!article.text.empty()) {
    paragraphs.push_back({.kind = NodeKind::paragraph, .text = article.text});
  }
  for (const Node& child : article.children) {
    if (child.kind == NodeKind::paragraph) {
      paragraphs.push_back(child);
      continue;
    }
    if (paragraphs.empty()) paragraphs.push_back(untitled(NodeKind::paragraph));
    paragraphs.back().children.push_back(child);
  }
  if (paragraphs.empty()) paragraphs.push_back(untitled(NodeKind::paragraph));
  return paragraphs;
}

std::vector<Node> as_paragraphs(const std::vector<Node>& nodes) {
  std::vector<Node> paragraphs;
  for (const Node& node : nodes) {
    if (node.kind != NodeKind::table) {
      paragraphs.push_back(node);
    } else if (!paragraphs.empty()) {
      paragraphs.back().children.push_back(node);
    } else {
      paragraphs.push_back(untitled(NodeKind::paragraph, {node}));
    }
  }
  return paragraphs;
}

}  // namespace mamori::regulation
