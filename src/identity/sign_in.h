// Signing in with login and password, the whole way up to the session.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "identity/accounts.h"
#include "identity/attempts.h"
#include "identity/failures.h"
#include "identity/password.h"
#include "store/store.h"

namespace mamori::identity {

struct Credentials {
  std::string login;
  std::string password;
  std::string address;  // where the attempt comes from
};

// Whether these are the credentials of an account. Safe from any thread; not inside a Store's job;
// takes about 20 ms whether or not the login exists. Fails with "too_many_attempts",
// "sign_in_failed" (the same for an unknown login and a wrong password) and, only when the password
// is right, "account_locked" or "temporary_password_expired". Failures are noted in `failures`.
// Makes no session: body/signing_in.h does, for whatever means.
Result<Account> verify(store::Store& store, const PasswordHasher& hasher, AttemptLimiter& limiter,
                       FailedSignIns& failures, const Credentials& credentials, Instant now);

// The same for an attempt that `limiter` has counted already: another means was tried first.
Result<Account> verify_counted(store::Store& store, const PasswordHasher& hasher,
                               AttemptLimiter& limiter, FailedSignIns& failures,
                               const Credentials& credentials, Instant now);

// Whether anybody may sign in to the account, by whatever means. Fails with "account_locked".
Result<void> check_open(const Account& account);

}  // namespace mamori::identity
