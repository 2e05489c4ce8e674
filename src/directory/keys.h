// The public keys of an OpenID Connect provider: a JWK set (RFC 7517) as it publishes it.
//
// A key checks signatures of one algorithm only, the one its own kind fits; what a token says of
// itself cannot change that. So neither "none" nor an HMAC made with a public key can pass.
// Values; safe from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace mamori::directory {

enum class Algorithm { rs256, es256, eddsa };  // RFC 7518 §3.3, §3.4; RFC 8037 with Ed25519

std::optional<Algorithm> parse_algorithm(std::string_view name);  // "RS256", "ES256", "EdDSA"

class PublicKey {
 public:
  PublicKey(std::string id, Algorithm algorithm, std::shared_ptr<evp_pkey_st> key)
      : id_(std::move(id)), algorithm_(algorithm), key_(std::move(key)) {}

  const std::string& id() const { return id_; }  // "kid"; "" when it has none
  Algorithm algorithm() const { return algorithm_; }
  // `signature` as JWS carries it: for ES256 the two numbers of 32 bytes, not DER.
  bool verifies(std::string_view message, std::string_view signature) const;

 private:
  std::string id_;
  Algorithm algorithm_;
  std::shared_ptr<evp_pkey_st> key_;
};

inline constexpr std::size_t key_set_bytes_max = std::size_t{256} << 10;
inline constexpr std::size_t keys_max = 100;

// The keys of the set that can check one of the algorithms: RSA of 2048 to 8192 bits, P-256,
// Ed25519. Keys of other kinds, for encrypting, or with their private half in the open are passed
// over. Fails with "keys_malformed" when it is no set, is too large or holds no such key.
Result<std::vector<PublicKey>> read_keys(std::string_view json);

// base64url without padding, and only in the one spelling these bytes have.
std::optional<std::string> unbase64url(std::string_view text);

}  // namespace mamori::directory
