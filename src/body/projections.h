// Every projection of a body, in one place: what a running body keeps and a rebuild replays.
#pragma once

#include "ledger/journal.h"

namespace mamori::body {

// To be called once on a new Journal, before anything is recorded or replayed.
void register_projections(ledger::Journal& journal);

}  // namespace mamori::body
