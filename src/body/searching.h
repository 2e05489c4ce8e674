// What of the ledger can be found by its words, and by whom.
//
// Found are the entries of registers, applications, the places of the regulation in force, people
// and sections. Never found are what people write beside an act (意見, 理由), what definitions mark
// `searched: false`, and whatever was erased.
#pragma once

#include <string_view>
#include <vector>

#include "body/acts.h"
#include "search/finder.h"

namespace mamori::body {

// A ledger::Projection for every act.
void project_search(store::Connection& connection, const ledger::Record& record);

// Data from a time before there was an index gets one. Fails as Store::write does.
Result<void> fill_search(Body& body);

// What this person may see of what fits; an office they do not hold, an application that is not
// theirs to see leave no trace. `query.admits` and `query.order` are set here.
std::vector<search::Hit> find(Acts& acts, store::Connection& connection, std::string_view person_id,
                              search::Query query);

}  // namespace mamori::body
