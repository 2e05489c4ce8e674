// 項, 号, 号の細分 and 表 of 法令標準XML. Inside this room only.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "regulation/document.h"

namespace mamori::regulation {

// Paragraph, Item, Subitem1 … Subitem10 are levels 0 to 11.
constexpr int paragraph_level = 0;
constexpr int item_level = 1;
constexpr int lowest_item_level = 11;
std::string item_tag(int level);
std::string item_title_tag(int level);     // ParagraphNum, ItemTitle, Subitem1Title
std::string item_sentence_tag(int level);  // ParagraphSentence, ItemSentence …

// Adds the element with its text, cleaned of what XML forbids.
pugi::xml_node add_text(pugi::xml_node parent, const char* tag, std::string_view text);

// Sentence elements, numbered; Function tells 本文 from ただし書. At least one.
void add_sentences(pugi::xml_node parent, const std::vector<std::string>& sentences);

// Adds the node with all below it. What has no number becomes an element without title. `position`
// counts its fellows from 1.
//
// Words after the last 号 become a List, words between two 号 a List of the one before; a table
// stands before the 号, or after them, or in one of them, as the schema has it.
void add_numbered(pugi::xml_node parent, const Node& node, int level, int position);

// TableStruct with a row for each line; a cell ends at a tab.
void add_table(pugi::xml_node parent, std::string_view text);

}  // namespace mamori::regulation
