#include "regulation/export/lawtext.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <string_view>

#include "regulation/export/law_items.h"
#include "regulation/export/law_tree.h"
#include "regulation/export/lawtext_words.h"

namespace mamori::regulation {
namespace {

using pugi::xml_node;

constexpr std::string_view wide_blank = "　";
constexpr std::array<std::string_view, 5> divisions{"Part", "Chapter", "Section", "Subsection",
                                                    "Division"};

std::string_view name_of(const xml_node& node) {
  return node.name();
}

std::string words_of(const xml_node& parent, const std::string& tag) {
  return parent.child(tag.c_str()).text().get();
}

// Sentences stand side by side; columns have a blank between them.
std::string sentences(const xml_node& holder) {
  std::string line;
  for (const xml_node child : holder.children()) {
    if (name_of(child) == "Sentence") line += lawtext_sentence(child.text().get());
    if (name_of(child) != "Column") continue;
    if (!line.empty()) line += wide_blank;
    line += sentences(child);
  }
  return line;
}

bool is_item(const xml_node& node) {
  return name_of(node) == "Item" ||
         (name_of(node).starts_with("Subitem") && !name_of(node).ends_with("Title") &&
          !name_of(node).ends_with("Sentence"));
}

int level_of(const xml_node& numbered) {
  int level = paragraph_level;
  while (level < lowest_item_level && name_of(numbered) != item_tag(level)) ++level;
  return level;
}

// :item:, :anonym-subitem1:
std::string control_of(int level, bool anonymous) {
  std::string name = item_tag(level);
  name.front() = static_cast<char>(name.front() - 'A' + 'a');
  return (anonymous ? ":anonym-" : ":") + name + ":";
}

// How the line of a 項 or 号 is introduced.
enum class Lead {
  by_number,   // where its number alone says what it is
  by_control,  // where Lawtext wants to be told: in 別表 and 様式
  none,        // a sole 項 without number
};

class Writer {
 public:
  std::string take() { return std::move(out_); }

  void law(const xml_node& law) {
    const xml_node body = law.child("LawBody");
    const std::string title = words_of(body, "LawTitle");
    line(0, title.empty() ? "（題名なし）" : lawtext_title(title));
    const std::string number = words_of(law, "LawNum");
    if (!number.empty()) line(0, lawtext_title("（" + number + "）"));
    blank();
    for (const xml_node part : body.children()) body_part(part);
  }

 private:
  void line(int depth, std::string_view words) {
    for (int count = 0; count < depth; ++count) out_ += "  ";
    out_ += words;
    out_ += '\n';
  }
  void blank() {
    if (!out_.ends_with("\n\n")) out_ += '\n';
  }

  void body_part(const xml_node& part) {
    const std::string_view name = name_of(part);
    if (name == "EnactStatement") {
      line(0, ":enact-statement:" + lawtext_title(part.text().get()));
    } else if (name == "TOC") {
      contents(part);
    } else if (name == "Preamble") {
      line(0, ":preamble:");
      for (const xml_node paragraph : part.children()) numbered(1, paragraph, lead_of(paragraph));
    } else if (name == "MainProvision") {
      provisions(part);
    } else if (name == "SupplProvision") {
      supplementary(part);
    } else if (name.starts_with("Appdx")) {
      appendix(part);
    }
    blank();
  }

  // --- 目次

  void contents(const xml_node& toc) {
    const std::string label = words_of(toc, "TOCLabel");
    line(0, label.starts_with("目") ? label : ":toc:" + label);
    for (const xml_node entry : toc.children()) {
      if (name_of(entry) != "TOCLabel") contents_entry(1, entry);
    }
  }

  void contents_entry(int depth, const xml_node& entry) {
    const std::string_view name = name_of(entry);
    if (name == "TOCPreambleLabel" || name == "TOCAppdxTableLabel") {
      return line(depth, lawtext_title(entry.text().get()));
    }
    std::string words;
    for (const xml_node part : entry.children()) {
      if (name_of(part).starts_with("TOC")) continue;
      if (name_of(part) == "ArticleCaption") words += wide_blank;
      words += lawtext_title(part.text().get());
    }
    if (!words.empty()) line(depth, words);
    for (const xml_node part : entry.children()) {
      if (name_of(part).starts_with("TOC")) contents_entry(depth + 1, part);
    }
  }

  // --- 本則, 附則

  void provisions(const xml_node& parent) {
    for (const xml_node child : parent.children()) {
      const auto division = std::ranges::find(divisions, name_of(child));
      if (division != divisions.end()) {
        const auto level = static_cast<int>(division - divisions.begin());
        const std::string title = words_of(child, std::string(*division) + "Title");
        if (!title.empty()) line(level + 2, lawtext_title(title));
        blank();
        provisions(child);
      } else if (name_of(child) == "Article") {
        article(child);
      } else if (name_of(child) == "Paragraph") {
        numbered(0, child, lead_of(child));
        blank();
      }
    }
  }

  void article(const xml_node& article) {
    if (!*article.child("ArticleTitle").text().get() && is_empty(article)) return;
    const std::string caption = words_of(article, "ArticleCaption");
    if (!caption.empty()) line(1, lawtext_caption(caption));
    const std::string title = words_of(article, "ArticleTitle");
    bool first = is_lawtext_article(title);
    if (!first && !title.empty()) line(0, lawtext_sentence(title));
    for (const xml_node paragraph : article.children("Paragraph")) {
      const bool in_title = first && words_of(paragraph, "ParagraphNum").empty();
      if (first && !in_title) line(0, title);
      if (in_title) {
        const std::string words = sentences(paragraph.child("ParagraphSentence"));
        line(0, title + (words.empty() ? "" : wide_blank.data() + words));
        below(0, paragraph);
      } else {
        numbered(0, paragraph, Lead::by_number);
      }
      first = false;
    }
    blank();
  }

  // Stands in a chapter that has no 条.
  static bool is_empty(const xml_node& article) {
    const xml_node paragraph = article.child("Paragraph");
    return !paragraph.next_sibling() && !paragraph.child("ParagraphSentence").next_sibling() &&
           sentences(paragraph.child("ParagraphSentence")).empty();
  }

  void supplementary(const xml_node& suppl) {
    const std::string label = words_of(suppl, "SupplProvisionLabel");
    const std::string law = suppl.attribute("AmendLawNum").value();
    const bool known = label == "附則" || label == "付則";
    const bool extract = suppl.attribute("Extract").as_bool();
    line(3, (known ? "" : ":suppl-provision:") + label + (law.empty() ? "" : "　（" + law + "）") +
                (extract ? "　抄" : ""));
    blank();
    provisions(suppl);
  }

  // --- 項, 号

  // A sole 項 without number needs no mark, unless its words look like one.
  static Lead lead_of(const xml_node& paragraph) {
    const bool alone = !paragraph.previous_sibling("Paragraph") &&
                       !paragraph.next_sibling("Paragraph") && !paragraph.next_sibling("Article") &&
                       !paragraph.next_sibling("Chapter");
    const bool bare = words_of(paragraph, "ParagraphNum").empty() &&
                      words_of(paragraph, "ParagraphCaption").empty();
    const std::string words = paragraph.child("ParagraphSentence").child("Sentence").text().get();
    return alone && bare && !looks_like_a_mark(words) ? Lead::none : Lead::by_number;
  }

  void numbered(int depth, const xml_node& node, Lead lead) {
    const int level = level_of(node);
    const std::string caption = words_of(node, "ParagraphCaption");
    if (!caption.empty()) line(depth + 1, lawtext_caption(caption));
    const std::string label = words_of(node, item_title_tag(level));
    const std::string words = sentences(node.child(item_sentence_tag(level).c_str()));
    if (lead == Lead::none) {
      line(depth, words);
    } else if (is_lawtext_number(label)) {
      const std::string control = lead == Lead::by_control ? control_of(level, false) : "";
      line(depth, control + label + (words.empty() ? "" : wide_blank.data() + words));
    } else {
      line(depth, control_of(level, true) + lawtext_sentence(label_before(label, words)) + words);
    }
    below(depth, node);
  }

  // A number that Lawtext does not know stands with its blank at the front of the words.
  static std::string label_before(const std::string& label, const std::string& words) {
    return label.empty() || words.empty() ? label : label + std::string(wide_blank);
  }

  void below(int depth, const xml_node& node) {
    for (const xml_node child : node.children()) {
      if (is_item(child)) {
        numbered(depth + 1, child, Lead::by_number);
      } else if (name_of(child) == "List") {
        line(depth + 1, "- " + sentences(child.child("ListSentence")));
      } else if (name_of(child) == "TableStruct") {
        table(depth + 1, child);
      }
    }
  }

  // --- 表, 別表

  // Of two tables side by side each needs to be told from the other.
  void table(int depth, const xml_node& table) {
    const bool crowded = name_of(table.previous_sibling()) == "TableStruct" ||
                         name_of(table.next_sibling()) == "TableStruct" ||
                         name_of(table.parent()) == "Style" || name_of(table.parent()) == "Note";
    blank();
    if (crowded) {
      line(depth, ":table-struct:");
      blank();
      ++depth;
    }
    for (const xml_node row : table.child("Table").children()) {
      bool first = true;
      for (const xml_node cell : row.children()) {
        line(first ? depth : depth + 1, (first ? "* - " : "- ") + sentences(cell));
        first = false;
      }
    }
    blank();
  }

  void appendix(const xml_node& appendix) {
    const std::string tag = appendix.name();
    const std::string title = lawtext_appendix_title(words_of(appendix, tag + "Title"));
    const std::string related = words_of(appendix, "RelatedArticleNum");
    line(0, appendix_control(tag, title) + title + related);
    blank();
    if (const xml_node holder =
            appendix.child(tag == "AppdxStyle" ? "StyleStruct" : "NoteStruct")) {
      line(1, tag == "AppdxStyle" ? ":style-struct:" : ":note-struct:");
      blank();
      appendix_content(2, holder.first_child());
    } else {
      appendix_content(1, appendix);
    }
  }

  static std::string appendix_control(std::string_view tag, std::string_view title) {
    if (tag == "AppdxTable") return title.starts_with("別表") ? "# " : ":appdx-table:";
    if (tag == "AppdxStyle") return title.starts_with("様式") ? "# " : ":appdx-style:";
    return title.starts_with("別記") && !title.contains("様式") ? "# " : ":appdx-note:";
  }

  void appendix_content(int depth, const xml_node& holder) {
    for (const xml_node child : holder.children()) {
      if (name_of(child) == "TableStruct") {
        table(depth, child);
      } else if (name_of(child) == "Item") {
        numbered(depth, child, Lead::by_control);
      } else if (name_of(child) == "Sentence") {
        const std::string words = child.text().get();
        line(depth, (looks_like_a_mark(words) ? ":ignore-title:" : "") + lawtext_sentence(words));
      }
    }
  }

  std::string out_;
};

}  // namespace

std::string to_lawtext(const Document& document) {
  const pugi::xml_document tree = law_tree(document);
  Writer writer;
  writer.law(tree.child("Law"));
  return writer.take();
}

}  // namespace mamori::regulation
