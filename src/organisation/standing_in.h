// Who is absent on a day, and who acts for whom (model regulation 第14条). Reading works as in
// organisation.h; the acts are prepared as in acts.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "organisation/acts.h"
#include "store/connection.h"

namespace mamori::organisation {

// Days on which somebody is not at work.
struct Absence {
  std::string id;
  std::string person_id;
  std::string valid_from;
  std::string valid_to;  // the first day back
  std::string reason;
};

// That one person acts in an office of another while that one is absent.
struct Delegation {
  std::string id;
  std::string office;
  std::string section_id;  // "" for an office of the whole body
  std::string from_person;
  std::string to_person;
  std::string valid_from;
  std::string valid_to;
};

std::vector<Absence> absences(store::Connection& connection, Day day);
// Those of the day and those to come, by their first day.
std::vector<Absence> absences_from(store::Connection& connection, Day day);
std::optional<Absence> absence(store::Connection& connection, std::string_view id);
// Those that hold on the day: who gave it holds the office then, who was given it is employed.
std::vector<Delegation> delegations(store::Connection& connection, Day day);
// Those of the day and those to come, whoever holds the office then; by their first day.
std::vector<Delegation> delegations_from(store::Connection& connection, Day day);
std::optional<Delegation> delegation(store::Connection& connection, std::string_view id);

// Input {person, from, until, reason}: `until` is the last day away. Fails with "date_before_start"
// or "absence_exists" (days of another absence of the person).
Result<ledger::Act> enter_absence(store::Connection& connection, const Change& change,
                                  const Json& input);
// Input {absence, back}: the person is back from the day `back`, empty is today. An absence that
// had not begun by then never was.
Result<ledger::Act> end_absence(store::Connection& connection, const Change& change,
                                const Json& input);

// Input {office, section, from_person, to_person, from, until}: `until` is the last day. Fails with
// "not_in_office" (who gives it does not hold the office), "own_delegation" or "delegation_exists"
// (the office is given to somebody else on those days).
Result<ledger::Act> delegate(store::Connection& connection, const Offices& offices,
                             const Change& change, const Json& input);
// Input {delegation, to}: it ends before the day `to`, empty is today.
Result<ledger::Act> end_delegation(store::Connection& connection, const Offices& offices,
                                   const Change& change, const Json& input);

}  // namespace mamori::organisation
