// Anchorings: that a checkpoint was put where whoever alters the ledger cannot reach. Each is a
// record of the kind ledger.anchored; the table `anchorings` is computed from them.
//
// Stateless; safe from any thread, on the caller's connection. Reads throw store::Failure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "ledger/journal.h"
#include "store/connection.h"

namespace mamori::anchoring {

enum class Way {
  witness,    // a file in a folder of somebody else
  timestamp,  // the signature of a time-stamping authority
  mail,
  print,  // on paper, by a person
};

std::string_view code_of(Way way);   // "witness"
std::string_view label_of(Way way);  // 控えのフォルダ
std::optional<Way> parse_way(std::string_view code);

inline constexpr std::string_view anchored_kind = "ledger.anchored";

struct Anchoring {
  std::uint64_t record_number = 0;
  std::string at;  // ISO instant
  Way way = Way::print;
  std::string place;  // folder, address, or where the paper is kept
  std::uint64_t size = 0;
  std::string digest;  // SHA-256 of the signed checkpoint, hexadecimal
};

// What was put there. `note` is the signed checkpoint, checked by whoever calls; `more` is added
// to the payload as it is.
struct Anchored {
  Way way = Way::print;
  std::string note;
  std::string place;
  JsonObject more = {};
};
// Fails with "note_malformed" or "checkpoint_malformed".
Result<ledger::Act> act_of(const Anchored& anchored, std::string_view actor);

// ledger::Projection of ledger.anchored.
void project(store::Connection& connection, const ledger::Record& record);

inline constexpr int anchorings_shown_max = 200;
std::vector<Anchoring> anchorings(store::Connection& connection);  // newest first
std::optional<Anchoring> newest(store::Connection& connection);
// Whether that was done that day (in Japan).
bool was_done(store::Connection& connection, Way way, std::string_view place, Day day);
// Days since the newest anchoring, or since the first record when there is none; nothing for an
// empty ledger.
std::optional<int> days_without(store::Connection& connection, Day today);

}  // namespace mamori::anchoring
