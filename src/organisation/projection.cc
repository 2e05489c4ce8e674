#include "organisation/projection.h"

#include "base/json.h"

namespace mamori::organisation {
namespace {

using store::Connection;

void project_section(Connection& connection, const Json& payload) {
  connection.execute("INSERT INTO sections (id, name, valid_from) VALUES ($1, $2, $3)",
                     text_at(payload, "id"), text_at(payload, "name"), text_at(payload, "from"));
}

void project_person(Connection& connection, const Json& payload) {
  connection.execute("INSERT INTO people (id, name, kana, employment) VALUES ($1, $2, $3, $4)",
                     text_at(payload, "id"), text_at(payload, "name"), text_at(payload, "kana"),
                     text_at(payload, "employment"));
  const std::string section_id = text_at(payload, "section");
  if (section_id.empty()) return;
  connection.execute(
      "INSERT INTO memberships (person_id, section_id, valid_from) VALUES ($1, $2, $3)",
      text_at(payload, "id"), section_id, text_at(payload, "from"));
}

void project_appointment(Connection& connection, const Json& payload) {
  connection.execute(
      "INSERT INTO appointments (id, office, section_id, person_id, valid_from) "
      "VALUES ($1, $2, $3, $4, $5)",
      text_at(payload, "id"), text_at(payload, "office"), text_at(payload, "section"),
      text_at(payload, "person"), text_at(payload, "from"));
}

void project_end(Connection& connection, const Json& payload) {
  connection.execute("UPDATE appointments SET valid_to = $2 WHERE id = $1", text_at(payload, "id"),
                     text_at(payload, "to"));
}

}  // namespace

void project(Connection& connection, const ledger::Record& record) {
  if (record.kind == "organisation.add_section") project_section(connection, record.payload);
  if (record.kind == "organisation.add_person") project_person(connection, record.payload);
  if (record.kind == "organisation.appoint") project_appointment(connection, record.payload);
  if (record.kind == "organisation.end_appointment") project_end(connection, record.payload);
}

}  // namespace mamori::organisation
