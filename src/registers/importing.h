// Entries of a register from a table somebody brings (imports/sheet.h): which column is which
// field, and what a cell means. Decides and writes nothing. Throws store::Failure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "imports/columns.h"
#include "registers/register.h"

namespace mamori::registers {

inline constexpr std::size_t import_rows_max = 2000;

// A row as input for add_entry() and change_entry().
struct ReadRow {
  int line = 0;
  std::string number;  // 資産 第12号: of the entry it changes; "" for a new one
  JsonObject input;    // of the fields that have a column
};

struct ReadTable {
  std::vector<ReadRow> rows;
  std::vector<std::string> columns;  // names of the fields that have one
  std::vector<std::string> ignored;  // headers that mean nothing here
};

// The headers of a table for this register: 番号, then the labels of its fields.
std::vector<std::string> import_headers(const Definition& definition);

// People write labels, names and numbers; what none of them means stays as written, for check() to
// refuse at its field. Fails as imports::Columns::find(), or with "too_many_rows".
// `registers` are all there are: their numbers may stand for entries.
Result<ReadTable> read_table(store::Connection& connection, const Definitions& registers,
                             const Definition& definition, const imports::Sheet& sheet, Day day);

}  // namespace mamori::registers
