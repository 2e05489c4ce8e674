#include "directory/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directory/id_token.h"
#include "directory/token_fixture.h"

namespace mamori::directory {
namespace {

using testing::key_set;
using testing::Signer;

// The published examples: RFC 7515 appendix A.2 and A.3, RFC 8037 appendix A.4.
constexpr std::string_view rsa_jwk =
    R"({"keys":[{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W)"
    R"(26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2j)"
    R"(Z47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmt)"
    R"(dVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2)"
    R"(PAcDTW9gb54h4FRWyuXpoQ"}]})";
constexpr std::string_view joe =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";
constexpr std::string_view rsa_signature =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
    "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb"
    "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO"
    "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
constexpr std::string_view p256_jwk =
    R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";
constexpr std::string_view p256_signature =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
constexpr std::string_view ed25519_jwk =
    R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})";
constexpr std::string_view ed25519_signature =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

PublicKey only_key(std::string_view set) {
  auto keys = read_keys(set);
  if (!keys || keys->size() != 1) throw std::runtime_error("not one key");
  return keys->front();
}

void expect_checks(std::string_view set, const std::string& text, std::string_view signature) {
  const PublicKey key = only_key(set);
  const std::string bytes = unbase64url(signature).value();
  EXPECT_TRUE(key.verifies(text, bytes));
  EXPECT_FALSE(key.verifies(text + "x", bytes));
  for (const std::size_t at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
    std::string altered = bytes;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    EXPECT_FALSE(key.verifies(text, altered)) << at;
  }
  EXPECT_FALSE(key.verifies(text, ""));
  EXPECT_FALSE(key.verifies(text, bytes.substr(1)));
  EXPECT_FALSE(key.verifies(text, bytes + '\0'));
}

TEST(Keys, CheckThePublishedExamples) {
  expect_checks(rsa_jwk, "eyJhbGciOiJSUzI1NiJ9." + std::string(joe), rsa_signature);
  expect_checks(p256_jwk, "eyJhbGciOiJFUzI1NiJ9." + std::string(joe), p256_signature);
  expect_checks(ed25519_jwk, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
                ed25519_signature);
}

TEST(Keys, CheckWhatWeSign) {
  for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::es256, Algorithm::eddsa}) {
    const Signer signer(algorithm);
    const PublicKey key = only_key(key_set({signer.jwk()}));
    EXPECT_EQ(key.algorithm(), algorithm);
    EXPECT_EQ(key.id(), "key-1");
    EXPECT_TRUE(key.verifies("text", signer.signature("text")));
  }
}

// ECDSA signatures of zeros, of DER instead of two numbers, and of r and s beyond the group.
TEST(Keys, AnEcdsaSignatureOfNothingIsRefused) {
  const PublicKey key = only_key(p256_jwk);
  EXPECT_FALSE(key.verifies("text", std::string(64, '\0')));
  EXPECT_FALSE(key.verifies("text", std::string(64, '\xff')));
  EXPECT_FALSE(key.verifies("text", std::string("\x30\x06\x02\x01\x01\x02\x01\x01", 8)));
  EXPECT_FALSE(only_key(ed25519_jwk).verifies("text", std::string(64, '\0')));
}

struct Unfit {
  std::string why;
  JsonObject jwk;
};

std::vector<Unfit> unfit_keys() {
  const Signer rsa(Algorithm::rs256);
  const Signer p256(Algorithm::es256);
  const Signer ed25519(Algorithm::eddsa);
  const auto with = [](JsonObject jwk, std::string_view member, const Json& value) {
    jwk[member] = value;
    return jwk;
  };
  std::string outside = text_at(Json(p256.jwk()), "y");
  outside[5] = outside[5] == 'A' ? 'B' : 'A';
  return {
      {"an HMAC key", {{"kty", "oct"}, {"k", "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0"}}},
      {"for encrypting", with(rsa.jwk(), "use", "enc")},
      {"for signing only", with(rsa.jwk(), "key_ops", JsonArray{"sign"})},
      {"for RS512", with(rsa.jwk(), "alg", "RS512")},
      {"an RSA key for HS256", with(rsa.jwk(), "alg", "HS256")},
      {"an RSA key for ES256", with(rsa.jwk(), "alg", "ES256")},
      {"a private key", with(ed25519.jwk(), "d", "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")},
      {"RSA of 1024 bits", Signer(Algorithm::rs256, "short", 1024).jwk()},
      {"an even exponent", with(rsa.jwk(), "e", "AQAA")},
      {"exponent one", with(rsa.jwk(), "e", "AQ")},
      {"a point off the curve", with(p256.jwk(), "y", Json(outside))},
      {"P-384", with(p256.jwk(), "crv", "P-384")},
      {"secp256k1", with(p256.jwk(), "crv", "secp256k1")},
      {"Ed448", with(ed25519.jwk(), "crv", "Ed448")},
      {"X25519", with(ed25519.jwk(), "crv", "X25519")},
      {"a short key", with(ed25519.jwk(), "x", "11qYAYKxCrfVS_7TyWQHOg")},
      {"padded base64", with(ed25519.jwk(), "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")},
      {"a name too long", with(ed25519.jwk(), "kid", Json(std::string(257, 'k')))},
  };
}

TEST(Keys, UnfitOnesArePassedOver) {
  const Signer good(Algorithm::eddsa, "good");
  for (const Unfit& unfit : unfit_keys()) {
    const auto alone = read_keys(key_set({unfit.jwk}));
    ASSERT_FALSE(alone) << unfit.why;
    EXPECT_EQ(alone.error().code, "keys_malformed");
    EXPECT_EQ(only_key(key_set({unfit.jwk, good.jwk()})).id(), "good") << unfit.why;
  }
}

TEST(Keys, WhatIsNoSetIsRefused) {
  for (const std::string_view text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[1,null]})"}) {
    EXPECT_FALSE(read_keys(text)) << text;
  }
  EXPECT_FALSE(read_keys(std::string(key_set_bytes_max, ' ') + "{}"));
}

TEST(Keys, Base64UrlHasOneSpelling) {
  EXPECT_EQ(unbase64url("-_8"), "\xfb\xff");
  EXPECT_EQ(unbase64url(""), "");
  for (const std::string_view text : {"+/8", "-_8=", "-_9", "-_", "a", "-_8 ", "-_8\n", "-.8"}) {
    EXPECT_FALSE(unbase64url(text)) << text;
  }
}

}  // namespace
}  // namespace mamori::directory
