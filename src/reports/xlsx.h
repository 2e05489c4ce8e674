// A table as an Excel file (ECMA-376). Stateless; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/date.h"
#include "base/result.h"

namespace mamori::reports {

// Days and instants are real dates in Excel, shown in 和暦 and in Japanese time.
using Value = std::variant<std::monostate, std::string, std::int64_t, Day, Instant>;

struct Column {
  std::string title;
  int width = 16;  // in half-width characters
};

using Rows = std::vector<std::vector<Value>>;
// The next rows of a long table, some at a time; none at its end.
using RowSource = std::function<Rows()>;

struct Table {
  std::string title;
  Day made{};  // the day it was made, shown below the title
  std::vector<Column> columns;
  Rows rows;                   // each as long as `columns`, or shorter
  std::string note = {};       // below the day: which rows these are
  std::string sheet = "一覧";  // what stands on its tab, as far as Excel takes it
};

inline constexpr std::string_view xlsx_content_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
inline constexpr std::size_t rows_max = 1'000'000;         // a sheet holds 1,048,576
inline constexpr std::size_t cell_characters_max = 32767;  // what is longer is cut

// The bytes of the file: title, day, header (repeated on each printed page), rows; A4 landscape.
// Fails with "report_too_large" or "report_not_written" (no room for the temporary file).
Result<std::string> to_xlsx(const Table& table);
// The same of a table whose rows come one part after the other, so that they never stand in memory
// together; `head.rows` come first.
Result<std::string> to_xlsx(const Table& head, const RowSource& rows);
// The same with a sheet for each table, at least one.
Result<std::string> to_xlsx(std::span<const Table> tables);

}  // namespace mamori::reports
