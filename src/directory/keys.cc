#include "directory/keys.h"

#include <algorithm>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/bytes.h"
#include "base/json.h"

namespace mamori::directory {
namespace {

constexpr std::size_t coordinate_bytes = 32;  // of P-256, and of an Ed25519 key
constexpr int rsa_bits_min = 2048;
constexpr int rsa_bits_max = 8192;
constexpr std::size_t rsa_exponent_bytes_max = 4;
constexpr std::size_t key_id_bytes_max = 256;

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Number = std::unique_ptr<BIGNUM, Freeing<BN_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freeing<EVP_PKEY_CTX_free>>;
using Digesting = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freeing<OSSL_PARAM_BLD_free>>;
using KeyParameters = std::unique_ptr<OSSL_PARAM, Freeing<OSSL_PARAM_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freeing<ECDSA_SIG_free>>;

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr));
}

// The key that `parameters` describe, if it is one.
Key key_of(const char* kind, const OSSL_PARAM_BLD* builder) {
  const KeyParameters parameters(OSSL_PARAM_BLD_to_param(const_cast<OSSL_PARAM_BLD*>(builder)));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* made = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return Key(made);
}

Key rsa_key(const Json& jwk) {
  const auto modulus = unbase64url(text_at(jwk, "n"));
  const auto exponent = unbase64url(text_at(jwk, "e"));
  if (!modulus || !exponent || modulus->size() > rsa_bits_max / 8 + 1 ||
      exponent->size() > rsa_exponent_bytes_max) {
    return nullptr;
  }
  const Number n = number_of(*modulus);
  const Number e = number_of(*exponent);
  if (!n || !e || BN_num_bits(n.get()) < rsa_bits_min || BN_num_bits(n.get()) > rsa_bits_max ||
      BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) != 0) {
    return nullptr;
  }
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return nullptr;
  }
  return key_of("RSA", builder.get());
}

Key p256_key(const Json& jwk) {
  const auto x = unbase64url(text_at(jwk, "x"));
  const auto y = unbase64url(text_at(jwk, "y"));
  if (!x || !y || x->size() != coordinate_bytes || y->size() != coordinate_bytes) return nullptr;
  const std::string point = '\x04' + *x + *y;  // SEC 1 §2.3.3, uncompressed
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1) {
    return nullptr;
  }
  Key key = key_of("EC", builder.get());
  const KeyContext checking(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (!key || !checking || EVP_PKEY_public_check(checking.get()) != 1) return nullptr;  // on it?
  return key;
}

Key ed25519_key(const Json& jwk) {
  const auto x = unbase64url(text_at(jwk, "x"));
  if (!x || x->size() != coordinate_bytes) return nullptr;
  return Key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(*x), x->size()));
}

// Whether the provider means the key for checking signatures (RFC 7517 §4.2, §4.3).
bool is_for_signatures(const Json& jwk) {
  if (text_at(jwk, "use", "sig") != "sig") return false;
  const JsonArray& operations = array_at(jwk, "key_ops");
  return operations.empty() || std::ranges::find(operations, Json("verify")) != operations.end();
}

std::optional<PublicKey> read_key(const Json& jwk) {
  if (!jwk.is_object() || jwk.get_object().contains("d") || !is_for_signatures(jwk)) return {};
  const std::string kind = text_at(jwk, "kty");
  const std::string curve = text_at(jwk, "crv");
  std::optional<Algorithm> algorithm;
  Key key;
  if (kind == "RSA") {
    algorithm = Algorithm::rs256;
    key = rsa_key(jwk);
  } else if (kind == "EC" && curve == "P-256") {
    algorithm = Algorithm::es256;
    key = p256_key(jwk);
  } else if (kind == "OKP" && curve == "Ed25519") {
    algorithm = Algorithm::eddsa;
    key = ed25519_key(jwk);
  }
  const bool for_another =
      jwk.get_object().contains("alg") && parse_algorithm(text_at(jwk, "alg")) != algorithm;
  std::string id = text_at(jwk, "kid");
  if (!key || for_another || id.size() > key_id_bytes_max) return {};
  return PublicKey(std::move(id), *algorithm, std::shared_ptr<EVP_PKEY>(std::move(key)));
}

// RFC 7518 §3.4: two numbers of 32 bytes each; OpenSSL wants them in DER.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * coordinate_bytes) return {};
  Number r = number_of(signature.substr(0, coordinate_bytes));
  Number s = number_of(signature.substr(coordinate_bytes));
  const EcSignature both(ECDSA_SIG_new());
  if (!r || !s || !both) return {};
  ECDSA_SIG_set0(both.get(), r.release(), s.release());
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(both.get(), &der);
  const std::unique_ptr<unsigned char, Freeing<[](void* at) { OPENSSL_free(at); }>> owned(der);
  if (length <= 0) return {};
  return {reinterpret_cast<const char*>(der), static_cast<std::size_t>(length)};
}

std::unexpected<Error> malformed(std::string_view why) {
  return fail(Fault::unavailable, "keys_malformed", "認証サーバの鍵の一覧を読めません。",
              "認証サーバの管理者に連絡してください。（" + std::string(why) + "）");
}

}  // namespace

std::optional<Algorithm> parse_algorithm(std::string_view name) {
  if (name == "RS256") return Algorithm::rs256;
  if (name == "ES256") return Algorithm::es256;
  if (name == "EdDSA") return Algorithm::eddsa;
  return {};
}

bool PublicKey::verifies(std::string_view message, std::string_view signature) const {
  const Digesting context(EVP_MD_CTX_new());
  const EVP_MD* digest = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
  const std::string der = algorithm_ == Algorithm::es256 ? der_of(signature) : std::string();
  const std::string_view given = algorithm_ == Algorithm::es256 ? der : signature;
  return context && !given.empty() &&
         EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(given), given.size(), raw(message), message.size()) ==
             1;
}

Result<std::vector<PublicKey>> read_keys(std::string_view json) {
  const auto set = parse_json(json, key_set_bytes_max);
  if (!set) return malformed("JSON");
  const JsonArray& members = array_at(*set, "keys");
  if (members.size() > keys_max) return malformed("more than 100 keys");
  std::vector<PublicKey> keys;
  for (const Json& member : members) {
    if (auto key = read_key(member)) keys.push_back(*std::move(key));
  }
  if (keys.empty()) return malformed("no key for RS256, ES256 or EdDSA");
  return keys;
}

std::optional<std::string> unbase64url(std::string_view text) {
  std::string standard(text);
  for (char& c : standard) {
    if (c == '+' || c == '/' || c == '=') return {};
    if (c == '-') c = '+';
    if (c == '_') c = '/';
  }
  standard.append((4 - standard.size() % 4) % 4, '=');
  return unbase64(standard);
}

}  // namespace mamori::directory
