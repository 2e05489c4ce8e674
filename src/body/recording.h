// How an act of a person is recorded: with who did it as they were then.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "body/body.h"

namespace mamori::body {

// Whoever runs the machine, at its command line.
inline constexpr std::string_view operator_actor = "system:command-line";

// What an act came to.
struct Done {
  std::uint64_t record_number = 0;
  std::string subject;  // address of the thing relative to the body: applications/takeout-2026-12
  Json payload;
};

// An act on somebody's account: `more`, and whose it is, by the name of today.
ledger::Act account_act(Body& body, store::Connection& connection, std::string_view kind,
                        std::string_view actor, std::string_view person_id, JsonObject more = {});

// Records the act, adding who did it as they were then: names and offices change, records do not.
// In a Store::write job.
Done record_act(Body& body, store::Connection& connection, ledger::Act act);

}  // namespace mamori::body
