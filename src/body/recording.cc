#include "body/recording.h"

#include "body/sealing.h"
#include "organisation/organisation.h"

namespace mamori::body {

Done record_act(Body& body, store::Connection& connection, ledger::Act act) {
  const Day today = day_in_japan(body.clock().now());
  if (const auto person = organisation::person(connection, act.actor, today)) {
    JsonArray offices;
    for (const auto& held : organisation::offices_of(connection, person->id, today)) {
      offices.emplace_back(body.definitions().offices.title(held.office));
    }
    act.payload.as_object()["by"] = JsonObject{
        {"name", person->name}, {"section", person->section_name}, {"offices", std::move(offices)}};
  }
  seal_version(connection, act.payload);
  const auto receipt = body.journal().record(connection, act);
  return {receipt.number, act.subject, std::move(act.payload)};
}

}  // namespace mamori::body
