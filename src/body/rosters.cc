#include "body/rosters.h"

#include <algorithm>
#include <set>

#include "access/rosters.h"
#include "base/json.h"
#include "body/leavers.h"
#include "identity/accounts.h"
#include "organisation/copy.h"
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

// Comes with everything it entails, sections that are new included.
std::vector<Stop> stops_of_plan(Body& body, Connection& now, Connection& changed,
                                const organisation::RosterPlan& plan) {
  if (!plan.troubles.empty()) return {};
  Outlook outlook(body, now, JsonObject{{"changes", plan.acts}});
  outlook.change(changed);
  return outlook.stops();
}

}  // namespace

// Tried on a copy, so that nobody waits for it.
Result<Rosters::Planned> Rosters::planned(std::string_view person_id, const RosterFile& file,
                                          const organisation::RosterOptions& options) {
  auto roster = organisation::read_roster(file.bytes);
  if (!roster) return fail(roster.error());
  const organisation::Change change{std::string(person_id), body_.clock().now()};
  return body_.store().read([&](Connection& reader) -> Result<Planned> {
    if (auto allowed = acts_.require(reader, person_id, import_act); !allowed) {
      return fail(allowed.error());
    }
    const organisation::Offices offices = body_.offices(reader, options.day);
    organisation::Copy copy(reader, body_.folder());
    organisation::Rehearsal rehearsal(copy.connection(), offices, change);
    Planned planned{.state = access::state_of_organisation(reader)};
    planned.preview.plan = organisation::plan_roster(rehearsal, offices, *roster, options);
    planned.preview.ignored = std::move(roster->ignored);
    planned.preview.stops = stops_of_plan(body_, reader, copy.connection(), planned.preview.plan);
    add_accounts(reader, planned.preview);
    add_open_applications(reader, planned.preview);
    return planned;
  });
}

std::string RosterPreview::seen() const {
  return plan.digest() + digest(stops);
}

Result<RosterPreview> Rosters::preview(std::string_view person_id, const RosterFile& file,
                                       const organisation::RosterOptions& options) {
  auto made = planned(person_id, file, options);
  if (!made) return fail(made.error());
  return std::move(made->preview);
}

Result<Done> Rosters::take(std::string_view person_id, const RosterFile& file,
                           const organisation::RosterOptions& options, std::string_view seen) {
  const auto made = planned(person_id, file, options);
  if (!made) return fail(made.error());
  const organisation::RosterPlan& plan = made->preview.plan;
  if (made->preview.seen() != seen) return fail(organisation_changed("roster_outdated"));
  return body_.store().write([&](Connection& writer) -> Result<Done> {
    if (auto allowed = acts_.require(writer, person_id, import_act); !allowed) {
      return fail(allowed.error());
    }
    if (access::state_of_organisation(writer) != made->state)
      return fail(organisation_changed("roster_outdated"));
    const organisation::Change change{std::string(person_id), body_.clock().now()};
    auto act = organisation::import_roster(change, plan, file.name, file.bytes, options.day);
    if (!act) return fail(act.error());
    note_stops(*act, made->preview.stops);
    close_accounts_of_leavers(writer, *act, day_in_japan(change.now));
    return record_act(body_, writer, *std::move(act));
  });
}

}  // namespace mamori::body
