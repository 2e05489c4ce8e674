#include "directory/id_token.h"

#include <gtest/gtest.h>

#include "base/date.h"
#include "directory/token_fixture.h"

namespace mamori::directory {
namespace {

using std::chrono::seconds;
using testing::encoded;
using testing::key_set;
using testing::Signer;

const Instant now = start_of_day_in_japan(*parse_day("令和8年11月21日"));
const Expected expected{"https://id.example.lg.jp", "mamori", "nonce-of-this-sign-in"};

std::int64_t at(seconds from_now) {
  return std::chrono::duration_cast<seconds>((now + from_now).time_since_epoch()).count();
}

JsonObject good_claims() {
  return {{"iss", "https://id.example.lg.jp"},
          {"sub", "f81d4fae"},
          {"aud", "mamori"},
          {"exp", at(seconds{300})},
          {"iat", at(seconds{-1})},
          {"nonce", "nonce-of-this-sign-in"}};
}

JsonObject with(std::string_view member, const Json& value) {
  JsonObject claims = good_claims();
  claims[member] = value;
  return claims;
}

JsonObject without(std::string_view member) {
  JsonObject claims = good_claims();
  claims.erase(member);
  return claims;
}

std::string code_of_claims(const JsonObject& claims) {
  const auto right = check_claims(claims, expected, now);
  return right ? "ok" : right.error().code;
}

TEST(IdToken, OfThisSignInIsTaken) {
  EXPECT_EQ(code_of_claims(good_claims()), "ok");
  EXPECT_EQ(code_of_claims(with("aud", JsonArray{"mamori"})), "ok");
  EXPECT_EQ(code_of_claims(with("azp", "mamori")), "ok");
  JsonObject shared = with("aud", JsonArray{"mamori", "other"});
  shared["azp"] = "mamori";
  EXPECT_EQ(code_of_claims(shared), "ok");
}

TEST(IdToken, OfAnotherIssuerIsRefused) {
  EXPECT_EQ(code_of_claims(without("iss")), "token_issuer");
  EXPECT_EQ(code_of_claims(with("iss", "https://id.example.lg.jp/")), "token_issuer");
  EXPECT_EQ(code_of_claims(with("iss", JsonArray{"https://id.example.lg.jp"})), "token_issuer");
}

TEST(IdToken, ForAnotherAudienceIsRefused) {
  EXPECT_EQ(code_of_claims(without("aud")), "token_audience");
  EXPECT_EQ(code_of_claims(with("aud", "other")), "token_audience");
  EXPECT_EQ(code_of_claims(with("aud", JsonArray{})), "token_audience");
  EXPECT_EQ(code_of_claims(with("aud", JsonArray{"mamori", "other"})), "token_audience");
  EXPECT_EQ(code_of_claims(with("azp", "other")), "token_audience");
  EXPECT_EQ(code_of_claims(with("azp", nullptr)), "token_audience");
}

TEST(IdToken, IsGoodForItsTimeOnly) {
  EXPECT_EQ(code_of_claims(with("exp", at(seconds{-119}))), "ok");
  EXPECT_EQ(code_of_claims(with("exp", at(seconds{-120}))), "token_expired");
  EXPECT_EQ(code_of_claims(without("exp")), "token_expired");
  EXPECT_EQ(code_of_claims(with("exp", "2099-01-01")), "token_expired");
  EXPECT_EQ(code_of_claims(with("exp", 1e300)), "token_expired");
  EXPECT_EQ(code_of_claims(with("exp", -1)), "token_expired");
  EXPECT_EQ(code_of_claims(with("exp", static_cast<double>(at(seconds{300})) + 0.5)), "ok");
  EXPECT_EQ(code_of_claims(without("iat")), "token_expired");
  EXPECT_EQ(code_of_claims(with("iat", at(seconds{-720}))), "token_expired");
  EXPECT_EQ(code_of_claims(with("iat", at(seconds{120}))), "ok");
  EXPECT_EQ(code_of_claims(with("iat", at(seconds{121}))), "token_too_new");
  EXPECT_EQ(code_of_claims(with("nbf", at(seconds{121}))), "token_too_new");
  EXPECT_EQ(code_of_claims(with("nbf", "soon")), "token_expired");
}

TEST(IdToken, OfAnotherSignInIsRefused) {
  EXPECT_EQ(code_of_claims(without("nonce")), "token_nonce");
  EXPECT_EQ(code_of_claims(with("nonce", "nonce-of-another")), "token_nonce");
  const auto nothing_expected =
      check_claims(with("nonce", ""), {expected.issuer, expected.client_id, ""}, now);
  EXPECT_EQ(nothing_expected.error().code, "token_nonce");
}

TEST(IdToken, NamesSomebody) {
  EXPECT_EQ(code_of_claims(without("sub")), "token_subject");
  EXPECT_EQ(code_of_claims(with("sub", "")), "token_subject");
  EXPECT_EQ(code_of_claims(with("sub", 7)), "token_subject");
  EXPECT_EQ(code_of_claims(with("sub", Json(std::string(256, 's')))), "token_subject");
}

std::string code_of(const std::string& compact, const std::string& keys) {
  const auto token = parse_token(compact);
  if (!token) return token.error().code;
  const auto right = check_signature(*token, read_keys(keys).value());
  return right ? "ok" : right.error().code;
}

class Signing : public ::testing::TestWithParam<Algorithm> {};

TEST_P(Signing, IsCheckedWithTheKeyItNames) {
  const Signer signer(GetParam());
  const Signer other(GetParam(), "key-2");
  const Signer same_name(GetParam());
  const std::string token = signer.token(good_claims());
  EXPECT_EQ(code_of(token, key_set({other.jwk(), signer.jwk()})), "ok");
  EXPECT_EQ(code_of(token, key_set({other.jwk()})), "token_key_unknown");
  EXPECT_EQ(code_of(token, key_set({same_name.jwk()})), "token_signature");  // swapped
}

TEST_P(Signing, WithoutNameNeedsTheOnlyKey) {
  const Signer signer(GetParam());
  const Signer other(GetParam(), "key-2");
  const std::string token = signer.token({{"alg", signer.name()}}, good_claims());
  EXPECT_EQ(code_of(token, key_set({signer.jwk()})), "ok");
  EXPECT_EQ(code_of(token, key_set({other.jwk()})), "token_signature");
  EXPECT_EQ(code_of(token, key_set({signer.jwk(), other.jwk()})), "token_key_unknown");
}

TEST_P(Signing, EveryByteCounts) {
  const Signer signer(GetParam());
  const auto keys = read_keys(key_set({signer.jwk()})).value();
  const std::string good = signer.token(good_claims());
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string altered = good;
    altered[at] = altered[at] == 'A' ? 'B' : 'A';
    const auto token = parse_token(altered);
    EXPECT_FALSE(token && check_signature(*token, keys)) << at;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Signing,
                         ::testing::Values(Algorithm::rs256, Algorithm::es256, Algorithm::eddsa));

TEST(Signing, NoneIsRefusedInAnySpelling) {
  const Signer signer(Algorithm::rs256);
  const std::string keys = key_set({signer.jwk()});
  for (const std::string_view name : {"none", "None", "NONE", "nOnE", "", "HS256", "HS512", "PS256",
                                      "RS1", "ES384", "ES256K", "rs256", "RS256 "}) {
    const std::string text =
        encoded(JsonObject{{"alg", name}, {"kid", "key-1"}}) + "." + encoded(good_claims());
    EXPECT_EQ(code_of(text + ".", keys), "token_algorithm") << name;
    EXPECT_EQ(code_of(text + "." + base64url(signer.signature(text)), keys), "token_algorithm");
  }
  const std::string silent = encoded(JsonObject{}) + "." + encoded(good_claims()) + ".";
  EXPECT_EQ(code_of(silent, keys), "token_algorithm");
}

// The public key, as everybody knows it, taken for a secret.
TEST(Signing, AnHmacMadeWithThePublicKeyIsRefused) {
  const Signer signer(Algorithm::rs256);
  const std::string secret = boost::json::serialize(signer.jwk());
  const std::string hs256 =
      encoded(JsonObject{{"alg", "HS256"}, {"kid", "key-1"}}) + "." + encoded(good_claims());
  const std::string keys = key_set({signer.jwk()});
  EXPECT_EQ(code_of(hs256 + "." + base64url(as_text(hmac_sha256(secret, hs256))), keys),
            "token_algorithm");
  const std::string rs256 =
      encoded(JsonObject{{"alg", "RS256"}, {"kid", "key-1"}}) + "." + encoded(good_claims());
  EXPECT_EQ(code_of(rs256 + "." + base64url(as_text(hmac_sha256(secret, rs256))), keys),
            "token_signature");
}

TEST(Signing, AlgorithmAndKeyMustFit) {
  const Signer rsa(Algorithm::rs256);
  const Signer p256(Algorithm::es256);
  const std::string crossed = p256.token({{"alg", "RS256"}, {"kid", "key-1"}}, good_claims());
  EXPECT_EQ(code_of(crossed, key_set({p256.jwk()})), "token_key_unknown");
  EXPECT_EQ(code_of(crossed, key_set({rsa.jwk(), p256.jwk()})), "token_signature");
}

TEST(Signing, KeysInTheTokenItselfAreIgnored) {
  const Signer signer(Algorithm::eddsa);
  const Signer attacker(Algorithm::eddsa);
  const std::string token = attacker.token({{"alg", "EdDSA"},
                                            {"kid", "key-1"},
                                            {"jwk", attacker.jwk()},
                                            {"jku", "https://attacker.example/keys"}},
                                           good_claims());
  EXPECT_EQ(code_of(token, key_set({signer.jwk()})), "token_signature");
}

TEST(Signing, WhatIsNotExactlyACompactTokenIsRefused) {
  const Signer signer(Algorithm::eddsa);
  const std::string keys = key_set({signer.jwk()});
  const std::string token = signer.token(good_claims());
  for (const std::string& text :
       {std::string(), std::string("."), std::string(".."), token + ".", token + "=", token + "\n",
        " " + token, token.substr(0, token.rfind('.')), "." + token, token + "." + token,
        std::string(token_bytes_max, 'A') + token}) {
    EXPECT_EQ(code_of(text, keys), "token_malformed") << text.substr(0, 40);
  }
  const auto headed = [&](const JsonObject& header) {
    return code_of(signer.token(header, good_claims()), keys);
  };
  EXPECT_EQ(headed({{"alg", "EdDSA"}, {"crit", JsonArray{"b64"}}, {"b64", false}}),
            "token_malformed");
  EXPECT_EQ(headed({{"alg", "EdDSA"}, {"typ", "logout+jwt"}}), "token_malformed");
  EXPECT_EQ(headed({{"alg", JsonArray{"EdDSA"}}}), "token_algorithm");
  const std::string array = encoded(JsonObject{{"alg", "EdDSA"}}) + "." + encoded(JsonArray{});
  EXPECT_EQ(code_of(array + "." + base64url(signer.signature(array)), keys), "token_malformed");
}

}  // namespace
}  // namespace mamori::directory
