// The second factor: asked for while signing in, registered and removed on one's own account.
#include "base/text.h"
#include "body/factor_acts.h"
#include "body/signing_in.h"
#include "identity/totp.h"
#include "reports/qr.h"
#include "web/account_parts.h"
#include "web/entering.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/passkey_parts.h"
#include "web/password_parts.h"

namespace mamori::web {
namespace {

using registers::Field;
using store::Connection;

std::vector<Field> code_fields() {
  return labelled({{"code", "コード"}});
}

body::FactorActs acts_of(const Visit& visit) {
  return {visit.services.body, visit.services.acts, visit.services.hasher};
}

std::string setup_address(const Visit& visit) {
  return visit.base() + "/account/second-factor";
}

// --- while signing in ---

Page proof_page(const Visit& visit, std::string_view next, const Error* error) {
  return {"second-factor",
          "二つ目の確認",
          {{"error", error ? error_part(visit, *error, code_fields()) : Json()},
           {"proof", JsonObject{{"action", visit.base() + "/second-factor"},
                                {"sign_out", visit.base() + "/sign-out"},
                                {"next", next},
                                {"passkey", may_use_passkeys(visit)},
                                {"errors", messages_part(error, code_fields())}}}}};
}

Result<Answer> show_proof(const Visit& visit) {
  const std::string next = next_of(visit, visit.request.query.get("next"));
  if (visit.visitor->hold != Hold::second_factor) return Response::redirect_see_other(next);
  return proof_page(visit, next, nullptr);
}

Result<Answer> prove(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const std::string next = next_of(visit, text_at(*input, "next"));
  auto entered = enter_with_code(visit, text_at(*input, "code"), next);
  if (entered) return entered;
  return show_again(visit, entered.error(), proof_page(visit, next, &entered.error()));
}

// --- on one's own account ---

// The secret as the app wants it: as a QR code, and in groups for those who type it.
Json pending_part(const Visit& visit, Connection& connection,
                  const Result<identity::Vault>& vault) {
  if (!vault) return nullptr;
  const auto secret = identity::pending_totp(connection, *vault, visit.person_id(),
                                             visit.services.body.clock().now());
  const auto account = identity::find_by_person(connection, visit.person_id());
  if (!secret || !account) return nullptr;
  const auto code = reports::qr_code(identity::totp_uri(
      *secret, "mamori " + visit.services.body.name(connection), account->account.login));
  if (!code) return nullptr;
  return JsonObject{{"qr", JsonObject{{"side", code->side}, {"path", code->path}}},
                    {"secret", identity::in_groups(identity::base32(*secret))}};
}

JsonObject setup_part(const Visit& visit, Connection& connection,
                      const Result<identity::Vault>& vault, const Error* error) {
  const auto factors = identity::factors_of(connection, visit.person_id());
  const std::string base = setup_address(visit);
  const bool removable =
      factors.any() &&
      !body::needs_second_factor(connection, identity::rules(connection), visit.person_id(),
                                 today_of(visit), default_offices(visit.services));
  return {{"must", visit.visitor->hold == Hold::enrolment},
          {"since", factors.totp_since ? instant_part(iso_instant(*factors.totp_since)) : Json()},
          {"recovery_codes", factors.recovery_codes},
          {"pending", pending_part(visit, connection, vault)},
          {"passkeys", passkey_parts(visit, connection)},
          {"passkey_possible", may_use_passkeys(visit)},
          {"begin", base + "/begin"},
          {"confirm", base},
          {"renew", factors.any() ? Json(base + "/recovery-codes") : Json()},
          {"remove", removable ? Json(base + "/remove") : Json()},
          {"errors", messages_part(error, code_fields())}};
}

Page setup_page(const Visit& visit, const Error* error) {
  const auto vault = visit.services.body.vault();  // not within the reading below
  return visit.services.body.store().read([&](Connection& connection) -> Page {
    const auto basis = visit.services.body.cite(
        connection, {"multi-factor-required", "privileged-password-hardened"});
    return {"factor-setup",
            "二つ目の確認方法",
            {{"error", error ? error_part(visit, *error, code_fields()) : Json()},
             {"setup", setup_part(visit, connection, vault, error)},
             {"articles", article_parts(visit, basis)}}};
  });
}

Result<Answer> show_setup(const Visit& visit) {
  return setup_page(visit, nullptr);
}

Result<Answer> begin(const Visit& visit) {
  if (auto begun = acts_of(visit).begin_totp(visit.person_id()); !begun) {
    return fail(begun.error());
  }
  return done(visit, setup_address(visit) + "#app", "QRコードを認証アプリで読み取ってください。",
              {});
}

// The codes are shown in the answer itself: nothing keeps them for another page.
Answer codes_page(const Visit& visit, const std::vector<std::string>& codes,
                  std::string_view message) {
  return Page{"recovery-codes",
              "回復コード",
              {{"codes", JsonArray(codes.begin(), codes.end())},
               {"message", message},
               {"next", visit.base() + "/home"}}};
}

Result<Answer> confirm(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto enrolled = acts_of(visit).confirm_totp(visit.person_id(), text_at(*input, "code"));
  if (!enrolled) {
    return show_again(visit, enrolled.error(), setup_page(visit, &enrolled.error()));
  }
  constexpr std::string_view message = "認証アプリを登録しました。";
  if (!enrolled->recovery_codes.empty())
    return codes_page(visit, enrolled->recovery_codes, message);
  return done(visit, setup_address(visit), message, {{"record", enrolled->done.record_number}});
}

Result<Answer> renew_codes(const Visit& visit) {
  const auto renewed = acts_of(visit).renew_recovery_codes(visit.person_id());
  if (!renewed) return fail(renewed.error());
  return codes_page(visit, renewed->recovery_codes,
                    "回復コードを作り直しました。前のコードは使えません。");
}

Result<Answer> remove(const Visit& visit) {
  const bool needed = visit.services.body.store().read([&](Connection& connection) {
    return body::needs_second_factor(connection, identity::rules(connection), visit.person_id(),
                                     today_of(visit), default_offices(visit.services));
  });
  if (needed) {
    return fail(
        Fault::conflict, "second_factor_needed_here",
        "あなたの役職では、二つ目の確認方法をなくせません。",
        "認証アプリを替えるときは、新しいアプリを登録してください。前のものと入れ替わります。");
  }
  const auto removed = acts_of(visit).remove_own(visit.person_id());
  if (!removed) return fail(removed.error());
  return done(visit, setup_address(visit), "二つ目の確認方法をなくしました。",
              {{"record", removed->record_number}});
}

}  // namespace

Routes second_factor_routes() {
  const std::string enrol = "identity.enrol_factor";
  const std::string base = "/b/{body}/account/second-factor";
  return {
      {Method::get, "/b/{body}/second-factor", "second_factor", "identity.prove_factor",
       show_proof},
      {Method::post, "/b/{body}/second-factor", "second_factor_post", "identity.prove_factor",
       prove},
      {Method::get, base, "factor_setup", enrol, show_setup},
      {Method::post, base, "factor_confirm", enrol, confirm},
      {Method::post, base + "/begin", "factor_begin", enrol, begin},
      {Method::post, base + "/recovery-codes", "recovery_codes", enrol, renew_codes},
      {Method::post, base + "/remove", "factor_remove", "identity.remove_own_factors", remove},
  };
}

}  // namespace mamori::web
