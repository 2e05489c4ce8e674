// Acts tried on the organisation as it stands: several that build upon one another, and nothing of
// it stays.
#pragma once

#include <string_view>

#include "organisation/acts.h"

namespace mamori::organisation {

// While it lives, the organisation on this connection is as the acts performed would make it; then
// it is again as before. In a job of the Store's writer, one at a time. Throws Failure.
class Rehearsal {
 public:
  Rehearsal(store::Connection& writer, const Offices& offices, const Change& change);
  ~Rehearsal();
  Rehearsal(const Rehearsal&) = delete;
  Rehearsal& operator=(const Rehearsal&) = delete;

  // Prepares an act and lets it happen. Fails as preparing.h says.
  Result<ledger::Act> perform(std::string_view kind, const Json& input);
  // Lets an act that was prepared already happen.
  void happen(const ledger::Act& act);
  store::Connection& connection() { return writer_; }

 private:
  store::Connection& writer_;
  const Offices& offices_;
  Change change_;
};

}  // namespace mamori::organisation
