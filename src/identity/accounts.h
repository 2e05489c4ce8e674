// Accounts: which person signs in under which name with which password.
//
// An account belongs to a person of the organisation room and says nothing about rights. Reading
// functions take a connection of Store::read, changing ones of a Store::write job. Hashing never
// happens inside a job: prepare first, then write (see sign_in.h and the README for the whole way).
// None of this is recorded in the ledger here; the caller records the act, without the secret.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "identity/password.h"
#include "store/connection.h"

namespace mamori::identity {

struct Account {
  std::string person_id;
  std::string login;
  bool must_change = false;  // the password is temporary: only changing it is allowed
  bool locked = false;       // closed by an administrator
  bool has_password = true;  // false: signs in by other means only
  std::optional<Instant> temporary_until;
  Instant created;
  Instant password_changed;
};

// An account with its hash; stays within this room and its callers' hands, never in a model.
struct StoredAccount {
  Account account;
  std::string password_hash;
};

// A password ready to be written: hashed, and temporary or the person's own.
struct PreparedPassword {
  std::string hash;
  bool temporary = false;
};

struct TemporaryPassword {
  std::string text;  // to be shown once and kept nowhere
  PreparedPassword prepared;
};

constexpr std::chrono::days temporary_password_lasts{7};

std::vector<Account> list_accounts(store::Connection& connection);  // by login
std::optional<StoredAccount> find_by_login(store::Connection& connection, std::string_view login);
std::optional<StoredAccount> find_by_person(store::Connection& connection,
                                            std::string_view person_id);

// Whether it is the account's password. A temporary one may be typed in groups, as it was printed.
// Takes about 20 ms.
bool is_password_of(const StoredAccount& account, const PasswordHasher& hasher,
                    std::string_view password);

// For a password the person chose; check_password first. Takes about 20 ms.
PreparedPassword prepare_own(const PasswordHasher& hasher, std::string_view password);
TemporaryPassword prepare_temporary(const PasswordHasher& hasher);
// For an account without a password here: whoever uses it signs in by the directory or a provider.
// Nothing that is typed matches it.
PreparedPassword prepare_none();

// 1–64 characters without blanks. Fails with "login_malformed", "login_taken" or "account_exists"
// (the person has one).
Result<void> create_account(store::Connection& connection, std::string_view person_id,
                            std::string_view login, const PreparedPassword& password, Instant now);
// An administrator sets a temporary password; the person's sessions end. Fails with
// "account_unknown".
Result<void> reset_password(store::Connection& connection, std::string_view person_id,
                            const PreparedPassword& password, Instant now);
// Closing ends the person's sessions. Fails with "account_unknown".
Result<void> set_locked(store::Connection& connection, std::string_view person_id, bool locked);

// A change of password by the person, in three steps: read, prepare (slow), write.
struct PasswordChange {
  std::string person_id;
  std::string old_hash;  // as read; the write refuses if it is no longer so
  PreparedPassword password;
};
// The hashes the new password must not match: the present one and the last `policy.past_max`.
std::vector<std::string> past_hashes(store::Connection& connection, const StoredAccount& account,
                                     const PasswordPolicy& policy);
// Fails with "password_wrong" (the old one), "password_weak" or "password_reused".
Result<PasswordChange> prepare_change(const PasswordHasher& hasher, const PasswordPolicy& policy,
                                      const StoredAccount& account,
                                      const std::vector<std::string>& past,
                                      const PersonalWords& words, std::string_view old_password,
                                      std::string_view new_password);
// Ends all sessions of the person, also the present one: create a new one in the same job. Fails
// with "account_changed" when the password was changed meanwhile.
Result<void> apply_change(store::Connection& connection, const PasswordChange& change,
                          const PasswordPolicy& policy, Instant now);

}  // namespace mamori::identity
