// A slip of the pen, mended on the day it was made (入力の訂正): what holds since today, or only
// from a later day, is set right in its place. What held before today is never rewritten: that is a
// change (acts.h, people_acts.h). Each fails with "correction_too_late" when there is nothing of
// that kind to correct.
#pragma once

#include "base/date.h"
#include "organisation/acts.h"

namespace mamori::organisation {

// Whether there is something to correct.
bool can_correct_section(store::Connection& connection, const std::string& id, Day today);
bool can_correct_person(store::Connection& connection, const std::string& id, Day today);
bool can_correct_move(store::Connection& connection, const std::string& id, Day today);

// Input {section, name, parent}. Fails as change_section does.
Result<ledger::Act> correct_section(store::Connection& connection, const Change& change,
                                    const Json& input);
// Input {person, name, kana, employment, number}: an absent member stays. Fails as change_person.
Result<ledger::Act> correct_person(store::Connection& connection, const Change& change,
                                   const Json& input);
// Input {person, section, post}: where somebody came today. Offices of the section they never were
// in are the business of whoever corrects. Fails with "membership_unchanged" too.
Result<ledger::Act> correct_move(store::Connection& connection, const Change& change,
                                 const Json& input);

}  // namespace mamori::organisation
