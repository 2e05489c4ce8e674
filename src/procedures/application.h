// Applications as the tables hold them. Stateless reads; throw store::Failure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/rule.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/json.h"
#include "procedures/definition.h"
#include "registers/field.h"
#include "store/connection.h"

namespace mamori::procedures {

// Something to be done by a time of its own (期限のある対応).
struct Task {
  std::string id;  // in the definition
  std::string label;
  std::string due_at;   // ISO instant: late after it
  bool by_day = false;  // a day was meant, and due_at is its end
  int told = 0;         // 1 reminded, 2 told that it is late
  std::string ended_at;
  std::string ended_by;  // name
  bool dropped = false;  // ended without being done

  bool is_open() const { return ended_at.empty(); }
  bool was_done() const { return !is_open() && !dropped; }
  bool late(Instant now) const { return (is_open() ? iso_instant(now) : ended_at) > due_at; }
};

struct Application {
  std::string id;  // takeout-2026-12
  std::string procedure_id;
  std::string definition;  // digest of the definition it was filed under
  std::string number;      // 令和8年度 持出 第12号
  std::string applicant_id;
  std::string section_id;
  std::string state;
  std::vector<std::string> route;   // the steps of the decision that apply, as of its filing
  std::vector<std::string> agreed;  // seats that have agreed at the step it is at
  bool is_open = false;
  bool was_decided = false;
  std::string due;  // ISO day while something is owed, else ""
  registers::Values values;
  std::string origin;        // the application that assigned it, or ""
  std::string submitted_at;  // ISO instants
  std::string changed_at;
  std::vector<Task> tasks;  // the open ones, and of a single application those that ended

  bool overdue(Day today) const { return !due.empty() && due < iso_day(today); }
};

// One recorded act on an application.
struct Event {
  std::uint64_t record_number = 0;
  std::string application_id;
  std::string act;
  std::string label;  // 許可
  std::string at;     // ISO instant
  std::string person_id;
  std::string person_name;  // as it was at the time
  std::string capacity;
  std::string comment;
  std::string state;  // that the application then had
  JsonArray shown;    // what was written with it, as it read then: {label, texts | files}
};

std::optional<Application> application(store::Connection& connection, std::string_view id);
// Newest first.
std::vector<Application> applications(store::Connection& connection, std::string_view procedure_id);
std::vector<Application> applications_of(store::Connection& connection,
                                         std::string_view applicant_id);
std::vector<Application> open_applications(store::Connection& connection);  // oldest first
// Those whose form names this entry of a register, newest first.
std::vector<Application> applications_naming(store::Connection& connection,
                                             std::string_view entry_id);
// Those that acts on this one assigned (割当て), the oldest first.
std::vector<Application> applications_assigned_by(store::Connection& connection,
                                                  std::string_view application_id);
// Ids of the entries that its acts added to a register, the oldest first.
std::vector<std::string> entries_added(store::Connection& connection,
                                       std::string_view application_id,
                                       std::string_view register_id);
std::vector<Event> events(store::Connection& connection, std::string_view application_id);

// A decision made in somebody's absence (代決), which the one who was absent is to see (後閲).
struct DeputyDecision {
  std::uint64_t record_number = 0;
  std::string application_id;
  std::string number;  // of the application
  std::string label;   // 許可
  std::string absent_id;
  std::string absent_name;
  std::string person_name;  // who decided
  std::string capacity;
  std::string at;
  bool seen = false;
};
std::vector<DeputyDecision> deputy_decisions(store::Connection& connection,
                                             std::string_view application_id);  // oldest first
// Those that wait for this person, oldest first.
std::vector<DeputyDecision> decisions_to_see(store::Connection& connection,
                                             std::string_view absent_id);

// What posture asks of a procedure.
struct Tally {
  std::int64_t filed = 0;
  std::int64_t decided = 0;
  std::int64_t open = 0;
  std::int64_t overdue = 0;
};
Tally tally(store::Connection& connection, std::string_view procedure_id, Day today);
// How often one of these acts was recorded on applications of the procedure.
std::int64_t count_acts(store::Connection& connection, std::string_view procedure_id,
                        const std::vector<std::string>& acts);

// The people and sections an application names: applicant, section, and under the id of each act
// the person who last did it; and the exceptions that were consented to.
access::Facts facts_of(store::Connection& connection, const Application& application);
// The same, and under the names of the form's fields the people it names.
access::Facts facts_of(store::Connection& connection, const Definition& definition,
                       const Application& application);
void name_people(const Definition& definition, const registers::Values& values,
                 access::Facts& facts);
// The day of what is owed now, or else of the first date of the form that will be; "" for none.
std::string due_day(const Definition& definition, const Application& application);
// The day so long after another as the due says; the last of the month where that has no such day.
Day day_after(const Due& due, Day from);

}  // namespace mamori::procedures
