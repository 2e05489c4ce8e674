#include "store/sqlite.h"

#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <optional>
#include <sqlite3.h>
#include <unistd.h>
#include <unordered_map>

#include "store/kept_statements.h"

namespace mamori::store {
namespace {

constexpr int busy_timeout_ms = 5000;
// What a savepoint would bring back is kept in memory up to here: an act changes some twenty pages,
// and writing each to a temporary file cost more than the act.
constexpr int savepoint_bytes_in_memory = 8 << 20;

// `system_error` is the errno behind it, where SQLite knows one.
Failure::Cause cause_of(int code, int system_error) {
  if (system_error == ENOSPC || system_error == EDQUOT) return Failure::Cause::full;
  if (system_error == EROFS) return Failure::Cause::read_only;
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return Failure::Cause::constraint;
    case SQLITE_FULL:
      return Failure::Cause::full;
    case SQLITE_IOERR:
      return Failure::Cause::disk_failing;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return Failure::Cause::read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Failure::Cause::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Failure::Cause::busy;
    default:
      return Failure::Cause::other;
  }
}

// To SQLite $2 is a name, which it looks for among all others; ?2 is the second parameter.
std::string with_numbered_parameters(std::string_view sql) {
  std::string text(sql);
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (text[at] == '$' && text[at + 1] >= '1' && text[at + 1] <= '9') text[at] = '?';
  }
  return text;
}

struct Finalizer {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// Prepared once, with what SQLite would have to be asked at each use.
struct Statement {
  explicit Statement(sqlite3_stmt* prepared) : handle(prepared) {}

  // SQLite prepares it anew when the tables have changed: then `*` may mean other columns.
  void name_columns() {
    const int times = sqlite3_stmt_status(handle.get(), SQLITE_STMTSTATUS_REPREPARE, 0);
    if (columns && named_at == times) return;
    auto names = std::make_shared<std::vector<std::string>>();
    for (int column = 0; column < sqlite3_column_count(handle.get()); ++column) {
      names->emplace_back(sqlite3_column_name(handle.get(), column));
    }
    columns = std::move(names);
    named_at = times;
  }

  std::unique_ptr<sqlite3_stmt, Finalizer> handle;
  std::shared_ptr<const std::vector<std::string>> columns;
  int named_at = 0;  // after how many times of being prepared anew
};

// Finds a statement by its words without a copy of them.
struct WordsHash : std::hash<std::string_view> {
  using is_transparent = void;
};

// A statement goes back to its start when its use ends, however it ends.
class Use {
 public:
  explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

 private:
  sqlite3_stmt* statement_;
};

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}

  void script(std::string_view sql) override {
    const std::string text(sql);
    check(sqlite3_exec(handle_.get(), text.c_str(), nullptr, nullptr, nullptr), sql);
  }
  void migration(std::string_view sql) override { script(sql); }

  void begin(Transaction kind) override {
    control(kind == Transaction::writing ? "BEGIN IMMEDIATE" : "BEGIN");
  }
  void commit() override { control("COMMIT"); }
  void leave_log_to(std::unique_ptr<Checkpointer> checkpointer) {
    checkpointer_ = std::move(checkpointer);
    const auto committed = [](void* told, sqlite3* handle, const char* name, int pages) {
      if (static_cast<Checkpointer*>(told)->log_has(pages)) {
        sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
      }
      return SQLITE_OK;  // where it failed, the next commit tries again
    };
    sqlite3_wal_hook(handle_.get(), committed, checkpointer_.get());  // SQLite's own did it before
  }
  void control(std::string_view sql) override { run(sql, {}); }

 protected:
  Rows run(std::string_view sql, std::span<const Value> arguments) override {
    Statement& known = prepared(sql);
    sqlite3_stmt* statement = known.handle.get();
    const Use use(statement);
    for (std::size_t index = 0; index < arguments.size(); ++index) {
      bind(statement, static_cast<int>(index) + 1, arguments[index], sql);
    }
    Rows rows;
    for (int code = sqlite3_step(statement); code != SQLITE_DONE; code = sqlite3_step(statement)) {
      if (code != SQLITE_ROW) check(code, sql);
      // Of the statement as it now is: SQLite prepares it anew when the tables have changed.
      if (rows.empty()) known.name_columns();
      rows.emplace_back(known.columns, column_values(statement));
    }
    return rows;
  }

  std::int64_t changes() const override { return sqlite3_changes64(handle_.get()); }

 private:
  struct Closer {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };

  void check(int code, std::string_view sql) const {
    if (code == SQLITE_OK) return;
    throw Failure(
        cause_of(code, system_error_behind(code)),
        std::string(sqlite3_errmsg(handle_.get())) + " [" + std::string(sql.substr(0, 120)) + "]");
  }

  // What SQLite keeps of errno may be of a later call, so the file itself is asked first.
  int system_error_behind(int code) const {
    const int kind = code & 0xff;
    if (kind != SQLITE_IOERR && kind != SQLITE_CANTOPEN) return 0;
    const bool writable = ::access(sqlite3_db_filename(handle_.get(), "main"), W_OK) == 0;
    return !writable && errno == EROFS ? EROFS : sqlite3_system_errno(handle_.get());
  }

  Statement& prepared(std::string_view sql) {
    const auto known = statements_.find(sql);
    if (known != statements_.end()) return known->second;
    const bool is_kept = sql.size() <= statement_bytes_kept;
    sqlite3_stmt* statement = nullptr;
    const std::string text = with_numbered_parameters(sql);
    check(sqlite3_prepare_v3(handle_.get(), text.data(), static_cast<int>(text.size()),
                             is_kept ? SQLITE_PREPARE_PERSISTENT : 0, &statement, nullptr),
          sql);
    if (!is_kept) return passing_.emplace(statement);
    if (statements_.size() >= statements_kept_max) statements_.clear();
    return statements_.emplace(std::string(sql), Statement(statement)).first->second;
  }

  // The argument stays where it is until the use of the statement ends.
  void bind(sqlite3_stmt* statement, int place, const Value& value, std::string_view sql) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      check(sqlite3_bind_int64(statement, place, *number), sql);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      check(sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC,
                                SQLITE_UTF8),
            sql);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      check(sqlite3_bind_blob64(statement, place, blob->bytes.data(), blob->bytes.size(),
                                SQLITE_STATIC),
            sql);
    } else {
      check(sqlite3_bind_null(statement, place), sql);
    }
  }

  static std::vector<Value> column_values(sqlite3_stmt* statement) {
    std::vector<Value> values;
    const int count = sqlite3_column_count(statement);
    values.reserve(static_cast<std::size_t>(count));
    for (int column = 0; column < count; ++column) values.push_back(cell(statement, column));
    return values;
  }

  static Value cell(sqlite3_stmt* statement, int column) {
    const int type = sqlite3_column_type(statement, column);
    if (type == SQLITE_NULL) return std::monostate{};
    if (type == SQLITE_INTEGER) return std::int64_t{sqlite3_column_int64(statement, column)};
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    std::string text = bytes ? std::string(bytes, size) : std::string();
    if (type == SQLITE_BLOB) return Blob{std::move(text)};
    return text;
  }

  std::unique_ptr<sqlite3, Closer> handle_;
  // Destroyed before the handle.
  std::unordered_map<std::string, Statement, WordsHash, std::equal_to<>> statements_;
  std::optional<Statement> passing_;  // the last that is not kept
  std::unique_ptr<Checkpointer> checkpointer_;
};

// Before the first connection of the program, as SQLite asks.
void configure_once() {
  static const int done = sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, savepoint_bytes_in_memory);
  if (done != SQLITE_OK) throw Failure(Failure::Cause::other, "SQLite was used before its setting");
}

// SQLite would make the file with the process's umask; the data is its owner's business only.
void create_private(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) throw Failure(cause_of(SQLITE_CANTOPEN, errno), "cannot open " + path.string());
  ::close(file);
}

std::unique_ptr<SqliteConnection> opened(const std::filesystem::path& path, Access access) {
  configure_once();
  const bool writes = access == Access::read_write;
  if (writes) create_private(path);
  sqlite3* handle = nullptr;
  const int flags = (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  auto connection = std::make_unique<SqliteConnection>(handle);  // closes it in every case
  if (code != SQLITE_OK) {
    throw Failure(cause_of(code, 0), "cannot open " + path.string() + ": " + sqlite3_errstr(code));
  }
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  sqlite3_extended_result_codes(handle, 1);
  if (writes) {
    connection->script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
  }
  connection->script(
      "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; "
      "PRAGMA secure_delete=ON;");
  return connection;
}

}  // namespace

std::unique_ptr<Connection> open_sqlite(const std::filesystem::path& path, Access access) {
  return opened(path, access);
}

std::unique_ptr<Connection> open_sqlite_writer(const std::filesystem::path& path, LogSizes sizes) {
  auto connection = opened(path, Access::read_write);
  connection->leave_log_to(std::make_unique<Checkpointer>(path, sizes));
  return connection;
}

}  // namespace mamori::store
