// Reading the organisation as it stands (or stood) on a day. Stateless; each function works on the
// caller's snapshot and throws store::Failure when the database cannot be read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "store/connection.h"

namespace mamori::organisation {

struct Section {
  std::string id;
  std::string name;
};

struct Person {
  std::string id;
  std::string name;
  std::string kana;
  std::string employment;  // 職員, 会計年度任用職員, …
  std::string section_id;  // "" when the person belongs to no section on that day
  std::string section_name;
};

struct Appointment {
  std::string id;
  std::string office;
  std::string section_id;  // "" for an office of the whole body
  std::string person_id;
  std::string valid_from;  // ISO days
  std::string valid_to;    // "" while it holds
};

std::vector<Section> sections(store::Connection& connection, Day day);
std::optional<Section> section(store::Connection& connection, std::string_view id, Day day);
std::vector<Person> people(store::Connection& connection, Day day);  // by kana
std::optional<Person> person(store::Connection& connection, std::string_view id, Day day);
std::vector<Appointment> appointments(store::Connection& connection, Day day);
// Those that begin after the day.
std::vector<Appointment> coming_appointments(store::Connection& connection, Day day);
std::optional<Appointment> appointment(store::Connection& connection, std::string_view id);
std::vector<Appointment> offices_of(store::Connection& connection, std::string_view person_id,
                                    Day day);
// Who holds the office on that day; `section_id` is "" for an office of the whole body.
std::vector<std::string> holders(store::Connection& connection, std::string_view office,
                                 std::string_view section_id, Day day);
// Whether anybody was ever appointed to the office: false on a new body.
bool was_ever_held(store::Connection& connection, std::string_view office);

}  // namespace mamori::organisation
