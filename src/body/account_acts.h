// What people do to accounts beyond signing in: end sessions, close and open accounts. Each decides
// (access), changes what identity keeps, and records it, without any secret, in one job. Safe from
// any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "body/acts.h"
#include "body/recording.h"

namespace mamori::body {

// The field "reason" of a form, without blanks around it. Fails with "field_missing" (where
// needed) or "field_too_long".
Result<std::string> reason_of(const Json& input, bool needed);

// The controls that the rules of accounts serve: what the screen and the record quote.
std::vector<std::string> rules_controls();

class AccountActs {
 public:
  AccountActs(Body& body, Acts& acts) : body_(body), acts_(acts) {}

  // Closes somebody's account (a leaver) or opens it again; closing ends their sessions. Input
  // {reason}. Fails with "account_unknown", "own_account" (nobody closes their own),
  // "account_unchanged" or "field_missing" (closing needs a reason).
  Result<Done> close_account(std::string_view actor, std::string_view person_id, const Json& input);
  Result<Done> open_account(std::string_view actor, std::string_view person_id, const Json& input);

  // Ends one of one's own sessions. Fails with "session_unknown".
  Result<Done> end_own_session(std::string_view actor, std::string_view session_id);
  // Ends all one's own sessions but `kept_id`. Fails with "session_unknown" when there are none.
  Result<Done> end_own_other_sessions(std::string_view actor, std::string_view kept_id);
  // Ends all sessions of somebody. Fails with "session_unknown" when there are none.
  Result<Done> end_sessions_of(std::string_view actor, std::string_view person_id);

  // From the machine itself, for an administrator who lost password, app and codes: a temporary
  // password; second factors and sessions end, a closed account opens. Fails with
  // "account_unknown", "administrator_needed" (the login is nobody's who is administrator today) or
  // "field_missing" (no reason).
  Result<IssuedAccount> rescue_administrator(const identity::PasswordHasher& hasher,
                                             std::string_view login, std::string_view reason);

  // What the body's regulation asks of accounts, from now on. Input as identity::parse_rules()
  // takes it, and {reason}; the record quotes the articles they rest on.
  Result<Done> set_rules(std::string_view actor, const Json& input);

 private:
  Result<Done> set_locked(std::string_view actor, std::string_view person_id, const Json& input,
                          bool locked);
  Done record(store::Connection& connection, std::string_view kind, std::string_view actor,
              std::string_view person_id, JsonObject more);

  Body& body_;
  Acts& acts_;
};

}  // namespace mamori::body
