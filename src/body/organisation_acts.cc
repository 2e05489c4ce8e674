// Acts on the organisation.
#include <map>

#include "access/rosters.h"
#include "base/json.h"
#include "body/acts.h"
#include "body/leavers.h"
#include "body/outlook.h"
#include "organisation/boards.h"
#include "organisation/organisation.h"
#include "organisation/preparing.h"
#include "organisation/rehearsal.h"
#include "organisation/standing_in.h"
#include "registers/register.h"

namespace mamori::body {
namespace {

using store::Connection;

// Whose absence it is: everybody enters and ends their own.
access::Facts facts_of(Connection& connection, const Json& input) {
  access::Facts facts;
  facts.people["person"] = text_at(input, "person");
  if (const auto absence = organisation::absence(connection, text_at(input, "absence"))) {
    facts.people["person"] = absence->person_id;
  }
  return facts;
}

// An office of systems is held for an entry of their register; the record says what it was called.
Result<Json> with_system(Connection& connection, const Json& input) {
  const std::string id = text_at(input, "system");
  if (id.empty()) return input;
  const auto system = registers::entry(connection, id);
  if (!system || system->register_id != organisation::systems_register ||
      !system->closed_on.empty()) {
    Error error{Fault::invalid, "system_unknown", "情報システムを選んでください。",
                "情報システムの台帳に登録してから、選んでください。"};
    error.fields.push_back({"system", error.message});
    return fail(std::move(error));
  }
  Json complete = input;
  complete.as_object()["system_name"] = system->label;
  return complete;
}

// How often an act is looked at again because others changed the organisation meanwhile.
constexpr int looks_max = 3;

// An act on the organisation that somebody wants recorded.
struct Wish {
  Body& body;
  Acts& acts;
  std::string_view person_id;
  std::string_view kind;
  const Json& input;
  organisation::Change change;
};

Result<ledger::Act> prepared(Connection& connection, const Wish& wish) {
  if (auto allowed = wish.acts.require(connection, wish.person_id, wish.kind,
                                       facts_of(connection, wish.input));
      !allowed) {
    return fail(allowed.error());
  }
  const auto complete = with_system(connection, wish.input);
  if (!complete) return fail(complete.error());
  return organisation::prepare(connection, wish.body.offices(connection), wish.change, wish.kind,
                               *complete);
}

struct Look {
  Outlook outlook;
  std::string state;  // of the organisation it was looked at from
};

// On the writer, for it is tried on the tables themselves; what follows from it is computed after.
Result<Look> look_ahead(const Wish& wish) {
  return wish.body.store().write([&](Connection& connection) -> Result<Look> {
    const auto act = prepared(connection, wish);
    if (!act) return fail(act.error());
    Outlook outlook(wish.body, connection, act->payload);
    const organisation::Offices offices = wish.body.offices(connection);
    organisation::Rehearsal rehearsal(connection, offices, wish.change);
    rehearsal.happen(*act);
    outlook.change(connection);
    return Look{std::move(outlook), access::state_of_organisation(connection)};
  });
}

// Nothing when the organisation is another one by now.
Result<std::optional<Done>> record_unchanged(const Wish& wish, std::string_view state,
                                             const std::vector<Stop>& stops) {
  return wish.body.store().write([&](Connection& connection) -> Result<std::optional<Done>> {
    if (access::state_of_organisation(connection) != state) return std::nullopt;
    auto act = prepared(connection, wish);
    if (!act) return fail(act.error());
    note_stops(*act, stops);
    close_accounts_of_leavers(connection, *act, day_in_japan(wish.change.now));
    return record_act(wish.body, connection, *std::move(act));
  });
}

}  // namespace

Result<Done> Acts::change_organisation(std::string_view person_id, std::string_view kind,
                                       const Json& input) {
  for (int look = 0; look < looks_max; ++look) {
    const Wish wish{body_, *this, person_id,
                    kind,  input, {std::string(person_id), body_.clock().now()}};
    const auto ahead = look_ahead(wish);
    if (!ahead) return fail(ahead.error());
    std::vector<Stop> stops = ahead->outlook.stops();
    std::erase_if(stops, [](const Stop& stop) { return stop.section_was_empty; });
    // Whoever comes back takes nothing away: what stops now could not even be asked for before.
    if (kind == "organisation.end_absence") stops.clear();
    if (!stops.empty() && !goes_on(input, stops)) return fail(would_stop(stops));
    auto done = record_unchanged(wish, ahead->state, stops);
    if (!done) return fail(done.error());
    if (*done) return **std::move(done);
  }
  return fail(organisation_changed("organisation_changed"));
}

Result<void> Acts::enter_sample(Connection& connection, std::string_view person_id) {
  const SampleOrganisation& sample = body_.definitions().sample;
  std::map<std::string, std::string> sections;
  std::map<std::string, std::string> people;
  organisation::Change change{std::string(person_id), body_.clock().now()};
  const auto enter = [&](std::string_view kind, const Json& input) -> Result<std::string> {
    change.now += std::chrono::milliseconds{1};  // ids sort by time: lists keep the sample's order
    auto act = organisation::prepare(connection, body_.definitions().offices, change, kind, input);
    if (!act) return fail(act.error());
    return text_at(record(connection, *std::move(act)).payload, "id");
  };
  for (const std::string& name : sample.sections) {
    const auto id = enter("organisation.add_section", {{"name", name}});
    if (!id) return fail(id.error());
    sections[name] = *id;
  }
  for (const SamplePerson& person : sample.people) {
    const auto id = enter("organisation.add_person", {{"name", person.name},
                                                      {"kana", person.kana},
                                                      {"section", sections[person.section]},
                                                      {"employment", person.employment}});
    if (!id) return fail(id.error());
    people[person.name] = *id;
  }
  for (const SampleAppointment& appointment : sample.appointments) {
    const auto id = enter("organisation.appoint", {{"office", appointment.office},
                                                   {"section", sections[appointment.section]},
                                                   {"person", people[appointment.person]}});
    if (!id) return fail(id.error());
  }
  return {};
}

Result<Done> Acts::take_sample_organisation(std::string_view person_id) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = require(connection, person_id, "organisation.take_sample"); !allowed) {
      return fail(allowed.error());
    }
    if (!organisation::sections(connection, day_in_japan(body_.clock().now())).empty()) {
      return fail(Fault::conflict, "organisation_not_empty",
                  "既に課が登録されているため、見本の組織は使えません。",
                  "課と人を、組織の画面から登録してください。");
    }
    if (auto entered = enter_sample(connection, person_id); !entered) {
      return fail(entered.error());
    }
    return Done{ledger::record_count(connection), "organisation", {}};
  });
}

}  // namespace mamori::body
