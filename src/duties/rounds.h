// The duties that people do in rounds (点検, 見直し, 自己点検): who owes one by when, doing it, and
// telling those who are late. Stateless; throws store::Failure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/decision.h"
#include "duties/definition.h"
#include "ledger/journal.h"
#include "store/connection.h"

namespace mamori::duties {

// What must do a duty each time: the body, a section or a person.
struct Unit {
  std::string id;    // "" for the body
  std::string name;  // "" for the body
};

// A unit and the day by which it must do the duty (again).
struct Owed {
  const Definition* duty = nullptr;
  Unit unit;
  std::optional<Day> last;  // when it was done last; nothing when never
  Day due;

  bool late(Day today) const { return due < today; }
};

// A unit that never did a duty has so long, from the day the body began or the unit came.
inline constexpr std::chrono::days first_within{90};

// What the functions below work with: one body, one moment.
struct Desk {
  store::Connection& connection;
  const access::Roster& roster;  // as the connection sees the organisation
  Instant now;

  Day today() const { return day_in_japan(now); }
};

// All units that owe the duty, in the order of the organisation; none for a duty that is not done
// in rounds.
std::vector<Owed> owed(store::Connection& connection, const Definition& duty, Day today);
// Whether somebody may do it for that unit, and as what.
access::Decision may_do(const Desk& desk, const Definition& duty, std::string_view unit_id,
                        std::string_view person_id);
// 課の情報セキュリティ管理者: who does it for that unit, in words.
std::string who_does(const Desk& desk, const Definition& duty, std::string_view unit_id);

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

// The act that tells those who should have done the duty that its day has passed, once for each
// unit and day; nothing when there is nobody to tell. Done by the clock.
std::optional<ledger::Act> tell_late(const Desk& desk, const Definition& duty);

// A ledger::Projection for the acts duties.*.
void project(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::duties
