#include "web/presence.h"

#include <algorithm>

#include "body/signing_in.h"
#include "identity/rules.h"
#include "web/entering.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/passkey_parts.h"
#include "web/password_parts.h"

namespace mamori::web {
namespace {

using store::Connection;

std::vector<registers::Field> presence_fields() {
  return labelled({{presence_field, "パスワード"}});
}

Result<void> renew(const Visit& visit, std::string_view password) {
  const Services& services = visit.services;
  return body::renew_presence(services.body, services.hasher, services.attempts,
                              {.person_id = visit.person_id(),
                               .session_id = visit.visitor->session_id,
                               .password = std::string(password),
                               .address = visit.request.remote_address});
}

Error presence_needed(const Visit& visit, int minutes) {
  Error error{Fault::forbidden, "presence_needed",
              "この操作の前に、本人であることをもう一度確かめます。",
              "パスワードを入れてください。確かめてから" + std::to_string(minutes) +
                  "分の間は、続けて操作できます。"};
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

Page page_of(const Visit& visit, const Error& error, std::string_view action, JsonArray sent) {
  // A passkey leads on to a page; what was typed into a form goes with the password only.
  const bool away = action == visit.base() + "/presence";
  return {"presence",
          "本人であることの確認",
          {{"error", error_part(visit, error, presence_fields())},
           {"presence", JsonObject{{"action", action},
                                   {"sent", std::move(sent)},
                                   {"errors", messages_part(&error, presence_fields())},
                                   {"passkey", away && may_use_passkeys(visit)},
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
