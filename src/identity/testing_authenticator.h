// For tests only: an authenticator without a person, that makes keys and signs as a real one does.
#pragma once

#include <cstdint>
#include <memory>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "identity/webauthn.h"

namespace mamori::identity::testing {

// The few forms of CBOR needed to write what an authenticator sends.
inline std::string cbor_head(unsigned major, std::size_t value) {
  const auto byte = [](std::size_t bits) { return static_cast<char>(bits & 0xff); };
  const std::size_t kind = std::size_t{major} << 5;
  if (value < 24) return {byte(kind | value)};
  if (value < 256) return {byte(kind | 24), byte(value)};
  return {byte(kind | 25), byte(value >> 8), byte(value)};
}
inline std::string cbor_integer(int value) {
  return value >= 0 ? cbor_head(0, static_cast<std::size_t>(value))
                    : cbor_head(1, static_cast<std::size_t>(-1 - value));
}
inline std::string cbor_bytes(std::string_view bytes) {
  return cbor_head(2, bytes.size()) + std::string(bytes);
}
inline std::string cbor_text(std::string_view text) {
  return cbor_head(3, text.size()) + std::string(text);
}

class Authenticator {
 public:
  // `algorithm` as in COSE: -7 ES256, -8 EdDSA, -257 RS256.
  explicit Authenticator(int algorithm = -7) : algorithm_(algorithm), key_(generate(algorithm)) {}

  std::string id = "credential-" + hex(random_bytes(8));
  std::uint32_t sign_count = 0;
  unsigned char flags = 0x05;  // present and verified

  Registration create(const RelyingParty& party, std::string_view challenge) const {
    const std::string attested =
        std::string(16, '\0') +
        std::string{static_cast<char>(id.size() >> 8), static_cast<char>(id.size() & 0xff)} + id +
        public_key();
    return {client_data("webauthn.create", party, challenge),
            cbor_head(5, 3) + cbor_text("fmt") + cbor_text("none") + cbor_text("attStmt") +
                cbor_head(5, 0) + cbor_text("authData") +
                cbor_bytes(data(party, flags | 0x40) + attested)};
  }

  Assertion get(const RelyingParty& party, std::string_view challenge) {
    ++sign_count;
    Assertion made{.credential_id = id,
                   .client_data = client_data("webauthn.get", party, challenge),
                   .authenticator_data = data(party, flags),
                   .signature = {}};
    made.signature = sign(made.authenticator_data + std::string(as_text(sha256(made.client_data))));
    return made;
  }

  std::string public_key() const {
    if (algorithm_ == -8) {
      std::string x(32, '\0');
      std::size_t length = x.size();
      EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(x.data()), &length);
      return cbor_head(5, 4) + head(1) + cbor_integer(-1) + cbor_integer(6) + cbor_integer(-2) +
             cbor_bytes(x);
    }
    if (algorithm_ == -257) {
      return cbor_head(5, 4) + head(3) + cbor_integer(-1) + cbor_bytes(number("n", 256)) +
             cbor_integer(-2) + cbor_bytes(number("e", 3));
    }
    return cbor_head(5, 5) + head(2) + cbor_integer(-1) + cbor_integer(1) + cbor_integer(-2) +
           cbor_bytes(number(OSSL_PKEY_PARAM_EC_PUB_X, 32)) + cbor_integer(-3) +
           cbor_bytes(number(OSSL_PKEY_PARAM_EC_PUB_Y, 32));
  }

  static std::string client_data(std::string_view type, const RelyingParty& party,
                                 std::string_view challenge) {
    return R"({"type":")" + std::string(type) + R"(","challenge":")" + base64url(challenge) +
           R"(","origin":")" + party.origin + R"(","crossOrigin":false})";
  }

 private:
  using Key = std::shared_ptr<EVP_PKEY>;

  static Key generate(int algorithm) {
    EVP_PKEY* key = algorithm == -8     ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                    : algorithm == -257 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t{2048})
                                        : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    if (!key) throw std::runtime_error("no key");
    return {key, EVP_PKEY_free};
  }

  std::string head(int type) const {
    return cbor_integer(1) + cbor_integer(type) + cbor_integer(3) + cbor_integer(algorithm_);
  }

  std::string number(const char* name, int size) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &value);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()), size);
    BN_free(value);
    return bytes;
  }

  std::string data(const RelyingParty& party, unsigned with_flags) const {
    std::string bytes(as_text(sha256(party.id)));
    bytes += static_cast<char>(with_flags);
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(sign_count >> shift & 0xff);
    return bytes;
  }

  std::string sign(std::string_view message) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, algorithm_ == -8 ? nullptr : EVP_sha256(), nullptr,
                       key_.get());
    std::string signature(512, '\0');
    std::size_t length = signature.size();
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                   reinterpret_cast<const unsigned char*>(message.data()), message.size());
    signature.resize(length);
    return signature;
  }

  const int algorithm_;
  const Key key_;
};

}  // namespace mamori::identity::testing
