#include "body/anchoring_overdue.h"

#include "anchoring/anchoring.h"
#include "base/json.h"
#include "ledger/newest.h"
#include "organisation/organisation.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::string_view subject = "ledger:checkpoints";

// How many days may pass; 0 when no control asks for anchoring.
int days_max(const catalogue::Catalogue& catalogue) {
  for (const catalogue::Control& control : catalogue.controls()) {
    for (const catalogue::Satisfier& satisfier : control.satisfied_by) {
      if (satisfier.kind == catalogue::SatisfierKind::anchoring) return std::stoi(satisfier.name);
    }
  }
  return 0;
}

// For how many days nothing was kept, when that is too long and nobody was told of late.
std::optional<int> untold(Connection& connection, int most, Day today) {
  const auto days = anchoring::days_without(connection, today);
  if (most == 0 || !days || *days <= most) return std::nullopt;
  const auto told = ledger::newest_of_kind(connection, subject, anchoring_overdue_kind);
  const auto since = std::chrono::sys_days{today} - std::chrono::days{most};
  if (told && std::chrono::sys_days{day_in_japan(told->at)} > since) return std::nullopt;
  return days;
}

ledger::Act act_of(Connection& connection, int days, Day today) {
  const std::string text = "【控え】記録の検証値を、" + std::to_string(days) +
                           "日間どこにも控えていません。紙に印刷して保管するか、"
                           "控えのフォルダ・タイムスタンプ・メールの設定を確かめてください。";
  JsonArray tell;
  for (const std::string& person : organisation::holders(connection, "administrator", "", today)) {
    tell.push_back(JsonObject{{"person", person}, {"text", text}, {"href", "ledger/checkpoints"}});
  }
  return {std::string(anchoring_overdue_kind), "system:clock", std::string(subject),
          JsonObject{{"days", days}, {"tell", std::move(tell)}}};
}

}  // namespace

Result<bool> tell_anchoring_overdue(Body& body) {
  const Day today = day_in_japan(body.clock().now());
  const int most = days_max(body.definitions().catalogue);
  const bool late = body.store().read(
      [&](Connection& connection) { return untold(connection, most, today).has_value(); });
  if (!late) return false;
  return body.store().write([&](Connection& connection) -> Result<bool> {
    const auto days = untold(connection, most, today);  // another program may have been quicker
    if (!days) return false;
    body.journal().record(connection, act_of(connection, *days, today));
    return true;
  });
}

}  // namespace mamori::body
