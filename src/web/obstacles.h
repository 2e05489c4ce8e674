// What a change of appointments would make impossible, for the pages that ask before saving it.
#pragma once

#include <string>
#include <vector>

#include "access/staffing.h"
#include "procedures/feasibility.h"
#include "web/site.h"

namespace mamori::web {

// An obstacle as people name it.
struct ObstacleWords {
  std::string procedure;  // 情報資産等の持ち出し
  std::string section;    // 住民課
  std::string step;       // 引き渡した
  std::string away;       // 石井 由美; "" when it is so today
};
ObstacleWords obstacle_words(const access::Roster& roster, const procedures::Definitions& all,
                             const procedures::Obstacle& obstacle);

// The error that says which procedures would no longer be carried through after `kind`
// (organisation.appoint, organisation.end_appointment) with `input`, as if it held today. Nothing
// when there are none, or when the person goes on deliberately: `go_on` in the input. The code is
// "procedures_would_stop".
std::optional<Error> would_stop(const Visit& visit, store::Connection& connection,
                                std::string_view kind, const Json& input);

}  // namespace mamori::web
