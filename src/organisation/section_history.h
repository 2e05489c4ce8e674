// What one section was called and where it stood, since it was made. Stateless; see organisation.h.
#pragma once

#include "organisation/organisation.h"

namespace mamori::organisation {

struct SectionState {
  std::string name;
  std::string parent_id;
  std::string valid_from;
  std::string valid_to;
};

// The oldest first; empty for a section that never was.
std::vector<SectionState> section_states(store::Connection& connection, std::string_view id);
// As it stands on that day, else as it will first be, else as it last was.
std::optional<Section> nearest_section(store::Connection& connection, std::string_view id, Day day);

}  // namespace mamori::organisation
