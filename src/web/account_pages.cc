// 自分のアカウント: how one signs in, where one is signed in, and what was done with the account.
#include "body/account_acts.h"
#include "web/account_parts.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using store::Connection;

constexpr std::int64_t events_shown_max = 50;

body::AccountActs acts_of(const Visit& visit) {
  return {visit.services.body, visit.services.acts};
}

JsonObject account_part(const Visit& visit, Connection& connection) {
  const Instant now = visit.services.body.clock().now();
  const auto stored = identity::find_by_person(connection, visit.person_id());
  const auto sessions = identity::list_sessions(connection, visit.person_id(), now);
  const std::string base = visit.base() + "/account";
  return {{"login", stored ? Json(stored->account.login) : Json()},
          {"state", account_state(stored ? &stored->account : nullptr, now)},
          {"password",
           stored && stored->account.has_password
               ? Json(JsonObject{
                     {"changed", instant_part(iso_instant(stored->account.password_changed))},
                     {"href", visit.base() + "/password"}})
               : Json()},
          {"factors", factors_part(connection, visit.person_id())},
          {"factors_href", visit.base() + "/account/second-factor"},
          {"sessions", session_parts(sessions, visit.visitor->session_id)},
          {"end", base + "/sessions"},
          {"end_others", sessions.size() > 1 ? Json(base + "/sessions/others/end") : Json()},
          {"events",
           event_parts(visit, connection,
                       identity::events_of(connection, visit.person_id(), events_shown_max))}};
}

Result<Answer> show_account(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto basis = visit.services.body.cite(
        connection, {"login-password-required", "password-secret", "multi-factor-required"});
    return Page{
        "account",
        "自分のアカウント",
        {{"account", account_part(visit, connection)}, {"articles", article_parts(visit, basis)}}};
  });
}

Result<Answer> ended(const Visit& visit, const Result<body::Done>& done_) {
  if (!done_) return fail(done_.error());
  return done(visit, visit.base() + "/account#sessions", "サインイン中の画面を閉じました。",
              {{"record", done_->record_number}});
}

Result<Answer> end_session(const Visit& visit) {
  return ended(visit, acts_of(visit).end_own_session(visit.person_id(), visit.capture("session")));
}

Result<Answer> end_other_sessions(const Visit& visit) {
  return ended(visit,
               acts_of(visit).end_own_other_sessions(visit.person_id(), visit.visitor->session_id));
}

}  // namespace

Routes account_routes() {
  const std::string own = "identity.own_account";
  return {
      {Method::get, "/b/{body}/account", "account", own, show_account},
      {Method::post, "/b/{body}/account/sessions/{session}/end", "end_session", own, end_session},
      {Method::post, "/b/{body}/account/sessions/others/end", "end_other_sessions", own,
       end_other_sessions},
  };
}

}  // namespace mamori::web
