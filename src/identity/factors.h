// Second factors beside the password: an authenticator app (totp.h), passkeys (passkeys.h),
// recovery codes for when neither is at hand. What is stored here; who may do it and that it is
// recorded is the caller's.
//
// Reading functions take a connection of Store::read, changing ones of a Store::write job. Hashing
// of recovery codes never happens inside a job.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "identity/password.h"
#include "identity/vault.h"
#include "store/connection.h"

namespace mamori::identity {

// What somebody has registered.
struct Factors {
  std::optional<Instant> totp_since;
  std::size_t passkeys = 0;
  std::size_t recovery_codes = 0;  // unused ones

  bool any() const { return totp_since.has_value() || passkeys > 0; }
};
Factors factors_of(store::Connection& connection, std::string_view person_id);

// What a wrong code is answered with: "second_factor_wrong".
std::unexpected<Error> wrong_factor();

// --- authenticator app ---

constexpr std::chrono::minutes totp_pending_lasts{30};

// Keeps a new secret until it is confirmed; an earlier unconfirmed one is forgotten.
void begin_totp(store::Connection& connection, const Vault& vault, std::string_view person_id,
                Instant now);
// The secret to show; nothing when none was begun of late.
std::optional<std::string> pending_totp(store::Connection& connection, const Vault& vault,
                                        std::string_view person_id, Instant now);
// The code of the app proves that it has the secret, which replaces the one before. Fails with
// "totp_not_begun" or "second_factor_wrong".
Result<void> confirm_totp(store::Connection& connection, const Vault& vault,
                          std::string_view person_id, std::string_view code, Instant now);
// Takes a code of the app; the same one is never taken again. Fails with "second_factor_wrong" or
// "vault_wrong".
Result<void> use_totp(store::Connection& connection, const Vault& vault, std::string_view person_id,
                      std::string_view code, Instant now);

// --- recovery codes ---

struct RecoveryCodes {
  std::vector<std::string> texts;  // in groups; to be shown once and kept nowhere
  std::vector<std::string> hashes;
};
// Ten of 16 characters (about 76 bits each). Takes about 200 ms.
RecoveryCodes make_recovery_codes(const PasswordHasher& hasher);
// Replaces those there were.
void keep_recovery_codes(store::Connection& connection, std::string_view person_id,
                         const RecoveryCodes& codes, Instant now);
// In three steps: read, compare (slow), use. "" when none matches.
std::vector<std::string> recovery_hashes(store::Connection& connection, std::string_view person_id);
std::string matching_hash(const PasswordHasher& hasher, const std::vector<std::string>& hashes,
                          std::string_view code);
// False when somebody was quicker.
bool use_recovery_code(store::Connection& connection, std::string_view person_id,
                       std::string_view hash);

// Everything of the person, recovery codes too. False when there was nothing.
bool remove_factors(store::Connection& connection, std::string_view person_id);

}  // namespace mamori::identity
