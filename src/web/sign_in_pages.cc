// Signing in with login and password, and out.
#include "base/text.h"
#include "body/signing_in.h"
#include "directory/ways.h"
#include "web/application_forms.h"
#include "web/entering.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/passkey_parts.h"
#include "web/proving.h"
#include "web/sign_in_page.h"

namespace mamori::web {

namespace {

// The way to the body's provider, when it has one.
Json provider_part(const Visit& visit, std::string_view next) {
  const auto* ways = visit.services.ways;
  if (!ways || !ways->provider) return nullptr;
  return JsonObject{{"label", ways->provider->settings().label},
                    {"href", visit.base() + "/sign-in/provider?next=" + percent_encode(next)}};
}

}  // namespace

Page sign_in_page(const Visit& visit, const SigningIn& typed, const Error* error) {
  const auto* ways = visit.services.ways;
  return {"sign-in",
          "サインイン",
          {{"error", error ? error_part(visit, *error) : Json()},
           {"sign_in", JsonObject{{"action", visit.base() + "/sign-in"},
                                  {"login", typed.login},
                                  {"next", typed.next},
                                  {"passkey", may_use_passkeys(visit)},
                                  {"directory", ways && ways->ldap},
                                  {"provider", provider_part(visit, typed.next)},
                                  {"reports", open_report_parts(visit)}}}}};
}

namespace {

Result<Answer> show_sign_in(const Visit& visit) {
  const std::string next = next_of(visit, visit.request.query.get("next"));
  const bool entered = visit.visitor && visit.visitor->hold != Hold::second_factor;
  if (entered) return Response::redirect_see_other(next);
  return sign_in_page(visit, {.next = next}, nullptr);
}

Result<Answer> sign_in(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const std::string next = next_of(visit, text_at(*input, "next"));
  const identity::Credentials credentials{
      trimmed(text_at(*input, "login")), text_at(*input, "password"), visit.request.remote_address};
  const auto proven = prove_by_password(visit, credentials);
  if (!proven) {
    return show_again(visit, proven.error(),
                      sign_in_page(visit, {credentials.login, next}, &proven.error()));
  }
  return enter(visit, {.person_id = proven->person_id,
                       .means = proven->means,
                       .next = proven->must_change ? visit.base() + "/password" : next,
                       .message = "サインインしました。"});
}

Result<Answer> sign_out(const Visit& visit) {
  if (visit.visitor) {
    auto ended = body::sign_out(visit.services.body, visit.visitor->session_token);
    if (!ended) return fail(ended.error());
  }
  Response response = visit.request.wants_json()
                          ? Response::json(session_model(visit, "", ""))
                          : Response::redirect_see_other(visit.base() + "/signed-out");
  visit.session_cookie().clear(response);
  return response;
}

Result<Answer> show_signed_out(const Visit& visit) {
  JsonArray next{JsonObject{
      {"href", visit.base() + "/sign-in"}, {"label", "もう一度サインインする"}, {"primary", true}}};
  const auto* ways = visit.services.ways;
  if (ways && ways->provider) {
    next.push_back(
        JsonObject{{"href", visit.base() + "/signed-out/provider"},
                   {"label", ways->provider->settings().label + "からもサインアウトする"},
                   {"primary", false}});
  }
  return Page{
      "message",
      "サインアウトしました",
      {{"message",
        JsonObject{{"heading", "サインアウトしました"},
                   {"text",
                    "この端末での作業は終わりました。共用の端末では、ブラウザーも閉じてください。"},
                   {"tone", "success"}}},
       {"next", std::move(next)}}};
}

// For programs: who is signed in, if anybody.
Result<Answer> show_session(const Visit& visit) {
  if (!visit.visitor) return Response::json(session_model(visit, "", ""));
  const bool known = visit.visitor->hold != Hold::second_factor;
  return Response::json(session_model(visit, known ? visit.person_id() : "", visit.visitor->csrf));
}

}  // namespace

Routes sign_in_routes() {
  return {
      {Method::get, "/b/{body}/sign-in", "sign_in", "", show_sign_in},
      {Method::post, "/b/{body}/sign-in", "sign_in_post", "", sign_in},
      {Method::post, "/b/{body}/sign-out", "sign_out", "", sign_out},
      {Method::get, "/b/{body}/signed-out", "signed_out", "", show_signed_out},
      {Method::get, "/b/{body}/session", "session", "", show_session},
  };
}

}  // namespace mamori::web
