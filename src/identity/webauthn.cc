#include "identity/webauthn.h"

#include <algorithm>
#include <map>
#include <memory>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <optional>

#include "base/bytes.h"
#include "base/json.h"
#include "identity/cbor_reader.h"

namespace mamori::identity {
namespace {

constexpr std::size_t client_data_bytes_max = 4096;
constexpr std::size_t authenticator_bytes_max = 8192;
constexpr std::size_t signature_bytes_max = 1024;
constexpr std::size_t rsa_bytes_min = 256;  // 2,048 bits
constexpr std::size_t rsa_bytes_max = 512;
constexpr std::size_t rsa_exponent_bytes_max = 8;
constexpr std::size_t point_bytes = 32;
constexpr std::size_t digest_bytes = sizeof(Digest);
constexpr std::size_t aaguid_bytes = 16;

constexpr unsigned user_present_flag = 0x01;
constexpr unsigned user_verified_flag = 0x04;
constexpr unsigned attested_flag = 0x40;
constexpr unsigned extensions_flag = 0x80;

// COSE (RFC 9053 §7)
constexpr std::int64_t key_type_label = 1;
constexpr std::int64_t algorithm_label = 3;
constexpr std::int64_t okp_type = 1;
constexpr std::int64_t ec2_type = 2;
constexpr std::int64_t rsa_type = 3;
constexpr std::int64_t p256_curve = 1;
constexpr std::int64_t ed25519_curve = 6;

std::unexpected<Error> malformed() {
  return fail(Fault::invalid, "passkey_malformed", "パスキーの情報を読み取れません。",
              "画面を開き直して、もう一度行ってください。");
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

// Takes the first bytes off; nothing when there are fewer.
std::optional<std::string_view> take(std::string_view& bytes, std::size_t count) {
  if (bytes.size() < count) return std::nullopt;
  const std::string_view taken = bytes.substr(0, count);
  bytes.remove_prefix(count);
  return taken;
}

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes) value = (value << 8) | static_cast<unsigned char>(byte);
  return value;
}

// --- keys ---

struct CoseKey {
  std::map<std::int64_t, std::int64_t> integers;
  std::map<std::int64_t, std::string_view> bytes;

  std::int64_t integer(std::int64_t label) const {
    const auto found = integers.find(label);
    return found == integers.end() ? 0 : found->second;
  }
  std::string_view field(std::int64_t label) const {
    const auto found = bytes.find(label);
    return found == bytes.end() ? std::string_view{} : found->second;
  }
};

// Reads the key off the reader.
std::optional<CoseKey> read_cose(CborReader& reader) {
  constexpr std::uint64_t fields_max = 16;
  const auto map = reader.next();
  if (!map || map->kind != CborItem::Kind::map || map->count > fields_max) return std::nullopt;
  CoseKey key;
  for (std::uint64_t index = 0; index < map->count; ++index) {
    const auto label = reader.next();
    const auto value = reader.next();
    if (!label || !value || label->kind != CborItem::Kind::integer) return std::nullopt;
    if (value->kind == CborItem::Kind::integer) {
      key.integers.emplace(label->integer, value->integer);
    } else if (value->kind == CborItem::Kind::bytes) {
      key.bytes.emplace(label->integer, value->bytes);
    } else {
      return std::nullopt;
    }
  }
  return key;
}

Key no_key() {
  return {nullptr, EVP_PKEY_free};
}

Key key_from(const char* type, OSSL_PARAM_BLD* builder) {
  const std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> parameters(
      OSSL_PARAM_BLD_to_param(builder), OSSL_PARAM_free);
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return no_key();
  }
  return {key, EVP_PKEY_free};
}

Key p256_key(const CoseKey& cose) {
  const std::string_view x = cose.field(-2);
  const std::string_view y = cose.field(-3);
  if (cose.integer(-1) != p256_curve || x.size() != point_bytes || y.size() != point_bytes) {
    return no_key();
  }
  const std::string point = "\x04" + std::string(x) + std::string(y);
  const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(
      OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return key_from("EC", builder.get());
}

Key ed25519_key(const CoseKey& cose) {
  const std::string_view x = cose.field(-2);
  if (cose.integer(-1) != ed25519_curve || x.size() != point_bytes) return no_key();
  return {EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(x), x.size()), EVP_PKEY_free};
}

Key rsa_key(const CoseKey& cose) {
  const std::string_view n = cose.field(-1);
  const std::string_view e = cose.field(-2);
  if (n.size() < rsa_bytes_min || n.size() > rsa_bytes_max || e.empty() ||
      e.size() > rsa_exponent_bytes_max) {
    return no_key();
  }
  const auto number = [](std::string_view bytes) {
    return std::unique_ptr<BIGNUM, decltype(&BN_free)>(
        BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr), BN_free);
  };
  const auto modulus = number(n);
  const auto exponent = number(e);
  const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(
      OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return key_from("RSA", builder.get());
}

// A key of one of our algorithms, with the digest it signs over (none for Ed25519).
struct Verifier {
  Key key = no_key();
  const EVP_MD* digest = nullptr;
};

Verifier verifier_of(const CoseKey& cose) {
  const std::int64_t type = cose.integer(key_type_label);
  const std::int64_t algorithm = cose.integer(algorithm_label);
  if (type == ec2_type && algorithm == -7) return {p256_key(cose), EVP_sha256()};
  if (type == okp_type && algorithm == -8) return {ed25519_key(cose), nullptr};
  if (type == rsa_type && algorithm == -257) return {rsa_key(cose), EVP_sha256()};
  return {};
}

bool is_signed_by(std::string_view public_key, std::string_view message,
                  std::string_view signature) {
  CborReader reader(public_key);
  const auto cose = read_cose(reader);
  const Verifier verifier = cose ? verifier_of(*cose) : Verifier{};
  if (!verifier.key) return false;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, verifier.digest, nullptr,
                              verifier.key.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message),
                          message.size()) == 1;
}

// --- authenticator data (§6.1) ---

struct AuthenticatorData {
  std::string_view party_hash;
  unsigned flags = 0;
  std::uint32_t sign_count = 0;
  std::string_view credential_id;  // only with attested data
  std::string_view public_key;
};

// The id and key of a new credential (§6.5.1), off the front of `rest`.
bool read_attested(std::string_view& rest, AuthenticatorData& data) {
  if (!take(rest, aaguid_bytes)) return false;
  const auto length = take(rest, 2);
  const auto id = length ? take(rest, big_endian(*length)) : std::nullopt;
  if (!id || id->empty() || id->size() > credential_id_bytes_max) return false;
  data.credential_id = *id;
  CborReader reader(rest);
  const auto cose = read_cose(reader);
  if (!cose || !verifier_of(*cose).key) return false;
  data.public_key = rest.substr(0, rest.size() - reader.rest().size());
  rest = reader.rest();
  return true;
}

std::optional<AuthenticatorData> read_authenticator_data(std::string_view bytes) {
  if (bytes.size() > authenticator_bytes_max) return std::nullopt;
  const auto party = take(bytes, digest_bytes);
  const auto flags = take(bytes, 1);
  const auto count = take(bytes, 4);
  if (!party || !flags || !count) return std::nullopt;
  AuthenticatorData data{.party_hash = *party,
                         .flags = big_endian(*flags),
                         .sign_count = big_endian(*count),
                         .credential_id = {},
                         .public_key = {}};
  if ((data.flags & attested_flag) != 0 && !read_attested(bytes, data)) return std::nullopt;
  if ((data.flags & extensions_flag) != 0) {
    CborReader reader(bytes);
    if (!reader.skip()) return std::nullopt;
    bytes = reader.rest();
  }
  if (!bytes.empty()) return std::nullopt;
  return data;
}

// For us, and somebody touched the authenticator.
bool is_for(const AuthenticatorData& data, const RelyingParty& party) {
  return same_secret(data.party_hash, as_text(sha256(party.id))) &&
         (data.flags & user_present_flag) != 0;
}

// The authenticator data in an attestation object (§6.5.4).
std::optional<std::string_view> data_in_attestation(std::string_view attestation) {
  constexpr std::uint64_t members_max = 8;
  if (attestation.size() > authenticator_bytes_max) return std::nullopt;
  CborReader reader(attestation);
  const auto map = reader.next();
  if (!map || map->kind != CborItem::Kind::map || map->count > members_max) return std::nullopt;
  std::optional<std::string_view> data;
  for (std::uint64_t index = 0; index < map->count; ++index) {
    const auto key = reader.next();
    if (!key || key->kind != CborItem::Kind::text) return std::nullopt;
    if (key->bytes != "authData") {
      if (!reader.skip()) return std::nullopt;
      continue;
    }
    const auto value = reader.next();
    if (!value || value->kind != CborItem::Kind::bytes) return std::nullopt;
    data = value->bytes;
  }
  return reader.rest().empty() ? data : std::nullopt;
}

// --- client data (§5.8.1) ---

std::optional<Json> read_client_data(std::string_view bytes) {
  if (bytes.size() > client_data_bytes_max) return std::nullopt;
  auto json = parse_json(bytes);
  if (!json || !json->is_object()) return std::nullopt;
  return *std::move(json);
}

// Of that kind, on our pages, to our challenge.
bool is_answer_to(const Json& client_data, std::string_view type, const RelyingParty& party,
                  std::string_view challenge) {
  const auto& members = client_data.get_object();
  const auto crossed = members.find("crossOrigin");
  const bool elsewhere =
      crossed != members.end() && crossed->value().is_bool() && crossed->value().get_bool();
  return text_at(client_data, "type") == type && text_at(client_data, "origin") == party.origin &&
         same_secret(text_at(client_data, "challenge"), base64url(challenge)) && !elsewhere;
}

}  // namespace

std::unexpected<Error> passkey_refused() {
  return fail(Fault::unauthenticated, "passkey_refused",
              "パスキーで本人であることを確かめられません。",
              "画面を開き直して、もう一度行ってください。");
}

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string standard(text);
  std::ranges::replace(standard, '-', '+');
  std::ranges::replace(standard, '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return unbase64(standard);
}

std::string challenge_in(std::string_view client_data) {
  const auto json = read_client_data(client_data);
  const auto bytes = json ? from_base64url(text_at(*json, "challenge")) : std::nullopt;
  return bytes.value_or("");
}

Result<NewCredential> verify_registration(const RelyingParty& party, std::string_view challenge,
                                          const Registration& sent) {
  const auto client_data = read_client_data(sent.client_data);
  const auto bytes = data_in_attestation(sent.attestation);
  const auto data = bytes ? read_authenticator_data(*bytes) : std::nullopt;
  if (!client_data || !data || data->credential_id.empty()) return malformed();
  if (!is_answer_to(*client_data, "webauthn.create", party, challenge)) return passkey_refused();
  if (!is_for(*data, party)) return passkey_refused();
  return NewCredential{std::string(data->credential_id), std::string(data->public_key),
                       data->sign_count, (data->flags & user_verified_flag) != 0};
}

Result<Asserted> verify_assertion(const RelyingParty& party, std::string_view challenge,
                                  const Assertion& sent, std::string_view public_key) {
  const auto client_data = read_client_data(sent.client_data);
  const auto data = read_authenticator_data(sent.authenticator_data);
  if (!client_data || !data || sent.signature.size() > signature_bytes_max) return malformed();
  if (!is_answer_to(*client_data, "webauthn.get", party, challenge)) return passkey_refused();
  if (!is_for(*data, party)) return passkey_refused();
  const std::string message =
      sent.authenticator_data + std::string(as_text(sha256(sent.client_data)));
  if (!is_signed_by(public_key, message, sent.signature)) return passkey_refused();
  return Asserted{data->sign_count, (data->flags & user_verified_flag) != 0};
}

}  // namespace mamori::identity
