#include "organisation/leaving.h"

#include <algorithm>

namespace mamori::organisation {

using store::Connection;

constexpr std::string_view administrator = "administrator";

std::vector<Appointment> offices_from(Connection& connection, std::string_view person_id, Day day) {
  std::vector<Appointment> held = offices_of(connection, person_id, day);
  for (Appointment& coming : coming_appointments(connection, day)) {
    if (coming.person_id == person_id) held.push_back(std::move(coming));
  }
  return held;
}

JsonArray ended_part(Connection& connection, const Offices& offices,
                     const std::vector<Appointment>& ended, Day day) {
  JsonArray part;
  for (const Appointment& held : ended) {
    const auto of = section(connection, held.section_id, day);
    part.push_back(JsonObject{{"id", held.id},
                              {"office", held.office},
                              {"title", offices.title(held.office)},
                              {"section", held.section_id},
                              {"section_name", of ? of->name : std::string()}});
  }
  return part;
}

Result<void> check_administrator_stays(Connection& connection,
                                       const std::vector<Appointment>& ending, Day day) {
  if (std::ranges::find(ending, administrator, &Appointment::office) == ending.end()) return {};
  for (const auto& row :
       connection.query("SELECT id FROM appointments WHERE office = $1 AND valid_from <= $2 AND "
                        "valid_to IS NULL",
                        administrator, iso_day(day))) {
    const bool ends = std::ranges::find(ending, row.text("id"), &Appointment::id) != ending.end();
    if (!ends) return {};
  }
  return fail(Fault::conflict, "last_administrator", "最後のmamori管理者は退任できません。",
              "先に、後任のmamori管理者を任命してください。");
}

}  // namespace mamori::organisation
