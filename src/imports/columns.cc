#include "imports/columns.h"

#include <algorithm>

#include "base/text.h"

namespace mamori::imports {
namespace {

constexpr std::size_t header_rows_max = 10;

const ColumnNames* named(std::string_view header, std::span<const ColumnNames> names) {
  const std::string key = text_key(header);
  const auto found = std::ranges::find_if(names, [&](const ColumnNames& column) {
    return std::ranges::any_of(column.headers,
                               [&](std::string_view known) { return text_key(known) == key; });
  });
  return found == names.end() ? nullptr : &*found;
}

}  // namespace

Result<Columns> Columns::find(const Sheet& sheet, std::span<const ColumnNames> names) {
  for (std::size_t row = 0; row < std::min(sheet.size(), header_rows_max); ++row) {
    Columns columns;
    columns.first_row_ = row + 1;
    for (std::size_t place = 0; place < sheet[row].cells.size(); ++place) {
      const std::string& header = sheet[row].cells[place];
      const ColumnNames* column = named(header, names);
      if (column && !columns.has(column->id)) {
        columns.places_.emplace_back(column->id, place);
      } else if (!header.empty()) {
        columns.unknown_.push_back(header);
      }
    }
    if (columns.places_.size() >= 2) return columns;
  }
  std::string known;
  for (const ColumnNames& column : names) {
    known += (known.empty() ? "" : "、") + std::string(column.headers.front());
  }
  return fail(Fault::invalid, "columns_missing", "見出しの行が見つかりません。",
              "1行目に、次のような見出しを書いてください：" + known);
}

bool Columns::has(std::string_view id) const {
  return std::ranges::find(places_, id, [](const auto& place) { return place.first; }) !=
         places_.end();
}

std::string_view Columns::cell(const SheetRow& row, std::string_view id) const {
  const auto found = std::ranges::find(places_, id, [](const auto& place) { return place.first; });
  if (found == places_.end() || found->second >= row.cells.size()) return {};
  return row.cells[found->second];
}

}  // namespace mamori::imports
