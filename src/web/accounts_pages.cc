// アカウントの管理: everybody's accounts and what was done with them, for those who run the body.
#include <charconv>

#include "body/account_acts.h"
#include "body/factor_acts.h"
#include "directory/ways.h"
#include "identity/factors.h"
#include "organisation/organisation.h"
#include "web/account_parts.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using identity::Account;
using identity::Event;
using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr std::int64_t events_on_page = 100;
constexpr std::int64_t events_of_person_max = 100;
constexpr int reason_length_max = 400;

std::string page_of(const Visit& visit, std::string_view person_id) {
  return visit.base() + "/accounts/" + std::string(person_id);
}

std::string name_of(const Visit& visit, Connection& connection, std::string_view person_id) {
  const auto person = organisation::person(connection, person_id, today_of(visit));
  return person ? person->name : std::string(person_id);
}

bool may(const Visit& visit, Connection& connection, std::string_view act) {
  return visit.services.acts.may(connection, visit.person_id(), act).allowed;
}

Json last_sign_in(Connection& connection, std::string_view person_id) {
  const auto event = identity::last_event(connection, person_id, identity::sign_in_kind);
  return event ? instant_part(iso_instant(event->at)) : Json();
}

// --- the list ---

JsonObject account_row(const Visit& visit, Connection& connection, const Account& account) {
  const Instant now = visit.services.body.clock().now();
  const std::string href = page_of(visit, account.person_id);
  const auto sessions = identity::list_sessions(connection, account.person_id, now).size();
  return {{"href", href},
          {"cells",
           JsonArray{cell_part({.text = name_of(visit, connection, account.person_id),
                                .href = href,
                                .heading = true}),
                     cell_part({.text = account.login}),
                     cell_part({.text = {}, .chip = account_state(&account, now)}),
                     cell_part({.text = {}, .date = last_sign_in(connection, account.person_id)}),
                     cell_part({.text = std::to_string(sessions), .number = true})}}};
}

JsonArray articles_of(const Visit& visit, Connection& connection) {
  return article_parts(
      visit, visit.services.body.cite(connection, {"login-password-required", "user-id-procedure",
                                                   "multi-factor-required"}));
}

JsonArray list_actions(const Visit& visit, Connection& connection) {
  JsonArray actions{JsonObject{{"href", visit.base() + "/accounts/events"},
                               {"label", "サインインなどの記録"},
                               {"primary", false}},
                    JsonObject{{"href", visit.base() + "/accounts/rules"},
                               {"label", "アカウントのきまり"},
                               {"primary", false}}};
  const bool links = visit.services.ways && visit.services.ways->any();
  if (links && may(visit, connection, "directory.link")) {
    actions.push_back(JsonObject{{"href", visit.base() + "/arrivals"},
                                 {"label", "サインインを待っている人"},
                                 {"primary", false}});
  }
  return actions;
}

Result<Answer> list(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    JsonArray rows;
    for (const Account& account : identity::list_accounts(connection)) {
      rows.push_back(account_row(visit, connection, account));
    }
    JsonObject model = list_model(
        {.title = "アカウント",
         .lead =
             "mamoriにサインインできる人です。退職や異動で使わなくなったアカウントは、止めてくださ"
             "い。",
         .columns = column_parts({{"name", "氏名"},
                                  {"login", "ログイン名"},
                                  {"state", "状態"},
                                  {"last", "最後のサインイン"},
                                  {"sessions", "開いている画面", true}}),
         .rows = std::move(rows),
         .empty = "アカウントは、まだありません。",
         .actions = list_actions(visit, connection)});
    return Page{"accounts",
                "アカウント",
                {{"list", std::move(model)}, {"articles", articles_of(visit, connection)}}};
  });
}

// --- what was done with all of them ---

JsonObject event_row(const JsonObject& event, const Visit& visit, const Event& known) {
  const auto text = [&](std::string_view key) {
    const Json& value = event.at(key);
    return value.is_string() ? std::string(value.get_string()) : std::string();
  };
  return {{"href", event.at("href")},
          {"cells",
           JsonArray{cell_part({.text = {}, .date = event.at("at")}),
                     cell_part({.text = {}, .chip = chip(text("what"), text("tone"))}),
                     cell_part({.text = text("person"), .href = page_of(visit, known.person_id)}),
                     cell_part({.text = text("by")}), cell_part({.text = text("detail")})}}};
}

std::uint64_t asked_before(const Visit& visit) {
  const std::string text = visit.request.query.get("before");
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Result<Answer> events(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto found = identity::newest_events(connection, events_on_page, asked_before(visit));
    const JsonArray parts = event_parts(visit, connection, found);
    JsonArray rows;
    for (std::size_t index = 0; index < found.size(); ++index) {
      rows.push_back(event_row(parts[index].get_object(), visit, found[index]));
    }
    const auto unknown = visit.services.body.failed_sign_ins().unknown_names();
    Json older = nullptr;
    if (std::ssize(found) == events_on_page) {
      older = JsonObject{{"current", nullptr},
                         {"count", nullptr},
                         {"previous", nullptr},
                         {"next", "?before=" + std::to_string(found.back().record_number)},
                         {"items", JsonArray()}};
    }
    JsonObject model = list_model(
        {.title = "サインインなどの記録",
         .lead =
             "アカウントに起きたことです。失敗は、同じ人について15分に1件までまとめて記録します。"
             "ないログイン名での失敗は数えるだけで、mamoriを始めてから" +
             std::to_string(unknown) + "回ありました。",
         .columns = column_parts({{"at", "日時"},
                                  {"what", "行ったこと"},
                                  {"person", "だれのアカウント"},
                                  {"by", "行った人（本人以外）"},
                                  {"detail", "内容"}}),
         .rows = std::move(rows),
         .empty = "記録は、まだありません。",
         .actions = JsonArray{JsonObject{{"href", visit.base() + "/accounts"},
                                         {"label", "アカウントの一覧"},
                                         {"primary", false}}},
         .pages = std::move(older)});
    return Page{"accounts",
                "サインインなどの記録",
                {{"list", std::move(model)}, {"articles", articles_of(visit, connection)}}};
  });
}

// --- one account ---

std::vector<Field> reason_fields(bool required) {
  return {{.name = "reason",
           .label = "理由",
           .type = FieldType::long_text,
           .required = required,
           .length_max = reason_length_max,
           .help = "例：退職のため"}};
}

JsonObject lock_act(const Visit& visit, Connection& connection, const Account& account,
                    const std::string& name, const Error* error) {
  const bool closing = !account.locked;
  const Filled filled{JsonObject{}, error, "lock-"};
  const std::string label = closing ? "アカウントを止める" : "アカウントを再び使えるようにする";
  ActForm form{.id = "lock",
               .label = label,
               .tone = closing ? "danger" : "primary",
               .action = page_of(visit, account.person_id) + (closing ? "/close" : "/open"),
               .explanation = closing ? name +
                                            "さんはサインインできなくなり、開いている画面も"
                                            "閉じられます。記録は残ります。"
                                      : name + "さんは、前のパスワードでサインインできます。",
               .open = error != nullptr,
               .fields = field_parts(visit, connection, reason_fields(closing), filled)};
  if (closing) {
    form.confirm = JsonObject{{"title", name + "さんのアカウントを止めますか"},
                              {"text", "開いている画面は、すぐに閉じられます。"},
                              {"label", label}};
  }
  return act_part(form);
}

JsonObject remove_factors_act(const Visit& visit, Connection& connection, const Account& account,
                              const std::string& name) {
  const Filled filled{JsonObject{}, nullptr, "factors-"};
  return act_part({.id = "remove-factors",
                   .label = "二つ目の確認方法を消す",
                   .action = page_of(visit, account.person_id) + "/factors/remove",
                   .explanation = name + "さんが認証アプリも回復コードもなくしたときに使います。"
                                         "本人であることを確かめてから行ってください。",
                   .fields = field_parts(visit, connection, reason_fields(true), filled)});
}

JsonArray acts_on(const Visit& visit, Connection& connection, const Account& account,
                  const std::string& name, bool has_sessions, const Error* error) {
  JsonArray acts;
  if (account.person_id == visit.person_id()) return acts;  // one's own stands on another page
  if (may(visit, connection, "identity.close_account")) {
    acts.push_back(lock_act(visit, connection, account, name, error));
  }
  if (identity::factors_of(connection, account.person_id).any() &&
      may(visit, connection, "identity.remove_factors")) {
    acts.push_back(remove_factors_act(visit, connection, account, name));
  }
  if (has_sessions && may(visit, connection, "identity.end_sessions")) {
    acts.push_back(act_part(
        {.id = "end-sessions",
         .label = "開いている画面をすべて閉じる",
         .action = page_of(visit, account.person_id) + "/sessions/end",
         .explanation = "端末をなくしたときなどに使います。本人は、もう一度サインインできます。"}));
  }
  return acts;
}

Result<Page> person_page(const Visit& visit, Connection& connection, const Error* error) {
  const std::string person_id = visit.capture("person");
  const auto stored = identity::find_by_person(connection, person_id);
  if (!stored) {
    return fail(Fault::not_found, "account_unknown", "この人のアカウントはありません。",
                "アカウントの一覧から開き直してください。");
  }
  const Instant now = visit.services.body.clock().now();
  const std::string name = name_of(visit, connection, person_id);
  const auto sessions = identity::list_sessions(connection, person_id, now);
  const auto events = identity::events_of(connection, person_id, events_of_person_max);
  return Page{
      "account-person",
      name + "さんのアカウント",
      {{"error", error ? error_part(visit, *error, reason_fields(true), "lock-") : Json()},
       {"account", JsonObject{{"person", name},
                              {"login", stored->account.login},
                              {"state", account_state(&stored->account, now)},
                              {"created", instant_part(iso_instant(stored->account.created))},
                              {"password_changed",
                               stored->account.has_password
                                   ? instant_part(iso_instant(stored->account.password_changed))
                                   : Json()},
                              {"factors", factors_part(connection, person_id)},
                              {"last_sign_in", last_sign_in(connection, person_id)},
                              {"sessions", session_parts(sessions, visit.visitor->session_id)},
                              {"events", event_parts(visit, connection, events)}}},
       {"acts", acts_on(visit, connection, stored->account, name, !sessions.empty(), error)},
       {"back", JsonObject{{"href", visit.base() + "/accounts"}}},
       {"articles", articles_of(visit, connection)}}};
}

Result<Answer> show_person(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    auto page = person_page(visit, connection, nullptr);
    if (!page) return fail(page.error());
    return *std::move(page);
  });
}

Result<Answer> after(const Visit& visit, const Result<body::Done>& acted,
                     std::string_view message) {
  if (acted) {
    return done(visit, page_of(visit, visit.capture("person")), message,
                {{"record", acted->record_number}});
  }
  if (acted.error().fields.empty()) return fail(acted.error());
  auto page = visit.services.body.store().read(
      [&](Connection& connection) { return person_page(visit, connection, &acted.error()); });
  if (!page) return fail(page.error());
  return show_again(visit, acted.error(), *std::move(page));
}

Result<Answer> close(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  body::AccountActs acts(visit.services.body, visit.services.acts);
  return after(visit, acts.close_account(visit.person_id(), visit.capture("person"), *input),
               "アカウントを止めました。");
}

Result<Answer> open(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  body::AccountActs acts(visit.services.body, visit.services.acts);
  return after(visit, acts.open_account(visit.person_id(), visit.capture("person"), *input),
               "アカウントを再び使えるようにしました。");
}

Result<Answer> remove_factors(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  body::FactorActs acts(visit.services.body, visit.services.acts, visit.services.hasher);
  return after(visit, acts.remove_of(visit.person_id(), visit.capture("person"), *input),
               "二つ目の確認方法を消しました。");
}

Result<Answer> end_sessions(const Visit& visit) {
  body::AccountActs acts(visit.services.body, visit.services.acts);
  return after(visit, acts.end_sessions_of(visit.person_id(), visit.capture("person")),
               "開いている画面をすべて閉じました。");
}

}  // namespace

Routes accounts_routes() {
  const std::string view = "view.accounts";
  return {
      {Method::get, "/b/{body}/accounts", "accounts", view, list},
      {Method::get, "/b/{body}/accounts/events", "account_events", view, events},
      {Method::get, "/b/{body}/accounts/{person}", "account_of", view, show_person},
      {Method::post, "/b/{body}/accounts/{person}/close", "close_account", "identity.close_account",
       close},
      {Method::post, "/b/{body}/accounts/{person}/open", "open_account", "identity.open_account",
       open},
      {Method::post, "/b/{body}/accounts/{person}/factors/remove", "remove_factors",
       "identity.remove_factors", remove_factors},
      {Method::post, "/b/{body}/accounts/{person}/sessions/end", "end_sessions",
       "identity.end_sessions", end_sessions},
  };
}

}  // namespace mamori::web
