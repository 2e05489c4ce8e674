// Erasing a thing as an approved application orders it (row J2). Called on the Store's writer,
// within the job that records the step.
#pragma once

#include <string_view>
#include <vector>

#include "body/body.h"
#include "retention/retention.h"

namespace mamori::body {

// Whether what the form asks may be asked. Fails with
//   thing_unknown        there is no such thing, or it was erased
//   thing_in_use         it is open, or an application holds it
//   retention_not_over   the reason given is only good when the retention is over
Result<void> check_erasable(Body& body, store::Connection& connection,
                            const procedures::Definition& definition,
                            const registers::Values& values);

// The act that erases what the application names. Fails as check_erasable() does, or with
// "erasure_not_approved" when nobody but the applicant approved it.
Result<ledger::Act> order_erasure(Body& body, store::Connection& connection,
                                  const procedures::Definition& definition,
                                  std::string_view application_id, std::string_view person_id);

// Records of the thing whose payload goes; to be asked before the order is recorded, which takes
// the thing out of the tables.
std::vector<std::uint64_t> records_of_thing(store::Connection& connection,
                                            std::string_view subject);

// Erases their payloads, and of a person also what stands beside the ledger (accounts) or in
// records of several people (rosters); `order` has been recorded.
Result<void> erase_records(Body& body, store::Connection& connection, const ledger::Act& order,
                           const std::vector<std::uint64_t>& records);

}  // namespace mamori::body
