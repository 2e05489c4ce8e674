// Tables of a page: their rows, and whether they hold data or only lay out the page. Inside this
// room only.
#pragma once

#include <string>
#include <vector>

#include "regulation/source/html_tree.h"

namespace mamori::regulation {

std::vector<const GumboNode*> rows_of(const GumboNode& table);
bool is_cell(const GumboNode& node);
// Old pages lay out their text with tables: one cell a row, tables or headings inside.
bool is_data_table(const GumboNode& table);
std::string first_cell(const GumboNode& row);

}  // namespace mamori::regulation
