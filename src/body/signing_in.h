// Signing in and out, whatever the means: the one place where somebody whose identity is proven
// gets a session, and where that is recorded. Safe from any thread; not inside a Store's job.
//
// A way to sign in (password, passkey, directory, provider) proves who somebody is, and then calls
// complete_sign_in(); it makes no session of its own and records nothing.
#pragma once

#include <string>
#include <string_view>

#include "body/body.h"
#include "identity/attempts.h"
#include "identity/password.h"
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

// What a wrong proof of presence is answered with: "presence_wrong".
std::unexpected<Error> wrong_presence();

// Makes the session. When the person has a second factor that the proof did not include, the
// session `awaits_factor`: it opens nothing but the page that asks for it, and the sign-in is
// recorded when that is answered. Fails with "account_unknown" or "account_locked".
Result<identity::NewSession> complete_sign_in(Body& body, const Proven& proven);

// The answer to a session that awaits the second factor.
struct SecondFactor {
  std::string token;  // of that session
  std::string code;   // of the authenticator app, or a recovery code
  identity::Origin origin;
};
// Makes the session in place of the one that awaited it, and records the sign-in. Takes up to 200
// ms for a recovery code. Fails with "not_signed_in", "too_many_attempts" (by person: only who
// knows the password comes here), "second_factor_wrong" or "vault_wrong".
Result<identity::NewSession> complete_second_factor(Body& body,
                                                    const identity::PasswordHasher& hasher,
                                                    identity::AttemptLimiter& limiter,
                                                    const SecondFactor& answer);

// The same when a passkey of theirs was shown instead (body/passkey_acts.h proved it).
Result<identity::NewSession> complete_with_passkey(Body& body, std::string_view token,
                                                   const identity::Origin& origin);

// The password typed again, to show that whoever is at the screen is still the one who signed in.
struct Presence {
  std::string person_id;
  std::string session_id;
  std::string password;
  std::string address;
};
// Notes in the session when that was. Fails with "too_many_attempts" or "presence_wrong".
Result<void> renew_presence(Body& body, const identity::PasswordHasher& hasher,
                            identity::AttemptLimiter& limiter, const Presence& presence);

// The same when a passkey was shown.
Result<void> note_presence(Body& body, std::string_view session_id);

// A session for somebody who goes on after changing the password, which ended all they had. It is
// no sign-in and not recorded as one.
Result<identity::NewSession> begin_anew(Body& body, const Proven& proven);

// Ends the session of the token and records that; nothing when there is none.
Result<void> sign_out(Body& body, std::string_view token);

// Records the failures that may be recorded by now (identity/failures.h). Body::tick() calls it.
Result<void> record_failed_sign_ins(Body& body);

}  // namespace mamori::body
