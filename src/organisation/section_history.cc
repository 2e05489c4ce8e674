#include "organisation/section_history.h"

namespace mamori::organisation {

using store::Connection;

std::vector<SectionState> section_states(Connection& connection, std::string_view id) {
  std::vector<SectionState> states;
  for (const auto& row :
       connection.query("SELECT name, parent_id, valid_from, valid_to FROM section_states "
                        "WHERE section_id = $1 ORDER BY valid_from",
                        id)) {
    states.push_back(
        {row.text("name"), row.text("parent_id"), row.text("valid_from"), row.text("valid_to")});
  }
  return states;
}

std::optional<Section> nearest_section(Connection& connection, std::string_view id, Day day) {
  if (auto now = section(connection, id, day)) return now;
  const auto states = section_states(connection, id);
  if (states.empty()) return std::nullopt;
  const bool is_to_come = states.front().valid_from > iso_day(day);
  const SectionState& nearest = is_to_come ? states.front() : states.back();
  return section(connection, id, parse_day(nearest.valid_from).value_or(day));
}

}  // namespace mamori::organisation
