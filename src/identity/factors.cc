#include "identity/factors.h"

#include <algorithm>

#include "base/text.h"
#include "identity/columns.h"
#include "identity/totp.h"

namespace mamori::identity {
namespace {

constexpr std::size_t recovery_codes_count = 10;

std::string purpose_of(std::string_view person_id) {
  return "totp " + std::string(person_id);
}

}  // namespace

Factors factors_of(store::Connection& connection, std::string_view person_id) {
  Factors factors;
  if (const auto row =
          connection.first("SELECT made_ms FROM identity_totp WHERE person_id = $1", person_id)) {
    factors.totp_since = from_ms(row->integer("made_ms"));
  }
  const auto passkeys = connection.first(
      "SELECT count(*) AS passkeys FROM identity_passkeys WHERE person_id = $1", person_id);
  factors.passkeys = static_cast<std::size_t>(passkeys->integer("passkeys"));
  const auto codes = connection.first(
      "SELECT count(*) AS codes FROM identity_recovery_codes WHERE person_id = $1", person_id);
  factors.recovery_codes = static_cast<std::size_t>(codes->integer("codes"));
  return factors;
}

std::unexpected<Error> wrong_factor() {
  const std::string message = "コードが違います。";
  return fail({Fault::unauthenticated,
               "second_factor_wrong",
               message,
               "認証アプリに今出ている6桁の数字を入れてください。1度使ったコードは使えません。",
               {{"code", message}}});
}

void begin_totp(store::Connection& connection, const Vault& vault, std::string_view person_id,
                Instant now) {
  connection.execute("DELETE FROM identity_totp_pending WHERE person_id = $1 OR made_ms <= $2",
                     person_id, to_ms(now - totp_pending_lasts));
  connection.execute(
      "INSERT INTO identity_totp_pending (person_id, secret, made_ms) VALUES ($1, $2, $3)",
      person_id, store::Blob{vault.seal(purpose_of(person_id), make_totp_secret())}, to_ms(now));
}

std::optional<std::string> pending_totp(store::Connection& connection, const Vault& vault,
                                        std::string_view person_id, Instant now) {
  const auto row = connection.first(
      "SELECT secret FROM identity_totp_pending WHERE person_id = $1 AND made_ms > $2", person_id,
      to_ms(now - totp_pending_lasts));
  if (!row) return std::nullopt;
  auto secret = vault.unseal(purpose_of(person_id), row->text("secret"));
  return secret ? std::optional(*std::move(secret)) : std::nullopt;
}

Result<void> confirm_totp(store::Connection& connection, const Vault& vault,
                          std::string_view person_id, std::string_view code, Instant now) {
  const auto secret = pending_totp(connection, vault, person_id, now);
  if (!secret) {
    return fail(Fault::conflict, "totp_not_begun", "登録の時間が切れました。",
                "もう一度、QRコードを出すところから始めてください。");
  }
  const auto step = totp_match(*secret, code, now, 0);
  if (!step) return wrong_factor();
  connection.execute("DELETE FROM identity_totp_pending WHERE person_id = $1", person_id);
  connection.execute("DELETE FROM identity_totp WHERE person_id = $1", person_id);
  connection.execute(
      "INSERT INTO identity_totp (person_id, secret, made_ms, used_step) VALUES ($1, $2, $3, $4)",
      person_id, store::Blob{vault.seal(purpose_of(person_id), *secret)}, to_ms(now), *step);
  return {};
}

Result<void> use_totp(store::Connection& connection, const Vault& vault, std::string_view person_id,
                      std::string_view code, Instant now) {
  const auto row = connection.first(
      "SELECT secret, used_step FROM identity_totp WHERE person_id = $1", person_id);
  if (!row) return wrong_factor();
  const auto secret = vault.unseal(purpose_of(person_id), row->text("secret"));
  if (!secret) return fail(secret.error());
  const auto step = totp_match(*secret, code, now, row->integer("used_step"));
  if (!step) return wrong_factor();
  connection.execute("UPDATE identity_totp SET used_step = $1 WHERE person_id = $2", *step,
                     person_id);
  return {};
}

RecoveryCodes make_recovery_codes(const PasswordHasher& hasher) {
  RecoveryCodes codes;
  while (codes.texts.size() < recovery_codes_count) {
    const std::string text = make_temporary_password();
    codes.hashes.push_back(hasher.hash(text));
    codes.texts.push_back(in_groups(text));
  }
  return codes;
}

void keep_recovery_codes(store::Connection& connection, std::string_view person_id,
                         const RecoveryCodes& codes, Instant now) {
  connection.execute("DELETE FROM identity_recovery_codes WHERE person_id = $1", person_id);
  for (const std::string& hash : codes.hashes) {
    connection.execute(
        "INSERT INTO identity_recovery_codes (person_id, code_hash, made_ms) VALUES ($1, $2, $3)",
        person_id, hash, to_ms(now));
  }
}

std::vector<std::string> recovery_hashes(store::Connection& connection,
                                         std::string_view person_id) {
  std::vector<std::string> hashes;
  for (const auto& row : connection.query(
           "SELECT code_hash FROM identity_recovery_codes WHERE person_id = $1", person_id)) {
    hashes.push_back(row.text("code_hash"));
  }
  return hashes;
}

std::string matching_hash(const PasswordHasher& hasher, const std::vector<std::string>& hashes,
                          std::string_view code) {
  std::string typed = text_key(code);
  std::erase_if(typed, [](char c) { return c == '-' || c == ' '; });
  const auto found = std::ranges::find_if(
      hashes, [&](const std::string& hash) { return hasher.matches(hash, typed); });
  return found == hashes.end() ? std::string() : *found;
}

bool use_recovery_code(store::Connection& connection, std::string_view person_id,
                       std::string_view hash) {
  return connection.execute(
             "DELETE FROM identity_recovery_codes WHERE person_id = $1 AND code_hash = $2",
             person_id, hash) > 0;
}

bool remove_factors(store::Connection& connection, std::string_view person_id) {
  std::int64_t removed = 0;
  for (const std::string_view table :
       {"identity_totp", "identity_totp_pending", "identity_passkeys", "identity_recovery_codes"}) {
    removed += connection.execute("DELETE FROM " + std::string(table) + " WHERE person_id = $1",
                                  person_id);
  }
  return removed > 0;
}

}  // namespace mamori::identity
