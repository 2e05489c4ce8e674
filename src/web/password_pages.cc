// One's own password.
#include "identity/accounts.h"
#include "identity/rules.h"
#include "organisation/organisation.h"
#include "web/entering.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/password_parts.h"

namespace mamori::web {
namespace {

using registers::Field;
using store::Connection;

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
    const auto policy = identity::password_policy(identity::rules(connection));
    const auto stored = identity::find_by_person(connection, visit.person_id());
    JsonObject password{{"action", visit.base() + "/password"},
                        {"login", stored ? stored->account.login : ""},
                        {"must_change", stored && stored->account.must_change},
                        {"expired", visit.visitor->hold == Hold::password && stored &&
                                        !stored->account.must_change},
                        {"min_length", policy.characters_min},
                        {"rules", password_rules(policy)},
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
  identity::PasswordPolicy policy;
  identity::StoredAccount account;
  std::vector<std::string> past;
  identity::PersonalWords words;
};

std::optional<Known> known_of(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> std::optional<Known> {
    const auto stored = identity::find_by_person(connection, visit.person_id());
    const auto person = organisation::person(connection, visit.person_id(), today_of(visit));
    if (!stored || !person) return std::nullopt;
    const auto policy = identity::password_policy(identity::rules(connection));
    return Known{policy,
                 *stored,
                 identity::past_hashes(connection, *stored, policy),
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
      identity::prepare_change(services.hasher, known->policy, known->account, known->past,
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
  return go_on(visit, visit.base() + "/home",
               "パスワードを変えました。ほかの端末でサインイン中の画面は閉じられました。");
}

}  // namespace

Routes password_routes() {
  constexpr std::string_view own_password = "identity.change_password";
  return {
      {Method::get, "/b/{body}/password", "password", std::string(own_password), show_password},
      {Method::post, "/b/{body}/password", "password_post", std::string(own_password),
       change_password},
  };
}

}  // namespace mamori::web
