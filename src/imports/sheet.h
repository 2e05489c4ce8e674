// A table from a file somebody brings: .csv or .xlsx, told by its bytes. Pure; safe from any
// thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mamori::imports {

struct SheetRow {
  int line = 0;                    // as the program that made the file counts it, from 1
  std::vector<std::string> cells;  // NFC, without blanks around them; a day of Excel as 2027-04-01
};

// Rows in which nothing stands are left out.
using Sheet = std::vector<SheetRow>;

inline constexpr std::size_t sheet_rows_max = 20'000;
inline constexpr std::size_t sheet_columns_max = 100;
inline constexpr std::size_t cell_bytes_max = 4000;

// Of a workbook the first sheet that is not hidden. Fails with `source_malformed` (the file or a
// quote in it does not end, a zip is broken), `encoding_unknown`, `source_too_large`,
// `sheet_empty`.
Result<Sheet> read_sheet(std::string_view bytes);

}  // namespace mamori::imports
