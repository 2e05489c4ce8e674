#include "identity/accounts.h"

#include <algorithm>

#include "base/text.h"
#include "identity/columns.h"
#include "identity/sessions.h"

namespace mamori::identity {
namespace {

constexpr std::size_t login_characters_max = 64;

constexpr std::string_view account_columns =
    "person_id, login, password_hash, must_change, temporary_until_ms, locked, created_ms, "
    "password_changed_ms";

std::string select_accounts(std::string_view rest) {
  return "SELECT " + std::string(account_columns) + " FROM identity_accounts " + std::string(rest);
}

Account to_account(const store::Row& row) {
  Account account{.person_id = row.text("person_id"),
                  .login = row.text("login"),
                  .must_change = row.integer("must_change") != 0,
                  .locked = row.integer("locked") != 0,
                  .has_password = !row.text("password_hash").empty(),
                  .temporary_until = std::nullopt,
                  .created = from_ms(row.integer("created_ms")),
                  .password_changed = from_ms(row.integer("password_changed_ms"))};
  if (!row.null("temporary_until_ms")) {
    account.temporary_until = from_ms(row.integer("temporary_until_ms"));
  }
  return account;
}

std::optional<StoredAccount> to_stored(const std::optional<store::Row>& row) {
  if (!row) return std::nullopt;
  return StoredAccount{to_account(*row), row->text("password_hash")};
}

std::optional<std::int64_t> temporary_until_ms(const PreparedPassword& password, Instant now) {
  if (!password.temporary) return std::nullopt;
  return to_ms(now + temporary_password_lasts);
}

bool is_login(std::string_view login) {
  const std::u32string characters = code_points(login);
  const auto unfit = [](char32_t c) { return is_blank(c) || c < 0x20 || c == 0x7f; };
  return is_utf8(login) && !characters.empty() && characters.size() <= login_characters_max &&
         std::ranges::none_of(characters, unfit);
}

std::unexpected<Error> unknown_account() {
  return fail(Fault::not_found, "account_unknown", "この人のアカウントはありません。",
              "組織の画面でアカウントを作ってください。");
}

// The old hash joins those that must not be used again; only as many as matter are kept.
void remember_password(store::Connection& connection, std::string_view person_id,
                       std::string_view old_hash, const PasswordPolicy& policy, Instant now) {
  connection.execute(
      "INSERT INTO identity_past_passwords (person_id, replaced_ms, password_hash) "
      "VALUES ($1, $2, $3)",
      person_id, to_ms(now), old_hash);
  connection.execute(
      "DELETE FROM identity_past_passwords WHERE person_id = $1 AND password_hash NOT IN "
      "(SELECT password_hash FROM identity_past_passwords WHERE person_id = $1 "
      "ORDER BY replaced_ms DESC, password_hash LIMIT $2)",
      person_id, policy.past_max);
}

}  // namespace

std::vector<Account> list_accounts(store::Connection& connection) {
  std::vector<Account> accounts;
  for (const auto& row : connection.query(select_accounts("ORDER BY login_key"))) {
    accounts.push_back(to_account(row));
  }
  return accounts;
}

std::optional<StoredAccount> find_by_login(store::Connection& connection, std::string_view login) {
  return to_stored(connection.first(select_accounts("WHERE login_key = $1"), text_key(login)));
}

std::optional<StoredAccount> find_by_person(store::Connection& connection,
                                            std::string_view person_id) {
  return to_stored(connection.first(select_accounts("WHERE person_id = $1"), person_id));
}

bool is_password_of(const StoredAccount& account, const PasswordHasher& hasher,
                    std::string_view password) {
  if (!account.account.has_password) return hasher.matches_nobody(password);
  std::string text(password);
  if (account.account.must_change) std::erase(text, '-');
  return hasher.matches(account.password_hash, text);
}

PreparedPassword prepare_own(const PasswordHasher& hasher, std::string_view password) {
  return {hasher.hash(password), false};
}

PreparedPassword prepare_none() {
  return {};
}

TemporaryPassword prepare_temporary(const PasswordHasher& hasher) {
  std::string text = make_temporary_password();
  std::string hash = hasher.hash(text);
  return {std::move(text), {std::move(hash), true}};
}

Result<void> create_account(store::Connection& connection, std::string_view person_id,
                            std::string_view login, const PreparedPassword& password, Instant now) {
  if (!is_login(login)) {
    const std::string message = "ログイン名は、空白を含まない1文字から64文字にしてください。";
    return fail({Fault::invalid, "login_malformed", message, {}, {{"login", message}}});
  }
  if (find_by_person(connection, person_id)) {
    return fail(Fault::conflict, "account_exists", "この人のアカウントは、もうあります。",
                "パスワードを忘れたときは、仮パスワードを発行し直してください。");
  }
  if (find_by_login(connection, login)) {
    const std::string message = "このログイン名は、ほかの人が使っています。";
    return fail({Fault::conflict,
                 "login_taken",
                 message,
                 "別のログイン名にしてください。",
                 {{"login", message}}});
  }
  connection.execute(
      "INSERT INTO identity_accounts (person_id, login, login_key, password_hash, must_change, "
      "temporary_until_ms, locked, created_ms, password_changed_ms) "
      "VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $7)",
      person_id, nfc(login), text_key(login), password.hash, password.temporary,
      temporary_until_ms(password, now), to_ms(now));
  return {};
}

Result<void> reset_password(store::Connection& connection, std::string_view person_id,
                            const PreparedPassword& password, Instant now) {
  const auto changed = connection.execute(
      "UPDATE identity_accounts SET password_hash = $1, must_change = $2, "
      "temporary_until_ms = $3, password_changed_ms = $4 WHERE person_id = $5",
      password.hash, password.temporary, temporary_until_ms(password, now), to_ms(now), person_id);
  if (changed == 0) return unknown_account();
  revoke_all_sessions(connection, person_id);
  return {};
}

Result<void> set_locked(store::Connection& connection, std::string_view person_id, bool locked) {
  const auto changed = connection.execute(
      "UPDATE identity_accounts SET locked = $1 WHERE person_id = $2", locked, person_id);
  if (changed == 0) return unknown_account();
  if (locked) revoke_all_sessions(connection, person_id);
  return {};
}

std::vector<std::string> past_hashes(store::Connection& connection, const StoredAccount& account,
                                     const PasswordPolicy& policy) {
  std::vector<std::string> hashes{account.password_hash};
  for (const auto& row :
       connection.query("SELECT password_hash FROM identity_past_passwords WHERE person_id = $1 "
                        "ORDER BY replaced_ms DESC LIMIT $2",
                        account.account.person_id, policy.past_max)) {
    hashes.push_back(row.text("password_hash"));
  }
  return hashes;
}

Result<PasswordChange> prepare_change(const PasswordHasher& hasher, const PasswordPolicy& policy,
                                      const StoredAccount& account,
                                      const std::vector<std::string>& past,
                                      const PersonalWords& words, std::string_view old_password,
                                      std::string_view new_password) {
  if (!is_password_of(account, hasher, old_password)) {
    return fail({Fault::invalid,
                 "password_wrong",
                 "いまのパスワードが違います。",
                 "いまのパスワード（仮パスワード）を入れ直してください。",
                 {{"old_password", "いまのパスワードが違います。"}}});
  }
  if (auto strong = check_password(policy, words, new_password); !strong) {
    return fail(strong.error());
  }
  const bool used = std::ranges::any_of(
      past, [&](const std::string& hash) { return hasher.matches(hash, new_password); });
  if (used) {
    return fail({Fault::invalid,
                 "password_reused",
                 "前に使ったパスワードは使えません。",
                 "新しいパスワードを考えてください。",
                 {{"password", "前に使ったパスワードは使えません。"}}});
  }
  return PasswordChange{account.account.person_id, account.password_hash,
                        prepare_own(hasher, new_password)};
}

Result<void> apply_change(store::Connection& connection, const PasswordChange& change,
                          const PasswordPolicy& policy, Instant now) {
  const auto present = find_by_person(connection, change.person_id);
  if (!present || present->password_hash != change.old_hash) {
    return fail(Fault::conflict, "account_changed",
                "パスワードは、その間に別の画面から変えられました。",
                "新しいパスワードでログインし直してください。");
  }
  remember_password(connection, change.person_id, change.old_hash, policy, now);
  return reset_password(connection, change.person_id, change.password, now);
}

}  // namespace mamori::identity
