// Registering and removing second factors. Each act decides (access), changes what identity keeps,
// and records it, without any secret. Safe from any thread; not inside a Store's job.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "body/acts.h"
#include "body/recording.h"
#include "identity/factors.h"
#include "identity/rules.h"

namespace mamori::body {

// Whether the body's rules ask a second factor of this person today. `by_default` are the offices
// asked while the body has not said (identity/rules.h).
bool needs_second_factor(store::Connection& connection, const identity::AccountRules& rules,
                         std::string_view person_id, Day today,
                         const std::vector<std::string>& by_default);

// For somebody who may register a factor: whether they have recovery codes already. Fails as
// Acts::require() does.
Result<bool> enrolling_with_codes(Body& body, Acts& acts, std::string_view person_id);

// A factor was registered; the recovery codes are shown once, none when there are some already.
struct Enrolled {
  Done done;
  std::vector<std::string> recovery_codes;
};

class FactorActs {
 public:
  FactorActs(Body& body, Acts& acts, const identity::PasswordHasher& hasher)
      : body_(body), acts_(acts), hasher_(hasher) {}

  // Makes a secret for an authenticator app, to be shown and confirmed.
  Result<void> begin_totp(std::string_view person_id);
  // The app's code shows that it has the secret. Fails as identity::confirm_totp() does.
  Result<Enrolled> confirm_totp(std::string_view person_id, std::string_view code);
  // New recovery codes in place of those there were. Fails with "second_factor_none" when there is
  // no factor they could stand in for.
  Result<Enrolled> renew_recovery_codes(std::string_view person_id);
  // Removes all of one's own, or somebody else's who lost theirs (then with a reason). Fails with
  // "second_factor_none".
  Result<Done> remove_own(std::string_view person_id);
  Result<Done> remove_of(std::string_view actor, std::string_view person_id, const Json& input);

 private:
  Done record(store::Connection& connection, std::string_view kind, std::string_view actor,
              std::string_view person_id, JsonObject more);

  Body& body_;
  Acts& acts_;
  const identity::PasswordHasher& hasher_;
};

}  // namespace mamori::body
