// Every act of this room by its kind: what the body's Acts, the scenarios and the web ask for.
#pragma once

#include <string_view>

#include "organisation/acts.h"

namespace mamori::organisation {

// "organisation.add_section" and so on; input, output and errors as acts.h, people_acts.h,
// standing_in.h, contacts.h, titles.h and corrections.h say. Fails with "act_unknown" for any other
// kind.
Result<ledger::Act> prepare(store::Connection& connection, const Offices& offices,
                            const Change& change, std::string_view kind, const Json& input);

}  // namespace mamori::organisation
