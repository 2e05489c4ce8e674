// The tables of a body as content, whatever database holds them: read in the order of their keys,
// some rows at a time, and put into other tables of the same shape. What is the database's own
// business (store_*, schema_migrations) is no content.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/embedded.h"
#include "base/result.h"
#include "store/connection.h"

namespace mamori::store {

struct Table {
  std::string name;
  std::vector<std::string> columns;  // as declared
  std::vector<std::string> key;      // columns of the primary key, in its order
  bool operator==(const Table&) const = default;
};

using Values = std::vector<Value>;  // of one row, in the order of the columns

// A migration that a database has had.
struct Applied {
  std::string name;
  std::string digest;  // SHA-256, hex
  bool operator==(const Applied&) const = default;
};
std::vector<Applied> applied_migrations(Connection& connection);
// The first of `files` (ordered by path) that `applied` consists of: what made data of an earlier
// level. Fails with "migration_unknown" when they are not among them, in this order.
Result<std::span<const embedded::File>> known_migrations(const std::vector<Applied>& applied,
                                                         std::span<const embedded::File> files);

// What those migrations make; a table comes after those it refers to. A table without a primary key
// is a programming error and throws std::logic_error. Throws Failure.
std::vector<Table> tables_made_by(std::span<const embedded::File> migrations);

class TableReader {
 public:
  // Begins after the row with the key `after`; at the first row when that is empty.
  TableReader(Connection& connection, const Table& table, Values after = {});
  // The next rows; none at the end. How many depends on how large they are. Throws Failure.
  std::vector<Values> next();

 private:
  std::string statement() const;

  Connection& connection_;
  const Table& table_;
  std::vector<std::size_t> key_;  // places of the key's columns
  Values after_;
  std::int64_t rows_at_once_;
};

// The key of the last row; empty when there is none.
Values last_key(Connection& connection, const Table& table);
void remove_rows(Connection& connection, const Table& table);
// About how much memory they take.
std::size_t size_of(const std::vector<Values>& rows);

// Puts many rows into tables, in writing transactions of bearable size.
class BulkWriter {
 public:
  explicit BulkWriter(Connection& connection) : connection_(connection) {}
  // Throws Failure when a row is there already or its values do not fit; then what the open
  // transaction did is undone.
  void insert(const Table& table, const std::vector<Values>& rows);
  // What is not committed yet. Without it nothing of the last transaction stands.
  void commit();

 private:
  Connection& connection_;
  std::size_t uncommitted_bytes_ = 0;
  bool is_open_ = false;
};

}  // namespace mamori::store
