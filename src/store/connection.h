// One database connection. SQL is the subset common to SQLite and PostgreSQL; parameters are $1,
// $2…
//
// Not thread-safe: a connection belongs to one thread at a time (the Store sees to that).
// Everything here throws Failure when the database refuses or cannot; callers do not catch it, the
// Store's writer and the web's workers do.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mamori::store {

class Failure : public std::runtime_error {
 public:
  enum class Cause {
    constraint,
    full,
    read_only,
    corrupt,
    disk_failing,  // reading, writing or flushing the file went wrong
    busy,
    disconnected,     // the database cannot be reached; nothing of the transaction stands
    outcome_unknown,  // it went away during a commit, which may or may not have happened
    clock_behind,     // the clock stands well before what is already recorded
    other
  };
  Failure(Cause cause, const std::string& what) : std::runtime_error(what), cause_(cause) {}
  Cause cause() const { return cause_; }

 private:
  Cause cause_;
};

// Bytes that are not text; columns of type BYTEA.
struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

using Value = std::variant<std::monostate, std::int64_t, std::string, Blob>;

// "$4, $5, $6" for the first of them and how many: places of values in an SQL statement.
std::string parameters(std::size_t first, std::size_t count);

// A result row. Columns are asked for by name; asking for one that is not there is a programming
// error and throws Failure.
class Row {
 public:
  Row(std::shared_ptr<const std::vector<std::string>> names, std::vector<Value> values)
      : names_(std::move(names)), values_(std::move(values)) {}

  std::int64_t integer(std::string_view column) const;  // 0 for NULL
  std::string text(std::string_view column) const;      // "" for NULL; also the bytes of a blob
  bool null(std::string_view column) const;
  const std::vector<std::string>& columns() const { return *names_; }  // in the query's order
  const std::vector<Value>& values() const { return values_; }         // one for each column

 private:
  const Value& at(std::string_view column) const;

  std::shared_ptr<const std::vector<std::string>> names_;
  std::vector<Value> values_;
};

using Rows = std::vector<Row>;

enum class Access { read_write, read_only };

enum class Transaction {
  snapshot,  // reads, all of one moment
  writing,   // alone: begin() waits until no other program is writing
};

class Connection {
 public:
  virtual ~Connection() = default;

  template <class... Arguments>
  Rows query(std::string_view sql, const Arguments&... arguments) {
    const std::array<Value, sizeof...(Arguments)> values{to_value(arguments)...};
    return run(sql, values);
  }

  // The first row, if any.
  template <class... Arguments>
  std::optional<Row> first(std::string_view sql, const Arguments&... arguments) {
    Rows rows = query(sql, arguments...);
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
  }

  // Returns the number of rows changed.
  template <class... Arguments>
  std::int64_t execute(std::string_view sql, const Arguments&... arguments) {
    query(sql, arguments...);
    return changes();
  }

  // For statements made of the names of columns, with as many parameters.
  Rows query_with(std::string_view sql, const std::vector<Value>& arguments) {
    return run(sql, arguments);
  }

  // begin() may connect anew when the connection was lost; within a transaction nothing does.
  virtual void begin(Transaction kind) = 0;
  virtual void commit() = 0;
  void rollback() { script("ROLLBACK"); }

  // One statement without parameters that comes again and again, such as a savepoint.
  virtual void control(std::string_view sql) { script(sql); }
  // Several statements without parameters.
  virtual void script(std::string_view sql) = 0;
  // The same in the SQL of src/store/migrations.
  virtual void migration(std::string_view sql) = 0;

 protected:
  virtual Rows run(std::string_view sql, std::span<const Value> arguments) = 0;
  virtual std::int64_t changes() const = 0;

 private:
  static Value to_value(std::string_view text) { return std::string(text); }
  static Value to_value(const char* text) { return std::string(text); }
  static Value to_value(const std::string& text) { return text; }
  static Value to_value(const Blob& blob) { return blob; }
  static Value to_value(std::nullptr_t) { return std::monostate{}; }
  static Value to_value(std::integral auto number) { return static_cast<std::int64_t>(number); }
  template <class T>
  static Value to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : Value(std::monostate{});
  }
};

}  // namespace mamori::store
