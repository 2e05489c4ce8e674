#include "catalogue/adoption.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "base/json.h"
#include "catalogue/confirmation.h"

namespace mamori::catalogue {

using store::Connection;

namespace {

// Keeps a record far below ledger::payload_bytes_max.
constexpr std::size_t alignments_per_record_max = 20'000;

// A place may continue in the next record: its ranks then go on from what is in the table.
std::int64_t last_rank(Connection& connection, std::int64_t version, std::int64_t document,
                       std::string_view place) {
  return connection
      .first(
          "SELECT coalesce(max(rank), 0) AS last FROM alignments WHERE version = $1 AND "
          "document = $2 AND place = $3",
          version, document, place)
      ->integer("last");
}

void project_alignments(Connection& connection, const ledger::Record& record) {
  const std::int64_t version = integer_at(record.payload, "version");
  const std::int64_t document = integer_at(record.payload, "document");
  std::int64_t position = integer_at(record.payload, "first");
  std::int64_t rank = 0;
  std::string place;
  for (const Json& alignment : array_at(record.payload, "alignments")) {
    const bool first = place.empty();
    const bool same = text_at(alignment, "place") == place;
    place = text_at(alignment, "place");
    rank = same ? rank + 1 : (first ? last_rank(connection, version, document, place) : 0) + 1;
    connection.execute(
        "INSERT INTO alignments (version, document, position, place, rank, control, permille, "
        "reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        version, document, ++position, place, rank, text_at(alignment, "control"),
        integer_at(alignment, "permille"), text_at(alignment, "reason"));
  }
}

}  // namespace

std::vector<ledger::Act> record_alignments(std::int64_t version, std::int64_t document,
                                           const std::vector<Alignment>& alignments,
                                           std::string_view actor) {
  std::vector<ledger::Act> acts;
  std::size_t at = 0;
  do {
    const std::size_t first = at;
    JsonArray list;
    for (; at < alignments.size() && list.size() < alignments_per_record_max; ++at) {
      const Alignment& alignment = alignments[at];
      list.push_back(JsonObject{{"place", alignment.place},
                                {"control", alignment.control_id},
                                {"permille", std::lround(alignment.score * 1000)},
                                {"reason", alignment.reason}});
    }
    acts.push_back({"catalogue.align", std::string(actor),
                    "regulations/" + std::to_string(version) + "/" + std::to_string(document),
                    JsonObject{{"version", version},
                               {"document", document},
                               {"first", first},
                               {"alignments", std::move(list)}}});
  } while (at < alignments.size());
  return acts;
}

void project(Connection& connection, const ledger::Record& record) {
  if (record.erased) return;
  if (record.kind == "catalogue.align") return project_alignments(connection, record);
  project_confirmations(connection, record);
}

std::vector<AlignedControl> alignments(Connection& connection, std::int64_t version,
                                       std::int64_t document) {
  std::vector<AlignedControl> list;
  for (const auto& row :
       connection.query("SELECT place, rank, control, permille, reason FROM alignments "
                        "WHERE version = $1 AND document = $2 ORDER BY position",
                        version, document)) {
    list.push_back({row.text("place"), static_cast<int>(row.integer("rank")), row.text("control"),
                    static_cast<int>(row.integer("permille")), row.text("reason")});
  }
  return list;
}

std::vector<PlaceReference> places_of(Connection& connection, std::int64_t version,
                                      const std::vector<std::string>& controls) {
  // A confirmed place counts for what was confirmed, and for nothing that was proposed.
  static constexpr std::string_view candidates =
      "SELECT a.document, a.position, a.place, a.rank FROM alignments a "
      "WHERE a.version = $1 AND a.control = $2 AND NOT EXISTS (SELECT 1 FROM confirmations c "
      "WHERE c.version = a.version AND c.document = a.document AND c.place = a.place) "
      "UNION ALL "
      "SELECT c.document, (SELECT coalesce(min(a.position), 0) FROM alignments a "
      "WHERE a.version = c.version AND a.document = c.document AND a.place = c.place) AS position, "
      "c.place, 1 AS rank FROM confirmed_controls c WHERE c.version = $1 AND c.control = $2 "
      "ORDER BY 4";
  std::vector<std::tuple<std::int64_t, std::int64_t, std::string>> found;
  std::int64_t best_rank = std::numeric_limits<std::int64_t>::max();
  for (const std::string& control : controls) {
    for (const auto& row : connection.query(candidates, version, control)) {
      const std::int64_t rank = row.integer("rank");
      if (rank > best_rank) break;
      if (rank < best_rank) found.clear();
      best_rank = rank;
      found.emplace_back(row.integer("document"), row.integer("position"), row.text("place"));
    }
  }
  std::ranges::sort(found);
  std::vector<PlaceReference> places;
  for (auto& [document, position, place] : found) {
    PlaceReference reference{document, std::move(place)};
    if (places.empty() || places.back() != reference) places.push_back(std::move(reference));
  }
  return places;
}

std::vector<std::string> controls_served_by(const Catalogue& catalogue,
                                            const Satisfier& satisfier) {
  std::vector<std::string> ids;
  for (const Control& control : catalogue.controls()) {
    if (std::ranges::find(control.satisfied_by, satisfier) != control.satisfied_by.end()) {
      ids.push_back(control.id);
    }
  }
  return ids;
}

}  // namespace mamori::catalogue
