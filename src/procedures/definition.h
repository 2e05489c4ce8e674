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
  bool due = false;       // the due day is being watched
};

// A notice to send. `next` means whoever may act next, else the parties named.
struct Telling {
  bool next = false;
  std::vector<access::Party> to;
  std::string text;  // with {number} {title} {applicant} {due} {comment}
};

struct Step {
  std::string id;                 // approve
  std::string label;              // 許可する: on the button
  std::string done;               // 許可: in the history
  std::string tone;               // primary, danger or ""
  std::vector<std::string> from;  // states; empty for the step that files the application
  std::string to;
  access::Rule rule;
  bool form = false;    // takes the whole form
  bool erases = false;  // the thing that Erasing names
  std::vector<registers::Field> fields;
  std::vector<std::string> controls;
  std::vector<Telling> tell;
};

struct Refusal {
  registers::Condition when;
  std::string code;
  std::string field;  // where the message stands; may be empty
  std::string message;
  std::string remedy;
  std::vector<std::string> controls;
};

// The field whose entries one application at a time may hold.
struct Occupation {
  std::string field;
  std::string code;
  std::string message;
  std::string remedy;
  std::vector<std::string> controls;
};

struct Due {
  std::string field;
  std::string late;           // what to do once the day has passed: on the page
  std::vector<Telling> tell;  // once, when the day has passed
};

// The thing that a step erases.
struct Erasing {
  std::string thing;                         // field of type thing
  std::string reason;                        // field of type choice
  std::vector<std::string> after_retention;  // reasons that are none before the retention is over
};

struct RouteStep {
  std::string label;
  std::vector<std::string> acts;
};

struct Definition {
  std::string id;
  std::string digest;  // SHA-256 of the YAML, hex
  std::string yaml;
  std::string title;
  std::string number;     // 持出: in the number of an application
  std::string situation;  // in the words of those who need it
  std::vector<std::string> words;
  std::string lead;
  access::Rule apply;
  std::vector<registers::Field> form;
  std::vector<Refusal> refusals;
  std::optional<Occupation> occupation;
  std::optional<Due> due;
  std::optional<Erasing> erasing;
  std::optional<registers::Retention> retention;  // counted from the last act
  std::vector<State> states;
  std::vector<RouteStep> route;
  std::vector<Step> steps;

  // Checks that states, fields, people and acts named anywhere exist, that each state is reached
  // and can be left unless it ends the procedure, and that one step files it. Fails naming file and
  // line.
  static Result<Definition> parse(std::string file, std::string_view yaml,
                                  const registers::Schemes& schemes,
                                  const access::Segregation& segregation = {});

  const State* state(std::string_view state_id) const;  // nullptr when unknown
  const Step* step(std::string_view step_id) const;     // nullptr when unknown
  const Step& filing_step() const;                      // the one with an empty `from`
  std::vector<const Step*> steps_from(std::string_view state_id) const;
};

using Definitions = std::map<std::string, Definition, std::less<>>;

}  // namespace mamori::procedures
