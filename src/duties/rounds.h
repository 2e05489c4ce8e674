// The duties that people do in rounds (点検, 見直し, 自己点検): who owes one by when, doing it, and
// telling those who are late. Stateless; throws store::Failure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/decision.h"
#include "duties/definition.h"
#include "duties/units.h"
#include "ledger/journal.h"
#include "procedures/suspension.h"
#include "store/connection.h"

namespace mamori::duties {

// A unit and the day by which it must do the duty (again).
struct Owed {
  const Definition* duty = nullptr;
  Unit unit;
  std::optional<Day> last;   // when it was done last; nothing when never
  std::optional<Day> found;  // never done, but on that day something was found that leaves it open
  Day due;
  // The exception in force because of which the unit need not do it today.
  std::optional<procedures::Suspension> exception = {};

  // Done, and not asked again.
  bool settled() const { return last && duty->rounds() && duty->rounds()->once; }
  bool late(Day today) const { return !exception && !settled() && due < today; }
};

// What the functions below work with: one body, one moment.
struct Desk {
  store::Connection& connection;
  const access::Roster& roster;  // as the connection sees the organisation
  Instant now;

  Day today() const { return day_in_japan(now); }
};

// All units that owe the duty, in the order of the organisation, or those of one person, of one
// thing; none for a duty that is not done in rounds.
std::vector<Owed> owed(Candidates& candidates, const Definition& duty, const Narrow& only = {});
std::vector<Owed> owed(store::Connection& connection, const Definition& duty, Day today,
                       const Narrow& only = {});
// The one with that id; nothing when there is none today.
std::optional<Owed> owed_by(store::Connection& connection, const Definition& duty, Day today,
                            std::string_view unit_id);
// Whether somebody may do it for that unit, and as what.
access::Decision may_do(const Desk& desk, const Definition& duty, const Unit& unit,
                        std::string_view person_id);
// 課の情報セキュリティ管理者: who does it for that unit, in words.
std::string who_does(const Desk& desk, const Definition& duty, const Unit& unit);

// One time that it was done.
struct Performance {
  std::uint64_t record_number = 0;
  std::string unit_id;
  Day done_on;
  bool found = false;  // something was found
};
std::vector<Performance> performances(store::Connection& connection,
                                      std::string_view duty);  // newest first

// The act of doing it. `input` as for registers::check on the form. Refused with
//   not_the_holder, …     as the rule says
//   unit_unknown          there is no such section or person today
//   points_unchecked      「問題なし」 although not everything was looked at
//   note_missing          something was found, but not what
//   done_in_future        the day has not come yet
//   …                     what registers::check says
Result<ledger::Act> perform(const Desk& desk, const Definition& duty, std::string_view unit_id,
                            std::string_view person_id, const Json& input);
inline constexpr std::string_view done_kind = "duties.done";

// The acts that tell, once for each unit and day, those who should have done the duty that its day
// has passed (late_kind), and once for each unit those who are asked for the first time what is
// done only once (asked_kind). None when there is nobody to tell. Done by the clock; of very many
// units some at a time.
std::vector<ledger::Act> tellings(const Desk& desk, const Definition& duty);
inline constexpr std::string_view late_kind = "duties.late";
inline constexpr std::string_view asked_kind = "duties.asked";

// A ledger::Projection for the acts duties.*.
void project(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::duties
