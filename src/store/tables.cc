#include "store/tables.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "base/bytes.h"
#include "store/migrations.h"
#include "store/scratch.h"

namespace mamori::store {
namespace {

// Rows are read so many at once that they take about this much memory.
constexpr std::size_t page_bytes_min = std::size_t{1} << 20;
constexpr std::size_t page_bytes_max = std::size_t{8} << 20;
constexpr std::size_t transaction_bytes = std::size_t{32} << 20;
constexpr std::int64_t rows_at_once_first = 64;
constexpr std::int64_t rows_at_once_max = 4096;

std::string joined(const std::vector<std::string>& names, std::string_view after_each = {}) {
  std::string list;
  for (const std::string& name : names) {
    if (!list.empty()) list += ", ";
    list += name;
    list += after_each;
  }
  return list;
}

// $1, $2, …
std::string parameters(std::size_t count) {
  std::string list;
  for (std::size_t number = 1; number <= count; ++number) {
    list += (number == 1 ? "$" : ", $") + std::to_string(number);
  }
  return list;
}

std::size_t size_of_row(const Values& row) {
  std::size_t bytes = 0;
  for (const Value& value : row) {
    if (const auto* text = std::get_if<std::string>(&value)) bytes += text->size();
    if (const auto* blob = std::get_if<Blob>(&value)) bytes += blob->bytes.size();
    bytes += sizeof(Value);
  }
  return bytes;
}

bool is_content(std::string_view name) {
  return !name.starts_with("store_") && !name.starts_with("sqlite_") && name != "schema_migrations";
}

Table described(Connection& connection, const std::string& name) {
  Table table{name, {}, {}};
  for (const Row& row :
       connection.query("SELECT name FROM pragma_table_info($1) ORDER BY cid", name)) {
    table.columns.push_back(row.text("name"));
  }
  for (const Row& row :
       connection.query("SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk", name)) {
    table.key.push_back(row.text("name"));
  }
  if (table.key.empty()) throw std::logic_error("a table without a primary key: " + name);
  return table;
}

}  // namespace

std::vector<Applied> applied_migrations(Connection& connection) {
  std::vector<Applied> applied;
  for (const Row& row :
       connection.query("SELECT name, digest FROM schema_migrations ORDER BY name")) {
    applied.push_back({row.text("name"), row.text("digest")});
  }
  return applied;
}

Result<std::span<const embedded::File>> known_migrations(const std::vector<Applied>& applied,
                                                         std::span<const embedded::File> files) {
  const auto is_same = [](const Applied& one, const embedded::File& file) {
    return one.name == file.path && one.digest == hex(as_text(sha256(file.bytes)));
  };
  const bool known = applied.size() <= files.size() &&
                     std::ranges::equal(applied, files.first(applied.size()), is_same);
  if (known) return files.first(applied.size());
  return fail(Fault::conflict, "migration_unknown",
              "このデータは、別の版のmamoriで作られています。",
              "データを作った版以降のmamoriで行ってください。");
}

std::vector<Table> tables_made_by(std::span<const embedded::File> migrations) {
  Scratch scratch(std::filesystem::temp_directory_path());
  Connection& connection = scratch.connection();
  connection.begin(Transaction::writing);
  for (const embedded::File& file : migrations) connection.migration(file.bytes);
  std::vector<Table> tables;
  // In the order in which they were made: none refers to what did not exist yet.
  for (const Row& row : connection.query(
           "SELECT list.name AS name FROM pragma_table_list list"
           " JOIN sqlite_schema made ON made.name = list.name"
           " WHERE list.schema = 'main' AND list.type = 'table' ORDER BY made.rowid")) {
    if (is_content(row.text("name"))) tables.push_back(described(connection, row.text("name")));
  }
  connection.rollback();
  return tables;
}

TableReader::TableReader(Connection& connection, const Table& table, Values after)
    : connection_(connection),
      table_(table),
      after_(std::move(after)),
      rows_at_once_(rows_at_once_first) {
  for (const std::string& column : table.key) {
    const auto place = std::ranges::find(table.columns, column);
    key_.push_back(static_cast<std::size_t>(place - table.columns.begin()));
  }
}

std::string TableReader::statement() const {
  const std::string key = joined(table_.key);
  const std::string after =
      after_.empty() ? "" : " WHERE (" + key + ") > (" + parameters(after_.size()) + ")";
  return "SELECT " + joined(table_.columns) + " FROM " + table_.name + after + " ORDER BY " + key +
         " LIMIT $" + std::to_string(after_.size() + 1);
}

std::vector<Values> TableReader::next() {
  std::vector<Values> rows;
  Values arguments = after_;
  arguments.emplace_back(rows_at_once_);
  for (const Row& row : connection_.query_with(statement(), arguments)) {
    rows.push_back(row.values());
  }
  if (rows.empty()) return rows;
  after_.clear();
  for (const std::size_t place : key_) after_.push_back(rows.back()[place]);
  const std::size_t bytes = size_of(rows);
  if (bytes > page_bytes_max) rows_at_once_ = std::max<std::int64_t>(1, rows_at_once_ / 4);
  if (bytes < page_bytes_min) rows_at_once_ = std::min(rows_at_once_max, rows_at_once_ * 2);
  return rows;
}

Values last_key(Connection& connection, const Table& table) {
  const auto row = connection.first("SELECT " + joined(table.key) + " FROM " + table.name +
                                    " ORDER BY " + joined(table.key, " DESC") + " LIMIT 1");
  return row ? row->values() : Values{};
}

void remove_rows(Connection& connection, const Table& table) {
  connection.execute("DELETE FROM " + table.name);
}

std::size_t size_of(const std::vector<Values>& rows) {
  std::size_t bytes = 0;
  for (const Values& row : rows) bytes += size_of_row(row);
  return bytes;
}

void BulkWriter::insert(const Table& table, const std::vector<Values>& rows) {
  if (!is_open_) connection_.begin(Transaction::writing);
  is_open_ = true;
  const std::string statement = "INSERT INTO " + table.name + " (" + joined(table.columns) +
                                ") VALUES (" + parameters(table.columns.size()) + ")";
  try {
    for (const Values& row : rows) connection_.query_with(statement, row);
  } catch (const Failure&) {
    is_open_ = false;
    connection_.rollback();
    throw;
  }
  uncommitted_bytes_ += size_of(rows);
  if (uncommitted_bytes_ >= transaction_bytes) commit();
}

void BulkWriter::commit() {
  if (is_open_) connection_.commit();
  is_open_ = false;
  uncommitted_bytes_ = 0;
}

}  // namespace mamori::store
