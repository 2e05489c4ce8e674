// What a body calls the kinds of office (model regulation 第13条), as a person confirmed it: the
// kinds are ours, the titles are the body's. A title holds from a day on; records keep the one
// they were made under.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "organisation/acts.h"

namespace mamori::organisation {

struct OfficeTitle {
  std::string office;  // ciso
  std::string title;   // 最高情報統括責任者
  std::string short_title;
  std::string ex_officio;  // who holds it by being that: 事務局長; "" when somebody is named
};

// Those confirmed for that day, by office.
std::vector<OfficeTitle> office_titles(store::Connection& connection, Day day);
// The offices under the titles of that day; one that nobody confirmed keeps its own.
Offices named_offices(store::Connection& connection, const Offices& offices, Day day);

// Input {titles: [{office, title, short, ex_officio}], from}: all at once, as people read them in
// one table. An empty short title is the title. Fails with the fields `title-<office>`,
// `short-<office>`, `ex_officio-<office>`, or with "titles_unchanged".
Result<ledger::Act> confirm_titles(store::Connection& connection, const Offices& offices,
                                   const Change& change, const Json& input);

}  // namespace mamori::organisation
