#include "body/passkey_acts.h"

#include "base/bytes.h"
#include "identity/events.h"
#include "identity/factors.h"
#include "organisation/organisation.h"

namespace mamori::body {
namespace {

using identity::ChallengeFor;
using store::Connection;

ledger::Act passkey_act(Body& body, Connection& connection, std::string_view kind,
                        std::string_view person_id, std::string_view name) {
  return account_act(body, connection, kind, person_id, person_id,
                     {{"factor", "passkey"}, {"name", name}});
}

}  // namespace

Result<std::string> PasskeyActs::challenge(ChallengeFor purpose, std::string_view person_id) {
  const auto vault = body_.vault();
  if (!vault) return fail(vault.error());
  return identity::make_challenge(*vault, purpose, person_id, body_.clock().now());
}

Result<Enrolled> PasskeyActs::enrol(std::string_view person_id, std::string_view name,
                                    const identity::Registration& sent) {
  const auto has_codes = enrolling_with_codes(body_, acts_, person_id);
  if (!has_codes) return fail(has_codes.error());
  const auto vault = body_.vault();
  if (!vault) return fail(vault.error());
  const std::string challenge = identity::challenge_in(sent.client_data);
  const auto credential = identity::verify_registration(party_, challenge, sent);
  if (!credential) return fail(credential.error());
  const auto codes =
      *has_codes ? identity::RecoveryCodes{} : identity::make_recovery_codes(hasher_);
  return body_.store().write([&](Connection& connection) -> Result<Enrolled> {
    const Instant now = body_.clock().now();
    if (!identity::take_challenge(connection, *vault, challenge, ChallengeFor::registration,
                                  person_id, now)) {
      return identity::passkey_refused();
    }
    auto kept = identity::keep_passkey(connection, person_id, name, *credential, now);
    if (!kept) return fail(kept.error());
    if (!*has_codes) identity::keep_recovery_codes(connection, person_id, codes, now);
    return Enrolled{
        record_act(body_, connection,
                   passkey_act(body_, connection, "identity.enrol_factor", person_id, name)),
        codes.texts};
  });
}

Result<Done> PasskeyActs::remove(std::string_view person_id, std::string_view id) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, person_id, "identity.remove_own_factors");
        !allowed) {
      return fail(allowed.error());
    }
    const auto name = identity::remove_passkey(connection, person_id, id);
    if (!name) {
      return fail(Fault::not_found, "passkey_unknown", "そのパスキーは、もうありません。",
                  "画面を開き直してください。");
    }
    return record_act(body_, connection,
                      passkey_act(body_, connection, "identity.remove_passkey", person_id, *name));
  });
}

Result<std::string> PasskeyActs::prove(ChallengeFor purpose, std::string_view person_id,
                                       const identity::Assertion& sent) {
  const auto passkey = body_.store().read([&](Connection& connection) {
    return identity::find_passkey(connection, sent.credential_id);
  });
  const auto vault = body_.vault();
  if (!vault) return fail(vault.error());
  const std::string challenge = identity::challenge_in(sent.client_data);
  const bool theirs = passkey && (person_id.empty() || passkey->person_id == person_id);
  if (!theirs) return identity::passkey_refused();
  const auto asserted = identity::verify_assertion(party_, challenge, sent, passkey->public_key);
  if (!asserted) return fail(asserted.error());
  if (person_id.empty() && !asserted->user_verified) return identity::passkey_refused();
  return body_.store().write([&](Connection& connection) -> Result<std::string> {
    const Instant now = body_.clock().now();
    if (!identity::take_challenge(connection, *vault, challenge, purpose, person_id, now)) {
      return identity::passkey_refused();
    }
    auto used = identity::use_passkey(connection, *passkey, *asserted, now);
    if (!used) return fail(used.error());
    return passkey->person_id;
  });
}

}  // namespace mamori::body
