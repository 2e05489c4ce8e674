// Deciding one rule for one person on one day, and saying why. Stateless.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/compiled.h"
#include "access/roster.h"
#include "access/rule.h"

namespace mamori::access {

struct Decision {
  bool allowed = false;
  std::string code;       // when denied: own_application, not_the_holder, office_vacant,
                          // nobody_eligible (whoever holds the offices is excluded), …
  std::string message;    // Japanese: why not, or in what capacity
  std::string remedy;     // what to do, when denied
  std::string capacity;   // 情報セキュリティ管理者（総務課）, also
                          // 統括情報セキュリティ責任者（CISO不在のため代決）; "" without office
  std::string acted_for;  // the person absent in whose place it is done; "" otherwise
  std::vector<std::string> controls;  // on which a denial rests
};

// Someone who may, and as what.
struct Holder {
  std::string person_id;
  std::string capacity;
};

Decision decide(const Roster& roster, const Rule& rule, const Facts& facts,
                std::string_view person_id);

// Everyone who is to decide under the rule today: those who are away only while nobody else could.
// `staff` names nobody in particular and adds nobody.
std::vector<Holder> who_may(const Roster& roster, const Rule& rule, const Facts& facts);
// Everyone to whom what is told to these parties goes: those who are away too, who find it when
// they come back.
std::vector<Holder> who_is_told(const Roster& roster, const std::vector<Party>& parties,
                                const Facts& facts);

// In words for people: 「情報セキュリティ管理者（総務課）」「申請者」. For `first` the party whose
// turn it is.
std::string describe(const Roster& roster, const Rule& rule, const Facts& facts);

}  // namespace mamori::access
