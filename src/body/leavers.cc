#include "body/leavers.h"

#include <algorithm>

#include "base/json.h"
#include "identity/accounts.h"
#include "organisation/leavers.h"
#include "organisation/organisation.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::string_view leaving = "organisation.leave";

// {person, person_name, login} of the account, which is closed now; null when there is none open.
Json close_account(Connection& writer, const std::string& person_id, std::string_view name) {
  const auto found = identity::find_by_person(writer, person_id);
  if (!found || found->account.locked) return nullptr;
  if (!identity::set_locked(writer, person_id, true)) return nullptr;
  return JsonObject{{"person", person_id}, {"person_name", name}, {"login", found->account.login}};
}

}  // namespace

void close_accounts_of_leavers(Connection& writer, ledger::Act& act, Day today) {
  JsonArray closed;
  const auto close = [&](const Json& change) {
    if (text_at(change, "to") > iso_day(today)) return;
    Json account = close_account(writer, text_at(change, "id"), text_at(change, "person_name"));
    if (!account.is_null()) closed.push_back(std::move(account));
  };
  if (act.kind == leaving) close(act.payload);
  for (const Json& change : array_at(act.payload, "changes")) {
    if (text_at(change, "kind") == leaving) close(change);
  }
  if (!closed.empty()) act.payload.as_object()["accounts_closed"] = std::move(closed);
}

bool any_account_left_open(Connection& connection, Day today) {
  return std::ranges::any_of(organisation::leavers(connection, today), [&](const std::string& id) {
    const auto found = identity::find_by_person(connection, id);
    return found && !found->account.locked;
  });
}

int close_accounts_left_open(Body& body, Connection& writer) {
  const Day today = day_in_japan(body.clock().now());
  int closed = 0;
  for (const std::string& id : organisation::leavers(writer, today)) {
    const auto person = organisation::person(writer, id, today);
    const Json account = close_account(writer, id, person ? person->name : "");
    if (account.is_null()) continue;
    body.journal().record(writer,
                          {"identity.close_account", "system:clock", "people/" + id, account});
    ++closed;
  }
  return closed;
}

}  // namespace mamori::body
