#include "regulation/export/law_tree.h"

#include <algorithm>
#include <array>
#include <functional>
#include <ranges>

#include "base/text.h"
#include "regulation/export/law_items.h"
#include "regulation/export/law_shape.h"
#include "regulation/export/law_text.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using pugi::xml_node;

constexpr std::array division_tags{"Part", "Chapter", "Section", "Subsection", "Division"};

// --- 条, 章

void add_paragraphs(xml_node parent, const std::vector<Node>& paragraphs) {
  int position = 0;
  for (const Node& paragraph : paragraphs) {
    add_numbered(parent, paragraph, paragraph_level, ++position);
  }
}

bool is_deleted(const std::vector<Node>& paragraphs) {
  return paragraphs.size() == 1 && paragraphs.front().children.empty() &&
         trimmed(paragraphs.front().text) == "削除";
}

void add_article(xml_node parent, const Node& node, int position) {
  const auto paragraphs = paragraphs_of(node);
  xml_node article = parent.append_child("Article");
  article.append_attribute("Num") = law_number(node.number, position).c_str();
  if (is_deleted(paragraphs)) article.append_attribute("Delete") = true;
  if (!node.caption.empty()) add_text(article, "ArticleCaption", law_caption(node));
  add_text(article, "ArticleTitle", law_label(node));
  add_paragraphs(article, paragraphs);
}

// Of shaped_main: divisions, or 条, or 項.
void add_shaped(xml_node parent, const std::vector<Node>& nodes) {
  int position = 0;
  for (const Node& node : nodes) {
    const int level = division_level(node.kind);
    ++position;
    if (level >= 0) {
      const std::string tag = division_tags[static_cast<std::size_t>(level)];
      xml_node division = parent.append_child(tag.c_str());
      division.append_attribute("Num") = law_number(node.number, position).c_str();
      add_text(division, (tag + "Title").c_str(), law_title(node));
      add_shaped(division, node.children);
    } else if (node.kind == NodeKind::article) {
      add_article(parent, node, position);
    } else {
      add_numbered(parent, node, paragraph_level, position);
    }
  }
}

// --- 附則

// In order: 章, 条 and 項 may stand side by side here.
void add_mixed(xml_node parent, const std::vector<Node>& nodes) {
  const auto stands_alone = [](const Node& node) {
    return node.kind == NodeKind::article || division_level(node.kind) >= 0;
  };
  for (auto at = nodes.begin(); at != nodes.end();) {
    const auto next = std::find_if(at, nodes.end(), stands_alone);
    add_paragraphs(parent, as_paragraphs({at, next}));
    at = next;
    for (; at != nodes.end() && stands_alone(*at); ++at) {
      const bool fits = at->kind == NodeKind::article || at->kind == NodeKind::chapter;
      const Node fitting = fits ? *at : Node{.kind = NodeKind::chapter, .children = {*at}};
      add_shaped(parent, shaped_main({fitting}));
    }
  }
}

// 令和4年告示第5号, also as （令和4年告示第5号）抄.
void set_amending_law(xml_node suppl, std::string_view caption) {
  constexpr std::string_view extract = "抄";
  std::string law = trimmed(caption);
  const bool extracted = law.ends_with(extract);
  if (extracted) law = trimmed(law.substr(0, law.size() - extract.size()));
  std::u32string inner = code_points(law);
  if (inner.size() > 2 && fellows_of_parentheses(inner).front() == inner.size() - 1) {
    law = utf8(std::u32string_view(inner).substr(1, inner.size() - 2));
  }
  if (!law.empty()) suppl.append_attribute("AmendLawNum") = xml_characters(law).c_str();
  if (extracted) suppl.append_attribute("Extract") = true;
}

void add_supplementary(xml_node body, const Node& node) {
  xml_node suppl = body.append_child("SupplProvision");
  set_amending_law(suppl, node.caption);
  add_text(suppl, "SupplProvisionLabel", law_label(node));
  std::vector<Node> nodes = node.children;
  if (!node.text.empty()) {
    nodes.insert(nodes.begin(), {.kind = NodeKind::text, .text = node.text});
  }
  // A table without words before it, and nothing at all, need a 項 to stand in.
  if (nodes.empty()) nodes.push_back({.kind = NodeKind::paragraph});
  add_mixed(suppl, nodes);
}

// --- 別表, 様式, 別記

struct AppendixForm {
  const char* tag;
  const char* title;
  const char* holder;   // the element between the appendix and its content, "" for none
  const char* content;  // below that
};

constexpr AppendixForm table_form{"AppdxTable", "AppdxTableTitle", "", ""};
constexpr AppendixForm style_form{"AppdxStyle", "AppdxStyleTitle", "StyleStruct", "Style"};
constexpr AppendixForm note_form{"AppdxNote", "AppdxNoteTitle", "NoteStruct", "Note"};

const AppendixForm& form_of(const std::string& label) {
  if (label.contains("様式") || label.contains("書式")) return style_form;
  return label.contains("表") ? table_form : note_form;
}

// 第2条関係: the caption of an appendix names the 条 it belongs to.
bool names_articles(const Node& node) {
  return node.caption.ends_with("関係");
}

// The figure in 別表第2; 0 when there is none.
int number_of_appendix(const std::string& label) {
  const std::u32string text = code_points(label);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (const auto numeral = numeral_at(text, at)) return numeral->value;
  }
  return 0;
}

// In 別表 words without number are Items, in 様式 and 別記 sentences.
void add_appendix_content(xml_node parent, const Node& node, bool sentences) {
  int position = 0;
  const std::function<void(const Node&)> add = [&](const Node& child) {
    const bool bare = child.kind == NodeKind::text && child.children.empty();
    if (child.kind == NodeKind::table) {
      add_table(parent, child.text);
      std::ranges::for_each(child.children, add);
    } else if (sentences && bare) {
      add_text(parent, "Sentence", child.text);
    } else {
      add_numbered(parent, child, item_level, ++position);
    }
  };
  if (!node.text.empty()) add({.kind = NodeKind::text, .text = node.text});
  for (const Node& child : node.children) add(child);
}

void add_appendix(xml_node body, const Node& node) {
  std::string title = law_label(node);
  const AppendixForm& form = form_of(title);
  xml_node appendix = body.append_child(form.tag);
  if (const int number = number_of_appendix(title)) appendix.append_attribute("Num") = number;
  if (!names_articles(node) && !node.caption.empty()) title += "　" + node.caption;
  add_text(appendix, form.title, title);
  if (names_articles(node)) add_text(appendix, "RelatedArticleNum", law_caption(node));
  if (*form.holder) {
    add_appendix_content(appendix.append_child(form.holder).append_child(form.content), node, true);
  } else {
    add_appendix_content(appendix, node, false);
  }
}

// --- the whole

// The parts of a document in the order the schema has them.
struct Parts {
  std::vector<Node> statements;  // before the 目次: 制定文, the list of amendments
  Node contents{.kind = NodeKind::contents};
  std::vector<Node> preamble;
  std::vector<Node> main;
  std::vector<const Node*> behind;  // 附則, 別表 …
};

bool is_behind(const Node& node) {
  return node.kind == NodeKind::supplementary || node.kind == NodeKind::appendix;
}

bool is_provision(const Node& node) {
  return node.kind == NodeKind::article || is_numbered(node.kind) || division_level(node.kind) >= 0;
}

// The lines of a text, or of a list of amendments set as a table.
void add_statements(const Node& node, std::vector<Node>& statements) {
  std::string line;
  for (const char c : node.text + "\n") {
    if (c == '\n') {
      if (!trimmed(line).empty()) statements.push_back({.text = trimmed(line)});
      line.clear();
    } else {
      line += c == '\t' ? "　" : std::string(1, c);
    }
  }
  for (const Node& child : node.children) add_statements(child, statements);
}

Parts parts_of(const Document& document) {
  Parts parts;
  const bool has_provisions = std::ranges::any_of(document.nodes, is_provision);
  for (const Node& node : document.nodes) {
    const bool first = parts.main.empty() && has_provisions;
    if (node.kind == NodeKind::contents) {
      parts.contents.label = node.label;
      std::ranges::copy(node.children, std::back_inserter(parts.contents.children));
    } else if (is_behind(node)) {
      parts.behind.push_back(&node);
    } else if (node.kind == NodeKind::preamble) {
      if (!node.text.empty()) parts.preamble.push_back({.text = node.text});
      std::ranges::copy(node.children, std::back_inserter(parts.preamble));
    } else if (first && !is_provision(node) && parts.behind.empty()) {
      const bool early = parts.contents.children.empty() && parts.preamble.empty();
      if (early) {
        add_statements(node, parts.statements);
      } else {
        parts.preamble.push_back(node);
      }
    } else {
      parts.main.push_back(node);
    }
  }
  return parts;
}

void set_number(xml_node law, const Document& document) {
  const LawNumber number = law_number_of(document);
  if (!number.known) {
    law.append_child(pugi::node_comment)
        .set_value("この文書に年又は番号の記載がないため、Era、Year、Numは仮の値を含みます。");
  }
  law.append_attribute("Era") = number.era.c_str();
  law.append_attribute("Lang") = "ja";
  law.append_attribute("LawType") = "Misc";
  law.append_attribute("Num") = number.number;
  law.append_attribute("Year") = number.year;
  if (number.month > 0) {
    law.append_attribute("PromulgateMonth") = number.month;
    law.append_attribute("PromulgateDay") = number.day;
  }
  add_text(law, "LawNum", number.text);
}

}  // namespace

pugi::xml_document law_tree(const Document& document) {
  pugi::xml_document tree;
  xml_node law = tree.append_child("Law");
  set_number(law, document);
  xml_node body = law.append_child("LawBody");
  const Parts parts = parts_of(document);
  add_text(body, "LawTitle", document.title);
  for (const Node& statement : parts.statements) add_text(body, "EnactStatement", statement.text);
  if (!parts.contents.children.empty()) add_contents(body, parts.contents);
  if (!parts.preamble.empty()) {
    add_paragraphs(body.append_child("Preamble"), as_paragraphs(parts.preamble));
  }
  add_shaped(body.append_child("MainProvision"), shaped_main(parts.main));
  for (const Node* node : parts.behind) {
    if (node->kind == NodeKind::supplementary) {
      add_supplementary(body, *node);
    } else {
      add_appendix(body, *node);
    }
  }
  return tree;
}

}  // namespace mamori::regulation
