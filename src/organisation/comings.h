// Who came, moved and left within a time. Reads as organisation.h does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "store/connection.h"

namespace mamori::organisation {

// From the day `since` to the day `until`, both included.
struct Period {
  Day since;
  Day until;
};

// Somebody who began to work here, for the first time or again.
struct Coming {
  std::string person_id;
  Day day;
};
std::vector<Coming> comings(store::Connection& connection, const Period& period);
// The day on which somebody first came; nothing for nobody.
std::optional<Day> first_day_of_person(store::Connection& connection, std::string_view person_id);

// Somebody who left a 課 for another, or for good. That the 課 itself ended is neither.
struct Going {
  std::string person_id;
  std::string section_id;  // the 課 they belonged to; "" when they belonged to none
  Day day;                 // the first day on which they no longer do
  bool left = false;       // for good
};
std::vector<Going> goings(store::Connection& connection, const Period& period);

}  // namespace mamori::organisation
