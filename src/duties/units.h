// What owes a duty: the body, each section, each person, everybody who comes or leaves, or each
// person for each thing. Stateless; throws store::Failure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "duties/definition.h"
#include "store/connection.h"

namespace mamori::duties {

// What each person does a duty about, in one version: a document, a training, the regulation.
struct Thing {
  std::string id;       // of the entry, or regulation_thing
  std::string name;     // 情報機器取扱手順 第2版
  std::string address;  // below the body: registers/rules/rules-3
  std::string version;  // SHA-256 of what makes it this version, hex; "" where nothing does
  Day since;
  std::optional<Day> until;
  registers::Values values = {};  // of the entry
};
inline constexpr std::string_view regulation_thing = "regulation";

// What must do a duty each time.
struct Unit {
  // "" for the body; of a section or a person; <person>~<day>~<section> of somebody who comes or
  // goes; <thing>~<version>~<person> of a person and a thing. Says exactly what was done.
  std::string id;
  std::string name = {};        // 総務課, 石井 由美; "" for the body
  std::string person_id = {};   // where it is a person's
  std::string section_id = {};  // that it is, or the person's
  std::string thing_id = {};
  std::string thing_name = {};
  bool employed = true;  // false: has left by now
};

struct Candidate {
  Unit unit;
  Day since;                 // owed from this day on
  std::optional<Day> until;  // and by this; else so long as Rounds::within
};

// Only what is one person's own, only what is about one thing.
struct Narrow {
  std::string person_id = {};
  std::string thing_id = {};
};

// Those who owe it on that day, in the order of the organisation.
std::vector<Candidate> candidates(store::Connection& connection, const Rounds& rounds, Day today,
                                  const Narrow& only);

// The things it is about on that day, the oldest first; none for a duty about nothing.
std::vector<Thing> things(store::Connection& connection, const Rounds& rounds, Day today);

}  // namespace mamori::duties
