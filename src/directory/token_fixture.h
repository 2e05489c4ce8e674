// For tests only: a provider's signing keys, and tokens made with them.
#pragma once

#include <array>
#include <memory>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/json.h"
#include "directory/keys.h"

namespace mamori::directory::testing {

inline std::string encoded(const Json& json) {
  return base64url(boost::json::serialize(json));
}

class Signer {
 public:
  explicit Signer(Algorithm algorithm, std::string id = "key-1", unsigned rsa_bits = 2048)
      : algorithm_(algorithm), id_(std::move(id)), key_(generate(algorithm, rsa_bits)) {
    if (!key_) throw std::runtime_error("no key");
  }

  std::string_view name() const {
    if (algorithm_ == Algorithm::rs256) return "RS256";
    return algorithm_ == Algorithm::es256 ? "ES256" : "EdDSA";
  }

  // The public half as a provider publishes it.
  JsonObject jwk() const {
    JsonObject jwk{{"kid", id_}, {"use", "sig"}, {"alg", name()}};
    if (algorithm_ == Algorithm::rs256) {
      jwk["kty"] = "RSA";
      jwk["n"] = base64url(number(OSSL_PKEY_PARAM_RSA_N));
      jwk["e"] = base64url(number(OSSL_PKEY_PARAM_RSA_E));
    } else if (algorithm_ == Algorithm::es256) {
      jwk["kty"] = "EC";
      jwk["crv"] = "P-256";
      jwk["x"] = base64url(number(OSSL_PKEY_PARAM_EC_PUB_X, 32));
      jwk["y"] = base64url(number(OSSL_PKEY_PARAM_EC_PUB_Y, 32));
    } else {
      jwk["kty"] = "OKP";
      jwk["crv"] = "Ed25519";
      jwk["x"] = base64url(raw_public());
    }
    return jwk;
  }

  std::string token(const JsonObject& claims) const {
    return token({{"alg", name()}, {"typ", "JWT"}, {"kid", id_}}, claims);
  }
  std::string token(const JsonObject& header, const JsonObject& claims) const {
    const std::string text = encoded(header) + "." + encoded(claims);
    return text + "." + base64url(signature(text));
  }

  // As JWS carries it.
  std::string signature(std::string_view text) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    const EVP_MD* digest = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
    std::string made(1024, '\0');
    std::size_t length = made.size();
    auto* bytes = reinterpret_cast<unsigned char*>(made.data());
    if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), bytes, &length,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1) {
      throw std::runtime_error("cannot sign");
    }
    made.resize(length);
    return algorithm_ == Algorithm::es256 ? undressed(made) : made;
  }

 private:
  // Making an RSA key takes half a second: three of them take turns.
  static std::shared_ptr<EVP_PKEY> generate(Algorithm algorithm, unsigned rsa_bits) {
    if (algorithm == Algorithm::rs256 && rsa_bits == 2048) {
      static std::array<std::shared_ptr<EVP_PKEY>, 3> made;
      static std::size_t next = 0;
      auto& key = made[next++ % made.size()];
      if (!key) key = own(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{rsa_bits}));
      return key;
    }
    if (algorithm == Algorithm::rs256) {
      return own(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{rsa_bits}));
    }
    if (algorithm == Algorithm::es256) {
      return own(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    }
    return own(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }
  static std::shared_ptr<EVP_PKEY> own(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

  std::string number(const char* which, int length = 0) const {
    BIGNUM* read = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), which, &read);
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> owned(read, BN_free);
    std::string bytes(static_cast<std::size_t>(length > 0 ? length : BN_num_bytes(read)), '\0');
    BN_bn2binpad(read, reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(bytes.size()));
    return bytes;
  }

  std::string raw_public() const {
    std::string bytes(32, '\0');
    std::size_t length = bytes.size();
    EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(bytes.data()),
                                &length);
    return bytes;
  }

  // The two numbers of an ECDSA signature out of their DER.
  static std::string undressed(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> both(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), ECDSA_SIG_free);
    std::string bytes(64, '\0');
    auto* out = reinterpret_cast<unsigned char*>(bytes.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), out, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), out + 32, 32);
    return bytes;
  }

  Algorithm algorithm_;
  std::string id_;
  std::shared_ptr<EVP_PKEY> key_;
};

inline std::string key_set(std::initializer_list<JsonObject> keys) {
  return boost::json::serialize(JsonObject{{"keys", JsonArray(keys.begin(), keys.end())}});
}

}  // namespace mamori::directory::testing
