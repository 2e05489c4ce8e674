// Signing in and out, whatever the means: the one place where somebody whose identity is proven
// gets a session, and where that is recorded. Safe from any thread; not inside a Store's job.
//
// A way to sign in (password, passkey, directory, provider) proves who somebody is, and then calls
// complete_sign_in(); it makes no session of its own and records nothing.
#pragma once

#include <string>
#include <string_view>

#include "body/body.h"
#include "identity/sessions.h"

namespace mamori::body {

// Somebody whose identity has been proven.
struct Proven {
  std::string person_id;
  identity::Means means = identity::Means::password;
  // The proof was one of two factors itself: a passkey that verified its user, a provider that
  // says so. Then no second factor is asked for.
  bool two_factors = false;
  identity::Origin origin;
  std::string previous_token = {};  // of the session the browser had; it ends
};

// Makes the session. When the person has a second factor that the proof did not include, the
// session `awaits_factor`: it opens nothing but the page that asks for it, and the sign-in is
// recorded when that is answered. Fails with "account_unknown" or "account_locked".
Result<identity::NewSession> complete_sign_in(Body& body, const Proven& proven);

// A session for somebody who goes on after changing the password, which ended all they had. It is
// no sign-in and not recorded as one.
Result<identity::NewSession> begin_anew(Body& body, const Proven& proven);

// Ends the session of the token and records that; nothing when there is none.
Result<void> sign_out(Body& body, std::string_view token);

// Records the failures that may be recorded by now (identity/failures.h). Body::tick() calls it.
Result<void> record_failed_sign_ins(Body& body);

}  // namespace mamori::body
