#include "identity/passkeys.h"

#include "base/bytes.h"
#include "base/text.h"
#include "identity/columns.h"

namespace mamori::identity {
namespace {

constexpr std::size_t nonce_bytes = 16;
constexpr std::size_t end_bytes = 8;

constexpr std::string_view passkey_columns =
    "id, credential_id, person_id, name, public_key, sign_count, created_ms, used_ms";

Passkey to_passkey(const store::Row& row) {
  Passkey passkey{.id = row.text("id"),
                  .credential_id = row.text("credential_id"),
                  .person_id = row.text("person_id"),
                  .name = row.text("name"),
                  .public_key = row.text("public_key"),
                  .sign_count = static_cast<std::uint32_t>(row.integer("sign_count")),
                  .created = from_ms(row.integer("created_ms")),
                  .used = std::nullopt};
  if (!row.null("used_ms")) passkey.used = from_ms(row.integer("used_ms"));
  return passkey;
}

std::string_view name_of(ChallengeFor purpose) {
  switch (purpose) {
    case ChallengeFor::registration:
      return "registration";
    case ChallengeFor::sign_in:
      return "sign_in";
    case ChallengeFor::second_factor:
      return "second_factor";
    case ChallengeFor::presence:
      return "presence";
  }
  return "";
}

std::string purpose_of(ChallengeFor purpose, std::string_view person_id) {
  return "challenge " + std::string(name_of(purpose)) + " " + std::string(person_id);
}

std::string eight_bytes(std::int64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
  return bytes;
}

std::int64_t number_in(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(number);
}

std::unexpected<Error> wrong_name(std::string code, std::string message) {
  return fail({Fault::invalid, std::move(code), message, {}, {{"name", message}}});
}

}  // namespace

std::vector<Passkey> passkeys_of(store::Connection& connection, std::string_view person_id) {
  std::vector<Passkey> passkeys;
  for (const auto& row :
       connection.query("SELECT " + std::string(passkey_columns) +
                            " FROM identity_passkeys WHERE person_id = $1 ORDER BY id",
                        person_id)) {
    passkeys.push_back(to_passkey(row));
  }
  return passkeys;
}

std::optional<Passkey> find_passkey(store::Connection& connection, std::string_view credential_id) {
  const auto row = connection.first(
      "SELECT " + std::string(passkey_columns) + " FROM identity_passkeys WHERE credential_id = $1",
      store::Blob{std::string(credential_id)});
  if (!row) return std::nullopt;
  return to_passkey(*row);
}

Result<void> keep_passkey(store::Connection& connection, std::string_view person_id,
                          std::string_view name, const NewCredential& credential, Instant now) {
  const std::string called = trimmed(name);
  if (called.empty()) return wrong_name("field_missing", "パスキーの名前を入力してください。");
  if (length_in_characters(called) > passkey_name_characters_max) {
    return wrong_name("field_too_long", "パスキーの名前は40文字以下にしてください。");
  }
  if (find_passkey(connection, credential.id)) {
    return fail(Fault::conflict, "passkey_known", "このパスキーは、もう登録されています。",
                "別の端末か鍵を使ってください。");
  }
  if (passkeys_of(connection, person_id).size() >= passkeys_per_person_max) {
    return fail(Fault::limit, "passkeys_too_many", "パスキーは10個まで登録できます。",
                "使っていないものを消してください。");
  }
  connection.execute(
      "INSERT INTO identity_passkeys (id, credential_id, person_id, name, public_key, sign_count, "
      "created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      make_id(to_ms(now)), store::Blob{credential.id}, person_id, called,
      store::Blob{credential.public_key}, std::int64_t{credential.sign_count}, to_ms(now));
  return {};
}

Result<void> use_passkey(store::Connection& connection, const Passkey& passkey,
                         const Asserted& asserted, Instant now) {
  const bool counts = asserted.sign_count != 0 || passkey.sign_count != 0;
  const auto updated = connection.execute(
      "UPDATE identity_passkeys SET sign_count = $1, used_ms = $2 "
      "WHERE credential_id = $3 AND ($4 = 0 OR sign_count < $1)",
      std::int64_t{asserted.sign_count}, to_ms(now), store::Blob{passkey.credential_id},
      std::int64_t{counts});
  if (updated > 0) return {};
  return fail(Fault::unauthenticated, "passkey_refused",
              "このパスキーは、写しが作られたおそれがあるため受け付けません。",
              "このパスキーを消し、mamori管理者に知らせてください。");
}

std::optional<std::string> remove_passkey(store::Connection& connection, std::string_view person_id,
                                          std::string_view id) {
  const auto row = connection.first(
      "SELECT name FROM identity_passkeys WHERE person_id = $1 AND id = $2", person_id, id);
  if (!row) return std::nullopt;
  connection.execute("DELETE FROM identity_passkeys WHERE person_id = $1 AND id = $2", person_id,
                     id);
  return row->text("name");
}

std::string make_challenge(const Vault& vault, ChallengeFor purpose, std::string_view person_id,
                           Instant now) {
  const std::string head = random_bytes(nonce_bytes) + eight_bytes(to_ms(now + challenge_lasts));
  return head + vault.mark(purpose_of(purpose, person_id), head);
}

bool take_challenge(store::Connection& connection, const Vault& vault, std::string_view challenge,
                    ChallengeFor purpose, std::string_view person_id, Instant now) {
  if (challenge.size() < nonce_bytes + end_bytes) return false;
  const std::string_view head = challenge.substr(0, nonce_bytes + end_bytes);
  const std::string mark = vault.mark(purpose_of(purpose, person_id), head);
  if (!same_secret(challenge.substr(head.size()), mark)) return false;
  const std::int64_t end = number_in(head.substr(nonce_bytes));
  if (to_ms(now) >= end) return false;
  connection.execute("DELETE FROM identity_used_challenges WHERE ends_ms <= $1", to_ms(now));
  return connection.execute(
             "INSERT INTO identity_used_challenges (challenge_hash, ends_ms) VALUES ($1, $2) "
             "ON CONFLICT (challenge_hash) DO NOTHING",
             token_hash(challenge), end) > 0;
}

}  // namespace mamori::identity
