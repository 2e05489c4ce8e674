// A procedure as declared in definitions/procedures/<id>.yaml.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/rule.h"
#include "access/segregation.h"
#include "registers/condition.h"
#include "registers/field.h"
#include "registers/retention.h"
#include "registers/scheme.h"

namespace mamori::procedures {

struct State {
  std::string id;
  std::string label;      // 決裁待ち
  std::string tone;       // waiting, warning, active, success, stopped: how screens mark it
  bool open = false;      // somebody still has to do something
  bool occupies = false;  // the things applied for are taken
  bool decided = false;   // a decision was made: counts as evidence
  std::string due;        // id of the Due that is watched; "" for none
};

// A notice to send. `next` means whoever may act next, else the parties named.
struct Telling {
  bool next = false;
  std::vector<access::Party> to;
  std::string text;  // with {number} {title} {applicant} {due} {comment} {step}
};

// A condition under which a form, or what is written with an act, is not accepted.
struct Refusal {
  registers::Condition when;
  std::string code;
  std::string field;  // where the message stands; may be empty
  std::string message;
  std::string remedy;
  std::vector<std::string> controls;
};

// One value that an act leaves behind (value.h).
struct Value {
  enum class From {
    constant,
    form,
    remark,
    today,
    applicant,
    section,
    number,
    person,
    application,  // its address below the body
    each,         // the section to which an application is assigned
    added_entry   // the newest entry that the application added to the register `text`
  };
  From from = From::constant;
  std::string text;  // the constant, or the name of the field
};
using NamedValues = std::vector<std::pair<std::string, Value>>;

// What an act leaves in registers: a new entry, or fields or the end of entries that the form names
// or the application added before.
struct Write {
  enum class Kind { add, change, close };
  Kind kind = Kind::add;
  std::string register_id;                   // of what is added, or was by this application; or
  std::string field;                         // of the form, that names the entries
  std::optional<registers::Condition> when;  // of the form and what is written with the act
  NamedValues values;
};

// What an act hands on: an application of another procedure, filed by whoever acts.
struct Assignment {
  std::string procedure;
  bool each_section = false;                 // one for each 課
  std::string except;                        // field of type section: the 課 that gets none
  std::optional<registers::Condition> when;  // of the form and what is written with the act
  NamedValues values;                        // of its form
};

// What an act draws by lot (sampling.h): names of its own fields; `section` of the form.
struct Sampling {
  std::string of;       // a choice: `applications`, or ids of registers
  std::string section;  // whose
  std::string from;
  std::string until;
  std::string size;
  std::string seed;
};

// The part a step plays in the decision; `own` is one that the definition spells out itself.
enum class Role { own, approve, refuse, send_back, pull_back, withdraw };
// Whether it is done by those who decide.
inline bool is_decided(Role role) {
  return role == Role::approve || role == Role::refuse || role == Role::send_back;
}

struct Step {
  std::string id;                 // approve
  std::string label;              // 許可する: on the button
  std::string done;               // 許可: in the history
  std::string tone;               // primary, danger or ""
  std::vector<std::string> from;  // states; empty for the step that files the application
  std::string to;                 // "" of one that stays
  bool stays = false;             // leaves the state as it is: an entry of the course of events
  bool optional = false;          // may be done, need not be: nobody is waited for because of it
  access::Rule rule;
  Role role = Role::own;
  std::string seat;          // of approve, refuse, send_back: id of the Seat that does it
  std::string back_to;       // of Role::send_back: the decision step, "" for the applicant
  bool to_decision = false;  // begins the decision: goes to the first of its steps that applies
  bool form = false;         // takes the whole form
  bool erases = false;       // the thing that Erasing names
  std::vector<registers::Field> fields;
  std::vector<Refusal> refusals;  // of what is written with it
  std::vector<Write> writes;
  std::vector<std::string> opens;  // ids of tasks that begin with it
  std::vector<std::string> does;  // ids of tasks that it ends; one that stays waits for one of them
  std::vector<std::string> drops;  // ids of tasks that it ends undone; "all"
  std::vector<Assignment> assigns;
  std::optional<Sampling> sampling;
  std::vector<std::string> controls;
  std::vector<Telling> tell;
  std::vector<Telling> tell_onward;  // of Role::approve, instead, when others decide after it
};

// The field whose entries one application at a time may hold.
struct Occupation {
  std::string field;
  std::string code;
  std::string message;
  std::string remedy;
  std::vector<std::string> controls;
};

// A day by which something is owed: so many days or months from a date of the form, or from the day
// on which the application came to the state that is watched.
struct Due {
  std::string id;
  std::string label;  // 返却の期限
  std::string field;
  int days = 0;
  // Of the settings, instead of `days`: as it stands when the application comes to the state.
  std::string days_setting;
  int months = 0;
  std::string late;           // what to do once the day has passed: on the page
  std::vector<Telling> tell;  // once, when the day has passed
  std::string becomes;        // the state it then comes to by itself; "" when it stays
};

// So many minutes, hours or days; or as many as a field of the settings says.
struct Span {
  enum class Unit { minutes, hours, days };
  Unit unit = Unit::days;
  int number = 0;
  std::string setting;
};

// Something to be done by a time of its own beside the state (期限のある対応): opened by an act,
// done by another. Several run side by side.
struct TaskDefinition {
  std::string id;
  std::string label;   // 統括への報告
  std::string source;  // where the limit comes from: a law, a rule
  std::string before;  // in a chain, the task that comes after it: done without it, it was skipped
  // Of the form, what is written with the act that opens it, and the settings: opened only then.
  std::optional<registers::Condition> when;
  Span span;
  std::string from;               // a date of these, from which days count; "" from the act
  bool counts_first_day = false;  // the day from which they count is the first
  int remind_days = 0;            // so many days before, those of `remind` are told
  std::vector<Telling> begins;    // when it is opened
  std::vector<Telling> remind;
  std::vector<Telling> tell;       // when it is late
  std::vector<std::string> opens;  // tasks that begin when it is late
  bool again = false;              // may be opened anew once it was done
};

// Filing by whoever sits in the body's network, without signing in.
struct OpenDoor {
  std::string networks;           // a text of the settings: address ranges; none while it is empty
  std::vector<access::Party> to;  // in whose name it is filed: the first there is
};

// The thing that a step erases.
struct Erasing {
  std::string thing;                         // field of type thing
  std::string reason;                        // field of type choice
  std::vector<std::string> after_retention;  // reasons that are none before the retention is over
};

// A register whose entries are open beside each application that is (緊急時対応計画), and its
// fields that are ticked off as steps (チェックリスト).
struct Beside {
  std::string register_id;
  // A choice of the entries, and of which applications those with each value are meant; without
  // it all are meant for all.
  std::string by;
  std::map<std::string, registers::Condition, std::less<>> meant;
  // The act that says what was done and the one that says what is not needed, with the name of the
  // field in both: choices whose values are fields of the register. "" without steps.
  std::string done;
  std::string left_out;
  std::string steps;

  bool has_steps() const { return !steps.empty(); }
};

// What a year brought, put before whoever judges it (もとにした結果): entries, applications or what
// was done of a duty.
struct Gathered {
  enum class Kind { entries, applications, rounds };
  Kind kind = Kind::entries;
  std::string of;   // the register, the procedure, the duty
  std::string day;  // of entries: a date or 年度 by which they are of the year; "" for all kept
  // Of the form: references or a long text, which begins with what was gathered; "" for none.
  std::string fills;
};
struct Gathering {
  std::string year;  // field of the form: fiscal_year
  std::vector<Gathered> sources;
};

// Something the procedure does with information: a situation of the handling gate.
struct Handled {
  std::string situation;                     // transport
  std::string field;                         // of the form: the entries, or the level
  std::optional<registers::Condition> when;  // of the form; done always without it
};

// What an application suspends while it is in one of the states (procedures/suspension.h): names
// of fields of the form.
struct Suspending {
  std::string rules;    // choices: controls and duties
  std::string section;  // "" for a procedure that knows no such limit; so with systems
  std::string systems;
  std::string until;  // a required date
  std::vector<std::string> states;
};

struct RouteStep {
  std::string label;
  std::vector<std::string> acts;
};

// Who decides at a step of the decision. All seats of a step must agree (合議).
struct Seat {
  std::string id;     // "" where a decision has one seat only
  std::string label;  // 統括
  std::string act;    // id of the step by which it agrees: approve_general_manager
};

struct DecisionStep {
  std::string id;
  std::string label;                         // 決裁
  std::string state;                         // of an application that waits there
  std::optional<registers::Condition> when;  // of the form; without it the step always applies
  std::vector<Seat> seats;
};

// The way to a decision (決裁): steps in order. parse() derives from it states, acts, notices and
// the boxes of the 決裁欄, which stand among those that the definition spells out (decision.h).
struct Decision {
  std::vector<DecisionStep> steps;
  std::string outcome;  // the state after the last step has agreed

  const DecisionStep* step(std::string_view step_id) const;  // nullptr when unknown
  const DecisionStep* waiting_in(std::string_view state_id) const;
};

// Names of people in conditions beside the form's own fields: who applied, who does the act.
inline constexpr std::string_view applicant_named = "applicant";
inline constexpr std::string_view actor_named = "me";
// How many of the applications that this one assigned are still open: a number, known to what acts
// refuse.
inline constexpr std::string_view open_assignments_named = "open_assignments";
inline constexpr std::string_view falls_due_named = "falls_due";  // what is owed now, by that day

struct Definition {
  std::string id;
  std::string digest;  // SHA-256 of the YAML, hex
  std::string yaml;
  std::string title;
  std::string number;     // 持出: in the number of an application
  std::string group;      // where 「申請する」 shows it
  std::string situation;  // in the words of those who need it
  std::vector<std::string> words;
  std::string lead;
  access::Rule apply;
  std::vector<registers::Field> form;
  std::vector<Refusal> refusals;
  std::vector<Handled> handles;
  std::optional<Suspending> suspending;
  std::optional<Occupation> occupation;
  std::vector<Due> dues;
  std::vector<TaskDefinition> tasks;
  std::vector<registers::Field> settings;  // what a body says once for all applications
  std::string form_title;                  // at the head of the printed form
  std::string shortcut;                    // of a link to it on every page; "" for none
  std::optional<Beside> beside;
  std::optional<Gathering> gathering;
  std::optional<OpenDoor> open_door;
  std::optional<Erasing> erasing;
  std::optional<registers::Retention> retention;  // counted from the last act
  std::optional<Decision> decision;
  std::vector<State> states;
  std::vector<RouteStep> route;
  std::vector<Step> steps;

  // Checks that states, fields, people and acts named anywhere exist, that each state is reached
  // and can be left unless it ends the procedure, and that one step files it. Fails naming file and
  // line.
  static Result<Definition> parse(std::string file, std::string_view yaml,
                                  const registers::Schemes& schemes,
                                  const access::Segregation& segregation = {});

  const State* state(std::string_view state_id) const;         // nullptr when unknown
  const Step* step(std::string_view step_id) const;            // nullptr when unknown
  const Due* due(std::string_view due_id) const;               // nullptr when unknown
  const Due* due_in(std::string_view state_id) const;          // what is watched there; or nullptr
  const TaskDefinition* task(std::string_view task_id) const;  // nullptr when unknown
  const Step& filing_step() const;                             // the one with an empty `from`
  std::vector<const Step*> steps_from(std::string_view state_id) const;
};

using Definitions = std::map<std::string, Definition, std::less<>>;

}  // namespace mamori::procedures
