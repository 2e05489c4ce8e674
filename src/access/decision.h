// Deciding one rule for one person on one day. Stateless; throws store::Failure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/rule.h"
#include "base/date.h"
#include "organisation/offices.h"
#include "store/connection.h"

namespace mamori::access {

struct Decision {
  bool allowed = false;
  std::string code;      // when denied: own_application, not_the_holder, office_vacant,
                         // nobody_eligible (whoever holds the offices is excluded), …
  std::string message;   // Japanese: why not, or in what capacity
  std::string remedy;    // what to do, when denied
  std::string capacity;  // 情報セキュリティ管理者（総務課）; "" for one without office
  std::vector<std::string> controls;  // on which a denial rests
};

// Someone who may, and as what.
struct Holder {
  std::string person_id;
  std::string capacity;
};

// All one needs to ask: whose organisation, which day.
struct Context {
  store::Connection& connection;
  const organisation::Offices& offices;
  Day day;
};

Decision decide(const Context& context, const Rule& rule, const Facts& facts,
                std::string_view person_id);

// Everyone who may today under the rule. `staff` names nobody in particular and adds nobody.
std::vector<Holder> who_may(const Context& context, const Rule& rule, const Facts& facts);

// In words for people: 「情報セキュリティ管理者（総務課）」「申請者」. For `first` the party whose
// turn it is.
std::string describe(const Context& context, const Rule& rule, const Facts& facts);

}  // namespace mamori::access
