#include "regulation/export/law_items.h"

#include <algorithm>
#include <ranges>

#include "regulation/export/law_shape.h"
#include "regulation/export/law_text.h"

namespace mamori::regulation {
namespace {

using pugi::xml_node;

bool has_own_element(const Node& node) {
  return is_numbered(node.kind) || node.kind == NodeKind::article;
}

void add_list(xml_node parent, std::string_view words) {
  xml_node list = parent.append_child("List");
  add_sentences(list.append_child("ListSentence"), law_sentences(words));
}

// The element of one node while what stands below it is added.
class Numbered {
 public:
  Numbered(xml_node element, int level) : element_(element), level_(level) {}

  void add(const std::vector<Node>& children) {
    const auto last = std::ranges::find_if(children.rbegin(), children.rend(), has_own_element);
    const auto tail = last.base();
    for (auto child = children.begin(); child != children.end(); ++child) {
      if (has_own_element(*child)) {
        add_below(*child);
      } else {
        add_unnumbered(*child, child >= tail);
      }
    }
  }

  void finish() {
    for (const std::string& table : tables_) add_table(element_, table);
  }

 private:
  void add_below(const Node& child) {
    if (level_ == lowest_item_level) return add_list(element_, full_text(child));
    add_numbered(element_, child, level_ + 1, ++count_);
    newest_ = element_.last_child();
  }

  void add_unnumbered(const Node& child, bool after_all) {
    if (child.kind == NodeKind::table) {
      add_table_of(child, after_all);
    } else {
      add_words(law_title(child) + child.text, after_all);
    }
    add(child.children);
  }

  void add_words(const std::string& words, bool after_all) {
    if (words.empty()) return;
    if (!newest_ && (level_ == paragraph_level || !after_all)) {
      add_to_sentence(words);
    } else {
      add_list(place_for_tail(after_all), words);
    }
  }

  void add_table_of(const Node& table, bool after_all) {
    if (!newest_ && level_ > paragraph_level) {
      tables_.push_back(table.text);
      return;
    }
    table_before_ = table_before_ || !newest_;
    add_table(place_for_tail(after_all), table.text);
  }

  // A 項 has a table before its 号 or after them, never both.
  xml_node place_for_tail(bool after_all) const {
    return newest_ && (!after_all || table_before_) ? newest_ : element_;
  }

  void add_to_sentence(std::string_view words) {
    xml_node holder = element_.child(item_sentence_tag(level_).c_str());
    if (const xml_node column = holder.last_child(); column.child("Sentence")) holder = column;
    std::vector<std::string> sentences;
    for (const xml_node sentence : holder.children("Sentence")) {
      if (*sentence.text().get()) sentences.emplace_back(sentence.text().get());
    }
    for (std::string& sentence : law_sentences(words)) sentences.push_back(std::move(sentence));
    holder.remove_children();
    add_sentences(holder, sentences);
  }

  xml_node element_;
  int level_;
  xml_node newest_;  // the last number below, if there is one
  int count_ = 0;
  bool table_before_ = false;
  std::vector<std::string> tables_;  // that came before the 号の細分, after which they must stand
};

void add_columns(xml_node parent, const std::vector<std::string>& columns) {
  int number = 0;
  for (const std::string& words : columns) {
    xml_node column = parent.append_child("Column");
    column.append_attribute("Num") = ++number;
    add_sentences(column, law_sentences(words));
  }
}

// 号 have columns: the words a 号 begins with, a blank, what is said of them.
void add_item_sentence(xml_node holder, const Node& node) {
  const bool captioned = !node.caption.empty() && !node.text.empty();
  const std::string words = node.caption + node.text;
  const auto columns = captioned            ? std::vector{node.caption, node.text}
                       : node.label.empty() ? std::vector{words}
                                            : law_columns(words);
  if (columns.size() > 1) {
    add_columns(holder, columns);
  } else {
    add_sentences(holder, law_sentences(columns.front()));
  }
}

void add_head(xml_node element, const Node& node, int level) {
  const std::string label = law_label(node);
  const std::string title = item_title_tag(level);
  if (level == paragraph_level) {
    if (!node.caption.empty()) {
      const bool bare = node.enclosure.empty() && node.kind == NodeKind::heading;
      add_text(element, "ParagraphCaption", bare ? node.caption : law_caption(node));
    }
    add_text(element, title.c_str(), label);
  } else if (!label.empty()) {
    add_text(element, title.c_str(), label);
  }
  xml_node holder = element.append_child(item_sentence_tag(level).c_str());
  if (level == paragraph_level) {
    add_sentences(holder, law_sentences(node.text));
  } else {
    add_item_sentence(holder, node);
  }
}

std::string number_attribute(const Node& node, int level, int position) {
  const std::string number = law_number(node.number, position);
  const bool plain = number.find_first_not_of("0123456789") == std::string::npos &&
                     number.find_first_not_of('0') != std::string::npos;
  return level > paragraph_level || plain ? number : std::to_string(position);
}

}  // namespace

std::string item_tag(int level) {
  if (level == paragraph_level) return "Paragraph";
  if (level == item_level) return "Item";
  return "Subitem" + std::to_string(level - item_level);
}

std::string item_title_tag(int level) {
  return item_tag(level) + (level == paragraph_level ? "Num" : "Title");
}

std::string item_sentence_tag(int level) {
  return item_tag(level) + "Sentence";
}

xml_node add_text(xml_node parent, const char* tag, std::string_view text) {
  xml_node element = parent.append_child(tag);
  if (!text.empty()) element.text().set(xml_characters(text).c_str());
  return element;
}

void add_sentences(xml_node parent, const std::vector<std::string>& sentences) {
  if (sentences.empty()) parent.append_child("Sentence").append_attribute("Num") = 1;
  const bool parted = std::ranges::any_of(sentences, is_proviso);
  int number = 0;
  for (const std::string& words : sentences) {
    xml_node sentence = add_text(parent, "Sentence", words);
    sentence.append_attribute("Num") = ++number;
    if (parted) sentence.append_attribute("Function") = is_proviso(words) ? "proviso" : "main";
  }
}

void add_numbered(xml_node parent, const Node& node, int level, int position) {
  xml_node element = parent.append_child(item_tag(level).c_str());
  element.append_attribute("Num") = number_attribute(node, level, position).c_str();
  add_head(element, node, level);
  Numbered below(element, level);
  below.add(node.children);
  below.finish();
}

void add_table(xml_node parent, std::string_view text) {
  xml_node table = parent.append_child("TableStruct").append_child("Table");
  for (const auto line : std::views::split(text, '\n')) {
    xml_node row = table.append_child("TableRow");
    for (const auto cell : std::views::split(line, '\t')) {
      add_sentences(row.append_child("TableColumn"),
                    law_sentences(std::string_view(cell.begin(), cell.end())));
    }
  }
}

}  // namespace mamori::regulation
