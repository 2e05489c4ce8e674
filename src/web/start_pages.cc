// The first administrator of a new body, through the one-time link.
#include "identity/first_link.h"
#include "identity/rules.h"
#include "web/entering.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/password_parts.h"

namespace mamori::web {
namespace {

using registers::Field;
using store::Connection;

// What the body asks of passwords; as shipped, unless it has said so already.
identity::PasswordPolicy policy_of(const Visit& visit) {
  return visit.services.body.store().read([](Connection& connection) {
    return identity::password_policy(identity::rules(connection));
  });
}

std::vector<Field> start_fields() {
  return labelled({{"name", "氏名"},
                   {"kana", "フリガナ"},
                   {"login", "ログイン名"},
                   {"password", "パスワード"},
                   {"password_again", "パスワード（確認）"}});
}

// Until when the link works.
Result<Instant> check_link(const Visit& visit, std::string_view token) {
  return visit.services.body.store().read([&](Connection& connection) {
    return identity::check_first_link(connection, token, visit.services.body.clock().now());
  });
}

Page start_page(const Visit& visit, const Json& input, Instant expires, const Error* error) {
  const auto policy = policy_of(visit);
  return {"start",
          "最初の管理者を登録する",
          {{"error", error ? error_part(visit, *error, start_fields()) : Json()},
           {"start", JsonObject{{"action", visit.base() + "/start"},
                                {"token", text_at(input, "token")},
                                {"name", text_at(input, "name")},
                                {"kana", text_at(input, "kana")},
                                {"login", text_at(input, "login")},
                                {"min_length", policy.characters_min},
                                {"rules", password_rules(policy)},
                                {"errors", messages_part(error, start_fields())},
                                {"expires", instant_part(iso_instant(expires))}}}}};
}

Result<Answer> show_start(const Visit& visit) {
  const std::string token = visit.request.query.get("token");
  const auto expires = check_link(visit, token);
  if (!expires) return fail(expires.error());
  return start_page(visit, JsonObject{{"token", token}}, *expires, nullptr);
}

Result<std::string> make_administrator(const Visit& visit, const Json& input) {
  if (text_at(input, "password") != text_at(input, "password_again")) {
    return fail(
        wrong_field("password_again", "passwords_differ", "パスワードの2つの入力が違います。"));
  }
  return visit.services.acts.make_first_administrator(text_at(input, "token"), input);
}

Result<Answer> start(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  // Before anything is hashed: hashing for whoever asks would cost time and memory.
  const auto expires = check_link(visit, text_at(*input, "token"));
  if (!expires) return fail(expires.error());
  const auto person_id = make_administrator(visit, *input);
  if (!person_id) {
    return show_again(visit, person_id.error(),
                      start_page(visit, *input, *expires, &person_id.error()));
  }
  return enter(visit, {.person_id = *person_id,
                       .next = visit.base() + "/home",
                       .message = "登録しました。続けて、組織を登録してください。"});
}

}  // namespace

Routes start_routes() {
  return {
      {Method::get, "/b/{body}/start", "start", "", show_start},
      {Method::post, "/b/{body}/start", "start_post", "", start},
  };
}

}  // namespace mamori::web
