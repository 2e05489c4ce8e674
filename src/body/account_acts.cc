#include "body/account_acts.h"

#include <algorithm>

#include "base/text.h"
#include "identity/accounts.h"
#include "identity/events.h"
#include "identity/factors.h"
#include "identity/rules.h"
#include "identity/sessions.h"
#include "organisation/organisation.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::size_t reason_characters_max = 400;
constexpr std::string_view own_account = "identity.own_account";

std::unexpected<Error> no_such_session() {
  return fail(Fault::not_found, "session_unknown", "そのサインイン中の画面は、もうありません。",
              "一覧を開き直してください。");
}

}  // namespace

Result<std::string> reason_of(const Json& input, bool needed) {
  std::string reason = trimmed(text_at(input, "reason"));
  const auto wrong = [](std::string code, std::string message) {
    return fail({Fault::invalid, std::move(code), message, {}, {{"reason", message}}});
  };
  if (needed && reason.empty()) return wrong("field_missing", "理由を入力してください。");
  if (length_in_characters(reason) > reason_characters_max) {
    return wrong("field_too_long", "理由は400文字以下にしてください。");
  }
  return reason;
}

std::vector<std::string> rules_controls() {
  return {"password-strong",
          "password-changed-regularly",
          "temporary-password-changed",
          "privileged-password-hardened",
          "multi-factor-required",
          "privileged-session-limited"};
}

Done AccountActs::record(Connection& connection, std::string_view kind, std::string_view actor,
                         std::string_view person_id, JsonObject more) {
  return record_act(body_, connection,
                    account_act(body_, connection, kind, actor, person_id, std::move(more)));
}

Result<Done> AccountActs::set_locked(std::string_view actor, std::string_view person_id,
                                     const Json& input, bool locked) {
  const std::string_view kind = locked ? "identity.close_account" : "identity.open_account";
  const auto reason = reason_of(input, locked);
  if (!reason) return fail(reason.error());
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, kind); !allowed) {
      return fail(allowed.error());
    }
    if (actor == person_id) {
      return fail(Fault::conflict, "own_account", "自分のアカウントは、自分では止められません。",
                  "ほかの管理者に頼んでください。");
    }
    const auto stored = identity::find_by_person(connection, person_id);
    if (stored && stored->account.locked == locked) {
      return fail(Fault::conflict, "account_unchanged",
                  locked ? "このアカウントは、もう止められています。"
                         : "このアカウントは、止められていません。",
                  "画面を開き直してください。");
    }
    if (auto set = identity::set_locked(connection, person_id, locked); !set) {
      return fail(set.error());
    }
    return record(connection, kind, actor, person_id, {{"reason", *reason}});
  });
}

Result<Done> AccountActs::close_account(std::string_view actor, std::string_view person_id,
                                        const Json& input) {
  return set_locked(actor, person_id, input, true);
}

Result<Done> AccountActs::open_account(std::string_view actor, std::string_view person_id,
                                       const Json& input) {
  return set_locked(actor, person_id, input, false);
}

Result<Done> AccountActs::end_own_session(std::string_view actor, std::string_view session_id) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, own_account); !allowed) {
      return fail(allowed.error());
    }
    if (!identity::revoke_session_by_id(connection, actor, session_id)) return no_such_session();
    return record(connection, "identity.end_sessions", actor, actor, {{"sessions", 1}});
  });
}

Result<Done> AccountActs::end_own_other_sessions(std::string_view actor, std::string_view kept_id) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, own_account); !allowed) {
      return fail(allowed.error());
    }
    const auto ended = identity::revoke_other_sessions(connection, actor, kept_id);
    if (ended == 0) return no_such_session();
    return record(connection, "identity.end_sessions", actor, actor, {{"sessions", ended}});
  });
}

Result<Done> AccountActs::end_sessions_of(std::string_view actor, std::string_view person_id) {
  constexpr std::string_view kind = "identity.end_sessions";
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, kind); !allowed) {
      return fail(allowed.error());
    }
    const auto ended = identity::revoke_other_sessions(connection, person_id, "");
    if (ended == 0) return no_such_session();
    return record(connection, kind, actor, person_id, {{"sessions", ended}});
  });
}

Result<IssuedAccount> AccountActs::rescue_administrator(const identity::PasswordHasher& hasher,
                                                        std::string_view login,
                                                        std::string_view reason) {
  const auto why = reason_of(JsonObject{{"reason", reason}}, true);
  if (!why) return fail(why.error());
  const auto temporary = identity::prepare_temporary(hasher);
  return body_.store().write([&](Connection& connection) -> Result<IssuedAccount> {
    const Instant now = body_.clock().now();
    const Day today = day_in_japan(now);
    const auto known = identity::find_by_login(connection, login);
    const std::string id = known ? known->account.person_id : std::string();
    const auto held = organisation::offices_of(connection, id, today);
    if (std::ranges::find(held, "administrator", &organisation::Appointment::office) ==
        held.end()) {
      return fail(Fault::not_found, "administrator_needed",
                  "このログイン名の、今のmamori管理者はいません。",
                  "管理者のログイン名を指定してください。ほかの人の仮パスワードは、管理者が画面から"
                  "発行します。");
    }
    identity::remove_factors(connection, id);
    auto opened = identity::set_locked(connection, id, false);
    if (!opened) return fail(opened.error());
    auto reset = identity::reset_password(connection, id, temporary.prepared, now);
    if (!reset) return fail(reset.error());
    const Done rescued = record(connection, "identity.rescue_administrator", operator_actor, id,
                                {{"login", known->account.login}, {"reason", *why}});
    return IssuedAccount{text_at(rescued.payload, "person_name"), known->account.login,
                         identity::in_groups(temporary.text)};
  });
}

Result<Done> AccountActs::set_rules(std::string_view actor, const Json& input) {
  const auto rules = identity::parse_rules(input);
  if (!rules) return fail(rules.error());
  const auto reason = reason_of(input, false);
  if (!reason) return fail(reason.error());
  for (const std::string& office : *rules->second_factor_offices) {
    if (body_.definitions().offices.find(office)) continue;
    return fail(Fault::invalid, "office_unknown", "その役職はありません。",
                "画面を開き直してください。");
  }
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, identity::set_rules_kind); !allowed) {
      return fail(allowed.error());
    }
    return record_act(
        body_, connection,
        {std::string(identity::set_rules_kind), std::string(actor), "accounts/rules",
         JsonObject{{"rules", identity::to_json(*rules)},
                    {"reason", *reason},
                    {"basis", basis_json(body_.cite(connection, rules_controls()))}}});
  });
}

}  // namespace mamori::body
