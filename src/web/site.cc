#include "web/site.h"

#include <algorithm>

#include "base/bytes.h"
#include "body/factor_acts.h"
#include "identity/accounts.h"
#include "identity/factors.h"
#include "identity/rules.h"
#include "identity/sessions.h"
#include "notices/inbox.h"
#include "store/trouble.h"
#include "web/account_parts.h"
#include "web/parts.h"
#include "web/presence.h"

namespace mamori::web {
namespace {

using store::Connection;

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
    {Hold::second_factor, "identity.prove_factor", "/second-factor", "second_factor_needed",
     "二つ目の確認が済んでいません。", "認証アプリのコードを入れてください。"},
    {Hold::password, "identity.change_password", "/password", "password_must_change",
     "パスワードを変えるまで使えません。", "先に、自分のパスワードを決めてください。"},
    {Hold::enrolment, "identity.enrol_factor", "/account/second-factor", "second_factor_unset",
     "二つ目の確認方法を登録するまで使えません。",
     "先に、認証アプリかパスキーを登録してください。"},
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
    {"/clocks", "対応と期限", "view.clocks"},
    {"/handling", "取扱い", "view.apply"},
    {"/regulations", "規程", "view.regulations"},
    {"/duties", "定期の実施事項", "view.duties"},
    {"/registers", "台帳", "registers.view"},
    {"/organisation", "組織", "view.organisation"},
    {"/access", "権限の点検", "view.access"},
    {"/exceptions", "例外措置", "view.exceptions"},
    {"/retention", "保存期間", "view.retention"},
    {"/ledger", "記録", "view.ledger"},
    {"/accounts", "アカウント", "view.accounts"},
};

// What one body says is not shown by another. No slug has a dot in it, so this is no session's
// name.
std::string flash_cookie(const Visit& visit) {
  return visit.session_cookie().name() + ".flash";
}

void set_flash(Response& response, const Visit& visit, std::string_view text) {
  response.headers.add("Set-Cookie", flash_cookie(visit) + "=" + percent_encode(text) +
                                         "; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Lax");
}

void clear_flash(Response& response, const Visit& visit) {
  response.headers.add(
      "Set-Cookie", flash_cookie(visit) + "=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax");
}

Json flash_of(const Visit& visit) {
  const auto text = percent_decode(visit.request.cookies.get(flash_cookie(visit)));
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

Hold hold_of(const Services& services, Connection& connection, const identity::AccountRules& rules,
             const identity::Session& session) {
  if (session.awaits_factor) return Hold::second_factor;
  const auto stored = identity::find_by_person(connection, session.person_id);
  if (!stored) return Hold::none;
  const Instant now = services.body.clock().now();
  // Whoever came without the password is not kept by its being temporary or old.
  const bool by_password = session.means == identity::Means::password;
  const bool old = identity::is_expired(stored->account, rules, now);
  if (by_password && (stored->account.must_change || old)) return Hold::password;
  const bool shown = session.two_factors;
  if (shown || identity::factors_of(connection, session.person_id).any()) return Hold::none;
  const bool needed = body::needs_second_factor(connection, rules, session.person_id,
                                                day_in_japan(now), default_offices(services));
  return needed ? Hold::enrolment : Hold::none;
}

// What must be a click away from every page: 事故・異常を報告.
JsonArray shortcut_parts(const Visit& visit) {
  JsonArray parts;
  if (!visit.visitor || visit.visitor->hold != Hold::none) return parts;
  for (const auto& [id, definition] : visit.services.body.definitions().procedures) {
    if (definition.shortcut.empty()) continue;
    parts.push_back(
        JsonObject{{"href", visit.base() + "/apply/" + id}, {"label", definition.shortcut}});
  }
  return parts;
}

// The box at the top of every page: where it asks, and what was asked last.
Json search_part(const Visit& visit) {
  if (!visit.visitor || visit.visitor->hold != Hold::none) return nullptr;
  const std::string action = visit.base() + "/search";
  const bool asked = visit.request.path == action;
  return JsonObject{{"action", action},
                    {"query", asked ? text_or_null(visit.request.query.get("q")) : Json()}};
}

// "town" in "/b/town/home"; "" where no body is meant.
std::string_view slug_in(std::string_view path) {
  constexpr std::string_view prefix = "/b/";
  if (!path.starts_with(prefix)) return {};
  path.remove_prefix(prefix.size());
  return path.substr(0, path.find('/'));
}

JsonArray listed(const Bodies& bodies) {
  JsonArray listed;
  for (const std::string& slug : bodies.slugs()) {
    const auto services = bodies.find(slug);
    if (!services) continue;
    body::Body& body = (*services)->body;
    const std::string name =
        body.store().read([&](Connection& connection) { return body.name(connection); });
    listed.push_back(JsonObject{{"name", name}, {"href", "/b/" + slug + "/home"}});
  }
  return listed;
}

// Offices are held from day to day: by a clock that is wrong nobody can be told what they may do.
Error reason_of(const Visit& visit, const Error& refused) {
  if (refused.fault != Fault::forbidden) return refused;
  body::Body& body = visit.services.body;
  try {
    body.store().read([&](Connection& connection) {
      body.journal().expect_clock_right(connection);
      return true;
    });
  } catch (const store::Failure& failure) {
    return store::error_of(
        failure, is_safe(visit.request.method) ? store::Doing::reading : store::Doing::saving);
  }
  return refused;
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
    if (name == "csrf" || name == presence_field || input.contains(name)) continue;
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
  if (!message.empty()) set_flash(response, visit, message);
  return response;
}

Result<Site> Site::create(const Installation& installation, Routes routes) {
  auto router = Router<Handler>::create(std::move(routes));
  if (!router) return fail(router.error());
  return Site(installation, *std::move(router));
}

Response Site::respond(const Request& request) const {
  constexpr std::string_view assets_prefix = "/assets/";
  if (request.path.starts_with(assets_prefix)) {
    return installation_.assets.respond(request, request.path.substr(assets_prefix.size()));
  }
  if (request.path == "/") return respond_at_front(request);
  // Held until the answer is made, even if the body is closed meanwhile.
  const auto services = installation_.bodies.find(slug_in(request.path));
  if (!services) return plain_error(services.error(), request.wants_json());
  return respond_in(**services, request);
}

// With several bodies nobody is told which: whoever works for one has its address.
Response Site::respond_at_front(const Request& request) const {
  const auto slugs = installation_.bodies.slugs();
  const std::string asked = request.query.get("body");
  if (slugs.size() == 1) return Response::redirect_see_other("/b/" + slugs.front() + "/home");
  if (!asked.empty()) return Response::redirect_see_other("/b/" + percent_encode(asked) + "/home");
  const Json model = JsonObject{
      {"bodies", installation_.lists_bodies ? listed(installation_.bodies) : JsonArray()}};
  if (request.wants_json()) return Response::json(model);
  const auto html = installation_.templates.render("front", model);
  return html ? Response::html(*html) : plain_error(html.error(), false, 500);
}

Response Site::respond_in(const Services& services, const Request& request) const {
  const std::string base = "/b/" + services.body.slug();
  if (request.path == base || request.path == base + "/") {
    return Response::redirect_see_other(base + "/home");
  }
  const Routing routing = router_.match(request);
  if (routing.kind == Routing::Kind::method_not_allowed ||
      routing.kind == Routing::Kind::redirect) {
    return answer_unrouted(routing, request.wants_json());
  }
  const Visit visit{request, routing.captures, services, find_visitor(services, request)};
  if (routing.kind == Routing::Kind::found) return respond_found(visit, router_.route(routing));
  return refuse(visit, {Fault::not_found, "not_found", "このアドレスのページはありません。",
                        "「わたしの仕事」から開き直してください。"});
}

Response Site::respond_found(const Visit& visit, const Route<Handler>& route) const {
  if (auto admitted = admit(visit, route); !admitted) {
    return refuse(visit, reason_of(visit, admitted.error()));
  }
  Result<Answer> answer = route.handler(visit);
  if (!answer) return refuse(visit, reason_of(visit, answer.error()));
  if (auto* response = std::get_if<Response>(&*answer)) return std::move(*response);
  return show(visit, std::get<Page>(*std::move(answer)));
}

std::optional<Visitor> Site::find_visitor(const Services& services, const Request& request) const {
  const std::string token = SessionCookie(services.body.slug()).token(request);
  if (token.empty()) return std::nullopt;
  const Instant now = services.body.clock().now();
  std::optional<identity::Session> session;
  Hold hold = Hold::none;
  services.body.store().read([&](Connection& connection) {
    const auto rules = identity::rules(connection);
    session = identity::find_session(connection, token, now, identity::session_policy(rules));
    if (session) hold = hold_of(services, connection, rules, *session);
  });
  if (!session) return std::nullopt;
  if (identity::needs_touch(*session, now)) {
    // Failing to note when the session was last used must not stop the person's work.
    static_cast<void>(services.body.store().write([&](Connection& connection) -> Result<void> {
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
  const Result<void> allowed = visit.services.body.store().read([&](Connection& connection) {
    return visit.services.acts.require(connection, visit.person_id(), route.act);
  });
  if (!allowed) return allowed;
  return check_presence(visit, route.act);
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
    // Signing in leads on to the page that was asked for; the other holds have their own way on.
    const bool later = held->hold == Hold::second_factor && is_safe(visit.request.method);
    return Response::redirect_see_other(
        visit.base() + std::string(held->path) +
        (later ? "?next=" + percent_encode(visit.request.path) : std::string()));
  }
  if (auto asked = presence_page(visit, error)) return show(visit, *std::move(asked));
  Page page{"error", heading_of(error.fault), {}, status_of(error.fault)};
  page.model = JsonObject{
      {"status", page.status},
      {"heading", page.title},
      {"error", error_part(visit, error)},
      {"reference", nullptr},
      {"back", JsonObject{{"href", visit.base() + "/home"}, {"label", "わたしの仕事に戻る"}}}};
  return show(visit, std::move(page));
}

JsonObject Site::shell(const Visit& visit, const Page& page) const {
  return visit.services.body.store().read([&](Connection& connection) -> JsonObject {
    const Day today = day_in_japan(visit.services.body.clock().now());
    // Before the second factor nobody is told who they may be.
    const bool known = visit.visitor && visit.visitor->hold != Hold::second_factor;
    return {{"title", page.title},
            {"base", visit.base()},
            {"today", day_part(iso_day(today))},
            {"body", JsonObject{{"slug", visit.services.body.slug()},
                                {"name", visit.services.body.name(connection)}}},
            {"person", known ? person_part(visit, connection, visit.person_id()) : Json()},
            {"nav", navigation_part(visit, connection)},
            {"inbox_unread", known ? notices::unread_count(connection, visit.person_id()) : 0},
            {"shortcuts", shortcut_parts(visit)},
            {"search", search_part(visit)},
            {"csrf", visit.visitor ? Json(visit.visitor->csrf) : Json()},
            {"flash", flash_of(visit)}};
  });
}

Response Site::show(const Visit& visit, Page page) const {
  if (!page.model.contains("error")) page.model["error"] = nullptr;
  page.model["shell"] = shell(visit, page);
  const Json model(std::move(page.model));
  if (visit.request.wants_json()) return Response::json(model, page.status);
  const auto html = installation_.templates.render(page.name, model);
  if (!html) return plain_error(html.error(), false, 500);
  Response response = Response::html(*html, page.status);
  if (visit.request.cookies.has(flash_cookie(visit))) clear_flash(response, visit);
  return response;
}

}  // namespace mamori::web
