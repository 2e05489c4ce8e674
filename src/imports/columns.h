// Finding the columns of a table by what stands over them, whatever their order. Pure.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "imports/sheet.h"

namespace mamori::imports {

// A column somebody may bring: ours first, then other words people write over it.
struct ColumnNames {
  std::string_view id;
  std::vector<std::string_view> headers;
};

class Columns {
 public:
  // The header is the first of the first ten rows in which at least two columns are found; what
  // stands above it is a title. Fails with `columns_missing` when there is none.
  static Result<Columns> find(const Sheet& sheet, std::span<const ColumnNames> names);

  bool has(std::string_view id) const;
  // The cell of that column; "" when the column or the cell is not there.
  std::string_view cell(const SheetRow& row, std::string_view id) const;
  std::size_t first_row() const { return first_row_; }  // after the header
  // The headers that mean nothing to us, as written.
  const std::vector<std::string>& unknown() const { return unknown_; }

 private:
  std::vector<std::pair<std::string_view, std::size_t>> places_;
  std::vector<std::string> unknown_;
  std::size_t first_row_ = 0;
};

}  // namespace mamori::imports
