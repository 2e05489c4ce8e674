// Who belongs to a committee or a team (model regulation 第11条, 第12条): by holding another
// office, or by being appointed to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "organisation/offices.h"
#include "organisation/organisation.h"

namespace mamori::organisation {

// The register whose entries are the information systems that an office of systems is held for.
inline constexpr std::string_view systems_register = "systems";

struct BoardMember {
  std::string person_id;
  std::string office;      // by which they belong to it; that of the board when they were appointed
  std::string section_id;  // of that office
  bool leads = false;      // holds the first of the offices
};

// Each person once, in the order of the offices, then those appointed. Empty for an office without
// `members`.
std::vector<BoardMember> board_members(const std::vector<Appointment>& appointments,
                                       const Office& board);

}  // namespace mamori::organisation
