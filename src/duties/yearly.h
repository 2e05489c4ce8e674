// The plan of a year (年間計画): what a register plans and holds in a 年度, and whom of each role
// it reached, as the duty about its entries records it (S2 第42条〜第45条). Stateless; throws
// store::Failure.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "duties/definition.h"
#include "organisation/offices.h"
#include "organisation/organisation.h"
#include "registers/register.h"
#include "store/connection.h"

namespace mamori::duties {

// An entry of the register that is of the year: a training, a drill. One that was closed without
// having been held was called off, and is none.
struct Occasion {
  registers::Entry entry;
  std::optional<Day> planned_on;
  std::optional<Day> held_on;
  std::optional<std::set<std::string>> meant;     // ids of people; nothing: everybody
  std::map<std::string, bool, std::less<>> done;  // by person; true: something was found

  bool concerns(std::string_view person_id) const {
    return !meant || meant->contains(std::string(person_id));
  }
};
using Occasions = std::vector<std::shared_ptr<const Occasion>>;

// Somebody of a role, and what of the year was held for them.
struct Attendee {
  organisation::Person person;
  Occasions done;     // with nothing found
  Occasions found;    // recorded with something found: 理解が足りない・受けていない
  Occasions missing;  // held without them

  bool reached() const { return !done.empty() && found.empty() && missing.empty(); }
};

struct RoleYear {
  std::string label;
  Occasions own;     // meant for the whole role
  Occasions common;  // meant for everybody; of the role of everybody these are its own
  std::vector<Attendee> people;
  // Who else is of the role, of whom the reader may not know: taken out of `people` by the caller.
  std::int64_t hidden = 0;
};

// How it stands with a role, from the worst. The first three say how it stands with the plan,
// whoever is seen; those after them are about `people`.
enum class Reach {
  unplanned,  // nothing is planned
  late,       // the day of something has passed, and it was not held
  unfit,      // nothing is planned for this role by itself
  missing,    // somebody was not there
  found,      // of somebody something was found; perhaps that they did not take part
  coming,     // all that was held reached everybody; something is still to come, or all is
  reached,
  hidden,  // it has people, but none of whom the reader may know
  nobody,  // the role has no people
};
Reach reach_of(const RoleYear& role, Day today);

// The duty about the entries of a register; nullptr where there is none.
const Definition* duty_about(const Definitions& duties, std::string_view register_id);

// One for each role of `definition.yearly`, which must be there; who belongs to a role is that of
// today, or of the nearest day of that year.
std::vector<RoleYear> year_plan(store::Connection& connection,
                                const registers::Definition& definition, const Definitions& duties,
                                const organisation::Offices& offices, int year, Day today);

}  // namespace mamori::duties
