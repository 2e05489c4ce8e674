// The rosters of a body, made when the organisation, its systems or the day has changed since. Of
// several days and states of the organisation (a reader's snapshot may be older than what the
// writer has before it) the last few are kept.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "access/roster.h"
#include "ledger/journal.h"

namespace mamori::access {

// Safe from any thread.
class Rosters {
 public:
  // As this connection sees the organisation on that day, the offices under the titles the body
  // gave them. Throws store::Failure.
  std::shared_ptr<const Roster> of(store::Connection& connection,
                                   const organisation::Offices& offices, Day day);

 private:
  struct Kept {
    std::string key;
    std::shared_ptr<const Roster> roster;
  };
  std::mutex mutex_;
  std::deque<Kept> kept_;  // oldest first
};

// Which act the organisation was last changed by; "" by none. Another one, another organisation.
std::string state_of_organisation(store::Connection& connection);

// A ledger::Projection for every act after which rosters must be made anew: keeps the number of the
// newest one.
void project_change(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::access
