#include "reports/csv.h"

#include <algorithm>

namespace mamori::reports {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.,", text.starts_with('-') ? 1 : 0) ==
                              std::string_view::npos;
}

std::string as_text(const Value& value) {
  if (const auto* words = std::get_if<std::string>(&value)) {
    constexpr std::string_view beginnings = "=+-@\t\r";
    const bool formula =
        !words->empty() && beginnings.contains(words->front()) && !is_number(*words);
    return formula ? "'" + *words : *words;
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* day = std::get_if<Day>(&value)) return iso_day(*day);
  if (const auto* instant = std::get_if<Instant>(&value)) return wareki_instant(*instant);
  return {};
}

void append_cell(std::string& csv, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    csv += text;
    return;
  }
  csv += '"';
  for (const char c : text) csv += c == '"' ? "\"\"" : std::string(1, c);
  csv += '"';
}

}  // namespace

std::string to_csv(const std::vector<Column>& columns, const RowSource& rows) {
  std::string csv(byte_order_mark);
  for (std::size_t at = 0; at < columns.size(); ++at) {
    if (at > 0) csv += ',';
    append_cell(csv, columns[at].title);
  }
  csv += "\r\n";
  for (Rows some = rows(); !some.empty(); some = rows()) {
    for (const auto& row : some) {
      for (std::size_t at = 0; at < columns.size(); ++at) {
        if (at > 0) csv += ',';
        if (at < row.size()) append_cell(csv, as_text(row[at]));
      }
      csv += "\r\n";
    }
  }
  return csv;
}

}  // namespace mamori::reports
