// A document's nodes in the shape that 法令標準XML asks for. Inside this room only.
#pragma once

#include <vector>

#include "regulation/document.h"

namespace mamori::regulation {

inline constexpr int lowest_level = 4;  // 目
// The level of 編 … 目, from 0; -1 for every other kind.
int division_level(NodeKind kind);
bool is_numbered(NodeKind kind);  // 項, 号, イロハ and headings

// The 本則, all of it divisions, or all of it 条, or all of it 項:
// - where there is a 章, whatever stands before the first goes into one without title, and a level
//   left out (a 款 right under a 章) is filled by one without title;
// - where there are 条, a heading is one, and words between 条 become one without number;
// - a text in numbered style is written in 項 (項建て): every heading is one.
// Never empty, and no division is without a 条.
std::vector<Node> shaped_main(const std::vector<Node>& nodes);

// The 項 of a 条. What stands outside of a 項 belongs to the one before it; never empty.
std::vector<Node> paragraphs_of(const Node& article);
// Nodes that are no 条 as 項: what has a number is one, and so is every text.
std::vector<Node> as_paragraphs(const std::vector<Node>& nodes);

}  // namespace mamori::regulation
