// How each kind of file is read. Inside this room only.
#pragma once

#include "imports/sheet.h"

namespace mamori::imports {

Result<Sheet> read_csv(std::string_view bytes);
Result<Sheet> read_xlsx(std::string_view bytes);

// Fails once more rows or cells are added than a sheet may have.
class SheetMaker {
 public:
  // Cells after the last one with something in it are dropped, and so is a row without any.
  Result<void> add(int line, std::vector<std::string> cells);
  Sheet take() { return std::move(sheet_); }

 private:
  Sheet sheet_;
};

Error sheet_too_large();

}  // namespace mamori::imports
