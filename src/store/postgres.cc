#include "store/postgres.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <libpq-fe.h>
#include <thread>
#include <unordered_map>

#include "base/bytes.h"
#include "store/kept_statements.h"

namespace mamori::store {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

constexpr auto reconnect_within = 15s;
constexpr auto reconnect_pause = 200ms;

// From the server's catalogue pg_type: fixed for good.
constexpr Oid type_bool = 16;
constexpr Oid type_bytes = 17;
constexpr Oid type_int8 = 20;
constexpr Oid type_int2 = 21;
constexpr Oid type_int4 = 23;
constexpr Oid type_numeric = 1700;  // what SUM() of BIGINT gives
constexpr Oid type_unknown = 0;

// How long a writing transaction waits for the lock, and how long one that holds it may do nothing
// before the server ends its session: a program that was stopped must not stop the others.
constexpr std::string_view writing_limits =
    "SET LOCAL lock_timeout = '20s'; SET LOCAL idle_in_transaction_session_timeout = '30s'; ";

// How many commits each writer made, told by each commit itself; of those who are long gone too.
constexpr std::string_view writers_table =
    "CREATE TABLE IF NOT EXISTS store_writers"
    " (writer TEXT PRIMARY KEY, commits BIGINT NOT NULL, began_at TIMESTAMPTZ DEFAULT now());"
    " DELETE FROM store_writers WHERE began_at < now() - interval '1 year'";

// https://www.postgresql.org/docs/15/errcodes-appendix.html
Failure::Cause cause_of(std::string_view state) {
  if (state.starts_with("23")) return Failure::Cause::constraint;
  if (state == "53100") return Failure::Cause::full;
  if (state == "25006") return Failure::Cause::read_only;
  if (state == "58030") return Failure::Cause::disk_failing;
  if (state.starts_with("XX")) return Failure::Cause::corrupt;
  if (state == "55P03" || state == "40001" || state == "40P01") return Failure::Cause::busy;
  if (state.starts_with("08") || state.starts_with("57P")) return Failure::Cause::disconnected;
  return Failure::Cause::other;
}

struct Clearer {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clearer>;

struct Closer {
  void operator()(PGconn* handle) const { PQfinish(handle); }
};
using Handle = std::unique_ptr<PGconn, Closer>;

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

std::string quoted_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + '\'';
}

std::string first_line(std::string_view message) {
  return std::string(message.substr(0, message.find('\n')));
}

// The arguments of one statement as libpq wants them. Numbers and texts go as text, bytes as bytes.
class Arguments {
 public:
  explicit Arguments(std::span<const Value> values) : texts_(values.size()) {
    for (std::size_t index = 0; index < values.size(); ++index) add(index, values[index]);
  }

  int count() const { return static_cast<int>(values_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }
  // Tells statements apart that differ only in what is bound.
  std::string signature() const {
    std::string signature;
    for (const Oid type : types_) signature += type == type_int8 ? 'i' : type ? 'b' : 't';
    return signature;
  }

 private:
  void add(std::size_t index, const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      texts_[index] = std::to_string(*number);
      push(type_int8, texts_[index].c_str(), 0, 0);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      if (text->contains('\0')) {
        throw Failure(Failure::Cause::other, "PostgreSQL cannot keep a NUL character in a text");
      }
      push(type_unknown, text->c_str(), 0, 0);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      push(type_bytes, blob->bytes.data(), static_cast<int>(blob->bytes.size()), 1);
    } else {
      push(type_unknown, nullptr, 0, 0);
    }
  }

  void push(Oid type, const char* value, int length, int format) {
    types_.push_back(type);
    values_.push_back(value);
    lengths_.push_back(length);
    formats_.push_back(format);
  }

  std::vector<std::string> texts_;
  std::vector<Oid> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

Value integer_of(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Value bytes_of(const char* escaped) {
  std::size_t size = 0;
  unsigned char* bytes = PQunescapeBytea(reinterpret_cast<const unsigned char*>(escaped), &size);
  Blob blob{std::string(reinterpret_cast<const char*>(bytes), size)};
  PQfreemem(bytes);
  return blob;
}

Value cell(const PGresult* answer, int row, int column) {
  if (PQgetisnull(answer, row, column)) return std::monostate{};
  const char* text = PQgetvalue(answer, row, column);
  switch (PQftype(answer, column)) {
    case type_int8:
    case type_int4:
    case type_int2:
    case type_numeric:
      return integer_of(text);
    case type_bool:
      return std::int64_t{*text == 't'};
    case type_bytes:
      return bytes_of(text);
    default:
      return std::string(text, static_cast<std::size_t>(PQgetlength(answer, row, column)));
  }
}

Rows rows_of(const PGresult* answer) {
  const int columns = PQnfields(answer);
  auto names = std::make_shared<std::vector<std::string>>();
  for (int column = 0; column < columns; ++column) names->emplace_back(PQfname(answer, column));
  Rows rows;
  for (int row = 0; row < PQntuples(answer); ++row) {
    std::vector<Value> values;
    values.reserve(names->size());
    for (int column = 0; column < columns; ++column) values.push_back(cell(answer, row, column));
    rows.emplace_back(names, std::move(values));
  }
  return rows;
}

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(PostgresSchema place) : place_(std::move(place)) { connect(); }

  void script(std::string_view sql) override {
    const std::string text(sql);
    check(Answer(PQexec(handle_.get(), text.c_str())), sql);
  }

  void migration(std::string_view sql) override { script(to_postgres(sql)); }

  void begin(Transaction kind) override {
    writing_ = kind == Transaction::writing;
    try {
      script(beginning());
    } catch (const Failure& failure) {
      if (failure.cause() != Failure::Cause::disconnected) throw;
      connect();
      script(beginning());
    }
  }

  // A commit whose answer got lost may have happened: the server is asked before it is judged.
  void commit() override {
    if (!writing_) return script("COMMIT");
    execute(
        "INSERT INTO store_writers (writer, commits) VALUES ($1, $2)"
        " ON CONFLICT (writer) DO UPDATE SET commits = excluded.commits",
        writer_, ++commits_);
    try {
      script("COMMIT");
    } catch (const Failure& failure) {
      if (failure.cause() != Failure::Cause::disconnected || !was_committed()) throw;
    }
  }

 protected:
  Rows run(std::string_view sql, std::span<const Value> values) override {
    const Arguments arguments(values);
    const std::string& name = prepared(sql, arguments);
    const Answer answer(PQexecPrepared(handle_.get(), name.c_str(), arguments.count(),
                                       arguments.values(), arguments.lengths(), arguments.formats(),
                                       0));
    check(answer, sql);
    changes_ = std::get<std::int64_t>(integer_of(PQcmdTuples(answer.get())));
    return rows_of(answer.get());
  }

  std::int64_t changes() const override { return changes_; }

 private:
  void connect() {
    statements_.clear();
    handle_.reset(PQconnectdb(place_.connection.c_str()));
    if (PQstatus(handle_.get()) != CONNECTION_OK) {
      throw Failure(Failure::Cause::disconnected, first_line(PQerrorMessage(handle_.get())));
    }
    PQsetNoticeProcessor(handle_.get(), [](void*, const char*) {}, nullptr);
    if (PQsetClientEncoding(handle_.get(), "UTF8") != 0) {
      throw Failure(Failure::Cause::other, "the database does not speak UTF-8");
    }
    // What is acknowledged is on the disk, and on that of a synchronous standby, whatever the
    // server's own setting is; remote_apply is more and may stay.
    script(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')");
    script("SET search_path TO " + quoted_name(place_.schema) + "; SET application_name TO " +
           quoted_text(place_.schema));
  }

  // Where the search path is set with each transaction a pooler may sit between.
  std::string beginning() const {
    const std::string path = "SET LOCAL search_path TO " + quoted_name(place_.schema) + "; ";
    if (!writing_) return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; " + path;
    return "BEGIN; " + path + std::string(writing_limits) +
           "SELECT pg_advisory_xact_lock(hashtextextended(" +
           quoted_text("mamori:" + place_.schema) + ", 0))";
  }

  // Asks whichever server takes writes now. Once the lock is ours the lost transaction is over, one
  // way or the other. Its number would not do: the server that took over may have given it again.
  bool was_committed() {
    const auto until = std::chrono::steady_clock::now() + reconnect_within;
    while (std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(reconnect_pause);
      try {
        begin(Transaction::writing);
        const Rows rows = query("SELECT commits FROM store_writers WHERE writer = $1", writer_);
        rollback();
        return !rows.empty() && rows.front().integer("commits") == commits_;
      } catch (const Failure&) {
        continue;  // no server takes writes yet
      }
    }
    throw Failure(Failure::Cause::outcome_unknown, "the database went away during COMMIT");
  }

  const std::string& prepared(std::string_view sql, const Arguments& arguments) {
    std::string key = arguments.signature() + std::string(sql);
    const auto known = statements_.find(key);
    if (known != statements_.end()) return known->second;
    const bool is_kept = sql.size() <= statement_bytes_kept;
    if (is_kept && statements_.size() >= statements_kept_max) {
      statements_.clear();
      script("DEALLOCATE ALL");
    }
    // The one without a name makes way for the next.
    std::string name = is_kept ? "s" + std::to_string(statements_.size()) : unnamed_;
    const std::string text(sql);
    check(Answer(PQprepare(handle_.get(), name.c_str(), text.c_str(), arguments.count(),
                           arguments.types())),
          sql);
    if (!is_kept) return unnamed_;
    return statements_.emplace(std::move(key), std::move(name)).first->second;
  }

  void check(const Answer& answer, std::string_view sql) const {
    const auto status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
      return;
    }
    const char* state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    // What the server says has a state. What libpq says itself has none: then the connection is
    // lost, even where its status does not tell yet.
    const bool gone = PQstatus(handle_.get()) != CONNECTION_OK || !state;
    const auto cause = gone ? Failure::Cause::disconnected : cause_of(state);
    throw Failure(cause, first_line(PQerrorMessage(handle_.get())) + " [" +
                             std::string(sql.substr(0, 120)) + "]");
  }

  const PostgresSchema place_;
  Handle handle_;
  std::unordered_map<std::string, std::string> statements_;  // of this handle
  const std::string unnamed_;
  std::int64_t changes_ = 0;
  bool writing_ = false;
  const std::string writer_ = hex(random_bytes(16));  // its row in store_writers
  std::int64_t commits_ = 0;
};

bool is_word(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// A string or a comment from `at`, which stays as it is; 0 when there is none.
std::size_t verbatim_length(std::string_view sql, std::size_t at) {
  const std::string_view rest = sql.substr(at);
  if (rest.starts_with("--")) return std::min(rest.find('\n'), rest.size());
  if (!rest.starts_with('\'')) return 0;
  const auto end = rest.find('\'', 1);
  return end == std::string_view::npos ? rest.size() : end + 1;
}

std::size_t word_length(std::string_view sql, std::size_t at) {
  std::size_t length = 0;
  while (at + length < sql.size() && is_word(sql[at + length])) ++length;
  return length;
}

std::string_view type_in_postgres(std::string_view word) {
  if (word == "INTEGER") return "BIGINT";
  if (word == "TEXT") return "TEXT COLLATE \"C\"";
  if (word == "WITHOUT" || word == "ROWID") return "";  // every table there has rows of its own
  return word;
}

}  // namespace

Result<void> check_connection(const std::string& connection) {
  struct Freer {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
  };
  char* fault = nullptr;
  const std::unique_ptr<PQconninfoOption, Freer> options(
      PQconninfoParse(connection.c_str(), &fault));
  if (!options) {
    const std::string why = fault ? first_line(fault) : "";
    PQfreemem(fault);
    return fail(Fault::invalid, "database_malformed",
                "データベースの指定が正しくありません（" + why + "）。",
                "postgresql://利用者@ホスト/データベース の形で指定してください。");
  }
  for (const PQconninfoOption* option = options.get(); option->keyword; ++option) {
    if (std::string_view(option->keyword) != "password" || !option->val) continue;
    return fail(Fault::invalid, "database_password_shown",
                "データベースのパスワードを、コマンドに書くことはできません。",
                "本人だけが読めるファイル（~/.pgpass の形）に書き、?passfile=… で示してください。");
  }
  return {};
}

std::unique_ptr<Connection> open_postgres(const PostgresSchema& place, Access access) {
  auto connection = std::make_unique<PostgresConnection>(place);
  if (access == Access::read_only) return connection;
  connection->begin(Transaction::writing);  // two programs may start at the same moment
  connection->script("CREATE SCHEMA IF NOT EXISTS " + quoted_name(place.schema));
  connection->script(writers_table);
  connection->commit();
  return connection;
}

void drop_schema(const PostgresSchema& place) {
  open_postgres(place, Access::read_only)
      ->script("DROP SCHEMA IF EXISTS " + quoted_name(place.schema) + " CASCADE");
}

std::string to_postgres(std::string_view migration) {
  std::string translated;
  for (std::size_t at = 0; at < migration.size();) {
    if (const auto length = verbatim_length(migration, at)) {
      translated += migration.substr(at, length);
      at += length;
    } else if (const auto word = word_length(migration, at)) {
      translated += type_in_postgres(migration.substr(at, word));
      at += word;
    } else {
      translated += migration[at++];
    }
  }
  return translated;
}

}  // namespace mamori::store
