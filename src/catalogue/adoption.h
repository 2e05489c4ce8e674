// The alignments of the body's regulation, as recorded in the ledger and read back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/alignment.h"
#include "ledger/journal.h"
#include "store/connection.h"

namespace mamori::catalogue {

// What a person said of an alignment so far.
enum class Standing {
  proposed,   // 提案: nobody has looked yet
  confirmed,  // 確認済み
  review,     // 要再確認: confirmed for a text that has changed since
};

struct AlignedControl {
  std::string place;
  int rank = 0;  // 1 is the best for its place; of those confirmed, each
  std::string control_id;
  int permille = 0;  // score
  std::string reason;
  Standing standing = Standing::proposed;
};

// A place of the regulation on which something rests.
struct PlaceReference {
  std::int64_t document = 0;
  std::string place;
  bool operator==(const PlaceReference&) const = default;
};

// The acts that record the proposals for one document of a version: one, or several where there
// are more than a record should hold.
std::vector<ledger::Act> record_alignments(std::int64_t version, std::int64_t document,
                                           const std::vector<Alignment>& alignments,
                                           std::string_view actor);
// A ledger::Projection for catalogue.*. Throws store::Failure.
void project(store::Connection& connection, const ledger::Record& record);

// The proposals, in the order of the text; within a place the best first.
std::vector<AlignedControl> alignments(store::Connection& connection, std::int64_t version,
                                       std::int64_t document);
// The places for which one of these was confirmed or, where nobody decided, is the best proposal,
// in the order of the text. When other controls are better everywhere, those where one of these
// comes closest, unless a person said otherwise: a refusal finds its article.
std::vector<PlaceReference> places_of(store::Connection& connection, std::int64_t version,
                                      const std::vector<std::string>& controls);

// The controls that this satisfier fulfils, e.g. {procedure, takeout}.
std::vector<std::string> controls_served_by(const Catalogue& catalogue, const Satisfier& satisfier);

}  // namespace mamori::catalogue
