// What was done with accounts, as the ledger has it: signing in and out, failures, passwords,
// second factors, sessions ended, accounts closed. The acts are recorded by whoever does them
// (body/signing_in.h, body/account_acts.h); here is which record tells of whose account.
//
// Stateless; safe from any thread, on the caller's connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "ledger/journal.h"
#include "store/connection.h"

namespace mamori::identity {

inline constexpr std::string_view sign_in_kind = "identity.sign_in";
inline constexpr std::string_view sign_in_failed_kind = "identity.sign_in_failed";

struct Event {
  std::uint64_t record_number = 0;
  Instant at;
  std::string kind;  // of the record
  std::string person_id;
};

// The subject of acts about somebody's account: people/<id>.
std::string subject_of_account(std::string_view person_id);

// ledger::Projection of the kinds "identity.".
void project_event(store::Connection& connection, const ledger::Record& record);

// One for retention.erased: what was done with the account of somebody who was erased.
void project_erasure(store::Connection& connection, const ledger::Record& record);

// Newest first, below record `before` when it is not 0.
std::vector<Event> newest_events(store::Connection& connection, std::int64_t count_max,
                                 std::uint64_t before = 0);
std::vector<Event> events_of(store::Connection& connection, std::string_view person_id,
                             std::int64_t count_max);
// The newest of that kind.
std::optional<Event> last_event(store::Connection& connection, std::string_view person_id,
                                std::string_view kind);

}  // namespace mamori::identity
