#include "reports/xlsx.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <xlsxwriter.h>

#include "base/bytes.h"
#include "base/text.h"

namespace mamori::reports {
namespace {

namespace fs = std::filesystem;

constexpr lxw_row_t title_row = 0;
constexpr lxw_row_t made_row = 1;
constexpr lxw_row_t note_row = 2;
constexpr lxw_row_t header_row = 3;
constexpr std::uint8_t paper_a4 = 9;
constexpr const char* font = "游ゴシック";
constexpr const char* day_format = "[$-411]ggge\"年\"m\"月\"d\"日\"";
constexpr const char* instant_format = "[$-411]ggge\"年\"m\"月\"d\"日\" hh:mm";

// A file that goes when this does. libxlsxwriter 1.1 writes to files only.
class TemporaryFile {
 public:
  TemporaryFile()
      : path_(fs::temp_directory_path() / ("mamori-" + hex(random_bytes(16)) + ".xlsx")) {}
  ~TemporaryFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const fs::path& path() const { return path_; }
  std::string read() const {
    std::ifstream in(path_, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
  }

 private:
  fs::path path_;
};

struct Formats {
  lxw_format* title;
  lxw_format* header;
  lxw_format* text;
  lxw_format* number;
  lxw_format* day;
  lxw_format* instant;
};

lxw_format* bordered(lxw_workbook* book) {
  lxw_format* format = workbook_add_format(book);
  format_set_font_name(format, font);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
  format_set_text_wrap(format);
  return format;
}

lxw_format* dated(lxw_workbook* book, const char* pattern) {
  lxw_format* format = bordered(book);
  format_set_num_format(format, pattern);
  format_set_align(format, LXW_ALIGN_LEFT);
  return format;
}

Formats formats_of(lxw_workbook* book) {
  Formats formats{.title = workbook_add_format(book),
                  .header = bordered(book),
                  .text = bordered(book),
                  .number = bordered(book),
                  .day = dated(book, day_format),
                  .instant = dated(book, instant_format)};
  format_set_font_name(formats.title, font);
  format_set_font_size(formats.title, 14);
  format_set_bold(formats.title);
  format_set_bold(formats.header);
  format_set_bg_color(formats.header, 0xE7ECF2);
  format_set_num_format(formats.number, "#,##0");
  return formats;
}

// A text as a cell takes it: not too long for Excel, counted in UTF-16 units as Excel does.
std::string cut(const std::string& text) {
  if (text.size() <= cell_characters_max) return text;
  std::u32string kept;
  std::size_t units = 1;  // for the … at the end
  for (const char32_t c : code_points(text)) {
    units += c > 0xFFFF ? 2 : 1;
    if (units > cell_characters_max) return utf8(kept) + "…";
    kept.push_back(c);
  }
  return text;
}

lxw_datetime to_datetime(Day day) {
  return {static_cast<int>(day.year()),
          static_cast<int>(static_cast<unsigned>(day.month())),
          static_cast<int>(static_cast<unsigned>(day.day())),
          0,
          0,
          0};
}

lxw_datetime to_datetime(Instant instant) {
  const Day day = day_in_japan(instant);
  const std::chrono::hh_mm_ss time(instant - start_of_day_in_japan(day));
  lxw_datetime moment = to_datetime(day);
  moment.hour = static_cast<int>(time.hours().count());
  moment.min = static_cast<int>(time.minutes().count());
  moment.sec = static_cast<double>(time.seconds().count());
  return moment;
}

// The tab's name: Excel takes 31 signs and none of []:*?/\ in it; no two may be the same.
std::string sheet_name(const Table& table, std::size_t number) {
  constexpr std::size_t signs_max = 31;
  constexpr std::u32string_view refused = U"[]:*?/\\'";
  std::u32string name = code_points(table.sheet);
  std::erase_if(name, [&](char32_t c) { return c < U' ' || c > 0xFFFF || refused.contains(c); });
  const std::u32string prefix =
      number > 0 ? code_points(std::to_string(number) + " ") : std::u32string();
  name = prefix + name;
  if (name.size() > signs_max) name.resize(signs_max);
  return name.empty() ? "一覧" : utf8(name);
}

class Sheet {
 public:
  Sheet(lxw_workbook* book, const Formats& formats, const Table& table, const std::string& name)
      : sheet_(workbook_add_worksheet(book, name.c_str())), formats_(formats), table_(table) {}

  // Writes all rows; false when there are too many.
  bool write(const RowSource& more) {
    set_up();
    text(title_row, 0, table_.title, formats_.title);
    text(made_row, 0, wareki_day(table_.made) + " 作成", nullptr);
    if (!table_.note.empty()) text(note_row, 0, table_.note, nullptr);
    for (std::size_t at = 0; at < table_.columns.size(); ++at) {
      text(header_row, column(at), table_.columns[at].title, formats_.header);
    }
    if (!add(table_.rows)) return false;
    for (Rows rows = more ? more() : Rows(); !rows.empty(); rows = more()) {
      if (!add(rows)) return false;
    }
    if (!table_.columns.empty() && count_ > 0) {
      worksheet_autofilter(sheet_, header_row, 0, header_row + count_,
                           column(table_.columns.size() - 1));
    }
    return true;
  }

 private:
  static lxw_col_t column(std::size_t at) { return static_cast<lxw_col_t>(at); }

  void set_up() {
    for (std::size_t at = 0; at < table_.columns.size(); ++at) {
      worksheet_set_column(sheet_, column(at), column(at), table_.columns[at].width, nullptr);
    }
    worksheet_set_landscape(sheet_);
    worksheet_set_paper(sheet_, paper_a4);
    worksheet_fit_to_pages(sheet_, 1, 0);
    worksheet_repeat_rows(sheet_, header_row, header_row);
    worksheet_freeze_panes(sheet_, header_row + 1, 0);
    worksheet_set_footer(sheet_, "&C&P / &N");
  }

  bool add(const Rows& rows) {
    if (count_ + rows.size() > rows_max) return false;
    for (const auto& values : rows) {
      ++count_;
      for (std::size_t at = 0; at < table_.columns.size(); ++at) {
        put(header_row + count_, column(at), at < values.size() ? values[at] : Value());
      }
    }
    return true;
  }

  // Always a string cell: what begins with '=' stays text.
  void text(lxw_row_t row, lxw_col_t column, const std::string& value, lxw_format* format) {
    worksheet_write_string(sheet_, row, column, cut(value).c_str(), format);
  }

  void put(lxw_row_t row, lxw_col_t column, const Value& value) {
    if (const auto* words = std::get_if<std::string>(&value); words && !words->empty()) {
      text(row, column, *words, formats_.text);
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
      worksheet_write_number(sheet_, row, column, static_cast<double>(*number), formats_.number);
    } else if (const auto* day = std::get_if<Day>(&value)) {
      lxw_datetime moment = to_datetime(*day);
      worksheet_write_datetime(sheet_, row, column, &moment, formats_.day);
    } else if (const auto* instant = std::get_if<Instant>(&value)) {
      lxw_datetime moment = to_datetime(*instant);
      worksheet_write_datetime(sheet_, row, column, &moment, formats_.instant);
    } else {
      worksheet_write_blank(sheet_, row, column, formats_.text);
    }
  }

  lxw_worksheet* sheet_;
  const Formats& formats_;
  const Table& table_;
  lxw_row_t count_ = 0;  // rows written
};

std::unexpected<Error> not_written() {
  return fail(Fault::unavailable, "report_not_written", "Excelのファイルを作れませんでした。",
              "サーバの空き容量を確かめてから、もう一度行ってください。");
}

std::unexpected<Error> too_large() {
  return fail(Fault::limit, "report_too_large", "行が多すぎて、Excelの1枚に入りません。",
              "条件で絞り込んでから、受け取ってください。");
}

Result<std::string> make_file(std::span<const Table> tables, const RowSource& more) {
  const TemporaryFile file;
  // Rows go to disk one by one, so that a large table does not stand in memory twice.
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  lxw_workbook* book = workbook_new_opt(file.path().c_str(), &options);
  if (!book) return not_written();
  const Formats formats = formats_of(book);
  std::size_t number = tables.size() > 1 ? 1 : 0;
  bool all_fit = true;
  for (const Table& table : tables) {
    all_fit &= Sheet(book, formats, table, sheet_name(table, number)).write(more);
    if (number > 0) ++number;
  }
  const bool closed = workbook_close(book) == LXW_NO_ERROR;
  if (!all_fit) return too_large();
  if (!closed) return not_written();
  return file.read();
}

}  // namespace

Result<std::string> to_xlsx(const Table& table) {
  return to_xlsx(std::span(&table, 1));
}

Result<std::string> to_xlsx(const Table& head, const RowSource& rows) {
  return make_file(std::span(&head, 1), rows);
}

Result<std::string> to_xlsx(std::span<const Table> tables) {
  const auto is_too_large = [](const Table& table) { return table.rows.size() > rows_max; };
  if (std::ranges::any_of(tables, is_too_large)) return too_large();
  return make_file(tables, {});
}

}  // namespace mamori::reports
