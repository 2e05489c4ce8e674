// Passkeys as browsers send them (W3C Web Authentication Level 2): what an authenticator says of a
// new key (§7.1) and how it signs in with one (§7.2). ES256, EdDSA (Ed25519) and RS256; attestation
// "none": whose make an authenticator is, is not asked.
//
// Pure: nothing is stored, no challenge remembered (passkeys.h does). Safe from any thread.
// Everything comes from outside: sizes are limited, and what fails fails with "passkey_malformed"
// or "passkey_refused".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mamori::identity {

// Who we are to a browser: the host without port, and the origin with scheme and port.
struct RelyingParty {
  std::string id;      // mamori.example.lg.jp
  std::string origin;  // https://mamori.example.lg.jp
};

constexpr std::size_t credential_id_bytes_max = 1023;  // Level 2, §7.1

// What is kept of a new key.
struct NewCredential {
  std::string id;
  std::string public_key;  // COSE_Key (RFC 9053), as sent
  std::uint32_t sign_count = 0;
  bool user_verified = false;  // by PIN, finger or face
};

// What the browser sends after navigator.credentials.create(): the raw bytes.
struct Registration {
  std::string client_data;  // JSON
  std::string attestation;  // CBOR
};
Result<NewCredential> verify_registration(const RelyingParty& party, std::string_view challenge,
                                          const Registration& sent);

// What the browser sends after navigator.credentials.get(): the raw bytes.
struct Assertion {
  std::string credential_id;
  std::string client_data;
  std::string authenticator_data;
  std::string signature;
};
struct Asserted {
  std::uint32_t sign_count = 0;
  bool user_verified = false;
};
// Signed with that key, for us, now, by somebody who touched it.
Result<Asserted> verify_assertion(const RelyingParty& party, std::string_view challenge,
                                  const Assertion& sent, std::string_view public_key);

// What is refused is answered with: "passkey_refused".
std::unexpected<Error> passkey_refused();

// The challenge that the client data name, for finding the one we gave: its bytes, "" when there is
// none.
std::string challenge_in(std::string_view client_data);

// RFC 4648 §5 without padding, as browsers send bytes; nothing when it is no such text.
std::optional<std::string> from_base64url(std::string_view text);

// COSE algorithms we take, in the order we offer them.
constexpr int algorithms[] = {-8, -7, -257};  // EdDSA, ES256, RS256

}  // namespace mamori::identity
