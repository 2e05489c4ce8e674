// Signing in with the body's OpenID Connect provider: there, and back.
#include "body/directory_acts.h"
#include "directory/ways.h"
#include "web/entering.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/proving.h"
#include "web/sign_in_page.h"

namespace mamori::web {
namespace {

using directory::Callback;
using directory::Flow;
using directory::Provider;

// What the browser keeps while it is at the provider: the flow's secret, and where it wanted to go.
// Lax, because it comes back by a link of another site.
class FlowCookie {
 public:
  explicit FlowCookie(const Visit& visit)
      : name_("__Host-mamori-provider-" + visit.services.body.slug()) {}

  void set(Response& response, const Flow& flow, std::string_view next) const {
    put(response, flow.secret() + "." + percent_encode(next), 600);
  }
  void clear(Response& response) const { put(response, "", 0); }
  std::optional<Flow> flow(const Visit& visit) const {
    const std::string value = visit.request.cookies.get(name_);
    return Flow::resume(value.substr(0, value.find('.')));
  }
  std::string next(const Visit& visit) const {
    const std::string value = visit.request.cookies.get(name_);
    const auto dot = value.find('.');
    if (dot == value.npos) return {};
    return percent_decode(value.substr(dot + 1)).value_or("");
  }

 private:
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

Result<Answer> go_there(const Visit& visit) {
  const auto provider = provider_of(visit);
  if (!provider) return fail(provider.error());
  const Flow flow = Flow::begin();
  const auto url = (*provider)->authorization_url(flow, visit.services.body.clock().now());
  if (!url) return refused(visit, url.error());
  Response response = to_elsewhere(*url);
  FlowCookie(visit).set(response, flow, next_of(visit, visit.request.query.get("next")));
  return response;
}

Result<Entering> entering(const Visit& visit, Provider& provider) {
  const FlowCookie cookie(visit);
  const auto flow = cookie.flow(visit);
  if (!flow) {
    return fail(Fault::unauthenticated, "sign_in_state", "このサインインは続けられません。",
                "サインインの画面から、もう一度始めてください。");
  }
  const Fields& query = visit.request.query;
  Callback callback{query.get("state"), query.get("code"), query.get("error"), {}};
  if (query.has("iss")) callback.issuer = query.get("iss");
  const auto vouched = provider.complete(*flow, callback, visit.services.body.clock().now());
  if (!vouched) return fail(vouched.error());
  body::DirectoryActs acts(visit.services.body, visit.services.acts);
  const auto person = acts.admit(*vouched, visit.services.ways->provider_links_by);
  if (!person) return fail(person.error());
  return Entering{.person_id = *person,
                  .means = identity::Means::provider,
                  .two_factors = vouched->two_factors,
                  .next = next_of(visit, cookie.next(visit)),
                  .message = "サインインしました。"};
}

Result<Answer> come_back(const Visit& visit) {
  const auto provider = provider_of(visit);
  if (!provider) return fail(provider.error());
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

}  // namespace

Routes provider_routes() {
  return {
      {Method::get, "/b/{body}/sign-in/provider", "provider", "", go_there},
      {Method::get, "/b/{body}/sign-in/provider/back", "provider_back", "", come_back},
      {Method::get, "/b/{body}/signed-out/provider", "provider_end", "", end_there},
  };
}

}  // namespace mamori::web
