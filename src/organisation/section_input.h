// Within this room: whether a section can be as people typed it. Stateless.
#pragma once

#include "base/result.h"
#include "organisation/organisation.h"

namespace mamori::organisation {

Error section_unknown();
// Fails when another section has the name on that day ("section_exists"), or when it cannot stand
// there ("parent_wrong"): 課 stand below a 部 or below nothing, 係 below a 課.
Result<void> check_section(store::Connection& connection, const Section& wanted, Day day);

}  // namespace mamori::organisation
