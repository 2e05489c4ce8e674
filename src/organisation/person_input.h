// Within this room: reading what people typed of a person, and of where one belongs. Each failure
// names the field. Stateless.
#pragma once

#include <string>
#include <string_view>

#include "organisation/acts.h"
#include "organisation/organisation.h"

namespace mamori::organisation {

Error person_unknown();
// "later_change_exists".
Error later_change(std::string field);

// Somebody employed on that day and for good: once a leaving is settled, nothing else is.
Result<Person> employed_person(store::Connection& connection, const Json& input, Day day);
// "employment_unknown"; `otherwise` when none is given.
Result<std::string> employment_of(const Json& input, std::string_view otherwise);
// 職員番号, as they are compared: in half width and without blanks. "number_taken".
Result<std::string> number_of(store::Connection& connection, const Json& input,
                              std::string_view own_id);
// "section_unknown".
Result<Section> section_of(store::Connection& connection, const Json& input, Day day);
Result<std::string> post_of(const Json& input);

struct PersonDetails {
  std::string name;
  std::string kana;
  std::string employment;
  std::string number;
};
// What somebody is called from then on; what is not given stays. "person_unchanged".
Result<PersonDetails> details_of(store::Connection& connection, const Json& input,
                                 const Person& known);

// An act about a person, whose id and name stand first.
ledger::Act act_on(std::string kind, const Change& change, const Person& person,
                   JsonObject payload);

}  // namespace mamori::organisation
