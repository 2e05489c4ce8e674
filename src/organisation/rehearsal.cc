#include "organisation/rehearsal.h"

#include "organisation/preparing.h"
#include "organisation/projection.h"

namespace mamori::organisation {

Rehearsal::Rehearsal(store::Connection& writer, const Offices& offices, const Change& change)
    : writer_(writer), offices_(offices), change_(change) {
  writer_.script("SAVEPOINT rehearsal");
}

Rehearsal::~Rehearsal() {
  try {
    writer_.script("ROLLBACK TO SAVEPOINT rehearsal");
    writer_.script("RELEASE SAVEPOINT rehearsal");
  } catch (const store::Failure&) {
    // The connection is gone, and what was not committed with it: the job fails at its next step.
  }
}

Result<ledger::Act> Rehearsal::perform(std::string_view kind, const Json& input) {
  change_.now += std::chrono::milliseconds{1};  // ids sort by time: what was made first comes first
  auto act = prepare(writer_, offices_, change_, kind, input);
  if (!act) return act;
  happen(*act);
  return act;
}

void Rehearsal::happen(const ledger::Act& act) {
  project(writer_, {0, change_.now, act.kind, act.actor, act.subject, act.payload, false});
}

}  // namespace mamori::organisation
