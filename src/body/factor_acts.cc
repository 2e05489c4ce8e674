#include "body/factor_acts.h"

#include <algorithm>

#include "body/account_acts.h"
#include "identity/events.h"
#include "identity/sessions.h"
#include "organisation/organisation.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::string_view enrolling = "identity.enrol_factor";
constexpr std::string_view removing_own = "identity.remove_own_factors";

std::unexpected<Error> no_factor() {
  return fail(Fault::conflict, "second_factor_none", "登録されている二つ目の確認方法はありません。",
              "画面を開き直してください。");
}

}  // namespace

bool needs_second_factor(Connection& connection, const identity::AccountRules& rules,
                         std::string_view person_id, Day today,
                         const std::vector<std::string>& by_default) {
  if (rules.second_factor_for_all) return true;
  const auto& offices = rules.second_factor_offices.value_or(by_default);
  return std::ranges::any_of(
      organisation::office_kinds_of(connection, person_id, today),
      [&](const std::string& held) { return std::ranges::find(offices, held) != offices.end(); });
}

Result<bool> enrolling_with_codes(Body& body, Acts& acts, std::string_view person_id) {
  return body.store().read([&](Connection& connection) -> Result<bool> {
    if (auto allowed = acts.require(connection, person_id, enrolling); !allowed) {
      return fail(allowed.error());
    }
    return identity::factors_of(connection, person_id).recovery_codes > 0;
  });
}

Done FactorActs::record(Connection& connection, std::string_view kind, std::string_view actor,
                        std::string_view person_id, JsonObject more) {
  return record_act(body_, connection,
                    account_act(body_, connection, kind, actor, person_id, std::move(more)));
}

Result<void> FactorActs::begin_totp(std::string_view person_id) {
  const auto vault = body_.vault();
  if (!vault) return fail(vault.error());
  return body_.store().write([&](Connection& connection) -> Result<void> {
    if (auto allowed = acts_.require(connection, person_id, enrolling); !allowed) {
      return allowed;
    }
    identity::begin_totp(connection, *vault, person_id, body_.clock().now());
    return {};
  });
}

Result<Enrolled> FactorActs::confirm_totp(std::string_view person_id, std::string_view code) {
  const auto vault = body_.vault();
  if (!vault) return fail(vault.error());
  const auto has_codes = enrolling_with_codes(body_, acts_, person_id);
  if (!has_codes) return fail(has_codes.error());
  const auto codes =
      *has_codes ? identity::RecoveryCodes{} : identity::make_recovery_codes(hasher_);
  return body_.store().write([&](Connection& connection) -> Result<Enrolled> {
    const Instant now = body_.clock().now();
    auto confirmed = identity::confirm_totp(connection, *vault, person_id, code, now);
    if (!confirmed) return fail(confirmed.error());
    if (!*has_codes) identity::keep_recovery_codes(connection, person_id, codes, now);
    return Enrolled{record(connection, enrolling, person_id, person_id, {{"factor", "totp"}}),
                    codes.texts};
  });
}

Result<Enrolled> FactorActs::renew_recovery_codes(std::string_view person_id) {
  const auto codes = identity::make_recovery_codes(hasher_);
  return body_.store().write([&](Connection& connection) -> Result<Enrolled> {
    if (auto allowed = acts_.require(connection, person_id, enrolling); !allowed) {
      return fail(allowed.error());
    }
    if (!identity::factors_of(connection, person_id).any()) return no_factor();
    identity::keep_recovery_codes(connection, person_id, codes, body_.clock().now());
    return Enrolled{record(connection, "identity.renew_recovery_codes", person_id, person_id,
                           {{"codes", codes.texts.size()}}),
                    codes.texts};
  });
}

Result<Done> FactorActs::remove_own(std::string_view person_id) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, person_id, removing_own); !allowed) {
      return fail(allowed.error());
    }
    if (!identity::remove_factors(connection, person_id)) return no_factor();
    return record(connection, "identity.remove_factors", person_id, person_id, JsonObject{});
  });
}

Result<Done> FactorActs::remove_of(std::string_view actor, std::string_view person_id,
                                   const Json& input) {
  constexpr std::string_view kind = "identity.remove_factors";
  const auto reason = reason_of(input, true);
  if (!reason) return fail(reason.error());
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, kind); !allowed) {
      return fail(allowed.error());
    }
    if (!identity::remove_factors(connection, person_id)) return no_factor();
    identity::revoke_all_sessions(connection, person_id);
    return record(connection, kind, actor, person_id, JsonObject{{"reason", *reason}});
  });
}

}  // namespace mamori::body
