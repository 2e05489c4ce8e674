#include "catalogue/adoption.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "base/json.h"

namespace mamori::catalogue {

using store::Connection;

ledger::Act record_alignments(std::int64_t version, std::int64_t document,
                              const std::vector<Alignment>& alignments, std::string_view actor) {
  JsonArray list;
  for (const Alignment& alignment : alignments) {
    list.push_back(JsonObject{{"place", alignment.place},
                              {"control", alignment.control_id},
                              {"permille", std::lround(alignment.score * 1000)},
                              {"reason", alignment.reason}});
  }
  return {
      "catalogue.align", std::string(actor),
      "regulations/" + std::to_string(version) + "/" + std::to_string(document),
      JsonObject{{"version", version}, {"document", document}, {"alignments", std::move(list)}}};
}

void project(Connection& connection, const ledger::Record& record) {
  std::int64_t position = 0;
  std::int64_t rank = 0;
  std::string place;
  for (const Json& alignment : array_at(record.payload, "alignments")) {
    rank = text_at(alignment, "place") == place ? rank + 1 : 1;
    place = text_at(alignment, "place");
    connection.execute(
        "INSERT INTO alignments (version, document, position, place, rank, control, permille, "
        "reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        integer_at(record.payload, "version"), integer_at(record.payload, "document"), ++position,
        place, rank, text_at(alignment, "control"), integer_at(alignment, "permille"),
        text_at(alignment, "reason"));
  }
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
  std::vector<std::tuple<std::int64_t, std::int64_t, std::string>> found;
  std::int64_t best_rank = std::numeric_limits<std::int64_t>::max();
  for (const std::string& control : controls) {
    for (const auto& row :
         connection.query("SELECT document, position, place, rank FROM alignments "
                          "WHERE version = $1 AND control = $2 ORDER BY rank",
                          version, control)) {
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
