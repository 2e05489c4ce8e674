#include "body/signing_in.h"

#include <algorithm>

#include "body/recording.h"
#include "identity/accounts.h"
#include "identity/events.h"
#include "identity/sign_in.h"
#include "organisation/organisation.h"

namespace mamori::body {
namespace {

using identity::NewSession;
using store::Connection;

// A failed attempt has nobody whom one could call its actor.
constexpr std::string_view sign_in_actor = "system:sign-in";

JsonObject account_payload(Body& body, Connection& connection, std::string_view person_id) {
  const auto person = organisation::person(connection, person_id, day_in_japan(body.clock().now()));
  return {{"person", person_id}, {"person_name", person ? person->name : std::string()}};
}

void record_sign_in(Body& body, Connection& connection, const Proven& proven) {
  JsonObject payload = account_payload(body, connection, proven.person_id);
  payload["means"] = identity::name_of(proven.means);
  payload["address"] = proven.origin.address;
  record_act(body, connection,
             {std::string(identity::sign_in_kind), proven.person_id,
              identity::subject_of_account(proven.person_id), std::move(payload)});
}

ledger::Act failed_act(Body& body, Connection& connection, const identity::FailureTally& tally) {
  JsonObject payload = account_payload(body, connection, tally.person_id);
  payload["attempts"] = tally.attempts;
  payload["first"] = iso_instant(tally.first);
  payload["last"] = iso_instant(tally.last);
  payload["addresses"] = JsonArray(tally.addresses.begin(), tally.addresses.end());
  return {std::string(identity::sign_in_failed_kind), std::string(sign_in_actor),
          identity::subject_of_account(tally.person_id), std::move(payload)};
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
    record_sign_in(body, connection, proven);
    return identity::create_session(connection, {proven.person_id, proven.means}, proven.origin,
                                    proven.previous_token, body.clock().now());
  });
}

Result<NewSession> begin_anew(Body& body, const Proven& proven) {
  return body.store().write([&](Connection& connection) -> Result<NewSession> {
    return identity::create_session(connection, {proven.person_id, proven.means}, proven.origin,
                                    proven.previous_token, body.clock().now());
  });
}

Result<void> sign_out(Body& body, std::string_view token) {
  return body.store().write([&](Connection& connection) -> Result<void> {
    const auto session = identity::find_session(connection, token, body.clock().now());
    identity::revoke_session(connection, token);
    if (!session || session->awaits_factor) return {};
    record_act(
        body, connection,
        {"identity.sign_out", session->person_id, identity::subject_of_account(session->person_id),
         account_payload(body, connection, session->person_id)});
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
