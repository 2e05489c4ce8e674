#include "web/presence.h"

#include <algorithm>

#include "body/signing_in.h"
#include "directory/ways.h"
#include "identity/rules.h"
#include "web/entering.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/passkey_parts.h"
#include "web/password_parts.h"
#include "web/proving.h"

namespace mamori::web {
namespace {

using store::Connection;

std::vector<registers::Field> presence_fields() {
  return labelled({{presence_field, "パスワード"}});
}

struct Own {
  std::string login;
  bool has_password = false;  // here
};

Own own_account(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Own {
    const auto stored = identity::find_by_person(connection, visit.person_id());
    if (!stored) return {};
    return {stored->account.login, stored->account.has_password};
  });
}

// Whoever has no password here shows that of the directory.
Result<void> renew_by_directory(const Visit& visit, const std::string& login,
                                std::string_view password) {
  const auto proven =
      prove_by_password(visit, {login, std::string(password), visit.request.remote_address});
  if (!proven && proven.error().code != "sign_in_failed") return fail(proven.error());
  if (!proven || proven->person_id != visit.person_id()) return body::wrong_presence();
  return body::note_presence(visit.services.body, visit.visitor->session_id);
}

Result<void> renew(const Visit& visit, std::string_view password) {
  const Services& services = visit.services;
  const Own own = own_account(visit);
  if (!own.has_password) return renew_by_directory(visit, own.login, password);
  return body::renew_presence(services.body, services.hasher, services.attempts,
                              {.person_id = visit.person_id(),
                               .session_id = visit.visitor->session_id,
                               .password = std::string(password),
                               .address = visit.request.remote_address});
}

Error presence_needed(const Visit& visit, int minutes) {
  Error error{Fault::forbidden, "presence_needed",
              "この操作の前に、本人であることをもう一度確かめます。",
              "確かめてから" + std::to_string(minutes) + "分の間は、続けて操作できます。"};
  error.basis = visit.services.body.store().read([&](Connection& connection) {
    return visit.services.body.cite(connection,
                                    visit.services.body.definitions().presence.controls);
  });
  return error;
}

// What was sent, to be sent again together with the password.
JsonArray sent_fields(const Request& request) {
  JsonArray fields;
  for (const auto& [name, value] : request.form) {
    if (name == "csrf" || name == presence_field) continue;
    fields.push_back(JsonObject{{"name", name}, {"value", value}});
  }
  return fields;
}

// The way to be asked again by the body's provider, for whoever signs in by it.
Json provider_part(const Visit& visit, std::string_view next) {
  const auto* ways = visit.services.ways;
  if (!ways || !ways->provider) return nullptr;
  return JsonObject{{"label", ways->provider->settings().label},
                    {"href", visit.base() + "/presence/provider?next=" + percent_encode(next)}};
}

bool may_type_password(const Visit& visit) {
  const auto* ways = visit.services.ways;
  return own_account(visit).has_password || (ways && ways->ldap);
}

Page page_of(const Visit& visit, const Error& error, std::string_view action, JsonArray sent) {
  // A passkey leads on to a page; what was typed into a form goes with the password only.
  const bool away = action == visit.base() + "/presence";
  return {"presence",
          "本人であることの確認",
          {{"error", error_part(visit, error, presence_fields())},
           {"presence", JsonObject{{"action", action},
                                   {"sent", std::move(sent)},
                                   {"errors", messages_part(&error, presence_fields())},
                                   {"password", may_type_password(visit)},
                                   {"passkey", away && may_use_passkeys(visit)},
                                   {"provider", provider_part(visit, visit.base() + "/home")},
                                   {"here", visit.base() + "/home"},
                                   {"back", visit.base() + "/home"}}}},
          status_of(error.fault)};
}

// Away from a form: the proof alone, as programs and forms with files need it.
Result<Answer> show_presence(const Visit& visit) {
  const std::string next = next_of(visit, visit.request.query.get("next"));
  const auto rules = visit.services.body.store().read(
      [](Connection& connection) { return identity::rules(connection); });
  Page page =
      page_of(visit, presence_needed(visit, rules.presence_minutes), visit.base() + "/presence",
              JsonArray{JsonObject{{"name", "next"}, {"value", next}}});
  page.status = 200;
  return page;
}

Result<Answer> prove_presence(const Visit& visit) {
  const std::string next = next_of(visit, visit.request.form.get("next"));
  const auto json = visit.input();
  if (!json) return fail(json.error());
  const std::string typed = visit.request.form.get(presence_field, text_at(*json, presence_field));
  if (auto renewed = renew(visit, typed); !renewed) return fail(renewed.error());
  return done(visit, next, "本人であることを確かめました。", {});
}

}  // namespace

Result<void> check_presence(const Visit& visit, std::string_view act) {
  const Services& services = visit.services;
  const auto& asked = services.body.definitions().presence.acts;
  if (is_safe(visit.request.method) || std::ranges::find(asked, act) == asked.end()) return {};
  const auto rules = services.body.store().read(
      [](Connection& connection) { return identity::rules(connection); });
  const std::string typed = visit.request.form.get(presence_field);
  if (!typed.empty()) return renew(visit, typed);
  const auto good_for = std::chrono::minutes{rules.presence_minutes};
  if (services.body.clock().now() < visit.visitor->proved + good_for) return {};
  return std::unexpected(presence_needed(visit, rules.presence_minutes));
}

std::optional<Page> presence_page(const Visit& visit, const Error& error) {
  if (error.code != "presence_needed" && error.code != "presence_wrong") return std::nullopt;
  const bool with_files = !visit.request.uploads.empty();
  if (with_files || visit.request.path == visit.base() + "/presence") {
    // A file cannot be sent along: the proof first, the form again.
    return page_of(visit, error, visit.base() + "/presence",
                   JsonArray{JsonObject{{"name", "next"}, {"value", visit.base() + "/home"}}});
  }
  return page_of(visit, error, visit.request.path, sent_fields(visit.request));
}

Routes presence_routes() {
  const std::string own = "identity.own_account";
  return {
      {Method::get, "/b/{body}/presence", "presence", own, show_presence},
      {Method::post, "/b/{body}/presence", "presence_post", own, prove_presence},
  };
}

}  // namespace mamori::web
