#include "body/sections.h"

#include "access/rosters.h"
#include "organisation/copy.h"
#include "procedures/application.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::string_view dissolving = "organisation.dissolve_section";

std::vector<WaitingApplication> waiting_for(Connection& connection, const Definitions& definitions,
                                            std::string_view section_id) {
  std::vector<WaitingApplication> waiting;
  for (const auto& [id, definition] : definitions.procedures) {
    for (const auto& application : procedures::applications(connection, id)) {
      if (!application.is_open || application.section_id != section_id) continue;
      waiting.push_back({"applications/" + application.id, application.number, definition.title});
    }
  }
  return waiting;
}

}  // namespace

Result<DissolutionPreview> Sections::preview(std::string_view person_id, const Json& input) {
  const organisation::Change change{std::string(person_id), body_.clock().now()};
  return body_.store().read([&](Connection& reader) -> Result<DissolutionPreview> {
    if (auto allowed = acts_.require(reader, person_id, dissolving); !allowed) {
      return fail(allowed.error());
    }
    const organisation::Offices offices = body_.offices(reader);
    organisation::Copy copy(reader, body_.folder());
    organisation::Rehearsal rehearsal(copy.connection(), offices, change);
    auto found = organisation::dissolve_section(rehearsal, offices, change, input);
    if (!found) return fail(found.error());
    Outlook outlook(body_, reader, found->act.payload);
    outlook.change(copy.connection());
    auto waiting = waiting_for(reader, body_.definitions(), found->section_id);
    return DissolutionPreview{*std::move(found), std::move(waiting), outlook.stops(),
                              access::state_of_organisation(reader)};
  });
}

Result<Done> Sections::dissolve(std::string_view person_id, const Json& input,
                                std::string_view seen) {
  auto tried = preview(person_id, input);
  if (!tried) return fail(tried.error());
  return body_.store().write([&](Connection& writer) -> Result<Done> {
    if (auto allowed = acts_.require(writer, person_id, dissolving); !allowed) {
      return fail(allowed.error());
    }
    if (tried->seen() != seen || access::state_of_organisation(writer) != tried->state) {
      return fail(organisation_changed("section_outdated"));
    }
    note_stops(tried->found.act, tried->stops);
    return record_act(body_, writer, std::move(tried->found.act));
  });
}

}  // namespace mamori::body
