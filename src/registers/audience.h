// Whom an entry of a register concerns, as the entry itself says: a document that only some need, a
// training for some. Reads throw store::Failure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/yaml.h"
#include "registers/field.h"

namespace mamori::registers {

// Some of the people: whoever fits one of these. With nothing said, everybody.
struct Circle {
  std::vector<std::string> offices;     // who holds one of them, of whatever section or system
  std::vector<std::string> employment;  // 会計年度任用職員
  std::string sections;                 // who belongs to a section named in this field
  std::chrono::days came_within{};      // who has worked here no longer; nothing when zero

  bool everybody() const {
    return offices.empty() && employment.empty() && sections.empty() && came_within.count() == 0;
  }
};

// The circle depends on what was chosen in a field of the entry.
struct Audience {
  std::string field;
  std::map<std::string, Circle, std::less<>> circles;  // by the value of the field
  bool confidential = false;  // nobody else reads the entry, but whom the register's rules name
};

// Reads {offices, employment, sections, came_within_days}.
Result<Circle> parse_circle(const Yaml& node, const std::vector<Field>& fields);
// Reads {field, circles: {value: {offices, employment, sections, came_within_days}}, confidential};
// each option of the field has a circle.
Result<Audience> parse_audience(const Yaml& node, const std::vector<Field>& fields);

// The people of a circle on that day; of everybody all who are employed then. `values` are those of
// the entry that names the sections.
std::set<std::string> people_of(store::Connection& connection, const Circle& circle,
                                const Values& values, Day day);

// The people employed on that day whom an entry with these values concerns; nothing: everybody. An
// entry that does not say concerns nobody.
std::optional<std::set<std::string>> concerned(store::Connection& connection,
                                               const Audience& audience, const Values& values,
                                               Day day);

}  // namespace mamori::registers
