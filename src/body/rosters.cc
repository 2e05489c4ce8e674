#include "body/rosters.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "body/leavers.h"
#include "identity/accounts.h"
#include "procedures/application.h"

namespace mamori::body {
namespace {

using organisation::RosterChange;
using store::Connection;

constexpr std::string_view import_act = "organisation.import_roster";

bool comes(const RosterChange& change) {
  return change.kind == "organisation.add_person" || change.kind == "organisation.rejoin";
}

// Leaves, or goes to another section.
bool goes(const RosterChange& change) {
  return change.kind == "organisation.leave" ||
         (change.kind == "organisation.move_person" && change.before != change.after);
}

void add_accounts(Connection& connection, RosterPreview& preview) {
  for (const RosterChange& change : preview.plan.changes) {
    const auto known = identity::find_by_person(connection, change.person_id);
    if (comes(change) && !known) preview.without_account.push_back(change.name);
    if (change.kind == "organisation.leave" && known && !known->account.locked) {
      preview.closing.push_back({change.person_id, change.name, known->account.login});
    }
  }
}

void add_open_applications(Connection& connection, RosterPreview& preview) {
  for (const RosterChange& change : preview.plan.changes) {
    if (!goes(change)) continue;
    for (const auto& application : procedures::applications_of(connection, change.person_id)) {
      if (!application.is_open) continue;
      preview.open.push_back(
          {change.name, "applications/" + application.id, application.number, application.due});
    }
  }
}

}  // namespace

// Tried on the writer's own tables, which are as before when it is done.
Result<RosterPreview> Rosters::preview_on(Connection& writer, std::string_view person_id,
                                          const RosterFile& file,
                                          const organisation::RosterOptions& options) {
  if (auto allowed = acts_.require(writer, person_id, import_act); !allowed) {
    return fail(allowed.error());
  }
  auto roster = organisation::read_roster(file.bytes);
  if (!roster) return fail(roster.error());
  const organisation::Change change{std::string(person_id), body_.clock().now()};
  const organisation::Offices& offices = body_.definitions().offices;
  RosterPreview preview;
  {
    organisation::Rehearsal rehearsal(writer, offices, change);
    preview.plan = organisation::plan_roster(rehearsal, offices, *roster, options);
  }
  preview.ignored = std::move(roster->ignored);
  add_accounts(writer, preview);
  add_open_applications(writer, preview);
  return preview;
}

Result<RosterPreview> Rosters::preview(std::string_view person_id, const RosterFile& file,
                                       const organisation::RosterOptions& options) {
  return body_.store().write(
      [&](Connection& writer) { return preview_on(writer, person_id, file, options); });
}

Result<Done> Rosters::take(std::string_view person_id, const RosterFile& file,
                           const organisation::RosterOptions& options, std::string_view seen) {
  return body_.store().write([&](Connection& writer) -> Result<Done> {
    const auto preview = preview_on(writer, person_id, file, options);
    if (!preview) return fail(preview.error());
    if (preview->plan.digest() != seen) {
      return fail(Fault::conflict, "roster_outdated",
                  "確かめている間に、組織が変わりました。まだ何も登録していません。",
                  "もう一度、変わるところを確かめてから登録してください。");
    }
    const organisation::Change change{std::string(person_id), body_.clock().now()};
    auto act =
        organisation::import_roster(change, preview->plan, file.name, file.bytes, options.day);
    if (!act) return fail(act.error());
    close_accounts_of_leavers(writer, *act, day_in_japan(change.now));
    return record_act(body_, writer, *std::move(act));
  });
}

}  // namespace mamori::body
