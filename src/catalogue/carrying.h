// What becomes of confirmations when an amended text is adopted. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/confirmation.h"

namespace mamori::catalogue {

// The places of one document that ask something.
struct Placed {
  std::int64_t document = 0;
  const std::vector<Demand>* demands = nullptr;
};

struct Carried {
  std::vector<Confirmation> kept;      // for the new version; `from_place` is the old place
  std::vector<Confirmation> vanished;  // as they were
};

// Finds for each confirmation its place in the new text. Same place and same words: it stays. The
// same words at another place (an article was renumbered): it goes along. Words that resemble them:
// it goes along and is to be looked at again, as are short words (a noun in a list) that stand
// elsewhere under another caption. Otherwise it has vanished. No place is taken twice. Widths and
// blanks do not make a difference.
Carried carry(const std::vector<Confirmation>& confirmed, const std::vector<Placed>& before,
              std::int64_t version, const std::vector<Placed>& after);

// The acts that record it: one, or several where there are more than a record should hold.
std::vector<ledger::Act> record_carried(std::int64_t version, const Carried& carried,
                                        std::string_view actor, std::string_view person_name);

}  // namespace mamori::catalogue
