#include "web/proving.h"

#include <spdlog/spdlog.h>

#include "body/directory_acts.h"
#include "directory/ways.h"

namespace mamori::web {
namespace {

Result<ByPassword> by_account(const Result<identity::Account>& account) {
  if (!account) return fail(account.error());
  return ByPassword{account->person_id, identity::Means::password, account->must_change};
}

}  // namespace

Result<ByPassword> prove_by_password(const Visit& visit, const identity::Credentials& credentials) {
  const Services& services = visit.services;
  const Instant now = services.body.clock().now();
  auto& store = services.body.store();
  auto& failures = services.body.failed_sign_ins();
  if (!services.ways || !services.ways->ldap) {
    return by_account(
        identity::verify(store, services.hasher, services.attempts, failures, credentials, now));
  }
  auto allowed = services.attempts.begin(credentials.login, credentials.address, now);
  if (!allowed) return fail(allowed.error());
  const auto vouched = services.ways->ldap->prove(credentials.login, credentials.password, now);
  if (vouched) {
    services.attempts.succeeded(credentials.login, credentials.address);
    body::DirectoryActs acts(services.body, services.acts);
    const auto person = acts.admit(*vouched, services.ways->ldap_links_by);
    if (!person) return fail(person.error());
    return ByPassword{*person, identity::Means::directory, false};
  }
  const auto account = identity::verify_counted(store, services.hasher, services.attempts, failures,
                                                credentials, now);
  const bool directory_answered = vouched.error().code == "directory_refused";
  if (!account && account.error().code == "sign_in_failed" && !directory_answered) {
    return fail(told_to_visitors(vouched.error()));
  }
  return by_account(account);
}

Error told_to_visitors(const Error& error) {
  const auto is_of = [&](std::string_view room) { return error.code.starts_with(room); };
  if (!is_of("directory_") && !is_of("provider_") && !is_of("token_") && !is_of("keys_")) {
    return error;
  }
  spdlog::error("sign-in: {} {} {}", error.code, error.message, error.remedy);
  Error told = error;
  told.remedy =
      "しばらくしてから、もう一度サインインしてください。続くときは、総務課（mamori管理者）に"
      "連絡してください。";
  return told;
}

}  // namespace mamori::web
