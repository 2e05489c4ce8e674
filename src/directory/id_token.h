// The ID token: what an OpenID Connect provider says of somebody who has just proven themselves to
// it, signed (JWS compact, RFC 7515; OpenID Connect Core §2, §3.1.3.7; RFC 8725).
//
// The header is believed in one thing only: which key to look for. Keys or addresses in it are
// ignored, critical extensions refused. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "directory/keys.h"

namespace mamori::directory {

inline constexpr std::size_t token_bytes_max = std::size_t{64} << 10;
inline constexpr std::chrono::minutes clock_skew_max{2};
// A token older than this was not made for this sign-in.
inline constexpr std::chrono::minutes token_age_max{10};

// A token taken apart; nothing of it is checked yet.
struct Token {
  std::string key_id;  // "kid"; "" when it names none
  Algorithm algorithm = Algorithm::rs256;
  std::string signed_part;  // header and payload as they were signed
  std::string signature;
  JsonObject claims;
};

// What this sign-in expects of its token.
struct Expected {
  std::string issuer;
  std::string client_id;
  std::string nonce;
};

// What a token is sent for; a logout token says so in its header, or nothing (Back-Channel Logout
// 1.0 §2.4), and is never taken for the other.
enum class Purpose { sign_in, logout };

// Fails with "token_malformed" (not three parts in their one spelling, JSON that is no object, an
// extension that must be understood, made for something else) or "token_algorithm" (none of the
// three).
Result<Token> parse_token(std::string_view compact, Purpose purpose = Purpose::sign_in);

// Fails with "token_key_unknown" when no key fits by name and algorithm, "token_signature" when the
// signature is wrong. A token that names no key is checked only where one key fits.
Result<void> check_signature(const Token& token, const std::vector<PublicKey>& keys);

// Fails with "token_issuer", "token_audience", "token_expired", "token_too_new", "token_nonce" or
// "token_subject".
Result<void> check_claims(const JsonObject& claims, const Expected& expected, Instant now);

// Of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6) that names its subject; the nonce
// expected is none. Fails likewise, or with "token_logout" when it is another kind of token.
Result<void> check_logout_claims(const JsonObject& claims, const Expected& expected, Instant now);

}  // namespace mamori::directory
