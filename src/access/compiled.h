// A rule, compiled: offices and facts are numbers of a roster, so that deciding follows a few
// numbers and asks nobody. The one way in which rules are decided; decision.h puts it into words.
//
// Does not change once made: safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/roster.h"
#include "access/rule.h"

namespace mamori::access {

// The facts of one thing, as numbers of the roster, in the order in which the rule names them.
struct Thing {
  std::array<std::uint32_t, facts_max> facts{};
  // That a person is not excluded by one of Rule::never.
  struct Excepted {
    std::uint8_t exclusion = 0;
    PersonIndex person = unknown;
  };
  std::array<Excepted, exceptions_max> excepted{};
  std::uint8_t excepted_count = 0;
  std::uint8_t rank = 0;
  bool confined = false;
};

enum class Outcome : std::uint8_t {
  allowed,
  excluded,         // by an exclusion of the rule
  not_holder,       // others may
  office_vacant,    // nobody holds the office whose turn it is, and nobody stands in
  nobody_eligible,  // whoever holds the offices is excluded
};

struct Verdict {
  Outcome outcome = Outcome::not_holder;
  std::uint8_t index = 0;  // allowed, office_vacant: of Rule::by; excluded: of Rule::never
  Acting acting = {};      // allowed by an office: in whose place and how

  bool allowed() const { return outcome == Outcome::allowed; }
};

// Somebody who may, as which party of Rule::by.
struct Candidate {
  PersonIndex person = unknown;
  std::uint8_t party = 0;
  Acting acting = {};
  bool away = false;
};

class CompiledRule {
 public:
  // `rule` was read by parse_rule(). Good for this roster and for those its without() makes.
  CompiledRule(const Roster& roster, const Rule& rule);

  Thing thing(const Roster& roster, const Facts& facts) const;

  // `unknown` may nothing, and is told whether anybody may.
  Verdict decide(const Roster& roster, const Thing& thing, PersonIndex person) const;

  // Everyone who may, those who are away included; somebody who may in several ways, once. `staff`
  // names nobody in particular and adds nobody.
  std::vector<Candidate> candidates(const Roster& roster, const Thing& thing) const;
  bool is_for_all_staff() const;

  // The parties of Rule::by that may decide now: all of them, or for Order::first the one whose
  // turn it is. A vacant office that stops the search is in `vacant`.
  struct Turn {
    std::uint8_t first = 0;
    std::uint8_t behind_last = 0;
    bool vacant = false;
  };
  Turn turn(const Roster& roster, const Thing& thing) const;
  // Whether a party of Rule::by is said of this thing: of its rank, and of what is confined.
  bool is_said_of(const Thing& thing, std::uint8_t party) const;

 private:
  struct Test {
    Party::Kind kind = Party::Kind::staff;
    std::uint8_t fact = 0;  // in Thing::facts
    std::uint8_t rank_max = Party::any_rank;
    bool unless_confined = false;
    OfficeIndex office = unknown;
  };
  struct FactName {
    Party::Kind kind;  // person, or member for a section
    std::string name;
  };

  Test compiled(const Roster& roster, const Party& party);
  static bool is_said_of(const Thing& thing, const Test& test) {
    return thing.rank <= test.rank_max && !(thing.confined && test.unless_confined);
  }
  bool is_one(const Roster& roster, const Test& test, const Thing& thing, PersonIndex person) const;
  static bool is_excepted(const Thing& thing, std::size_t exclusion, PersonIndex person);
  const Test* exclusion_of(const Roster& roster, const Thing& thing, PersonIndex person) const;
  bool is_free(const Roster& roster, const Thing& thing, const Acting& acting) const;
  bool has_free(const Roster& roster, const Test& test, const Thing& thing) const;
  bool is_vacant(const Roster& roster, const Test& test, const Thing& thing) const;
  std::optional<Verdict> as_party(const Roster& roster, const Thing& thing, PersonIndex person,
                                  std::uint8_t party) const;
  std::vector<Candidate> parties_of(const Roster& roster, std::uint8_t party,
                                    const Thing& thing) const;
  static std::uint32_t fact(const Thing& thing, const Test& test) { return thing.facts[test.fact]; }

  Order order_;
  std::vector<Test> by_;
  std::vector<Test> never_;
  std::vector<FactName> names_;
  std::vector<std::string> never_keys_;
};

}  // namespace mamori::access
