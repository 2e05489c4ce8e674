// The organisation of one day as rules see it (体制): who belongs where, who holds what, who is
// away and who acts for whom. Plain lists, read once and compiled into a Roster; a change that is
// only thought of is made here.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "store/connection.h"

namespace mamori::access {

struct Staffing {
  struct Named {
    std::string id;
    std::string name;
    bool operator==(const Named&) const = default;
  };
  // A 係: what is said of it is said of the section above, but that it has no offices.
  struct Unit {
    std::string id;
    std::string section_id;
    bool operator==(const Unit&) const = default;
  };
  // That a person belongs to a section or a unit; 併任 gives a person several.
  struct Membership {
    std::string person_id;
    std::string section_id;
    bool operator==(const Membership&) const = default;
  };
  struct Holding {
    std::string office;
    std::string section_id;  // or the system; "" for an office of the whole body, or all systems
    std::string person_id;
    bool operator==(const Holding&) const = default;
  };
  // That `to` acts in an office of `from` while that one is absent.
  struct Delegation {
    std::string office;
    std::string section_id;
    std::string from;
    std::string to;
    bool operator==(const Delegation&) const = default;
  };

  std::vector<Named> people;
  std::vector<Named> sections;
  // Those kept in their register, then others that somebody holds an office for.
  std::vector<Named> systems = {};
  std::vector<Unit> units = {};
  std::vector<Membership> memberships;
  std::vector<Membership> former = {};  // that ended within the last year
  std::vector<Holding> holdings;
  std::vector<Delegation> delegations;
  std::vector<std::string> absent;  // person ids

  bool operator==(const Staffing&) const = default;
};

// Throws store::Failure.
Staffing staffing(store::Connection& connection, Day day);

}  // namespace mamori::access
