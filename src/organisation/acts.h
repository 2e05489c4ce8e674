// Changes to sections and offices, prepared as acts; those of people are in people_acts.h. Each
// function checks its input against the organisation as it stands and returns the act to record;
// nothing is written here. What already held stays as it was: a change holds from a day on.
//
// A day may be spelled in any way a person writes it; an empty one is today. Wrong input fails with
// the field in Error::fields.
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

// Input {name, level, parent, from}; an empty level is 課. Refuses an empty, over-long or already
// used name, and a place in the tree that cannot be ("parent_wrong"): 課 stand below a 部 or below
// nothing, 係 below a 課.
Result<ledger::Act> add_section(store::Connection& connection, const Change& change,
                                const Json& input);
// Input {section, name, parent, from}: another name or another place in the tree. Fails with
// "section_unchanged", or "later_change_exists" when something is already settled for a later day.
Result<ledger::Act> change_section(store::Connection& connection, const Change& change,
                                   const Json& input);
// Input {section, to}: `to` is the first day without it. Fails with "section_in_use" while people
// belong to it, a section stands below it or somebody holds an office of it from that day on.
Result<ledger::Act> abolish_section(store::Connection& connection, const Change& change,
                                    const Json& input);

// Input {office, section, person, from}; for an office of systems {office, system, system_name, …}:
// whoever calls this has seen that there is such a system, "" is all of them. An office that one
// person holds at a time must be vacant from that day.
Result<ledger::Act> appoint(store::Connection& connection, const Offices& offices,
                            const Change& change, const Json& input);
// Input {appointment, to, reason}. `to` is the first day without the office. The reason, if given,
// stands in the record. The last administrator cannot be dismissed: nobody could appoint another.
Result<ledger::Act> end_appointment(store::Connection& connection, const Offices& offices,
                                    const Change& change, const Json& input);

}  // namespace mamori::organisation
