#include "recovery/move.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "body/lock.h"
#include "ledger/journal.h"
#include "recovery/loading.h"
#include "store/migrations.h"
#include "store/moving.h"
#include "store/staging.h"

namespace mamori::recovery {
namespace {

using store::Connection;
using store::MoveMark;
using store::MoveState;

std::unexpected<Error> taken(const store::Location& location) {
  return fail(Fault::conflict, "body_exists",
              "引っ越し先に、別のデータがあります: " + store::name_of(location),
              "上書きはしません。別の引っ越し先を指定するか、先にあるものを片付けてください。");
}

// The same from wherever it is called.
std::string home_name(const store::Location& location) {
  const auto* sqlite = std::get_if<store::SqliteFile>(&location);
  return sqlite ? std::filesystem::weakly_canonical(sqlite->file).string()
                : store::name_of(location);
}

// Both ends of a move, for one program at a time.
struct Ends {
  body::DataLock lock;
  std::unique_ptr<Connection> source;
  std::unique_ptr<Connection> target;
  std::string source_name;
  std::string target_name;
};

// The source of the newest level, with its mark as it is.
Result<Ends> open_ends(const Place& from, const store::Location& destination) {
  auto lock = body::DataLock::take(from.folder / (from.body + ".lock"));
  if (!lock) return fail(lock.error());
  Ends ends{*std::move(lock), store::connect(from.location, store::Access::read_write), nullptr,
            home_name(from.location), home_name(destination)};
  if (auto newest = store::migrate(*ends.source, embedded::migrations()); !newest) {
    return fail(newest.error());
  }
  return ends;
}

bool is_empty(Connection& connection, const std::vector<store::Table>& tables) {
  return std::ranges::all_of(
      tables, [&](const auto& table) { return store::last_key(connection, table).empty(); });
}

// From here on nobody writes to the source.
Result<MoveMark> mark_source(Ends& ends) {
  const auto before = store::move_mark(*ends.source);
  if (before && before->state == MoveState::arriving) {
    return fail(store::check_at_home(*ends.source).error());
  }
  if (before && before->other != ends.target_name) {
    if (before->state == MoveState::left) return fail(store::check_at_home(*ends.source).error());
    return fail(Fault::conflict, "move_elsewhere",
                "このデータは、" + before->other + " へ引っ越す途中です。",
                "同じ引っ越し先を指定するか、--cancel で取りやめてからにしてください。");
  }
  if (before) return *before;
  const MoveMark mark{MoveState::leaving, hex(random_bytes(16)), ends.target_name};
  store::set_move_mark(*ends.source, mark);
  return mark;
}

// The target with its tables, marked as not whole; "body_exists" when it is somebody else's.
Result<void> prepare_target(Ends& ends, const store::Location& destination, const MoveMark& mark,
                            const std::vector<store::Table>& tables) {
  ends.target = store::connect(destination, store::Access::read_write);
  if (auto newest = store::migrate(*ends.target, embedded::migrations()); !newest) return newest;
  const auto there = store::move_mark(*ends.target);
  if (there && there->state == MoveState::arriving && there->move == mark.move) return {};
  if (mark.state == MoveState::left && !there) {
    return fail(store::check_at_home(*ends.source).error());  // it did arrive
  }
  if (there || !is_empty(*ends.target, tables)) return taken(destination);
  store::set_move_mark(*ends.target, {MoveState::arriving, mark.move, ends.source_name});
  return {};
}

void copy(Ends& ends, const std::vector<store::Table>& tables, const Progress& progress) {
  store::BulkWriter writer(*ends.target);
  ends.source->begin(store::Transaction::snapshot);
  for (const store::Table& table : tables) {
    progress(table.name);
    store::TableReader reader(*ends.source, table, store::last_key(*ends.target, table));
    for (auto rows = reader.next(); !rows.empty(); rows = reader.next()) {
      writer.insert(table, rows);
    }
  }
  writer.commit();
  ends.source->commit();
}

// What the target must hold.
Result<Content> content_of(Connection& source, const Place& from,
                           const std::vector<store::Table>& tables) {
  Content content;
  source.begin(store::Transaction::snapshot);
  content.meta = {from.body,
                  {},
                  ledger::newest_checkpoint(source).value_or(""),
                  store::applied_migrations(source)};
  DigestingSink sink;
  const auto rows = write_content(source, content.meta, content.files, tables, sink.sink());
  source.commit();
  if (!rows) return fail(rows.error());
  content.rows = *rows;
  content.digest = sink.digest();
  return content;
}

// The head of the ledger comes last: without it what arrived is no ledger.
std::vector<store::Table> tables_to_copy() {
  auto tables = store::tables_made_by(embedded::migrations());
  std::ranges::stable_partition(tables,
                                [](const auto& table) { return table.name != "ledger_head"; });
  return tables;
}

Result<Moved> move_between(Ends& ends, const Place& from, const store::Location& destination,
                           const Progress& progress) {
  const auto tables = tables_to_copy();
  const bool resumed = store::move_mark(*ends.source).has_value();
  const auto mark = mark_source(ends);
  if (!mark) return fail(mark.error());
  if (auto ready = prepare_target(ends, destination, *mark, tables); !ready) {
    if (!resumed) store::clear_move_mark(*ends.source);  // nothing has begun
    return fail(ready.error());
  }
  copy(ends, tables, progress);
  const auto content =
      content_of(*ends.source, from, store::tables_made_by(embedded::migrations()));
  if (!content) return fail(content.error());
  if (auto proved = prove(*ends.target, *content, from.folder); !proved) {
    return fail(proved.error());
  }
  ends.target->begin(store::Transaction::snapshot);
  const auto records = ledger::record_count(*ends.target);
  ends.target->commit();
  // Never two homes: between these two there is none, and calling again ends it.
  store::set_move_mark(*ends.source, {MoveState::left, mark->move, mark->other});
  store::clear_move_mark(*ends.target);
  return Moved{records, content->rows, content->meta.checkpoint, resumed};
}

// What has arrived so far; what is not of this move stays.
Result<void> remove_half(const MoveMark& mark, const store::Location& destination) {
  if (!store::holds_data(destination)) return {};
  auto target = store::connect(destination, store::Access::read_write);
  if (auto newest = store::migrate(*target, embedded::migrations()); !newest) return newest;
  const auto there = store::move_mark(*target);
  if (!there || there->state != MoveState::arriving || there->move != mark.move) {
    return taken(destination);
  }
  target.reset();
  store::remove_data(destination);
  return {};
}

}  // namespace

Result<Moved> move_body(const Place& from, const store::Location& destination,
                        const Progress& progress) {
  try {
    auto ends = open_ends(from, destination);
    if (!ends) return fail(ends.error());
    return move_between(*ends, from, destination, progress);
  } catch (const store::Failure& failure) {
    return fail(error_of(failure));
  }
}

Result<void> cancel_move(const Place& from, const store::Location& destination) {
  try {
    auto ends = open_ends(from, destination);
    if (!ends) return fail(ends.error());
    const auto mark = store::move_mark(*ends->source);
    if (!mark || mark->state != MoveState::leaving || mark->other != ends->target_name) {
      return fail(Fault::conflict, "move_absent", "そこへの引っ越しは、途中ではありません。",
                  "引っ越し元と引っ越し先の指定を確かめてください。");
    }
    if (auto removed = remove_half(*mark, destination); !removed) return removed;
    store::clear_move_mark(*ends->source);
    return {};
  } catch (const store::Failure& failure) {
    return fail(error_of(failure));
  }
}

}  // namespace mamori::recovery
