// Signing in with the body's OpenID Connect provider: there, and back.
#include "body/directory_acts.h"
#include "body/signing_in.h"
#include "directory/links.h"
#include "directory/ways.h"
#include "web/entering.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/proving.h"
#include "web/sign_in_page.h"

namespace mamori::web {
namespace {

using directory::Ask;
using directory::Callback;
using directory::Flow;
using directory::Provider;

using directory::Vouched;

// How long ago the provider may have asked the person, for that to show that they are here now.
constexpr auto presence_asked_max = std::chrono::minutes{5};

// What the browser keeps while it is at the provider: the flow's secret, and where it wanted to go.
// Lax, because it comes back by a link of another site.
class FlowCookie {
 public:
  explicit FlowCookie(const Visit& visit)
      : name_("__Host-mamori-provider-" + visit.services.body.slug()) {}

  void set(Response& response, const Flow& flow, Ask ask, std::string_view next) const {
    put(response, flow.secret() + (ask == Ask::anew ? "!" : ".") + percent_encode(next), 600);
  }
  void clear(Response& response) const { put(response, "", 0); }
  std::optional<Flow> flow(const Visit& visit) const {
    const std::string value = visit.request.cookies.get(name_);
    return Flow::resume(value.substr(0, value.find_first_of(ends_secret)));
  }
  // Whether somebody who is signed in went there to be asked again.
  Ask ask(const Visit& visit) const {
    const std::string value = visit.request.cookies.get(name_);
    const auto end = value.find_first_of(ends_secret);
    return end != value.npos && value[end] == '!' ? Ask::anew : Ask::when_needed;
  }
  std::string next(const Visit& visit) const {
    const std::string value = visit.request.cookies.get(name_);
    const auto end = value.find_first_of(ends_secret);
    if (end == value.npos) return {};
    return percent_decode(value.substr(end + 1)).value_or("");
  }

 private:
  static constexpr std::string_view ends_secret = ".!";

  void put(Response& response, const std::string& value, int seconds) const {
    response.headers.add("Set-Cookie", name_ + "=" + value +
                                           "; Max-Age=" + std::to_string(seconds) +
                                           "; Path=/; Secure; HttpOnly; SameSite=Lax");
  }

  std::string name_;
};

Response to_elsewhere(const std::string& url) {
  Response response{.status = 303};
  response.headers.add("Location", url);
  return response;
}

Result<Provider*> provider_of(const Visit& visit) {
  if (!visit.services.ways || !visit.services.ways->provider) {
    return fail(Fault::not_found, "provider_none", "認証サーバでのサインインは使っていません。",
                "ログイン名とパスワードでサインインしてください。");
  }
  return visit.services.ways->provider.get();
}

// The sign-in page with what went wrong on it.
Result<Answer> refused(const Visit& visit, const Error& error) {
  const Error told = told_to_visitors(error);
  return show_again(visit, told, sign_in_page(visit, {.next = next_of(visit, "")}, &told));
}

Result<Answer> go_there(const Visit& visit, Ask ask) {
  const auto provider = provider_of(visit);
  if (!provider) return fail(provider.error());
  const Flow flow = Flow::begin();
  const auto url = (*provider)->authorization_url(flow, visit.services.body.clock().now(), ask);
  if (!url && ask == Ask::anew) return fail(told_to_visitors(url.error()));
  if (!url) return refused(visit, url.error());
  Response response = to_elsewhere(*url);
  FlowCookie(visit).set(response, flow, ask, next_of(visit, visit.request.query.get("next")));
  return response;
}

// For whom the provider vouches now that the browser has come back.
Result<Vouched> vouched(const Visit& visit, Provider& provider) {
  const auto flow = FlowCookie(visit).flow(visit);
  if (!flow) {
    return fail(Fault::unauthenticated, "sign_in_state", "このサインインは続けられません。",
                "サインインの画面から、もう一度始めてください。");
  }
  const Fields& query = visit.request.query;
  Callback callback{query.get("state"), query.get("code"), query.get("error"), {}};
  if (query.has("iss")) callback.issuer = query.get("iss");
  return provider.complete(*flow, callback, visit.services.body.clock().now());
}

Result<Entering> entering(const Visit& visit, Provider& provider) {
  const auto who = vouched(visit, provider);
  if (!who) return fail(who.error());
  body::DirectoryActs acts(visit.services.body, visit.services.acts);
  const auto person = acts.admit(*who, visit.services.ways->provider_links_by);
  if (!person) return fail(person.error());
  return Entering{.person_id = *person,
                  .means = identity::Means::provider,
                  .two_factors = who->two_factors,
                  .next = next_of(visit, FlowCookie(visit).next(visit)),
                  .message = "サインインしました。"};
}

// The provider asked the person again, just now, and it is the one who is signed in here.
Result<void> check_present(const Visit& visit, const Vouched& who) {
  const auto link = visit.services.body.store().read(
      [&](store::Connection& connection) { return directory::find_link(connection, who); });
  const bool same = link && visit.visitor && link->person_id == visit.person_id();
  const Instant now = visit.services.body.clock().now();
  if (same && who.asked_at && now < *who.asked_at + presence_asked_max) return {};
  return fail(Fault::forbidden, "presence_not_shown",
              same ? "認証サーバが、いま本人に確かめたと言っていません。"
                   : "サインインしている人とは別の人です。",
              "サインアウトしてから、もう一度サインインしてください。");
}

Result<Answer> prove_presence(const Visit& visit, Provider& provider) {
  const auto who = vouched(visit, provider);
  if (!who) return fail(told_to_visitors(who.error()));
  if (auto present = check_present(visit, *who); !present) return fail(present.error());
  auto noted = body::note_presence(visit.services.body, visit.visitor->session_id);
  if (!noted) return fail(noted.error());
  return done(visit, next_of(visit, FlowCookie(visit).next(visit)),
              "本人であることを確かめました。もう一度操作してください。", {});
}

Result<Answer> come_back(const Visit& visit) {
  const auto provider = provider_of(visit);
  if (!provider) return fail(provider.error());
  if (FlowCookie(visit).ask(visit) == Ask::anew) {
    auto shown = prove_presence(visit, **provider);
    if (!shown) return shown;
    if (auto* response = std::get_if<Response>(&*shown)) FlowCookie(visit).clear(*response);
    return shown;
  }
  const auto proven = entering(visit, **provider);
  auto answer = proven ? enter(visit, *proven) : refused(visit, proven.error());
  if (!answer) return refused(visit, answer.error());
  // Used once: whatever comes back later has nothing to go on with.
  if (auto* response = std::get_if<Response>(&*answer)) FlowCookie(visit).clear(*response);
  return answer;
}

Result<Answer> end_there(const Visit& visit) {
  const auto provider = provider_of(visit);
  if (!provider) return fail(provider.error());
  const std::string home = visit.services.public_url + visit.base() + "/signed-out";
  const auto url = (*provider)->logout_url(home, visit.services.body.clock().now());
  if (!url) return fail(told_to_visitors(url.error()));
  if (url->empty()) return Response::redirect_see_other(visit.base() + "/signed-out");
  return to_elsewhere(*url);
}

// From the provider itself, not from a browser (OpenID Connect Back-Channel Logout 1.0).
Result<Answer> signed_out_there(const Visit& visit) {
  const auto provider = provider_of(visit);
  if (!provider) return fail(provider.error());
  const std::string token = visit.request.form.get("logout_token");
  const auto subject = (*provider)->signed_out(token, visit.services.body.clock().now());
  if (!subject) return fail(told_to_visitors(subject.error()));
  body::DirectoryActs acts(visit.services.body, visit.services.acts);
  const auto ended = acts.end_sessions_by_provider((*provider)->settings().issuer, *subject);
  if (!ended) return fail(ended.error());
  return Response::json(JsonObject{{"ended", *ended}});
}

}  // namespace

Routes provider_routes() {
  return {
      {Method::get, "/b/{body}/sign-in/provider", "provider", "",
       [](const Visit& visit) { return go_there(visit, Ask::when_needed); }},
      {Method::get, "/b/{body}/presence/provider", "presence_provider", "identity.own_account",
       [](const Visit& visit) { return go_there(visit, Ask::anew); }},
      {Method::get, "/b/{body}/sign-in/provider/back", "provider_back", "", come_back},
      {Method::post, "/b/{body}/sign-in/provider/signed-out", "provider_signed_out", "",
       signed_out_there},
      {Method::get, "/b/{body}/signed-out/provider", "provider_end", "", end_there},
  };
}

}  // namespace mamori::web
