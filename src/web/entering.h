// The end of every way to sign in: whoever proved who somebody is hands them over here.
#pragma once

#include <string>
#include <string_view>

#include "identity/sessions.h"
#include "web/site.h"

namespace mamori::web {

// Somebody who proved who they are, and where they wanted to go.
struct Entering {
  std::string person_id;
  identity::Means means = identity::Means::password;
  bool two_factors = false;  // the proof was two factors itself (body/signing_in.h)
  std::string next;          // an address within the body: next_of()
  std::string message;       // said there
};

// Makes the session in place of the one the browser had, records the sign-in, sets the cookie and
// goes on to `next`; or first to the page of the second factor or of the password, which lead there
// afterwards. A program gets who it is and the token that its changes must carry. Fails as
// body::complete_sign_in() does.
Result<Answer> enter(const Visit& visit, const Entering& entering);

// The second step of signing in, for a session that awaits it: `code` of the authenticator app or a
// recovery code. Fails as body::complete_second_factor() does.
Result<Answer> enter_with_code(const Visit& visit, std::string_view code, std::string_view next);

// The same when a passkey was shown for it.
Result<Answer> enter_with_passkey(const Visit& visit, std::string_view next);

// Goes on in a new session after a change of password ended all that there were: that is no
// sign-in.
Result<Answer> go_on(const Visit& visit, std::string_view location, std::string_view message);

// Where to go after signing in: only within this body, whoever made the link; else わたしの仕事.
std::string next_of(const Visit& visit, std::string_view next);

// {"person": who, "csrf": token for changes}, for programs.
JsonObject session_model(const Visit& visit, std::string_view person_id, std::string_view csrf);

}  // namespace mamori::web
