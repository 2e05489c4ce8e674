// What people decided of the proposed alignments: which controls a place speaks of, or that none
// fits. Each decision is an act in the ledger; it stands before the proposals wherever mamori asks
// what a place is for (settled(), places_of() in adoption.h).
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/adoption.h"
#include "ledger/journal.h"
#include "regulation/document.h"
#include "regulation/provision.h"
#include "store/connection.h"

namespace mamori::catalogue {

inline constexpr std::size_t controls_per_place_max = 10;

// A place that asks something of somebody, as the aligner sees it: not a purpose, a definition, a
// delegation or a 附則.
struct Demand {
  std::string place;  // 第50条第3号
  int line = 0;
  std::string text;     // all its sentences
  std::string lead;     // of the 柱書 it stands under; "" elsewhere
  std::string caption;  // the nearest
};

// In the order of the text, each place once.
std::vector<Demand> demands_of(const regulation::Document& document,
                               std::span<const regulation::Provision> provisions);

// How a confirmation came into its version.
enum class Carriage {
  none,     // decided in this version
  same,     // same place, same text
  moved,    // same text at another place
  changed,  // the text has changed
};
std::string_view name_of(Carriage carriage);  // "", "same", "moved", "changed"

struct Confirmation {
  std::int64_t version = 0;
  std::int64_t document = 0;
  std::string place;
  bool needs_review = false;  // 要再確認: the text is not the one that was decided on
  Carriage carriage = Carriage::none;
  std::string from_place;             // in the version before
  std::string text;                   // of the place, when decided
  std::vector<std::string> controls;  // none: no control fits
  std::string person_id;
  std::string person_name;
  std::string decided_at;           // ISO instant
  std::uint64_t record_number = 0;  // of the decision
  bool operator==(const Confirmation&) const = default;
};

using Confirmations = std::map<std::string, Confirmation, std::less<>>;  // by place

Confirmations confirmations(store::Connection& connection, std::int64_t version,
                            std::int64_t document);
// Those about places that this version has no more.
std::vector<Confirmation> vanished(store::Connection& connection, std::int64_t version);
// The last change to the confirmations of the version (its record and time), for caches to compare;
// "" when there was none. The number alone would not do: that of an act undone is given again.
std::string last_change(store::Connection& connection, std::int64_t version);

// One act on the alignment of a place, as its history shows it.
struct ConfirmationEvent {
  std::uint64_t record_number = 0;
  std::string place;
  std::string act;  // confirm, take_back, carry
  std::vector<std::string> controls;
  std::string person_id;
  std::string person_name;
  std::string at;
};
// Oldest first.
std::vector<ConfirmationEvent> events_of(store::Connection& connection, std::int64_t version,
                                         std::int64_t document, std::string_view place);
// The last decision of this person in the document that still stands as they made it.
std::optional<Confirmation> last_of(store::Connection& connection, std::int64_t version,
                                    std::int64_t document, std::string_view person_id);

// What holds: for each place the controls confirmed, all of rank 1, or none; where nobody decided,
// the proposals.
std::vector<AlignedControl> settled(const std::vector<AlignedControl>& proposals,
                                    const Confirmations& confirmed);

// The document a decision is about, as it stands now.
struct Ground {
  const Catalogue& catalogue;
  const std::vector<Demand>& demands;
  const std::vector<AlignedControl>& proposals;
  std::int64_t version = 0;
  std::int64_t document = 0;
  std::string source_digest;
  std::string person_id;
  std::string person_name;
};
// What a person decided of one place. `seen` is the record of the confirmation they had before
// them, 0 when there was none.
struct Decision {
  std::string place;
  std::uint64_t seen = 0;
  std::vector<std::string> controls;
};

// The act that records decisions with what was proposed and what stood before. Fails with
// "nothing_chosen", "place_unknown", "control_unknown", "too_many_controls" or
// "confirmed_meanwhile" (somebody decided since the person looked).
Result<ledger::Act> confirm(store::Connection& connection, const Ground& ground,
                            const std::vector<Decision>& decisions);
// The act that brings back what stood before the confirmation of that place. Fails with
// "not_confirmed", "confirmed_meanwhile", or "nothing_to_take_back" when it was carried over.
Result<ledger::Act> take_back(store::Connection& connection, const Ground& ground,
                              std::string_view place, std::uint64_t seen);

// Used by carrying.h and project().
Json to_json(const Confirmation& confirmation);
void project_confirmations(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::catalogue
