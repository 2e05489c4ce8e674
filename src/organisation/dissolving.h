// A section that ends: abolished, or merged into another (廃止, 統合). Everything this entails
// happens on one day and is one act, so that it can be looked at before, and nothing of it is
// forgotten. What was before that day stays as it was.
#pragma once

#include <string>
#include <vector>

#include "organisation/rehearsal.h"

namespace mamori::organisation {

// What a dissolution entails, for those who decide it.
struct Dissolution {
  struct EndedOffice {
    std::string title;
    std::string person_name;
  };
  std::string section_id;
  std::string section_name;
  std::string into_name;                     // "" when it is not merged
  std::string to;                            // ISO; the first day without it
  std::vector<std::string> moved;            // names of people who go to the other section
  std::vector<std::string> without_section;  // who belong to no section from that day on
  std::vector<std::string> besides;          // whose 兼務 there ends
  std::vector<std::string> raised;           // sections that stand elsewhere from then on
  std::vector<EndedOffice> offices;          // of the section; its holders hold them no more
  ledger::Act act;                           // organisation.dissolve_section
};

// Input {section, into, to}: from the day `to` the section is no more; its people and what stands
// below it go to `into`, or are left without a section when that is empty. Fails with
// "section_unknown", "into_wrong" (itself, or another level), "later_change_exists" or, for a 課
// with 係 that is not merged, "section_in_use".
Result<Dissolution> dissolve_section(Rehearsal& rehearsal, const Offices& offices,
                                     const Change& change, const Json& input);

}  // namespace mamori::organisation
