#include "ledger/newest.h"

#include <algorithm>
#include <cassert>

#include "ledger/record.h"

namespace mamori::ledger {

std::vector<Record> newest_of(store::Connection& connection, std::string_view subject,
                              std::int64_t limit) {
  std::vector<Record> records;
  for (const store::Row& row :
       connection.query("SELECT number FROM ledger_records WHERE subject = $1"
                        " ORDER BY number DESC LIMIT $2",
                        subject, std::min(limit, records_per_read_max))) {
    const auto number = static_cast<std::uint64_t>(row.integer("number"));
    if (auto record = record_at(connection, number)) records.push_back(*std::move(record));
  }
  return records;
}

std::vector<Record> newest_of_kinds(store::Connection& connection,
                                    const std::vector<std::string_view>& prefixes,
                                    std::uint64_t before, std::int64_t limit) {
  // No two kinds differ only where LIKE takes '_' for any character.
  std::string kinds;
  for (const std::string_view prefix : prefixes) {
    assert(is_kind(prefix));
    kinds += (kinds.empty() ? "" : " OR ") + ("kind LIKE '" + std::string(prefix)) + "%'";
  }
  std::vector<Record> records;
  for (const store::Row& row : connection.query("SELECT number FROM ledger_records WHERE "
                                                "number < $1 AND (" +
                                                    kinds + ") ORDER BY number DESC LIMIT $2",
                                                before, std::min(limit, records_per_read_max))) {
    auto record = record_at(connection, static_cast<std::uint64_t>(row.integer("number")));
    if (record) records.push_back(*std::move(record));
  }
  return records;
}

std::optional<Record> newest_of_kind(store::Connection& connection, std::string_view subject,
                                     std::string_view kind) {
  const auto row = connection.first(
      "SELECT number FROM ledger_records WHERE subject = $1 AND kind = $2"
      " ORDER BY number DESC LIMIT 1",
      subject, kind);
  if (!row) return std::nullopt;
  return record_at(connection, static_cast<std::uint64_t>(row->integer("number")));
}

std::optional<Record> newest_until(store::Connection& connection, std::string_view subject,
                                   const std::vector<std::string_view>& kinds, Instant until) {
  std::vector<store::Value> arguments{std::string(subject), until.time_since_epoch().count()};
  for (const std::string_view kind : kinds) arguments.emplace_back(std::string(kind));
  const auto rows = connection.query_with(
      "SELECT number FROM ledger_records WHERE subject = $1 AND at_ms <= $2 AND kind IN (" +
          store::parameters(3, kinds.size()) + ") ORDER BY number DESC LIMIT 1",
      arguments);
  if (rows.empty()) return std::nullopt;
  return record_at(connection, static_cast<std::uint64_t>(rows.front().integer("number")));
}

std::optional<Instant> began_at(store::Connection& connection) {
  const auto row = connection.first("SELECT at_ms FROM ledger_records WHERE number = 1");
  if (!row) return std::nullopt;
  return Instant(std::chrono::milliseconds(row->integer("at_ms")));
}

}  // namespace mamori::ledger
