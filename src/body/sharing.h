// What a body lets another body of the same installation see: a union of its members only what
// each of them shares (K1). Sharing and ending it are acts of the member, so the records of its own
// ledger say what is shared; the other body keeps nothing.
//
// Reading is on the caller's connection and throws store::Failure; SharingActs is safe from any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "body/acts.h"
#include "duties/tally.h"

namespace mamori::body {

// What can be shared. Figures only: no name, no sentence, no record.
inline constexpr std::string_view shared_posture = "posture";
std::string_view label_of_shared(std::string_view what);  // "" for what cannot be shared

struct Share {
  std::string with;                 // slug of the body that may see it
  std::string what;                 // shared_posture
  std::string since;                // ISO instant
  std::uint64_t record_number = 0;  // that says so
};

// Those in effect, the newest first.
std::vector<Share> shares(store::Connection& connection);

// How many of the smallest judged places of the regulation in force have each state.
struct SharedPosture {
  std::string body_name;
  std::string since;  // ISO instant, of the share
  duties::Tally tally;
};

// What `body` shares with that other body at this moment; nothing where it shares nothing.
std::optional<SharedPosture> posture_shared_with(Body& body, std::string_view with);

class SharingActs {
 public:
  SharingActs(Body& body, Acts& acts) : body_(body), acts_(acts) {}

  // Input {with, what}. Fail with "input_invalid" (no slug, one's own, nothing that can be shared),
  // "shared_already" or "not_shared".
  Result<Done> begin(std::string_view actor, const Json& input);
  Result<Done> end(std::string_view actor, const Json& input);

 private:
  Body& body_;
  Acts& acts_;
};

}  // namespace mamori::body
