// Passkeys: registering, removing, and proving with one who somebody is. Safe from any thread; not
// inside a Store's job. What the browser sent is checked by identity/webauthn.h; here is what it is
// checked against, and that a challenge is good once.
#pragma once

#include <string>
#include <string_view>

#include "body/acts.h"
#include "body/factor_acts.h"
#include "identity/passkeys.h"
#include "identity/webauthn.h"

namespace mamori::body {

class PasskeyActs {
 public:
  PasskeyActs(Body& body, Acts& acts, const identity::PasswordHasher& hasher,
              identity::RelyingParty party)
      : body_(body), acts_(acts), hasher_(hasher), party_(std::move(party)) {}

  // A challenge for `purpose`; `person_id` is "" for signing in.
  // Fails as Body::vault() does.
  Result<std::string> challenge(identity::ChallengeFor purpose, std::string_view person_id);

  // Keeps a new passkey under a name. The first factor of a person comes with recovery codes. Fails
  // as identity::verify_registration() and keep_passkey() do.
  Result<Enrolled> enrol(std::string_view person_id, std::string_view name,
                         const identity::Registration& sent);
  // Removes one of one's own. Fails with "passkey_unknown".
  Result<Done> remove(std::string_view person_id, std::string_view id);

  // Whose passkey it is: proven, the challenge used up. For signing in alone (`person_id` is "")
  // the authenticator must have verified its user: then it is two factors. Fails with
  // "passkey_malformed" or "passkey_refused".
  Result<std::string> prove(identity::ChallengeFor purpose, std::string_view person_id,
                            const identity::Assertion& sent);

 private:
  Body& body_;
  Acts& acts_;
  const identity::PasswordHasher& hasher_;
  const identity::RelyingParty party_;
};

}  // namespace mamori::body
