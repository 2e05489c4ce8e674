// Whatever is brought as a table, its cells are text within their limits, and finding the columns
// of a roster in it ends.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "imports/sheet.h"
#include "organisation/roster.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mamori;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(organisation::read_roster(bytes));
  const auto sheet = imports::read_sheet(bytes);
  if (!sheet) return 0;
  require(!sheet->empty() && sheet->size() <= imports::sheet_rows_max);
  for (const auto& row : *sheet) {
    require(!row.cells.empty() && row.cells.size() <= imports::sheet_columns_max);
    require(!row.cells.back().empty());
    for (const auto& cell : row.cells) require(is_utf8(cell) && is_nfc(cell));
  }
  return 0;
}
