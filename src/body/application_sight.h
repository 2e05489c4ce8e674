// Which applications somebody may see, and which wait for them: for lists and files, without asking
// of each of them. The same as access says of one (applications.view) and procedures::concerns().
//
// On the caller's snapshot; throws store::Failure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "body/acts.h"
#include "procedures/application_listing.h"

namespace mamori::body {

procedures::Sight sight_of(Body& body, Acts& acts, store::Connection& connection,
                           std::string_view person_id);

// The ids of open applications on which any of these people may now do what is waited for.
std::vector<std::string> awaited_of(Body& body, store::Connection& connection,
                                    std::span<const std::string> people);

}  // namespace mamori::body
