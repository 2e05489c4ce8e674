// What the body's regulation asks of accounts: passwords, second factors, how long privileged acts
// go without a new proof. Set by an act of an administrator, with the article; the table is a
// projection of these acts.
//
// Stateless; safe from any thread, on the caller's connection.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "identity/accounts.h"
#include "identity/password.h"
#include "identity/sessions.h"
#include "ledger/journal.h"
#include "store/connection.h"

namespace mamori::identity {

struct AccountRules {
  int password_characters_min = 12;
  int past_passwords = 5;     // that are not taken again
  int password_days = 0;      // after which it must be changed; 0: never
  int presence_minutes = 30;  // for which a proof of presence opens privileged acts
  int idle_minutes = 60;      // after which a session that nobody uses ends
  bool second_factor_for_all = false;
  // Kinds of office whose holders need a second factor; nothing while the body has not said.
  std::optional<std::vector<std::string>> second_factor_offices;
};

// Read from a form or a payload. Fails with "field_invalid" for what is out of its bounds (8–64
// characters, 0–24 passwords, 0–3650 days, 1–480 minutes, 5–60 minutes). What is not said is as
// shipped.
Result<AccountRules> parse_rules(const Json& input);
JsonObject to_json(const AccountRules& rules);

inline constexpr std::string_view set_rules_kind = "identity.set_rules";
// ledger::Projection of that kind.
void project_rules(store::Connection& connection, const ledger::Record& record);

// What holds now; as shipped while the body has set nothing.
AccountRules rules(store::Connection& connection);
// The number of the record that set them.
std::optional<std::uint64_t> rules_record(store::Connection& connection);

SessionPolicy session_policy(const AccountRules& rules);
PasswordPolicy password_policy(const AccountRules& rules);
// Whether the password is older than the rules allow.
bool is_expired(const Account& account, const AccountRules& rules, Instant now);

}  // namespace mamori::identity
