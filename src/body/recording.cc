#include "body/recording.h"

#include "body/sealing.h"
#include "identity/events.h"
#include "organisation/organisation.h"

namespace mamori::body {

ledger::Act account_act(Body& body, store::Connection& connection, std::string_view kind,
                        std::string_view actor, std::string_view person_id, JsonObject more) {
  const auto person = organisation::person(connection, person_id, day_in_japan(body.clock().now()));
  more["person"] = person_id;
  more["person_name"] = person ? person->name : std::string();
  return {std::string(kind), std::string(actor), identity::subject_of_account(person_id),
          std::move(more)};
}

Done record_act(Body& body, store::Connection& connection, ledger::Act act) {
  const Day today = day_in_japan(body.clock().now());
  if (const auto person = organisation::person(connection, act.actor, today)) {
    JsonArray offices;
    const organisation::Offices titled = body.offices(connection);
    for (const auto& held : organisation::offices_of(connection, person->id, today)) {
      offices.emplace_back(titled.title(held.office));
    }
    act.payload.as_object()["by"] = JsonObject{
        {"name", person->name}, {"section", person->section_name}, {"offices", std::move(offices)}};
  }
  seal_version(connection, act.payload);
  const auto receipt = body.journal().record(connection, act);
  return {receipt.number, act.subject, std::move(act.payload)};
}

}  // namespace mamori::body
