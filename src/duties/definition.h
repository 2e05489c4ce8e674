// A duty: something that must be done again and again, or once for each thing or person it is
// about, each time leaving a record. Declared in definitions/duties/<id>.yaml; whether it is kept
// is computed from those records alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "access/rule.h"
#include "base/date.h"
#include "base/result.h"
#include "registers/audience.h"
#include "registers/condition.h"
#include "registers/register.h"

namespace mamori::duties {

// Kept by the program or by acts of their own: 控え.
struct Recorded {
  std::string done;     // kind of the record that it was done: backup.made
  std::string failed;   // kind of the record that it was tried in vain; "" when there is none
  std::string subject;  // of these records
  std::string page;     // where the records are shown, relative to the body: backups
};

// Who does it each time: somebody for the whole body, for each section, for each information system
// (for all at once while none is registered), each person for themselves; or once for everybody who
// comes (採用), who leaves a section (異動・退職).
enum class Each { body, section, system, person, newcomer, leaver };
// Whether it is somebody's own, or about somebody.
bool is_of_people(Each each);

// The things each person does it about, once for each version of them: a document to be read, a
// training to be attended.
struct About {
  // Of which register; "": the regulation of the body itself, in the version in force.
  std::string register_id;
  std::shared_ptr<const registers::Condition> when = {};  // of which entries; else of all kept
  std::vector<std::string> version = {};  // the fields that, changed, make it another version
  std::string since = {};                 // a date: nothing is asked before it
  std::string until = {};                 // a date by which it is asked, instead of `within`
  std::optional<registers::Audience> audience = {};  // whom the register says; else everybody
};

// Done by people, who say what they looked at and what they found: 点検, 見直し, 自己点検.
struct Rounds {
  Each each = Each::body;
  access::Rule rule;             // facts: `section`, `system` of a system's, `person` of a person's
  std::string lead;              // what is to be done, for those who do it
  bool once = false;             // done once by each unit, and not again
  std::chrono::days within{90};  // a unit that never did it has so long
  std::optional<About> about;    // with Each::person
  std::vector<std::string> employment = {};  // of Each::newcomer: only these; else everybody
  std::string sheet = {};  // what a form to be signed on paper is called; "" when there is none
  bool found_stays_open = false;  // while something is found it is not done: 残っているものがある
  bool lists_held = false;        // what the person has of the body's things is shown with the form
  std::vector<access::Party> escalate = {};  // also told who is late; `section` is the person's
  // Everything a form asks: what was looked at (`points`), what else the definition asks, and what
  // came of it (`result`, `note`, `done_on`).
  std::vector<registers::Field> form;
};

struct Definition {
  std::string id;                      // backup
  std::string title;                   // 控え（バックアップ）を取る
  std::chrono::days every_days{};      // one of the two is above nothing: how long until it must
  std::chrono::months every_months{};  // have been done again; neither where it is done once
  std::variant<Recorded, Rounds> kept;
  std::vector<std::string> controls = {};  // that it fulfils, as the catalogue says: not in YAML

  // `registers` are those it may be about. Fails with "definition_malformed".
  static Result<Definition> parse(std::string file, std::string_view yaml,
                                  const registers::Definitions& registers = {});

  const Recorded* recorded() const { return std::get_if<Recorded>(&kept); }
  const Rounds* rounds() const { return std::get_if<Rounds>(&kept); }
  const About* about() const { return rounds() && rounds()->about ? &*rounds()->about : nullptr; }
  // The last day by which it must be done again; the last of the month where there is no such day.
  Day due_after(Day done) const;
  // What it calls it when something was found: 理解が足りない・受けていない.
  std::string found_label() const;
  std::string interval() const;  // 7日ごと, 6か月ごと, 毎年, 一度
  std::string page() const;      // where its records are shown, relative to the body: backups
};

using Definitions = std::map<std::string, Definition, std::less<>>;  // by id

// Names in the form of every Rounds.
inline constexpr std::string_view points_field = "points";
inline constexpr std::string_view result_field = "result";
inline constexpr std::string_view note_field = "note";
inline constexpr std::string_view done_on_field = "done_on";
inline constexpr std::string_view result_good = "good";
inline constexpr std::string_view result_found = "found";

}  // namespace mamori::duties
