// What owes a duty: the body, each section, each information system, each person, everybody who
// comes or leaves, or each person for each thing. Stateless; throws store::Failure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "duties/definition.h"
#include "organisation/comings.h"
#include "organisation/organisation.h"
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
  // "" for the body; of a section, a system or a person; <person>~<day>~<section> of somebody who
  // comes or goes; <thing>~<version>~<person> of a person and a thing. Says exactly what was done.
  std::string id;
  std::string name = {};        // 総務課, 石井 由美; "" for the body
  std::string person_id = {};   // where it is a person's
  std::string section_id = {};  // that it is, or the person's or the system's
  std::string system_id = {};   // that it is
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

// Who owes duties on one day. What several duties need is read once; lives as long as the caller's
// snapshot. Not thread-safe.
class Candidates {
 public:
  Candidates(store::Connection& connection, Day today) : connection_(connection), today_(today) {}

  store::Connection& connection() const { return connection_; }
  Day today() const { return today_; }
  // Those who owe this one, in the order of the organisation.
  std::vector<Candidate> of(const Rounds& rounds, const Narrow& only);

 private:
  std::vector<Candidate> of_sections();
  std::vector<Candidate> of_systems();
  std::vector<Candidate> of_people(const Narrow& only);
  std::vector<Candidate> of_newcomers(const Rounds& rounds, const Narrow& only);
  std::vector<Candidate> of_leavers(const Narrow& only);
  Day began();
  Day longest_ago();
  const std::vector<organisation::Person>& people();
  const organisation::Person* person(const std::string& id);
  const std::map<std::string, Day, std::less<>>& first_days();
  const std::vector<organisation::Coming>& comings();

  store::Connection& connection_;
  const Day today_;
  std::optional<Day> began_;
  std::optional<std::vector<organisation::Person>> people_;
  std::map<std::string_view, const organisation::Person*> people_by_id_;
  std::optional<std::map<std::string, Day, std::less<>>> first_days_;
  std::optional<std::vector<organisation::Coming>> comings_;
};

// The things it is about on that day, the oldest first; none for a duty about nothing.
std::vector<Thing> things(store::Connection& connection, const Rounds& rounds, Day today);

}  // namespace mamori::duties
