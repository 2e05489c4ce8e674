#include "imports/sheet.h"

#include "base/text.h"
#include "imports/sheet_parts.h"

namespace mamori::imports {
namespace {

bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}

// Of the programs of before 2007: a compound file.
bool is_old_excel(std::string_view bytes) {
  return bytes.starts_with("\xD0\xCF\x11\xE0");
}

}  // namespace

Error sheet_too_large() {
  return {Fault::limit, "source_too_large", "表が大きすぎます。20,000行、100列までです。",
          "要らない行や列を除いてください。"};
}

Result<void> SheetMaker::add(int line, std::vector<std::string> cells) {
  for (std::string& cell : cells) {
    if (cell.size() > cell_bytes_max) return fail(sheet_too_large());
    cell = nfc(trimmed(cell));
  }
  while (!cells.empty() && cells.back().empty()) cells.pop_back();
  if (cells.empty()) return {};
  if (cells.size() > sheet_columns_max || sheet_.size() == sheet_rows_max) {
    return fail(sheet_too_large());
  }
  sheet_.push_back({line, std::move(cells)});
  return {};
}

Result<Sheet> read_sheet(std::string_view bytes) {
  if (is_old_excel(bytes)) {
    return fail(Fault::invalid, "source_malformed", "古い形式のExcelのファイル（.xls）です。",
                "Excelで開き、「.xlsx」か「CSV」で保存し直してください。");
  }
  auto sheet = is_zip(bytes) ? read_xlsx(bytes) : read_csv(bytes);
  if (sheet && sheet->empty()) {
    return fail(Fault::invalid, "sheet_empty", "表に何も書かれていません。",
                "1行目に見出し、2行目から内容を書いた表を選んでください。");
  }
  return sheet;
}

}  // namespace mamori::imports
