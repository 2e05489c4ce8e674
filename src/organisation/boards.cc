#include "organisation/boards.h"

#include <algorithm>

namespace mamori::organisation {

std::vector<BoardMember> board_members(const std::vector<Appointment>& appointments,
                                       const Office& board) {
  std::vector<BoardMember> members;
  if (board.members.empty()) return members;
  const auto add_holders = [&](const std::string& office, bool leads) {
    for (const Appointment& held : appointments) {
      const bool known =
          std::ranges::find(members, held.person_id, &BoardMember::person_id) != members.end();
      if (held.office != office || known) continue;
      members.push_back({held.person_id, office, held.section_id, leads});
    }
  };
  for (const std::string& office : board.members) {
    add_holders(office, office == board.members.front());
  }
  add_holders(board.id, false);
  return members;
}

}  // namespace mamori::organisation
