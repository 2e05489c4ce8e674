// People to choose from: all in a small body, else those of one's own section and whom words find.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/site.h"

namespace mamori::web {

struct PeopleOptions {
  JsonArray options;  // as `fields[].options` of the form page
  // Of a large body: what the form says of the search, `fields[].is_searched`; null of a small one.
  Json searched = nullptr;
};
// `given` is what was chosen or typed so far: those it names come first, marked; what names nobody
// is searched for, so that a form that is sent with words comes back with whom they find. Scripts
// find people with GET organisation/people/options?q=: find_people.
PeopleOptions people_options(const Visit& visit, store::Connection& connection,
                             const std::vector<std::string>& given);

// {"options", "left"}: whom the words of `q` find; without words as people_options() begins.
Result<Answer> find_people(const Visit& visit);

// What a form says in the fields of `names`: in place of the name or number of somebody their id,
// blanks left out. What names nobody, or two, stays for the act to refuse.
Json with_people_named(const Visit& visit, Json input,
                       std::initializer_list<std::string_view> names);

}  // namespace mamori::web
