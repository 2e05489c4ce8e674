// From the acts organisation.* to the tables.
#pragma once

#include "ledger/journal.h"
#include "store/connection.h"

namespace mamori::organisation {

// A ledger::Projection for every act whose kind begins with "organisation.". Throws
// store::Failure.
void project(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::organisation
