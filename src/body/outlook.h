// What a change of the organisation would stop (成り立たない手続), looked at before it is recorded
// (row B3): procedures that can be carried through and then no longer could be, today or when one
// person is away.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/staffing.h"
#include "body/body.h"

namespace mamori::body {

// Where a procedure would stop.
struct Stop {
  std::string day;                 // ISO, since when
  std::string text;                // one Japanese sentence
  bool section_was_empty = false;  // nobody could have applied there before
};

// The organisation as it stands and as acts would make it, on the days from which something of them
// holds. For one thread.
class Outlook {
 public:
  // `payload` is that of an act of the organisation; one that carries several (`changes`) speaks
  // for them all. `now` sees the organisation without it. Throws store::Failure.
  Outlook(Body& body, store::Connection& now, const Json& payload);
  // `changed` sees the organisation with it.
  void change(store::Connection& changed);

  // Takes its time in a large body: not for a job of the Store.
  std::vector<Stop> stops() const;

 private:
  struct OnDay {
    Day day;
    organisation::Offices offices;
    access::Staffing before;
    access::Staffing after;
  };
  const procedures::Definitions& procedures_;
  std::vector<OnDay> days_;
};

// By this member of its input somebody goes on, knowing what an act would stop: it repeats, word
// for word, the message of the refusal that told them. Where something else would stop by now, it
// is another message, and they are told that first.
inline constexpr std::string_view go_on_name = "go_on";
bool goes_on(const Json& input, const std::vector<Stop>& stops);
// "procedures_would_stop": the first few of them, and what to do.
Error would_stop(const std::vector<Stop>& stops);
// Whoever records the act all the same knew: they stand in it (`stops`).
void note_stops(ledger::Act& act, const std::vector<Stop>& stops);
// The organisation is no longer the one that was looked at.
Error organisation_changed(std::string code);
// Changes when other procedures would stop.
std::string digest(const std::vector<Stop>& stops);

}  // namespace mamori::body
