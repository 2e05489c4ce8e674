#include "directory/id_token.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/bytes.h"
#include "base/text.h"
#include "directory/vouched.h"

namespace mamori::directory {
namespace {

constexpr std::string_view logout_event = "http://schemas.openid.net/event/backchannel-logout";

// The same sentence for all: which check failed concerns the administrator, who finds it in the
// code and in brackets.
std::unexpected<Error> refused(std::string_view code, std::string_view why) {
  return fail(Fault::unauthenticated, std::string(code),
              "認証サーバからの返事を確かめられませんでした。",
              "もう一度サインインしてください。続くときは、mamori管理者に連絡してください。（" +
                  std::string(why) + "）");
}

// A JSON object in base64url.
std::optional<JsonObject> object_of(std::string_view part) {
  const auto text = unbase64url(part);
  if (!text || !is_utf8(*text)) return {};
  auto json = parse_json(*text, token_bytes_max);
  if (!json || !json->is_object()) return {};
  return std::move(json->get_object());
}

// A NumericDate (RFC 7519 §2); nothing when it is absent, no number, or beyond the year 9999.
std::optional<Instant> time_at(const JsonObject& claims, std::string_view name) {
  constexpr double seconds_max = 253'402'300'799.0;
  const Json* value = claims.if_contains(name);
  if (!value || !value->is_number()) return {};
  const double seconds = value->to_number<double>();
  if (!(seconds >= 0 && seconds <= seconds_max)) return {};
  return Instant(std::chrono::milliseconds(static_cast<std::int64_t>(std::floor(seconds * 1000))));
}

// Meant for this client, and for nobody else who has not said that it asked (§3.1.3.7, 3 to 5).
bool is_meant_for(const JsonObject& claims, std::string_view client_id) {
  const Json* audience = claims.if_contains("aud");
  const Json* party = claims.if_contains("azp");
  if (!audience || (party && (!party->is_string() || party->get_string() != client_id))) {
    return false;
  }
  if (audience->is_string()) return audience->get_string() == client_id;
  if (!audience->is_array()) return false;
  const JsonArray& all = audience->get_array();
  const bool among = std::ranges::any_of(
      all, [&](const Json& one) { return one.is_string() && one.get_string() == client_id; });
  return among && (all.size() == 1 || party);
}

Result<void> check_times(const JsonObject& claims, Instant now) {
  const auto expires = time_at(claims, "exp");
  const auto issued = time_at(claims, "iat");
  const auto not_before = time_at(claims, "nbf");
  if (!expires || !issued || (claims.contains("nbf") && !not_before)) {
    return refused("token_expired", "exp, iat, nbf");
  }
  if (now >= *expires + clock_skew_max || now >= *issued + token_age_max + clock_skew_max) {
    return refused("token_expired", "exp, iat");
  }
  if (*issued > now + clock_skew_max || (not_before && *not_before > now + clock_skew_max)) {
    return refused("token_too_new", "iat, nbf: 時計のずれ");
  }
  return {};
}

// What an ID token and a logout token have in common.
Result<void> check_common(const JsonObject& claims, const Expected& expected, Instant now) {
  const Json all(claims);
  if (text_at(all, "iss") != expected.issuer) return refused("token_issuer", "iss");
  if (!is_meant_for(claims, expected.client_id)) return refused("token_audience", "aud, azp");
  if (auto right = check_times(claims, now); !right) return right;
  const std::string subject = text_at(all, "sub");
  if (subject.empty() || subject.size() > subject_bytes_max) return refused("token_subject", "sub");
  return {};
}

}  // namespace

Result<Token> parse_token(std::string_view compact, Purpose purpose) {
  const auto first = compact.find('.');
  const auto second = compact.find('.', first + 1);
  if (compact.size() > token_bytes_max || first == compact.npos || second == compact.npos) {
    return refused("token_malformed", "parts");
  }
  auto header = object_of(compact.substr(0, first));
  auto claims = object_of(compact.substr(first + 1, second - first - 1));
  auto signature = unbase64url(compact.substr(second + 1));  // refuses a fourth part, too
  if (!header || !claims || !signature) return refused("token_malformed", "base64url, JSON");
  if (header->contains("crit")) return refused("token_malformed", "crit");
  const std::string type = text_key(text_at(*header, "typ", "JWT"));
  const bool fits = type == "jwt" || (purpose == Purpose::logout && type == "logout+jwt");
  if (!fits) return refused("token_malformed", "typ");
  const auto algorithm = parse_algorithm(text_at(*header, "alg"));
  if (!algorithm) return refused("token_algorithm", "alg");
  return Token{text_at(*header, "kid"), *algorithm, std::string(compact.substr(0, second)),
               *std::move(signature), *std::move(claims)};
}

Result<void> check_signature(const Token& token, const std::vector<PublicKey>& keys) {
  const auto fits = [&](const PublicKey& key) {
    return key.algorithm() == token.algorithm && (token.key_id.empty() || key.id() == token.key_id);
  };
  const auto count = std::ranges::count_if(keys, fits);
  if (count == 0 || (token.key_id.empty() && count > 1)) {
    return refused("token_key_unknown", "kid");
  }
  const bool right = std::ranges::any_of(keys, [&](const PublicKey& key) {
    return fits(key) && key.verifies(token.signed_part, token.signature);
  });
  if (!right) return refused("token_signature", "signature");
  return {};
}

Result<void> check_claims(const JsonObject& claims, const Expected& expected, Instant now) {
  if (auto right = check_common(claims, expected, now); !right) return right;
  const std::string nonce = text_at(Json(claims), "nonce");
  if (expected.nonce.empty() || !same_secret(nonce, expected.nonce)) {
    return refused("token_nonce", "nonce");
  }
  return {};
}

Result<void> check_logout_claims(const JsonObject& claims, const Expected& expected, Instant now) {
  if (auto right = check_common(claims, expected, now); !right) return right;
  const Json* events = claims.if_contains("events");
  const bool ends = events && events->is_object() && events->get_object().contains(logout_event);
  if (!ends || claims.contains("nonce")) return refused("token_logout", "events, nonce");
  return {};
}

}  // namespace mamori::directory
