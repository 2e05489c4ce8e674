// Places: how the body would cite each node.
#include <map>
#include <set>
#include <string>

#include "base/text.h"
#include "regulation/builder.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

// 15の2 with the unit 条 is 第15条の2; 5-7 is 第5条から第7条まで.
std::string ordinal_place(const std::string& number, std::string_view unit) {
  const auto dash = number.find('-');
  if (dash != std::string::npos) {
    return ordinal_place(number.substr(0, dash), unit) + "から" +
           ordinal_place(number.substr(dash + 1), unit) + "まで";
  }
  const auto branch = number.find("の");
  const std::string base = number.substr(0, branch);
  const std::string rest = branch == std::string::npos ? "" : number.substr(branch);
  return "第" + base + std::string(unit) + rest;
}

bool is_figure(char c) {
  return c >= '0' && c <= '9';
}

int paragraphs_of(const Node& node) {
  int found = 0;
  for (const Node& child : node.children) found += child.kind == NodeKind::paragraph ? 1 : 0;
  return found;
}

class Places {
 public:
  void assign(std::vector<Node>& nodes) {
    std::map<std::string, const Node*> seen;
    find_repeated(nodes, nullptr, seen);
    for (Node& node : nodes) place_root(node);
  }

 private:
  void place_root(Node& node) {
    switch (node.kind) {
      case NodeKind::supplementary:
        return place_supplementary(node);
      case NodeKind::contents:
        return place_all(node, "");
      case NodeKind::appendix:
        return place_appendix(node);
      case NodeKind::preamble:
        return place_all(node, "前文");
      default:
        return place(node, "", false);
    }
  }

  // Some labels carry a format mark or a sign: 「## 別表」, 「■別紙」, 「別紙：」.
  static std::string unmarked(const std::string& label) {
    constexpr std::u32string_view signs = U"#-*+ ■◆●：:";
    std::u32string words = code_points(label);
    while (!words.empty() && signs.contains(words.back())) words.pop_back();
    words.erase(0, std::min(words.find_first_not_of(signs), words.size()));
    return utf8(words);
  }

  void place_all(Node& node, const std::string& place) {
    node.place = place;
    for (Node& child : node.children) place_all(child, place);
  }

  // 別記第3条第2項 where the appendix has articles of its own.
  void place_appendix(Node& node) {
    node.place = root_ = canonical_place(unmarked(node.label));
    for (Node& child : node.children) place_below(child, node.place, false);
    root_.clear();
  }

  void place_supplementary(Node& node) {
    ++supplementary_;
    std::string place = "附則";
    if (supplementary_ > 1) {
      place +=
          node.caption.empty() ? "その" + std::to_string(supplementary_) : "(" + node.caption + ")";
    }
    node.place = root_ = place;
    const bool several = paragraphs_of(node) > 1;
    for (Node& child : node.children) place_below(child, place, several);
    root_.clear();
  }

  void place_below(Node& node, const std::string& parent, bool several_paragraphs) {
    switch (node.kind) {
      case NodeKind::article:
        node.place = root_ + ordinal_place(node.number, "条");
        break;
      case NodeKind::paragraph:
        node.place = several_paragraphs ? parent + ordinal_place(node.number, "項") : parent;
        break;
      default:
        return place(node, parent, true);
    }
    const bool several = paragraphs_of(node) > 1;
    for (Node& child : node.children) place_below(child, node.place, several);
  }

  void place(Node& node, const std::string& parent, bool in_article) {
    if (node.kind == NodeKind::article || node.kind == NodeKind::paragraph) {
      return place_below(node, root_, false);
    }
    node.place = own_place(node, parent, in_article);
    for (Node& child : node.children) {
      const bool structured = in_article || child.kind == NodeKind::article;
      if (structured) {
        place_below(child, node.place, false);
      } else {
        place(child, node.place, false);
      }
    }
  }

  std::string own_place(const Node& node, const std::string& parent, bool in_article) {
    switch (node.kind) {
      case NodeKind::part:
        return parent + ordinal_place(node.number, "編");
      case NodeKind::chapter:
        return parent + ordinal_place(node.number, "章");
      case NodeKind::section:
        return parent + ordinal_place(node.number, "節");
      case NodeKind::subsection:
        return parent + ordinal_place(node.number, "款");
      case NodeKind::division:
        return parent + ordinal_place(node.number, "目");
      case NodeKind::heading:
        return heading_place(node, parent);
      case NodeKind::item:
        if (in_article && !node.number.empty()) return parent + ordinal_place(node.number, "号");
        return list_place(node, parent);
      case NodeKind::subitem:
        return list_place(node, parent);
      default:
        return parent;
    }
  }

  // A heading is cited by its number alone, with its chapter where the numbers begin anew there.
  // Without a number it is cited by its words.
  std::string heading_place(const Node& node, const std::string& parent) {
    const std::string piece = node.number.empty() ? node.caption : node.place;
    const std::string place = repeated_.contains(piece) ? joined(parent, piece) : piece;
    const int times = ++headings_[place];
    return place + (times > 1 ? "その" + std::to_string(times) : "");
  }

  // 6(3)①, but 第2の1 for the 1 under 第2; 1.2 is cited without its 1, a bullet by what it stands
  // below.
  std::string list_place(const Node& node, const std::string& parent) {
    const bool bullet = !node.label.empty() && !node.label.starts_with('#');
    if (node.number.empty()) {
      return node.caption.empty() || bullet ? parent : heading_place(node, parent);
    }
    return node.place.find_first_of(".-") == std::string::npos ? joined(parent, node.place)
                                                               : node.place;
  }

  static std::string joined(const std::string& parent, const std::string& piece) {
    const bool figures = !piece.empty() && is_figure(piece.front());
    return parent + (figures && !parent.empty() ? "の" : "") + piece;
  }

  // Finds the headings whose numbers come again under another 章.
  void find_repeated(const std::vector<Node>& nodes, const Node* division,
                     std::map<std::string, const Node*>& seen) {
    for (const Node& node : nodes) {
      if (node.kind <= NodeKind::division) find_repeated(node.children, &node, seen);
      if (node.kind != NodeKind::heading) continue;
      const std::string& piece = node.number.empty() ? node.caption : node.place;
      const auto [first, fresh] = seen.emplace(piece, division);
      if (!fresh && first->second != division) repeated_.insert(piece);
    }
  }

  std::string root_;  // 附則 or 別記 around the node; "" in the 本則
  int supplementary_ = 0;
  std::map<std::string, int> headings_;  // how often each place was given
  std::set<std::string> repeated_;       // headings that come again under another 章
};

}  // namespace

void assign_places(std::vector<Node>& nodes) {
  Places().assign(nodes);
}

}  // namespace mamori::regulation
