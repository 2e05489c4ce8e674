#include "regulation/source/html_tables.h"

#include <algorithm>
#include <array>

#include "regulation/source/html_elements.h"

namespace mamori::regulation {

std::vector<const GumboNode*> rows_of(const GumboNode& table) {
  constexpr std::array groups{GUMBO_TAG_TBODY, GUMBO_TAG_THEAD, GUMBO_TAG_TFOOT};
  std::vector<const GumboNode*> rows;
  for (const GumboNode* child : Children(table)) {
    if (tag_of(*child) == GUMBO_TAG_TR) rows.push_back(child);
    if (!is_one_of(tag_of(*child), groups)) continue;
    for (const GumboNode* row : Children(*child)) {
      if (tag_of(*row) == GUMBO_TAG_TR) rows.push_back(row);
    }
  }
  return rows;
}

bool is_cell(const GumboNode& node) {
  return tag_of(node) == GUMBO_TAG_TD || tag_of(node) == GUMBO_TAG_TH;
}

bool is_data_table(const GumboNode& table) {
  constexpr std::array blocks{GUMBO_TAG_TABLE, GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3,
                              GUMBO_TAG_H4,    GUMBO_TAG_OL, GUMBO_TAG_HR, GUMBO_TAG_MAIN};
  std::ptrdiff_t widest = 0;
  for (const GumboNode* row : rows_of(table)) {
    widest = std::max(widest, std::ranges::count_if(Children(*row), [](const GumboNode* cell) {
                        return is_cell(*cell);
                      }));
    if (holds(*row, blocks)) return false;
  }
  return widest > 1;
}

std::string first_cell(const GumboNode& row) {
  std::string text;
  for (const GumboNode* child : Children(row)) {
    if (!is_cell(*child)) continue;
    append_text(*child, text, 0);
    break;
  }
  return text;
}

}  // namespace mamori::regulation
