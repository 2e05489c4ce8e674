#include "identity/sign_in.h"

namespace mamori::identity {
namespace {

Result<void> check_temporary(const Account& account, Instant now) {
  if (account.temporary_until && now >= *account.temporary_until) {
    return fail(Fault::forbidden, "temporary_password_expired",
                "仮パスワードの期限が切れています。",
                "mamori管理者に、仮パスワードを発行し直してもらってください。");
  }
  return {};
}

}  // namespace

Result<void> check_open(const Account& account) {
  if (!account.locked) return {};
  return fail(Fault::forbidden, "account_locked", "このアカウントは止められています。",
              "mamori管理者に問い合わせてください。");
}

Result<Account> verify(store::Store& store, const PasswordHasher& hasher, AttemptLimiter& limiter,
                       FailedSignIns& failures, const Credentials& credentials, Instant now) {
  if (auto allowed = limiter.begin(credentials.login, credentials.address, now); !allowed) {
    return fail(allowed.error());
  }
  return verify_counted(store, hasher, limiter, failures, credentials, now);
}

Result<Account> verify_counted(store::Store& store, const PasswordHasher& hasher,
                               AttemptLimiter& limiter, FailedSignIns& failures,
                               const Credentials& credentials, Instant now) {
  const auto stored = store.read(
      [&](store::Connection& connection) { return find_by_login(connection, credentials.login); });
  const bool right = stored ? is_password_of(*stored, hasher, credentials.password)
                            : hasher.matches_nobody(credentials.password);
  if (!right) {
    if (stored) {
      failures.note(stored->account.person_id, credentials.address, now);
    } else {
      failures.note_unknown();
    }
    return fail(Fault::unauthenticated, "sign_in_failed", "ログイン名かパスワードが違います。",
                "入れ直してください。忘れたときは、mamori管理者に仮パスワードを頼んでください。");
  }
  limiter.succeeded(credentials.login, credentials.address);
  if (auto open = check_open(stored->account); !open) return fail(open.error());
  if (auto fresh = check_temporary(stored->account, now); !fresh) return fail(fresh.error());
  return stored->account;
}

}  // namespace mamori::identity
