#include "anchoring/anchoring.h"

#include <array>

#include "base/bytes.h"
#include "ledger/checkpoint.h"

namespace mamori::anchoring {
namespace {

using store::Connection;

struct WayName {
  Way way;
  std::string_view code;
  std::string_view label;
};

constexpr std::array names{WayName{Way::witness, "witness", "控えのフォルダ"},
                           WayName{Way::timestamp, "timestamp", "タイムスタンプ局"},
                           WayName{Way::mail, "mail", "メール"},
                           WayName{Way::print, "print", "紙"}};

constexpr std::string_view columns = "record_number, at, way, place, size, digest";

Anchoring to_anchoring(const store::Row& row) {
  return {.record_number = static_cast<std::uint64_t>(row.integer("record_number")),
          .at = row.text("at"),
          .way = parse_way(row.text("way")).value_or(Way::print),
          .place = row.text("place"),
          .size = static_cast<std::uint64_t>(row.integer("size")),
          .digest = row.text("digest")};
}

}  // namespace

std::string_view code_of(Way way) {
  return names[static_cast<std::size_t>(way)].code;
}

std::string_view label_of(Way way) {
  return names[static_cast<std::size_t>(way)].label;
}

std::optional<Way> parse_way(std::string_view code) {
  for (const WayName& name : names) {
    if (name.code == code) return name.way;
  }
  return std::nullopt;
}

Result<ledger::Act> act_of(const Anchored& anchored, std::string_view actor) {
  const auto note = ledger::parse_note(anchored.note);
  const auto checkpoint = note ? ledger::decode_checkpoint(note->text) : fail(note.error());
  if (!checkpoint) return fail(checkpoint.error());
  JsonObject payload = anchored.more;
  payload["way"] = code_of(anchored.way);
  payload["kept_at"] = anchored.place;
  payload["size"] = checkpoint->size;
  payload["checkpoint"] = anchored.note;
  payload["digest"] = hex(as_text(sha256(anchored.note)));
  return ledger::Act{std::string(anchored_kind), std::string(actor),
                     "checkpoint:" + std::to_string(checkpoint->size), std::move(payload)};
}

void project(Connection& connection, const ledger::Record& record) {
  connection.execute(
      "INSERT INTO anchorings (record_number, at, day, way, place, size, digest)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
      record.number, iso_instant(record.at), iso_day(day_in_japan(record.at)),
      text_at(record.payload, "way"), text_at(record.payload, "kept_at"),
      integer_at(record.payload, "size"), text_at(record.payload, "digest"));
}

std::vector<Anchoring> anchorings(Connection& connection) {
  std::vector<Anchoring> list;
  for (const auto& row :
       connection.query("SELECT " + std::string(columns) +
                            " FROM anchorings ORDER BY record_number DESC LIMIT $1",
                        anchorings_shown_max)) {
    list.push_back(to_anchoring(row));
  }
  return list;
}

std::optional<Anchoring> newest(Connection& connection) {
  const auto row = connection.first("SELECT " + std::string(columns) +
                                    " FROM anchorings ORDER BY record_number DESC LIMIT 1");
  return row ? std::optional(to_anchoring(*row)) : std::nullopt;
}

bool was_done(Connection& connection, Way way, std::string_view place, Day day) {
  return connection
      .first("SELECT 1 AS done FROM anchorings WHERE way = $1 AND place = $2 AND day = $3 LIMIT 1",
             code_of(way), place, iso_day(day))
      .has_value();
}

std::optional<int> days_without(Connection& connection, Day today) {
  const auto last = newest(connection);
  std::optional<Instant> since;
  if (last) {
    since = parse_iso_instant(last->at);
  } else if (const auto first = ledger::record_at(connection, 1)) {
    since = first->at;
  }
  if (!since) return std::nullopt;
  const auto days = std::chrono::sys_days(today) - std::chrono::sys_days(day_in_japan(*since));
  return static_cast<int>(days.count());
}

}  // namespace mamori::anchoring
