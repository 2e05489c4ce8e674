// Changes to the organisation, prepared as acts. Each function checks its input against the
// organisation as it stands and returns the act to record; nothing is written here.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "ledger/journal.h"
#include "organisation/offices.h"
#include "store/connection.h"

namespace mamori::organisation {

// The sentence of an act for those who read the record: 「課を置いた」.
struct Change {
  std::string actor;  // who does it: a person's id or system:<name>
  Instant now;
};

// Input {name}. Refuses an empty, over-long or already used name.
Result<ledger::Act> add_section(store::Connection& connection, const Change& change,
                                const Json& input);
// Input {name, kana, section, employment}. The section must exist.
Result<ledger::Act> add_person(store::Connection& connection, const Change& change,
                               const Json& input);
// Input {office, section, person, from}. `from` may be any spelling of a day; empty is today. An
// office that one person holds at a time must be vacant from that day.
Result<ledger::Act> appoint(store::Connection& connection, const Offices& offices,
                            const Change& change, const Json& input);
// Input {appointment, to, reason}. `to` is the first day without the office; empty is today. The
// reason, if given, stands in the record. The last administrator cannot be dismissed: nobody could
// appoint another.
Result<ledger::Act> end_appointment(store::Connection& connection, const Offices& offices,
                                    const Change& change, const Json& input);

}  // namespace mamori::organisation
