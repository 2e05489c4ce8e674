// Reading the organisation as it stands (or stood) on a day. Stateless; each function works on the
// caller's snapshot and throws store::Failure when the database cannot be read.
//
// Wherever something holds for a time, `valid_from` is its first day and `valid_to` the first day
// without it ("" while no end is known); both are ISO days.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "store/connection.h"

namespace mamori::organisation {

// 部, 課 (室, 局: whatever has a manager of its own), 係.
enum class SectionLevel { division, section, unit };

// The code of a level and back; nothing for a text that is none.
std::string_view level_code(SectionLevel level);
std::optional<SectionLevel> parse_level(std::string_view code);
// 部, 課, 係.
std::string_view level_label(SectionLevel level);

struct Section {
  std::string id;
  std::string name;
  SectionLevel level = SectionLevel::section;
  std::string parent_id = {};  // "" when nothing stands above it
};

struct Person {
  std::string id;
  std::string name;
  std::string kana;
  std::string employment;    // 職員, 会計年度任用職員, …
  std::string section_id;    // of the main membership; "" when the person belongs to no section on
  std::string section_name;  // that day. Of a member of a 係 it is the 課 above.
  std::string number = {};   // 職員番号; may be ""
  std::string post = {};     // 課長, 主任, …; may be ""
  std::string unit_id = {};  // of the 係; "" for a member of no 係
  std::string unit_name = {};
  bool employed = true;  // false before joining and after leaving
};

// That somebody belongs to a section. Of several at a time one is the main one; the others are
// 併任.
struct Membership {
  std::string person_id;
  std::string section_id;  // the 部, 課 or 係 itself
  bool main = true;
  std::string post;
  std::string valid_from;
  std::string valid_to;
};

struct Appointment {
  std::string id;
  std::string office;
  // For what: a section; the register entry of a system, for an office of systems; "" for the whole
  // body, or all systems.
  std::string section_id;
  std::string person_id;
  std::string valid_from;
  std::string valid_to;
  std::string system_name = {};  // as the system was called when they were appointed
};

std::vector<Section> sections(store::Connection& connection, Day day);
std::optional<Section> section(store::Connection& connection, std::string_view id, Day day);
// Those employed on that day, by kana.
std::vector<Person> people(store::Connection& connection, Day day);
// Somebody employed at any time: on a day before or after, as they were on the nearest day before
// (else after) it, and belonging to no section.
std::optional<Person> person(store::Connection& connection, std::string_view id, Day day);
// Everything people belong to on that day, main and 併任; by person.
std::vector<Membership> memberships(store::Connection& connection, Day day);
// Those that ended from `since` on until that day; of a 係 under the 課 it was part of then.
std::vector<Membership> former_memberships(store::Connection& connection, Day since, Day day);
// Those of one person that hold on the day or begin after it; by their first day.
std::vector<Membership> memberships_of(store::Connection& connection, std::string_view person_id,
                                       Day day);
// Who belongs to the section or to a 係 of it on that day, be it as 併任.
std::vector<std::string> members(store::Connection& connection, std::string_view section_id,
                                 Day day);
std::vector<Appointment> appointments(store::Connection& connection, Day day);
// Those that begin after the day.
std::vector<Appointment> coming_appointments(store::Connection& connection, Day day);
std::optional<Appointment> appointment(store::Connection& connection, std::string_view id);
std::vector<Appointment> offices_of(store::Connection& connection, std::string_view person_id,
                                    Day day);
// The kinds of office the person holds on that day, each once.
std::vector<std::string> office_kinds_of(store::Connection& connection, std::string_view person_id,
                                         Day day);
// Who holds the office on that day; `section_id` is "" for an office of the whole body.
std::vector<std::string> holders(store::Connection& connection, std::string_view office,
                                 std::string_view section_id, Day day);
// Whether anybody was ever appointed to the office: false on a new body.
bool was_ever_held(store::Connection& connection, std::string_view office);

// The first day of each section and person there ever was, by id.
std::map<std::string, Day, std::less<>> first_days_of_sections(store::Connection& connection);
std::map<std::string, Day, std::less<>> first_days_of_people(store::Connection& connection);

}  // namespace mamori::organisation
