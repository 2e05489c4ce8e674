// Sessions: who is signed in. The browser holds a random token of 256 bits; here lies its SHA-256.
// One that still awaits the second factor is known by its token like any other, and is for the
// caller to keep from everything but that factor.
//
// find() and list() take a connection of Store::read, the others of a Store::write job. A session
// ends by signing out, by expiry, by a change of password, and when the account is closed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/connection.h"

namespace mamori::identity {

struct SessionPolicy {
  std::chrono::milliseconds idle_max = std::chrono::minutes(60);
  std::chrono::milliseconds age_max = std::chrono::hours(12);
  // `seen` is written at most this often, so that reading pages does not write all the time.
  std::chrono::milliseconds seen_every = std::chrono::minutes(1);
  std::size_t per_person_max = 10;                                    // the oldest end first
  std::chrono::milliseconds awaiting_max = std::chrono::minutes(10);  // for the second factor
};

// How somebody proved who they are.
enum class Means { password, passkey, directory, provider };
std::string_view name_of(Means means);  // "password", as stored and recorded
Means means_of(std::string_view name);  // of name_of(); throws std::invalid_argument otherwise

struct Session {
  std::string id;  // names it to its owner; no secret
  std::string person_id;
  Means means = Means::password;
  bool awaits_factor = false;
  bool two_factors = false;  // rests on two
  Instant created;
  Instant seen;
  Instant proved;       // when the person last proved to be there
  std::string address;  // where it was made from
  std::string agent;    // the browser, as it calls itself; cut to 200 bytes
};

// From where somebody signs in.
struct Origin {
  std::string address;
  std::string agent;
};

struct NewSession {
  std::string token;  // for the cookie; kept nowhere else
  Session session;
};

// Whose session, and what it rests on.
struct Opening {
  std::string person_id;
  Means means = Means::password;
  bool awaits_factor = false;
  bool two_factors = false;
};

// Makes a session and ends the one of `previous_token`, if any: a token known before signing in is
// worth nothing after it. Also clears away what has expired.
NewSession create_session(store::Connection& connection, const Opening& opening,
                          const Origin& origin, std::string_view previous_token, Instant now,
                          const SessionPolicy& policy = {});

// The session of the token, unless there is none, it has expired, or its account is closed or gone.
std::optional<Session> find_session(store::Connection& connection, std::string_view token,
                                    Instant now, const SessionPolicy& policy = {});
// Whether touch() should be called for this session.
bool needs_touch(const Session& session, Instant now, const SessionPolicy& policy = {});
void touch_session(store::Connection& connection, const Session& session, Instant now);

// The person proved anew to be there.
void renew_session(store::Connection& connection, std::string_view id, Instant now);

void revoke_session(store::Connection& connection, std::string_view token);
// One of the person's own by its id; false when there is no such one.
bool revoke_session_by_id(store::Connection& connection, std::string_view person_id,
                          std::string_view id);
// All but the one of that id; returns how many ended.
std::int64_t revoke_other_sessions(store::Connection& connection, std::string_view person_id,
                                   std::string_view kept_id);
void revoke_all_sessions(store::Connection& connection, std::string_view person_id);
void revoke_everybodys_sessions(store::Connection& connection);
// Those that have not expired, newest first.
std::vector<Session> list_sessions(store::Connection& connection, std::string_view person_id,
                                   Instant now, const SessionPolicy& policy = {});

// The synchronizer token of the session's forms. Computed from the session token (HMAC), so nothing
// needs to be stored and whoever reads the database cannot make it.
std::string csrf_token(std::string_view session_token);

}  // namespace mamori::identity
