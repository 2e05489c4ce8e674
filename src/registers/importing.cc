#include "registers/importing.h"

#include <algorithm>

#include "base/text.h"
#include "organisation/organisation.h"

namespace mamori::registers {
namespace {

using store::Connection;

constexpr std::string_view number_header = "番号";

bool is_imported(const Field& field) {
  return field.type != FieldType::files && field.type != FieldType::thing && !field.is_reckoned();
}

// What stands for the values of a field in a table, read once for all rows.
class Meanings {
 public:
  Meanings(Connection& connection, const Definitions& registers, const Definition& definition,
           Day day) {
    for (const Field& field : definition.fields) collect(connection, registers, field, day);
  }

  std::string meaning(const Field& field, std::string_view text) const {
    const auto of_field = known_.find(field.name);
    if (of_field == known_.end()) return std::string(text);
    const auto found = of_field->second.find(text_key(text));
    return found == of_field->second.end() ? std::string(text) : found->second;
  }

 private:
  void add(const Field& field, std::string_view words, const std::string& value) {
    known_[field.name].emplace(text_key(words), value);
  }

  void collect(Connection& connection, const Definitions& registers, const Field& field, Day day) {
    for (const Option& option : field.options) add(field, option.label, option.value);
    if (field.type == FieldType::section || field.type == FieldType::sections) {
      for (const auto& section : organisation::sections(connection, day)) {
        add(field, section.name, section.id);
      }
    }
    if (field.type == FieldType::person) {
      for (const auto& person : organisation::people(connection, day)) {
        add(field, person.name, person.id);
      }
    }
    if (field.type == FieldType::references) collect_entries(connection, registers, field);
  }

  // By their number as it stands in lists, and by their name.
  void collect_entries(Connection& connection, const Definitions& registers, const Field& field) {
    const auto of = registers.find(field.of);
    for (const Entry& entry : entries(connection, field.of)) {
      add(field, entry.label, entry.id);
      if (of != registers.end()) add(field, number_of(of->second, entry.serial), entry.id);
    }
  }

  std::map<std::string, std::map<std::string, std::string>, std::less<>> known_;
};

std::vector<std::string> parts_of(std::string_view cell) {
  std::vector<std::string> parts;
  while (!cell.empty()) {
    const auto end = std::min({cell.find("、"), cell.find('\n'), cell.size()});
    const std::size_t mark =
        end < cell.size() && cell[end] == '\n' ? 1 : std::string_view("、").size();
    if (std::string part = trimmed(cell.substr(0, end)); !part.empty()) parts.push_back(part);
    cell.remove_prefix(std::min(end + mark, cell.size()));
  }
  return parts;
}

Json value_of(const Meanings& meanings, const Field& field, std::string_view cell) {
  const std::string whole = meanings.meaning(field, cell);
  if (!takes_several(field.type)) return Json(whole);
  if (whole != cell) return Json(JsonArray{Json(whole)});
  JsonArray values;
  for (const std::string& part : parts_of(cell)) values.emplace_back(meanings.meaning(field, part));
  return Json(std::move(values));
}

std::vector<imports::ColumnNames> column_names(const Definition& definition) {
  std::vector<imports::ColumnNames> names{{number_header, {number_header}}};
  for (const Field& field : definition.fields) {
    if (is_imported(field)) names.push_back({field.name, {field.label}});
  }
  return names;
}

}  // namespace

std::vector<std::string> import_headers(const Definition& definition) {
  std::vector<std::string> headers{std::string(number_header)};
  for (const Field& field : definition.fields) {
    if (is_imported(field)) headers.push_back(field.label);
  }
  return headers;
}

Result<ReadTable> read_table(Connection& connection, const Definitions& registers,
                             const Definition& definition, const imports::Sheet& sheet, Day day) {
  const auto names = column_names(definition);
  const auto columns = imports::Columns::find(sheet, names);
  if (!columns) return fail(columns.error());
  if (sheet.size() - columns->first_row() > import_rows_max) {
    return fail(Fault::limit, "too_many_rows",
                "一度に読み込めるのは" + std::to_string(import_rows_max) + "行までです。",
                "表をいくつかに分けてください。");
  }
  const Meanings meanings(connection, registers, definition, day);
  ReadTable table{.rows = {}, .columns = {}, .ignored = columns->unknown()};
  for (const Field& field : definition.fields) {
    if (is_imported(field) && columns->has(field.name)) table.columns.push_back(field.name);
  }
  for (std::size_t at = columns->first_row(); at < sheet.size(); ++at) {
    ReadRow row{.line = sheet[at].line,
                .number = std::string(columns->cell(sheet[at], number_header)),
                .input = {}};
    for (const std::string& name : table.columns) {
      const std::string_view cell = columns->cell(sheet[at], name);
      if (!cell.empty()) row.input[name] = value_of(meanings, *find(definition.fields, name), cell);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace mamori::registers
