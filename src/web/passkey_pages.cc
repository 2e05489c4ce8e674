// Passkeys: what the script of the pages asks for and sends (browser/src/elements/passkey.ts).
// Programs and scripts only: every answer is JSON.
#include "base/bytes.h"
#include "body/passkey_acts.h"
#include "body/signing_in.h"
#include "web/entering.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/passkey_parts.h"

namespace mamori::web {
namespace {

using identity::ChallengeFor;
using store::Connection;

constexpr std::string_view recovery_page = "/account/second-factor";

body::PasskeyActs acts_of(const Visit& visit) {
  return {visit.services.body, visit.services.acts, visit.services.hasher, relying_party(visit)};
}

JsonArray credential_ids(const Visit& visit, std::string_view person_id) {
  return visit.services.body.store().read([&](Connection& connection) {
    JsonArray ids;
    for (const auto& passkey : identity::passkeys_of(connection, person_id)) {
      ids.emplace_back(base64url(passkey.credential_id));
    }
    return ids;
  });
}

// What for, and of whom a proof is asked on this visit.
struct Asking {
  ChallengeFor purpose = ChallengeFor::sign_in;
  std::string person_id = {};
};

Asking asking_of(const Visit& visit) {
  if (!visit.visitor) return {};
  const bool signing_in = visit.visitor->hold == Hold::second_factor;
  return {signing_in ? ChallengeFor::second_factor : ChallengeFor::presence, visit.person_id()};
}

Result<Answer> proof_options(const Visit& visit) {
  const Asking asking = asking_of(visit);
  const auto challenge = acts_of(visit).challenge(asking.purpose, asking.person_id);
  if (!challenge) return fail(challenge.error());
  return Response::json(
      JsonObject{{"challenge", base64url(*challenge)},
                 {"party", relying_party(visit).id},
                 {"credentials",
                  asking.person_id.empty() ? JsonArray() : credential_ids(visit, asking.person_id)},
                 {"verification", asking.person_id.empty() ? "required" : "preferred"}});
}

// A member that holds bytes; "" when it does not.
std::string bytes_at(const Json& input, std::string_view name) {
  return identity::from_base64url(text_at(input, name)).value_or("");
}

Result<Answer> prove(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const Asking asking = asking_of(visit);
  const auto person =
      acts_of(visit).prove(asking.purpose, asking.person_id,
                           {.credential_id = bytes_at(*input, "credential_id"),
                            .client_data = bytes_at(*input, "client_data"),
                            .authenticator_data = bytes_at(*input, "authenticator_data"),
                            .signature = bytes_at(*input, "signature")});
  if (!person) return fail(person.error());
  const std::string next = next_of(visit, text_at(*input, "next"));
  if (asking.purpose == ChallengeFor::second_factor) return enter_with_passkey(visit, next);
  if (asking.purpose == ChallengeFor::presence) {
    auto noted = body::note_presence(visit.services.body, visit.visitor->session_id);
    if (!noted) return fail(noted.error());
    return done(visit, next, "本人であることを確かめました。", {});
  }
  return enter(visit, {.person_id = *person,
                       .means = identity::Means::passkey,
                       .two_factors = true,
                       .next = next,
                       .message = "サインインしました。"});
}

Result<Answer> registration_options(const Visit& visit) {
  const auto account = visit.services.body.store().read([&](Connection& connection) {
    return identity::find_by_person(connection, visit.person_id());
  });
  const auto challenge = acts_of(visit).challenge(ChallengeFor::registration, visit.person_id());
  if (!challenge) return fail(challenge.error());
  JsonArray kinds;
  for (const int algorithm : identity::algorithms) kinds.emplace_back(algorithm);
  return Response::json(JsonObject{{"challenge", base64url(*challenge)},
                                   {"party", relying_party(visit).id},
                                   {"user", base64url(visit.person_id())},
                                   {"login", account ? account->account.login : ""},
                                   {"algorithms", std::move(kinds)},
                                   {"credentials", credential_ids(visit, visit.person_id())}});
}

Result<Answer> enrol(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto enrolled = acts_of(visit).enrol(visit.person_id(), text_at(*input, "name"),
                                             {.client_data = bytes_at(*input, "client_data"),
                                              .attestation = bytes_at(*input, "attestation")});
  if (!enrolled) return fail(enrolled.error());
  return Response::json(JsonObject{{"record", enrolled->done.record_number},
                                   {"href", visit.base() + std::string(recovery_page)},
                                   {"message", "パスキーを登録しました。"},
                                   {"recovery_codes", JsonArray(enrolled->recovery_codes.begin(),
                                                                enrolled->recovery_codes.end())}});
}

Result<Answer> remove(const Visit& visit) {
  const auto removed = acts_of(visit).remove(visit.person_id(), visit.capture("passkey"));
  if (!removed) return fail(removed.error());
  return done(visit, visit.base() + std::string(recovery_page), "パスキーを消しました。",
              {{"record", removed->record_number}});
}

}  // namespace

Routes passkey_routes() {
  const std::string enrolling = "identity.enrol_factor";
  return {
      {Method::post, "/b/{body}/passkey/options", "passkey_options", "", proof_options},
      {Method::post, "/b/{body}/passkey", "passkey", "", prove},
      {Method::post, "/b/{body}/account/passkeys/options", "passkey_registration", enrolling,
       registration_options},
      {Method::post, "/b/{body}/account/passkeys", "passkey_enrol", enrolling, enrol},
      {Method::post, "/b/{body}/account/passkeys/{passkey}/remove", "passkey_remove", enrolling,
       remove},
  };
}

}  // namespace mamori::web
