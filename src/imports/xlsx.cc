// .xlsx (ECMA-376 part 1, §18): the cells of the first sheet as text.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/date.h"
#include "base/text.h"
#include "imports/package.h"
#include "imports/sheet_parts.h"

namespace mamori::imports {
namespace {

using pugi::xml_node;

constexpr PackageWords excel_file{"Excelのファイル", "Excel", ".xlsx",
                                  "要らないシートや絵を除いて、保存し直してください。"};

// How a number is shown, as far as it changes what it says.
struct Format {
  bool is_day = false;
  std::size_t digits_min = 0;  // of 00012: 5
};

// What stands in quotes, in brackets or after a backslash is no sign of a format.
std::string signs_of(std::string_view code) {
  std::string signs;
  char closing = 0;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char sign = code[at];
    if (closing != 0) {
      if (sign == closing) closing = 0;
    } else if (sign == '"') {
      closing = '"';
    } else if (sign == '[') {
      closing = ']';
    } else if (sign == '\\') {
      ++at;
    } else {
      signs += sign;
    }
  }
  return signs;
}

Format format_of_code(std::string_view code) {
  const std::string signs = signs_of(code);
  const bool is_day = signs.find_first_of("ydeYDE") != std::string::npos &&
                      !signs.starts_with("General") && signs.find('0') == std::string::npos;
  const bool only_zeros =
      !signs.empty() && std::ranges::all_of(signs, [](char sign) { return sign == '0'; });
  return {is_day, only_zeros ? std::min<std::size_t>(signs.size(), 20) : 0};
}

// The formats that need no code of their own (§18.8.30, with those of Japan).
bool is_builtin_day(int id) {
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

// By the number that a cell names in `s`.
std::vector<Format> formats_of(const xml_node& styles) {
  std::vector<std::pair<int, Format>> own;
  for (const xml_node& each : child_of(styles, "numFmts").children()) {
    own.emplace_back(number_of(attribute_of(each, "numFmtId"), -1),
                     format_of_code(attribute_of(each, "formatCode")));
  }
  std::vector<Format> formats;
  for (const xml_node& each : child_of(styles, "cellXfs").children()) {
    const int id = number_of(attribute_of(each, "numFmtId"), 0);
    const auto found = std::ranges::find(own, id, &std::pair<int, Format>::first);
    formats.push_back(found != own.end() ? found->second : Format{is_builtin_day(id), 0});
  }
  return formats;
}

// All text below a node but for the phonetic guide, which would stand twice.
void append_text(const xml_node& node, std::string& text) {
  for (const xml_node& child : node.children()) {
    const std::string_view name = name_of(child);
    if (name == "t") text += child.text().get();
    if (name == "r" || name == "is") append_text(child, text);
  }
}

std::vector<std::string> shared_strings(const xml_node& table) {
  std::vector<std::string> strings;
  for (const xml_node& each : table.children()) {
    if (name_of(each) != "si") continue;
    append_text(each, strings.emplace_back());
  }
  return strings;
}

// BC12 → 54; -1 when there is no column in it, or one too far.
int column_of(std::string_view reference) {
  int column = 0;
  for (const char sign : reference) {
    if (sign < 'A' || sign > 'Z') break;
    column = column * 26 + (sign - 'A' + 1);
    if (column > static_cast<int>(sheet_columns_max)) return -1;
  }
  return column - 1;
}

// Days since 1899-12-30, as Excel counts from March 1900 on.
std::string day_of_serial(double serial, bool from_1904) {
  const auto days = static_cast<int>(std::floor(serial)) + (from_1904 ? 1462 : 0);
  return iso_day(std::chrono::sys_days{std::chrono::year{1899} / 12 / 30} +
                 std::chrono::days{days});
}

std::string shown_number(const std::string& written, const Format& format, bool from_1904) {
  double number = 0;
  const auto read = std::from_chars(written.data(), written.data() + written.size(), number);
  if (read.ec != std::errc() || !std::isfinite(number)) return written;
  if (format.is_day && number >= 61 && number < 300'000) return day_of_serial(number, from_1904);
  const bool whole = number == std::floor(number) && std::abs(number) < 1e15;
  if (!whole) return written;
  std::string digits = std::to_string(static_cast<long long>(number));
  if (digits.size() < format.digits_min) digits.insert(0, format.digits_min - digits.size(), '0');
  return digits;
}

class SheetReader {
 public:
  SheetReader(std::vector<std::string> strings, std::vector<Format> formats, bool from_1904)
      : strings_(std::move(strings)), formats_(std::move(formats)), from_1904_(from_1904) {}

  Result<Sheet> read(const xml_node& worksheet) const {
    SheetMaker maker;
    int line = 0;
    for (const xml_node& row : child_of(worksheet, "sheetData").children()) {
      line = number_of(attribute_of(row, "r"), line + 1);
      std::vector<std::string> cells;
      for (const xml_node& cell : row.children()) {
        const std::string_view reference = attribute_of(cell, "r");
        const int column =
            reference.empty() ? static_cast<int>(cells.size()) : column_of(reference);
        std::string text = text_of(cell);
        if (text.empty()) continue;
        if (column < 0) return fail(sheet_too_large());
        const auto place = static_cast<std::size_t>(column);
        if (cells.size() <= place) cells.resize(place + 1);
        cells[place] = std::move(text);
      }
      if (auto added = maker.add(line, std::move(cells)); !added) return fail(added.error());
    }
    return maker.take();
  }

 private:
  std::string text_of(const xml_node& cell) const {
    const std::string_view type = attribute_of(cell, "t");
    std::string text;
    if (type == "inlineStr") {
      append_text(cell, text);
    } else {
      text = child_of(cell, "v").text().get();
    }
    if (type == "s") {
      const int index = number_of(text, -1);
      const bool known = index >= 0 && static_cast<std::size_t>(index) < strings_.size();
      return known ? clean(strings_[static_cast<std::size_t>(index)]) : std::string{};
    }
    const bool is_number = (type.empty() || type == "n") && !text.empty();
    return is_number ? shown_number(text, format_of(cell), from_1904_) : clean(text);
  }

  Format format_of(const xml_node& cell) const {
    const int style = number_of(attribute_of(cell, "s"), 0);
    const bool known = style >= 0 && static_cast<std::size_t>(style) < formats_.size();
    return known ? formats_[static_cast<std::size_t>(style)] : Format{};
  }

  // Valid UTF-8, whatever character references the XML had.
  static std::string clean(const std::string& text) {
    return is_utf8(text) ? text : utf8(code_points(text));
  }

  std::vector<std::string> strings_;
  std::vector<Format> formats_;
  bool from_1904_;
};

// The part of the first sheet that is not hidden; "" when there is none.
Result<std::string> first_sheet(Package& package, const std::string& main,
                                const xml_node& workbook) {
  for (const xml_node& sheet : child_of(workbook, "sheets").children()) {
    if (attribute_of(sheet, "state").ends_with("idden")) continue;
    for (const pugi::xml_attribute& attribute : sheet.attributes()) {
      if (local_name(attribute.name()) == "id" && std::string_view(attribute.name()) != "id") {
        return package.relation(main, attribute.value());
      }
    }
  }
  return std::string{};
}

Result<pugi::xml_document> first_related(Package& package, const std::string& main,
                                         std::string_view type) {
  const auto names = package.related(main, type);
  if (!names) return fail(names.error());
  return names->empty() ? Result<pugi::xml_document>{} : package.part(names->front());
}

}  // namespace

Result<Sheet> read_xlsx(std::string_view bytes) {
  auto package = Package::open(bytes, excel_file);
  if (!package) return fail(package.error());
  const auto main = package->main_part();
  if (!main) return fail(main.error());
  const auto workbook = package->part(*main);
  if (!workbook) return fail(workbook.error());
  const auto part = first_sheet(*package, *main, workbook->document_element());
  if (!part) return fail(part.error());
  const auto worksheet = package->part(*part);
  if (!worksheet) return fail(worksheet.error());
  const auto strings = first_related(*package, *main, "sharedStrings");
  if (!strings) return fail(strings.error());
  const auto styles = first_related(*package, *main, "styles");
  if (!styles) return fail(styles.error());
  const xml_node properties = child_of(workbook->document_element(), "workbookPr");
  return SheetReader(shared_strings(strings->document_element()),
                     formats_of(styles->document_element()),
                     attribute_of(properties, "date1904") == "1" ||
                         attribute_of(properties, "date1904") == "true")
      .read(worksheet->document_element());
}

}  // namespace mamori::imports
