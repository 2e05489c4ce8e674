#include "web/account_parts.h"

#include <algorithm>

#include "identity/factors.h"
#include "organisation/organisation.h"
#include "web/parts.h"
#include "web/records.h"

namespace mamori::web {
namespace {

using identity::Means;
using store::Connection;

struct Sign {
  std::string_view mark;  // in what the browser calls itself
  std::string_view name;
};

// The first that fits counts: Edge also calls itself Chrome, Chrome also Safari.
constexpr Sign browsers[] = {
    {"Edg/", "Edge"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}};
constexpr Sign systems[] = {{"Windows", "Windows"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
                            {"Android", "Android"}, {"Mac OS", "Mac"},    {"Linux", "Linux"}};

template <std::size_t count>
std::string_view name_in(std::string_view agent, const Sign (&signs)[count]) {
  const auto found = std::ranges::find_if(
      signs, [&](const Sign& sign) { return agent.find(sign.mark) != std::string_view::npos; });
  return found == std::end(signs) ? std::string_view{} : found->name;
}

std::string_view label_of_factor(std::string_view factor) {
  if (factor == "totp") return "認証アプリ";
  if (factor == "recovery_code") return "回復コード";
  if (factor == "passkey") return "パスキー";
  return factor;
}

// What a record of the account says beyond what was done: with what, from where, how often, why.
std::string detail_of(const Json& payload) {
  std::vector<std::string> parts;
  const auto add = [&](std::string text) {
    if (!text.empty()) parts.push_back(std::move(text));
  };
  const std::string means = text_at(payload, "means");
  if (!means.empty()) add(std::string(label_of(identity::means_of(means))));
  if (const auto attempts = integer_at(payload, "attempts"); attempts > 0) {
    add(std::to_string(attempts) + "回");
  }
  if (const auto sessions = integer_at(payload, "sessions"); sessions > 0) {
    add(std::to_string(sessions) + "件");
  }
  add(std::string(label_of_factor(text_at(payload, "factor"))));
  add(text_at(payload, "address"));
  for (const Json& address : array_at(payload, "addresses")) {
    if (address.is_string()) add(std::string(address.get_string()));
  }
  add(text_at(payload, "reason"));
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "、") + part;
  return text;
}

JsonObject event_part(const Visit& visit, Connection& connection, const RecordLinks& links,
                      const identity::Event& event) {
  const auto record = ledger::record_at(connection, event.record_number);
  const auto person = organisation::person(connection, event.person_id, today_of(visit));
  const bool failed = event.kind == identity::sign_in_failed_kind;
  const bool by_other = record && !failed && record->actor != event.person_id;
  return {{"at", instant_part(iso_instant(event.at))},
          {"what", record ? Json(act_label(*record)) : Json(event.kind)},
          {"tone", failed ? "warning" : "neutral"},
          {"detail", record ? text_or_null(detail_of(record->payload)) : Json()},
          {"person", person ? Json(person->name) : Json(event.person_id)},
          {"by", by_other ? Json(actor_name(connection, *record)) : Json()},
          {"href", text_or_null(links.href(event.record_number))}};
}

}  // namespace

Json account_state(const identity::Account* account, Instant now) {
  if (!account) return state_part("none", "なし", "neutral");
  if (account->locked) return state_part("locked", "停止中", "stopped");
  if (!account->must_change) return state_part("active", "利用中", "success");
  if (account->temporary_until && now >= *account->temporary_until) {
    return state_part("expired", "仮パスワードの期限切れ", "warning");
  }
  return state_part("temporary", "仮パスワード", "waiting");
}

std::string_view label_of(Means means) {
  switch (means) {
    case Means::password:
      return "パスワード";
    case Means::passkey:
      return "パスキー";
    case Means::directory:
      return "庁内のディレクトリ";
    case Means::provider:
      return "外部の認証";
  }
  return "";
}

std::string device_text(std::string_view agent) {
  const std::string_view browser = name_in(agent, browsers);
  const std::string_view system = name_in(agent, systems);
  if (browser.empty()) return agent.empty() ? "不明" : std::string(agent);
  std::string text(browser);
  if (!system.empty()) text += "（" + std::string(system) + "）";
  return text;
}

std::vector<std::string> default_offices(const Services& services) {
  if (!services.open_to_network) return {};
  return {"administrator"};
}

JsonObject factors_part(Connection& connection, std::string_view person_id) {
  const auto factors = identity::factors_of(connection, person_id);
  return {{"any", factors.any()},
          {"totp", factors.totp_since.has_value()},
          {"passkeys", factors.passkeys},
          {"recovery_codes", factors.recovery_codes}};
}

JsonArray session_parts(const std::vector<identity::Session>& sessions,
                        std::string_view current_id) {
  JsonArray parts;
  for (const identity::Session& session : sessions) {
    parts.push_back(JsonObject{{"id", session.id},
                               {"device", device_text(session.agent)},
                               {"address", session.address},
                               {"means", label_of(session.means)},
                               {"since", instant_part(iso_instant(session.created))},
                               {"seen", instant_part(iso_instant(session.seen))},
                               {"current", session.id == current_id}});
  }
  return parts;
}

JsonArray event_parts(const Visit& visit, Connection& connection,
                      const std::vector<identity::Event>& events) {
  const RecordLinks links(visit, connection);
  JsonArray parts;
  for (const identity::Event& event : events) {
    parts.push_back(event_part(visit, connection, links, event));
  }
  return parts;
}

}  // namespace mamori::web
