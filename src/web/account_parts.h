// Parts of the pages about accounts: one's own, and the administrators'.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "identity/accounts.h"
#include "identity/events.h"
#include "identity/sessions.h"
#include "web/site.h"

namespace mamori::web {

// 利用中, 仮パスワード, 停止中, …; なし for null.
Json account_state(const identity::Account* account, Instant now);

// パスワード, パスキー, …
std::string_view label_of(identity::Means means);
// "Chrome（Windows）", as far as the browser says; else what it calls itself.
std::string device_text(std::string_view agent);

// The offices whose holders need a second factor while the body has not said.
std::vector<std::string> default_offices(const Services& services);

// {"any", "totp", "recovery_codes"}: what somebody has registered beside the password.
JsonObject factors_part(store::Connection& connection, std::string_view person_id);

// {"id", "device", "address", "means", "since", "seen", "current"} each.
JsonArray session_parts(const std::vector<identity::Session>& sessions,
                        std::string_view current_id);

// {"at", "what", "tone", "detail", "person", "by", "href"} each; `by` is null when it was the
// person, `href` when the visitor may not see the record.
JsonArray event_parts(const Visit& visit, store::Connection& connection,
                      const std::vector<identity::Event>& events);

}  // namespace mamori::web
