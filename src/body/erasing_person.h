// What of the ledger goes when a person who left is erased (row J2), and what stays: the record of
// who they were goes, that of what they decided stays (docs/security.md, What stays of a person).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "body/body.h"

namespace mamori::body {

// Records that are erased as a whole: of the person, their numbers, absences, account, sign-ins and
// of who vouched for them.
std::vector<std::uint64_t> records_about_person(store::Connection& connection,
                                                std::string_view person_id);

// Takes the person out of the rosters that name others, too.
Result<void> erase_from_rosters(Body& body, store::Connection& connection,
                                std::string_view person_id, const std::string& actor,
                                const std::string& reason);

}  // namespace mamori::body
