// Signing in and out, one's own password, and the first administrator of a new body.
#include "base/text.h"
#include "identity/first_link.h"
#include "identity/sessions.h"
#include "identity/sign_in.h"
#include "organisation/organisation.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using registers::Field;
using store::Connection;

constexpr identity::PasswordPolicy password_policy;

std::vector<Field> labelled(
    std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  std::vector<Field> list;
  for (const auto& [name, label] : fields) {
    list.push_back({.name = std::string(name), .label = std::string(label)});
  }
  return list;
}

Error wrong_field(std::string field, std::string code, std::string message) {
  return {Fault::invalid, std::move(code), message, "入力し直してください。", {{field, message}}};
}

JsonArray password_rules() {
  return {std::to_string(password_policy.characters_min) + "文字以上にしてください。",
          "ログイン名や氏名を含めないでください。",
          "よく使われる言葉や、並んだ文字だけのものは使えません。"};
}

// Where to go after signing in: only within this body, whoever made the link.
std::string next_of(const Visit& visit, std::string_view next) {
  const bool ours = is_local_path(next) && next.starts_with(visit.base() + "/");
  return ours ? std::string(next) : visit.base() + "/home";
}

JsonObject session_model(const Visit& visit, std::string_view person_id, std::string_view csrf) {
  return visit.services.body.store().read([&](Connection& connection) -> JsonObject {
    return {{"person", person_part(visit, connection, person_id)}, {"csrf", text_or_null(csrf)}};
  });
}

// Begins a session in place of the one the browser had, and goes on to `location`; a program gets
// the person and the token that its changes must carry.
Result<Answer> enter(const Visit& visit, std::string_view person_id, std::string_view location,
                     std::string_view message) {
  const Services& services = visit.services;
  const identity::Origin origin{visit.request.remote_address,
                                visit.request.headers.get("User-Agent")};
  const auto made =
      services.body.store().write([&](Connection& connection) -> Result<identity::NewSession> {
        return identity::create_session(connection, person_id, origin,
                                        SessionCookie::token(visit.request),
                                        services.body.clock().now());
      });
  if (!made) return fail(made.error());
  Answer answer = done(visit, location, message,
                       session_model(visit, person_id, identity::csrf_token(made->token)));
  SessionCookie::set(std::get<Response>(answer), made->token);
  return answer;
}

// --- sign-in, sign-out ---

Page sign_in_page(const Visit& visit, std::string_view login, std::string_view next,
                  const Error* error) {
  return {"sign-in",
          "サインイン",
          {{"error", error ? error_part(visit, *error) : Json()},
           {"sign_in",
            JsonObject{{"action", visit.base() + "/sign-in"}, {"login", login}, {"next", next}}}}};
}

Result<Answer> show_sign_in(const Visit& visit) {
  const std::string next = next_of(visit, visit.request.query.get("next"));
  if (visit.visitor) return Response::redirect_see_other(next);
  return sign_in_page(visit, "", next, nullptr);
}

Result<Answer> sign_in(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const Services& services = visit.services;
  const std::string next = next_of(visit, text_at(*input, "next"));
  const identity::Credentials credentials{
      trimmed(text_at(*input, "login")), text_at(*input, "password"), visit.request.remote_address};
  const auto account = identity::verify(services.body.store(), services.hasher, services.attempts,
                                        credentials, services.body.clock().now());
  if (!account) {
    return show_again(visit, account.error(),
                      sign_in_page(visit, credentials.login, next, &account.error()));
  }
  return enter(visit, account->person_id, account->must_change ? visit.base() + "/password" : next,
               "サインインしました。");
}

Result<Answer> sign_out(const Visit& visit) {
  if (visit.visitor) {
    auto ended = visit.services.body.store().write([&](Connection& connection) -> Result<void> {
      identity::revoke_session(connection, visit.visitor->session_token);
      return {};
    });
    if (!ended) return fail(ended.error());
  }
  Response response = visit.request.wants_json()
                          ? Response::json(session_model(visit, "", ""))
                          : Response::redirect_see_other(visit.base() + "/signed-out");
  SessionCookie::clear(response);
  return response;
}

Result<Answer> show_signed_out(const Visit& visit) {
  return Page{
      "message",
      "サインアウトしました",
      {{"message",
        JsonObject{{"heading", "サインアウトしました"},
                   {"text",
                    "この端末での作業は終わりました。共用の端末では、ブラウザーも閉じてください。"},
                   {"tone", "success"}}},
       {"next", JsonArray{JsonObject{{"href", visit.base() + "/sign-in"},
                                     {"label", "もう一度サインインする"},
                                     {"primary", true}}}}}};
}

// For programs: who is signed in, if anybody.
Result<Answer> show_session(const Visit& visit) {
  if (!visit.visitor) return Response::json(session_model(visit, "", ""));
  return Response::json(session_model(visit, visit.person_id(), visit.visitor->csrf));
}

// --- password ---

std::vector<Field> password_fields() {
  return labelled({{"current_password", "今のパスワード"},
                   {"new_password", "新しいパスワード"},
                   {"new_password_again", "新しいパスワード（確認）"}});
}

// The fields as this form calls them.
Error named_as_here(Error error) {
  for (FieldError& field : error.fields) {
    if (field.field == "old_password") field.field = "current_password";
    if (field.field == "password") field.field = "new_password";
  }
  return error;
}

Page password_page(const Visit& visit, const Error* error) {
  return visit.services.body.store().read([&](Connection& connection) -> Page {
    const auto stored = identity::find_by_person(connection, visit.person_id());
    JsonObject password{{"action", visit.base() + "/password"},
                        {"login", stored ? stored->account.login : ""},
                        {"must_change", visit.visitor->must_change_password},
                        {"min_length", password_policy.characters_min},
                        {"rules", password_rules()},
                        {"errors", messages_part(error, password_fields())}};
    password["rules"].get_array().emplace_back("前に使ったパスワードは使えません。");
    const auto basis = visit.services.body.cite(
        connection, {"password-strong", "password-secret", "password-changed-regularly",
                     "temporary-password-changed"});
    return {"password",
            "パスワードの変更",
            {{"error", error ? error_part(visit, *error, password_fields()) : Json()},
             {"password", std::move(password)},
             {"articles", article_parts(visit, basis)}}};
  });
}

Result<Answer> show_password(const Visit& visit) {
  return password_page(visit, nullptr);
}

// What the store knows that a change of password is checked against.
struct Known {
  identity::StoredAccount account;
  std::vector<std::string> past;
  identity::PersonalWords words;
};

std::optional<Known> known_of(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> std::optional<Known> {
    const auto stored = identity::find_by_person(connection, visit.person_id());
    const auto person = organisation::person(connection, visit.person_id(), today_of(visit));
    if (!stored || !person) return std::nullopt;
    return Known{*stored,
                 identity::past_hashes(connection, *stored, password_policy),
                 {stored->account.login, {person->name, person->kana}}};
  });
}

// Whoever found a screen unlocked must not be able to guess the password here either: attempts
// count as those of signing in.
Result<identity::PasswordChange> prepare_change(const Visit& visit, const Json& input) {
  const std::string chosen = text_at(input, "new_password");
  if (chosen != text_at(input, "new_password_again")) {
    return fail(wrong_field("new_password_again", "passwords_differ",
                            "新しいパスワードの2つの入力が違います。"));
  }
  const auto known = known_of(visit);
  if (!known) {
    return fail(Fault::not_found, "account_unknown", "アカウントが見つかりません。",
                "mamori管理者に問い合わせてください。");
  }
  const Services& services = visit.services;
  const std::string& login = known->account.account.login;
  auto allowed =
      services.attempts.begin(login, visit.request.remote_address, services.body.clock().now());
  if (!allowed) return fail(allowed.error());
  auto change =
      identity::prepare_change(services.hasher, password_policy, known->account, known->past,
                               known->words, text_at(input, "current_password"), chosen);
  if (change || change.error().code != "password_wrong") {
    services.attempts.succeeded(login, visit.request.remote_address);
  }
  return change;
}

Result<Answer> change_password(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto refused = [&](Error error) {
    error = named_as_here(std::move(error));
    return show_again(visit, error, password_page(visit, &error));
  };
  const auto change = prepare_change(visit, *input);
  if (!change) return refused(change.error());
  const auto changed = visit.services.acts.change_password(*change);
  if (!changed) return refused(changed.error());
  return enter(visit, visit.person_id(), visit.base() + "/home",
               "パスワードを変えました。ほかの端末でサインイン中の画面は閉じられました。");
}

// --- the first administrator ---

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
  return {"start",
          "最初の管理者を登録する",
          {{"error", error ? error_part(visit, *error, start_fields()) : Json()},
           {"start", JsonObject{{"action", visit.base() + "/start"},
                                {"token", text_at(input, "token")},
                                {"name", text_at(input, "name")},
                                {"kana", text_at(input, "kana")},
                                {"login", text_at(input, "login")},
                                {"min_length", password_policy.characters_min},
                                {"rules", password_rules()},
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
  return enter(visit, *person_id, visit.base() + "/home",
               "登録しました。続けて、組織を登録してください。");
}

}  // namespace

Routes identity_routes() {
  constexpr std::string_view own_password = "identity.change_password";
  return {
      {Method::get, "/b/{body}/sign-in", "sign_in", "", show_sign_in},
      {Method::post, "/b/{body}/sign-in", "sign_in_post", "", sign_in},
      {Method::post, "/b/{body}/sign-out", "sign_out", "", sign_out},
      {Method::get, "/b/{body}/signed-out", "signed_out", "", show_signed_out},
      {Method::get, "/b/{body}/session", "session", "", show_session},
      {Method::get, "/b/{body}/password", "password", std::string(own_password), show_password},
      {Method::post, "/b/{body}/password", "password_post", std::string(own_password),
       change_password},
      {Method::get, "/b/{body}/start", "start", "", show_start},
      {Method::post, "/b/{body}/start", "start_post", "", start},
  };
}

}  // namespace mamori::web
