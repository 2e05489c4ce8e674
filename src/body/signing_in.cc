#include "body/signing_in.h"

#include <optional>

#include "base/text.h"
#include "body/recording.h"
#include "identity/accounts.h"
#include "identity/events.h"
#include "identity/factors.h"
#include "identity/sign_in.h"
#include "organisation/organisation.h"

namespace mamori::body {
namespace {

using identity::NewSession;
using store::Connection;

// A failed attempt has nobody whom one could call its actor.
constexpr std::string_view sign_in_actor = "system:sign-in";

constexpr std::size_t totp_characters_max = 8;  // a recovery code is longer

// `factor` is what was shown beside the first proof: "totp", "recovery_code", "passkey" or "".
void record_sign_in(Body& body, Connection& connection, const Proven& proven,
                    std::string_view factor) {
  JsonObject how{{"means", identity::name_of(proven.means)}, {"address", proven.origin.address}};
  if (!factor.empty()) how["factor"] = factor;
  record_act(body, connection,
             account_act(body, connection, identity::sign_in_kind, proven.person_id,
                         proven.person_id, std::move(how)));
}

// Which of the recovery codes it is; "" when it is none, or too short to be one.
std::string recovery_hash(Body& body, const identity::PasswordHasher& hasher,
                          std::string_view person_id, std::string_view code) {
  if (length_in_characters(text_key(code)) <= totp_characters_max) return {};
  const auto hashes = body.store().read(
      [&](Connection& connection) { return identity::recovery_hashes(connection, person_id); });
  return identity::matching_hash(hasher, hashes, code);
}

// Uses up the recovery code or the code of the app.
Result<void> take_factor(Body& body, Connection& connection,
                         const std::optional<identity::Vault>& vault, const std::string& person_id,
                         std::string_view code, std::string_view spent) {
  if (spent.empty()) {
    return identity::use_totp(connection, *vault, person_id, code, body.clock().now());
  }
  if (!identity::use_recovery_code(connection, person_id, spent)) return identity::wrong_factor();
  const auto codes_left = identity::factors_of(connection, person_id).recovery_codes;
  record_act(body, connection,
             account_act(body, connection, "identity.use_recovery_code", person_id, person_id,
                         {{"codes_left", codes_left}}));
  return {};
}

// The session that awaits its second factor.
Result<identity::Session> find_awaiting(Body& body, std::string_view token) {
  auto awaiting = body.store().read([&](Connection& connection) {
    return identity::find_session(connection, token, body.clock().now());
  });
  if (awaiting && awaiting->awaits_factor) return *std::move(awaiting);
  return fail(Fault::unauthenticated, "not_signed_in", "サインインの時間が切れました。",
              "サインインからやり直してください。");
}

// A whole session in place of the one that awaited `factor`, now that it was shown.
NewSession enter_awaiting(Body& body, Connection& connection, const identity::Session& awaiting,
                          std::string_view token, const identity::Origin& origin,
                          std::string_view factor) {
  record_sign_in(body, connection,
                 {.person_id = awaiting.person_id,
                  .means = awaiting.means,
                  .two_factors = true,
                  .origin = origin},
                 factor);
  return identity::create_session(connection, {awaiting.person_id, awaiting.means, false, true},
                                  origin, token, body.clock().now());
}

ledger::Act failed_act(Body& body, Connection& connection, const identity::FailureTally& tally) {
  return account_act(body, connection, identity::sign_in_failed_kind, sign_in_actor,
                     tally.person_id,
                     {{"attempts", tally.attempts},
                      {"first", iso_instant(tally.first)},
                      {"last", iso_instant(tally.last)},
                      {"addresses", JsonArray(tally.addresses.begin(), tally.addresses.end())}});
}

}  // namespace

Result<NewSession> complete_sign_in(Body& body, const Proven& proven) {
  return body.store().write([&](Connection& connection) -> Result<NewSession> {
    const auto stored = identity::find_by_person(connection, proven.person_id);
    if (!stored) {
      return fail(Fault::forbidden, "account_unknown", "このアカウントはありません。",
                  "mamori管理者に問い合わせてください。");
    }
    if (auto open = identity::check_open(stored->account); !open) return fail(open.error());
    const bool awaits =
        !proven.two_factors && identity::factors_of(connection, proven.person_id).any();
    if (!awaits) record_sign_in(body, connection, proven, "");
    return identity::create_session(connection,
                                    {proven.person_id, proven.means, awaits, proven.two_factors},
                                    proven.origin, proven.previous_token, body.clock().now());
  });
}

Result<NewSession> complete_second_factor(Body& body, const identity::PasswordHasher& hasher,
                                          identity::AttemptLimiter& limiter,
                                          const SecondFactor& answer) {
  const Instant now = body.clock().now();
  const auto awaiting = find_awaiting(body, answer.token);
  if (!awaiting) return fail(awaiting.error());
  const std::string guessing = "second factor " + awaiting->person_id;
  if (auto allowed = limiter.begin(guessing, guessing, now); !allowed) {
    return fail(allowed.error());
  }
  const std::string spent = recovery_hash(body, hasher, awaiting->person_id, answer.code);
  std::optional<identity::Vault> vault;  // a recovery code needs none
  if (spent.empty()) {
    const auto opened = body.vault();
    if (!opened) return fail(opened.error());
    vault = *opened;
  }
  auto entered = body.store().write([&](Connection& connection) -> Result<NewSession> {
    auto taken = take_factor(body, connection, vault, awaiting->person_id, answer.code, spent);
    if (!taken) return fail(taken.error());
    return enter_awaiting(body, connection, *awaiting, answer.token, answer.origin,
                          spent.empty() ? "totp" : "recovery_code");
  });
  if (entered) limiter.succeeded(guessing, guessing);
  if (!entered && entered.error().code == "second_factor_wrong") {
    body.failed_sign_ins().note(awaiting->person_id, answer.origin.address, now);
  }
  return entered;
}

Result<NewSession> complete_with_passkey(Body& body, std::string_view token,
                                         const identity::Origin& origin) {
  const auto awaiting = find_awaiting(body, token);
  if (!awaiting) return fail(awaiting.error());
  return body.store().write([&](Connection& connection) -> Result<NewSession> {
    return enter_awaiting(body, connection, *awaiting, token, origin, "passkey");
  });
}

std::unexpected<Error> wrong_presence() {
  const std::string message = "パスワードが違います。";
  return fail({Fault::forbidden,
               "presence_wrong",
               message,
               "入れ直してください。",
               {{"presence_password", message}}});
}

Result<void> renew_presence(Body& body, const identity::PasswordHasher& hasher,
                            identity::AttemptLimiter& limiter, const Presence& presence) {
  const Instant now = body.clock().now();
  const auto stored = body.store().read([&](Connection& connection) {
    return identity::find_by_person(connection, presence.person_id);
  });
  const std::string login = stored ? stored->account.login : std::string();
  if (auto allowed = limiter.begin(login, presence.address, now); !allowed) return allowed;
  if (!stored || !identity::is_password_of(*stored, hasher, presence.password)) {
    body.failed_sign_ins().note(presence.person_id, presence.address, now);
    return wrong_presence();
  }
  limiter.succeeded(login, presence.address);
  return note_presence(body, presence.session_id);
}

Result<void> note_presence(Body& body, std::string_view session_id) {
  return body.store().write([&](Connection& connection) -> Result<void> {
    identity::renew_session(connection, session_id, body.clock().now());
    return {};
  });
}

Result<NewSession> begin_anew(Body& body, const Proven& proven) {
  return body.store().write([&](Connection& connection) -> Result<NewSession> {
    return identity::create_session(connection,
                                    {proven.person_id, proven.means, false, proven.two_factors},
                                    proven.origin, proven.previous_token, body.clock().now());
  });
}

Result<void> sign_out(Body& body, std::string_view token) {
  return body.store().write([&](Connection& connection) -> Result<void> {
    const auto session = identity::find_session(connection, token, body.clock().now());
    identity::revoke_session(connection, token);
    if (!session || session->awaits_factor) return {};
    record_act(
        body, connection,
        account_act(body, connection, "identity.sign_out", session->person_id, session->person_id));
    return {};
  });
}

Result<void> record_failed_sign_ins(Body& body) {
  const Instant now = body.clock().now();
  const auto tallies = body.failed_sign_ins().due(now);
  if (tallies.empty()) return {};
  auto written = body.store().write([&](Connection& connection) -> Result<void> {
    for (const identity::FailureTally& tally : tallies) {
      record_act(body, connection, failed_act(body, connection, tally));
    }
    return {};
  });
  if (written) body.failed_sign_ins().recorded(tallies, now);
  return written;
}

}  // namespace mamori::body
