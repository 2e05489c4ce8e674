// Passkeys that people registered, and the challenges given out for them: each is good once, for
// five minutes, for what and whom it was made.
//
// Reading functions take a connection of Store::read, changing ones of a Store::write job.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "identity/vault.h"
#include "identity/webauthn.h"
#include "store/connection.h"

namespace mamori::identity {

struct Passkey {
  std::string id;  // names it to its owner; not the credential's
  std::string credential_id;
  std::string person_id;
  std::string name;  // as the person calls it: 机の鍵
  std::string public_key;
  std::uint32_t sign_count = 0;
  Instant created;
  std::optional<Instant> used;
};

constexpr std::size_t passkeys_per_person_max = 10;
constexpr std::size_t passkey_name_characters_max = 40;

std::vector<Passkey> passkeys_of(store::Connection& connection, std::string_view person_id);
std::optional<Passkey> find_passkey(store::Connection& connection, std::string_view credential_id);

// Fails with "passkey_known" (registered already, by whomever), "passkeys_too_many",
// "field_missing" or "field_too_long" (the name).
Result<void> keep_passkey(store::Connection& connection, std::string_view person_id,
                          std::string_view name, const NewCredential& credential, Instant now);
// Notes that it was used. Fails with "passkey_refused" when its count does not go up: then there
// are two of it (Level 2, §6.1.1).
Result<void> use_passkey(store::Connection& connection, const Passkey& passkey,
                         const Asserted& asserted, Instant now);
// One of the person's own; its name, or nothing when there is no such one.
std::optional<std::string> remove_passkey(store::Connection& connection, std::string_view person_id,
                                          std::string_view id);

// What a challenge is for.
enum class ChallengeFor { registration, sign_in, second_factor, presence };
constexpr std::chrono::minutes challenge_lasts{5};

// Random bytes with their end and our mark over both, so that giving them out to whoever asks costs
// no write. `person_id` is "" for signing in, when nobody is known yet.
std::string make_challenge(const Vault& vault, ChallengeFor purpose, std::string_view person_id,
                           Instant now);
// Uses it up, in a Store::write job; whether we gave it out for this, to this person, not long ago,
// and it was not used before.
bool take_challenge(store::Connection& connection, const Vault& vault, std::string_view challenge,
                    ChallengeFor purpose, std::string_view person_id, Instant now);

}  // namespace mamori::identity
