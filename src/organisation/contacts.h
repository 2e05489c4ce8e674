// Telephone numbers of people, for the emergency network (model regulation 第16条).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "organisation/acts.h"

namespace mamori::organisation {

struct Contact {
  std::string person_id;
  std::string office_phone;
  std::string mobile_phone;  // outside office hours
  std::string home_phone;

  bool reachable_in_hours() const { return !office_phone.empty() || !mobile_phone.empty(); }
  bool reachable_out_of_hours() const { return !mobile_phone.empty() || !home_phone.empty(); }
};

std::vector<Contact> contacts(store::Connection& connection);
std::optional<Contact> contact(store::Connection& connection, std::string_view person_id);

// Input {person, office_phone, mobile_phone, home_phone}; empty ones are taken away. Fails with
// "phone_malformed": digits, + and hyphens, an extension after 内線.
Result<ledger::Act> set_contact(store::Connection& connection, const Change& change,
                                const Json& input);

}  // namespace mamori::organisation
