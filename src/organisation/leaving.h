// Within this room: what ends when somebody leaves a section or the body.
#pragma once

#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "organisation/offices.h"
#include "organisation/organisation.h"

namespace mamori::organisation {

// The appointments of a person that hold on the day or begin after it.
std::vector<Appointment> offices_from(store::Connection& connection, std::string_view person_id,
                                      Day day);
// Those as an act tells of them: [{id, office, title, section, section_name}].
JsonArray ended_part(store::Connection& connection, const Offices& offices,
                     const std::vector<Appointment>& ended, Day day);
// Fails with "last_administrator" when nobody would be administrator on that day and for good once
// these have ended. One who comes later or is to leave does not count: the office would fall
// vacant, and nobody could fill it.
Result<void> check_administrator_stays(store::Connection& connection,
                                       const std::vector<Appointment>& ending, Day day);

}  // namespace mamori::organisation
