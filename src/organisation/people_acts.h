// Changes to people and where they belong, prepared as acts in the manner of acts.h.
#pragma once

#include <span>
#include <string_view>

#include "organisation/acts.h"

namespace mamori::organisation {

// 職員, 会計年度任用職員, 派遣職員, 外部要員.
std::span<const std::string_view> employments();

// Input {name, kana, section, employment, number, post, from}. The section, if any, must exist from
// that day. Fails with "number_taken" when somebody else has the 職員番号.
Result<ledger::Act> add_person(store::Connection& connection, const Change& change,
                               const Json& input);
// Input {person, name, kana, employment, number, from}: what changed; an absent member stays. Fails
// with "person_unchanged" or "later_change_exists".
Result<ledger::Act> change_person(store::Connection& connection, const Change& change,
                                  const Json& input);
// Input {person, section, post, from}: the main membership goes over to another section (or post).
// Offices of the section left end with it: the payload names them in `ended`. Fails with
// "membership_unchanged", "later_change_exists" or "last_administrator".
Result<ledger::Act> move_person(store::Connection& connection, const Offices& offices,
                                const Change& change, const Json& input);
// Input {person, from}: the person belongs to no section from that day on; offices of the one left
// end with it, as above. Part of dissolving a section.
Result<ledger::Act> leave_section(store::Connection& connection, const Offices& offices,
                                  const Change& change, const Json& input);
// Input {person, section, post, from}: 併任. Fails with "membership_exists".
Result<ledger::Act> add_membership(store::Connection& connection, const Change& change,
                                   const Json& input);
// Input {person, section, to}: a 併任 ends; offices of that section end with it.
Result<ledger::Act> end_membership(store::Connection& connection, const Offices& offices,
                                   const Change& change, const Json& input);
// Input {person, to, reason}: `to` is the first day after leaving. Memberships, offices and
// delegations end then. Fails with "last_administrator".
Result<ledger::Act> leave(store::Connection& connection, const Offices& offices,
                          const Change& change, const Json& input);
// Input {person, section, employment, post, from}: somebody who left is employed again. Fails with
// "person_employed" or "later_change_exists".
Result<ledger::Act> rejoin(store::Connection& connection, const Change& change, const Json& input);

}  // namespace mamori::organisation
