// CSV (RFC 4180) through libcsv in its strict mode: a stray quote is an error, not a guess.
#include <csv.h>

#include "base/encoding.h"
#include "imports/sheet_parts.h"

namespace mamori::imports {
namespace {

std::unexpected<Error> malformed(int line) {
  return fail(Fault::invalid, "source_malformed",
              std::to_string(line) + "行目からを、CSVとして読めません。",
              "引用符（\"）が閉じているかを確かめ、「CSV」か「.xlsx」で保存し直してください。");
}

// What libcsv calls back with. Rows are counted as Excel counts them.
class CsvReader {
 public:
  CsvReader() { csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL); }
  ~CsvReader() { csv_free(&parser_); }
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  Result<Sheet> read(std::string_view text) {
    csv_set_delim(&parser_, delimiter_of(text));
    const bool whole =
        csv_parse(&parser_, text.data(), text.size(), take_cell, take_row, this) == text.size() &&
        csv_fini(&parser_, take_cell, take_row, this) == 0;
    if (trouble_) return fail(*trouble_);
    if (!whole) return malformed(line_);
    return maker_.take();
  }

 private:
  // Whatever separates the first line: Excel saves "Unicode テキスト" with tabs.
  static unsigned char delimiter_of(std::string_view text) {
    const std::string_view first = text.substr(0, text.find_first_of("\r\n"));
    const bool tabs = !first.contains(',') && first.contains('\t');
    return tabs ? CSV_TAB : CSV_COMMA;
  }

  static void take_cell(void* bytes, std::size_t size, void* reader) {
    auto& self = *static_cast<CsvReader*>(reader);
    if (self.trouble_) return;
    if (self.cells_.size() > sheet_columns_max || size > cell_bytes_max) {
      self.trouble_ = sheet_too_large();
      return;
    }
    self.cells_.emplace_back(static_cast<const char*>(bytes), size);
  }

  // Told of every CR and LF, so that empty lines count; the LF of a CR LF ends nothing.
  static void take_row(int end, void* reader) {
    auto& self = *static_cast<CsvReader*>(reader);
    if (self.trouble_) return;
    const bool ended_already = end == CSV_LF && self.after_cr_ && self.cells_.empty();
    self.after_cr_ = end == CSV_CR;
    if (ended_already) return;
    if (auto added = self.maker_.add(self.line_, std::move(self.cells_)); !added) {
      self.trouble_ = added.error();
    }
    self.cells_.clear();
    ++self.line_;
  }

  csv_parser parser_{};
  SheetMaker maker_;
  std::vector<std::string> cells_;
  int line_ = 1;
  bool after_cr_ = false;
  std::optional<Error> trouble_;
};

}  // namespace

Result<Sheet> read_csv(std::string_view bytes) {
  const auto decoded = decode_japanese(bytes);
  if (!decoded) return fail(decoded.error());
  return CsvReader().read(decoded->text);
}

}  // namespace mamori::imports
