#include "web/site.h"

#include <algorithm>

#include "base/bytes.h"
#include "identity/accounts.h"
#include "identity/sessions.h"
#include "notices/inbox.h"
#include "web/parts.h"
#include "web/view.h"

namespace mamori::web {
namespace {

using store::Connection;

constexpr std::string_view flash_cookie = "__Host-mamori-flash";

// What a hold leaves open, and what it says and where it leads otherwise.
struct HoldRule {
  Hold hold;
  std::string_view act;
  std::string_view path;
  std::string_view code;
  std::string_view message;
  std::string_view remedy;
};

constexpr HoldRule hold_rules[] = {
    {Hold::password, "identity.change_password", "/password", "password_must_change",
     "仮パスワードのままでは使えません。", "先に、自分のパスワードを決めてください。"},
};

struct NavigationEntry {
  std::string_view path;
  std::string_view label;
  std::string_view act;
};

constexpr NavigationEntry navigation[] = {
    {"/home", "わたしの仕事", "view.home"},
    {"/apply", "申請する", "view.apply"},
    {"/applications", "申請の一覧", "view.applications"},
    {"/regulations", "規程", "view.regulations"},
    {"/registers/assets", "台帳", "registers.view"},
    {"/organisation", "組織", "view.organisation"},
    {"/retention", "保存期間", "view.retention"},
    {"/ledger", "記録", "view.ledger"},
};

void set_flash(Response& response, std::string_view text) {
  response.headers.add("Set-Cookie", std::string(flash_cookie) + "=" + percent_encode(text) +
                                         "; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Lax");
}

void clear_flash(Response& response) {
  response.headers.add("Set-Cookie", std::string(flash_cookie) +
                                         "=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax");
}

Json flash_of(const Request& request) {
  const auto text = percent_decode(request.cookies.get(flash_cookie));
  if (!text || text->empty()) return nullptr;
  return JsonObject{{"tone", "success"}, {"text", *text}};
}

std::string heading_of(Fault fault) {
  switch (fault) {
    case Fault::forbidden:
      return "この操作はできません";
    case Fault::unauthenticated:
      return "サインインが必要です";
    case Fault::not_found:
      return "見つかりません";
    case Fault::conflict:
      return "今の状態ではできません";
    case Fault::invalid:
      return "入力に直すところがあります";
    case Fault::limit:
      return "受け付けられません";
    case Fault::unavailable:
    case Fault::corrupt:
      return "処理できませんでした";
  }
  return "処理できませんでした";
}

JsonArray navigation_part(const Visit& visit, Connection& connection) {
  JsonArray entries;
  if (!visit.visitor || visit.visitor->hold != Hold::none) return entries;
  for (const NavigationEntry& entry : navigation) {
    if (!visit.services.acts.may(connection, visit.person_id(), entry.act).allowed) continue;
    const std::string href = visit.base() + std::string(entry.path);
    const bool current = visit.request.path == href || visit.request.path.starts_with(href + "/");
    entries.push_back(JsonObject{{"href", href}, {"label", entry.label}, {"current", current}});
  }
  return entries;
}

Hold hold_of(Connection& connection, const identity::Session& session) {
  if (session.awaits_factor) return Hold::second_factor;
  const auto stored = identity::find_by_person(connection, session.person_id);
  // Whoever came without the password is not kept by its being temporary.
  const bool by_password = session.means == identity::Means::password;
  return by_password && stored && stored->account.must_change ? Hold::password : Hold::none;
}

// The box at the top of every page: where it asks, and what was asked last.
Json search_part(const Visit& visit) {
  if (!visit.visitor || visit.visitor->hold != Hold::none) return nullptr;
  const std::string action = visit.base() + "/search";
  const bool asked = visit.request.path == action;
  return JsonObject{{"action", action},
                    {"query", asked ? text_or_null(visit.request.query.get("q")) : Json()}};
}

}  // namespace

std::string Visit::capture(std::string_view name) const {
  const auto found = captures.find(name);
  return found == captures.end() ? std::string() : found->second;
}

Result<Json> Visit::input() const {
  if (request.headers.get("Content-Type").starts_with("application/json")) {
    auto json = request.json();
    if (!json || json->is_object()) return json;
    return fail(Fault::invalid, "json_malformed",
                "送られたデータがJSONのオブジェクトではありません。",
                "項目名と値の組で送ってください。");
  }
  JsonObject input;
  for (const auto& [name, value] : request.form) {
    if (name == "csrf" || input.contains(name)) continue;
    const auto values = request.form.all(name);
    if (values.size() == 1) {
      input[name] = value;
    } else {
      input[name] = JsonArray(values.begin(), values.end());
    }
  }
  return Json(std::move(input));
}

Answer done(const Visit& visit, std::string_view location, std::string_view message,
            const JsonObject& result) {
  if (visit.request.wants_json()) {
    JsonObject model = result;
    model["href"] = location;
    model["message"] = message;
    return Response::json(model);
  }
  Response response = Response::redirect_see_other(location);
  set_flash(response, message);
  return response;
}

Result<Site> Site::create(const Services& services, Routes routes) {
  auto router = Router<Handler>::create(std::move(routes));
  if (!router) return fail(router.error());
  return Site(services, *std::move(router));
}

Response Site::respond(const Request& request) const {
  constexpr std::string_view assets_prefix = "/assets/";
  if (request.path.starts_with(assets_prefix)) {
    return services_.assets.respond(request, request.path.substr(assets_prefix.size()));
  }
  if (request.path == "/") {
    return Response::redirect_see_other("/b/" + services_.body.slug() + "/home");
  }
  const Routing routing = router_.match(request);
  const bool redirect = routing.kind == Routing::Kind::redirect;
  if (routing.kind == Routing::Kind::method_not_allowed || redirect) {
    return answer_unrouted(routing, request.wants_json());
  }
  const bool other_body =
      routing.captures.contains("body") && routing.captures.at("body") != services_.body.slug();
  if (routing.kind == Routing::Kind::found && !other_body) return respond_found(request, routing);
  const Visit visit{request, routing.captures, services_, find_visitor(request)};
  return refuse(visit, {Fault::not_found, "not_found", "このアドレスのページはありません。",
                        "「わたしの仕事」から開き直してください。"});
}

Response Site::respond_found(const Request& request, const Routing& routing) const {
  const Route<Handler>& route = router_.route(routing);
  const Visit visit{request, routing.captures, services_, find_visitor(request)};
  if (auto admitted = admit(visit, route); !admitted) return refuse(visit, admitted.error());
  Result<Answer> answer = route.handler(visit);
  if (!answer) return refuse(visit, answer.error());
  if (auto* response = std::get_if<Response>(&*answer)) return std::move(*response);
  return show(visit, std::get<Page>(*answer));
}

std::optional<Visitor> Site::find_visitor(const Request& request) const {
  const std::string token = SessionCookie::token(request);
  if (token.empty()) return std::nullopt;
  const Instant now = services_.body.clock().now();
  std::optional<identity::Session> session;
  Hold hold = Hold::none;
  services_.body.store().read([&](Connection& connection) {
    session = identity::find_session(connection, token, now);
    if (session) hold = hold_of(connection, *session);
  });
  if (!session) return std::nullopt;
  if (identity::needs_touch(*session, now)) {
    // Failing to note when the session was last used must not stop the person's work.
    static_cast<void>(services_.body.store().write([&](Connection& connection) -> Result<void> {
      identity::touch_session(connection, *session, now);
      return {};
    }));
  }
  return Visitor{session->person_id,          session->id,     token,
                 identity::csrf_token(token), session->proved, hold};
}

Result<void> Site::admit(const Visit& visit, const Route<Handler>& route) const {
  if (!is_safe(visit.request.method)) {
    auto genuine = visit.visitor ? check_csrf(visit.request, visit.visitor->csrf)
                                 : check_same_site(visit.request);
    if (!genuine) return genuine;
  }
  if (route.act.empty()) return {};
  if (!visit.visitor) {
    return fail(Fault::unauthenticated, "not_signed_in", "サインインしていません。",
                "サインインしてから、もう一度行ってください。");
  }
  for (const HoldRule& rule : hold_rules) {
    if (rule.hold != visit.visitor->hold || rule.act == route.act) continue;
    return fail(Fault::forbidden, std::string(rule.code), std::string(rule.message),
                std::string(rule.remedy));
  }
  return services_.body.store().read([&](Connection& connection) {
    return services_.acts.require(connection, visit.person_id(), route.act);
  });
}

Response Site::refuse(const Visit& visit, const Error& error) const {
  const bool as_json = visit.request.wants_json();
  if (as_json) return Response::json(error_json(error), status_of(error.fault));
  if (error.code == "not_signed_in") {
    const bool reading = is_safe(visit.request.method);
    return Response::redirect_see_other(
        visit.base() + "/sign-in" +
        (reading ? "?next=" + percent_encode(visit.request.path) : std::string()));
  }
  const auto held = std::ranges::find(hold_rules, error.code, &HoldRule::code);
  if (held != std::end(hold_rules)) {
    return Response::redirect_see_other(visit.base() + std::string(held->path));
  }
  Page page{"error", heading_of(error.fault), {}, status_of(error.fault)};
  page.model = JsonObject{
      {"status", page.status},
      {"heading", page.title},
      {"error", error_part(visit, error)},
      {"reference", nullptr},
      {"back", JsonObject{{"href", visit.base() + "/home"}, {"label", "わたしの仕事に戻る"}}}};
  return show(visit, page);
}

JsonObject Site::shell(const Visit& visit, const Page& page) const {
  return services_.body.store().read([&](Connection& connection) -> JsonObject {
    const Day today = day_in_japan(services_.body.clock().now());
    return {
        {"title", page.title},
        {"base", visit.base()},
        {"today", day_part(iso_day(today))},
        {"body",
         JsonObject{{"slug", services_.body.slug()}, {"name", services_.body.name(connection)}}},
        {"person", visit.visitor ? person_part(visit, connection, visit.person_id()) : Json()},
        {"nav", navigation_part(visit, connection)},
        {"inbox_unread", visit.visitor ? notices::unread_count(connection, visit.person_id()) : 0},
        {"search", search_part(visit)},
        {"csrf", visit.visitor ? Json(visit.visitor->csrf) : Json()},
        {"flash", flash_of(visit.request)}};
  });
}

Response Site::show(const Visit& visit, const Page& page) const {
  JsonObject model = page.model;
  if (!model.contains("error")) model["error"] = nullptr;
  model["shell"] = shell(visit, page);
  if (visit.request.wants_json()) return Response::json(model, page.status);
  const auto html = services_.templates.render(page.name, to_view(model));
  if (!html) return plain_error(html.error(), false, 500);
  Response response = Response::html(*html, page.status);
  if (visit.request.cookies.has(flash_cookie)) clear_flash(response);
  return response;
}

}  // namespace mamori::web
