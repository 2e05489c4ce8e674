// Where units do what they owe, as an exception may be limited to it. Not thread-safe; throws
// store::Failure.
#pragma once

#include <map>
#include <string>

#include "base/date.h"
#include "duties/units.h"
#include "procedures/suspension.h"
#include "store/connection.h"

namespace mamori::duties {

// The places of many units on one day: there are far fewer sections than units, and each is read
// once.
class Places {
 public:
  Places(store::Connection& connection, Day day) : connection_(connection), day_(day) {}

  procedures::Where of(const Unit& unit) {
    const auto [place, is_new] = by_section_.try_emplace(unit.section_id);
    if (is_new) place->second = procedures::where_of(connection_, unit.section_id, day_);
    procedures::Where where = place->second;
    if (!unit.system_id.empty()) where.system_ids.push_back(unit.system_id);
    return where;
  }

 private:
  store::Connection& connection_;
  const Day day_;
  std::map<std::string, procedures::Where> by_section_;
};

}  // namespace mamori::duties
