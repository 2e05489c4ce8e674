#include "procedures/projection.h"

#include "base/json.h"
#include "procedures/engine.h"
#include "procedures/suspension.h"
#include "registers/register.h"

namespace mamori::procedures {
namespace {

using store::Connection;

void project_definition(Connection& connection, const Json& payload) {
  connection.execute(
      "INSERT INTO procedure_definitions (digest, procedure_id, yaml) VALUES ($1, $2, $3)",
      text_at(payload, "digest"), text_at(payload, "procedure"), text_at(payload, "yaml"));
}

void project_filing(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  connection.execute(
      "INSERT INTO applications (id, procedure_id, definition, fiscal_year, serial, number, "
      "applicant_id, section_id, state, is_open, was_decided, due, overdue_told, data, "
      "submitted_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 0, NULL, 0, $10, "
      "$11, $11)",
      text_at(payload, "application"), text_at(payload, "procedure"),
      text_at(payload, "definition"), integer_at(payload, "fiscal_year"),
      integer_at(payload, "serial"), text_at(payload, "number"), text_at(payload, "applicant"),
      text_at(payload, "section"), text_at(payload, "to"),
      canonical_json(object_at(payload, "values")), iso_instant(record.at));
}

// What an act on another application assigned.
void project_origin(Connection& connection, const Json& payload) {
  const std::string origin = text_at(payload, "origin");
  if (origin.empty()) return;
  connection.execute("UPDATE applications SET origin = $2 WHERE id = $1",
                     text_at(payload, "application"), origin);
}

void project_state(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  const std::string due = text_at(payload, "due");
  connection.execute(
      "UPDATE applications SET state = $2, is_open = $3, due = $4, changed_at = $5, "
      "was_decided = CASE WHEN $6 = 1 THEN 1 ELSE was_decided END WHERE id = $1",
      text_at(payload, "application"), text_at(payload, "to"), flag_at(payload, "open") ? 1 : 0,
      due.empty() ? std::nullopt : std::optional(due), iso_instant(record.at),
      flag_at(payload, "decided") ? 1 : 0);
  if (payload.as_object().contains("route")) {
    connection.execute("UPDATE applications SET route = $2, agreed = $3 WHERE id = $1",
                       text_at(payload, "application"), canonical_json(array_at(payload, "route")),
                       canonical_json(array_at(payload, "agreed")));
  }
  if (payload.as_object().contains("values")) {
    connection.execute("UPDATE applications SET data = $2 WHERE id = $1",
                       text_at(payload, "application"),
                       canonical_json(object_at(payload, "values")));
  }
}

void project_holdings(Connection& connection, const Json& payload) {
  if (!payload.as_object().contains("holds")) return;
  const std::string id = text_at(payload, "application");
  connection.execute("DELETE FROM application_holdings WHERE application_id = $1", id);
  for (const Json& entry : array_at(payload, "holds")) {
    connection.execute(
        "INSERT INTO application_holdings (application_id, entry_id) VALUES ($1, $2)", id,
        std::string(entry.as_string()));
  }
}

void project_event(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  connection.execute(
      "INSERT INTO application_events (record_number, application_id, act, label, at, person_id, "
      "person_name, capacity, comment, state, shown) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      static_cast<std::int64_t>(record.number), text_at(payload, "application"),
      text_at(payload, "act"), text_at(payload, "label"), iso_instant(record.at), record.actor,
      text_at(payload, "person_name"), text_at(payload, "capacity"),
      text_at(object_at(payload, "remarks"), "comment"), text_at(payload, "to"),
      canonical_json(array_at(payload, "written")));
}

void project_tasks(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  const std::string application = text_at(payload, "application");
  const auto number = static_cast<std::int64_t>(record.number);
  for (const Json& ended : array_at(payload, "ends")) {
    connection.execute(
        "UPDATE application_tasks SET ended_in = $3, ended_at = $4, ended_by = $5, dropped = $6 "
        "WHERE application_id = $1 AND task = $2 AND ended_in IS NULL",
        application, text_at(ended, "task"), number, iso_instant(record.at),
        text_at(payload, "person_name"), flag_at(ended, "dropped") ? 1 : 0);
  }
  for (const Json& opened : array_at(payload, "opens")) {
    const std::string remind_at = text_at(opened, "remind_at");
    connection.execute(
        "INSERT INTO application_tasks (application_id, task, opened_in, label, due_at, by_day, "
        "remind_at, told, dropped) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)",
        application, text_at(opened, "task"), number, text_at(opened, "label"),
        text_at(opened, "due_at"), flag_at(opened, "by_day") ? 1 : 0,
        remind_at.empty() ? std::nullopt : std::optional(remind_at));
  }
  const std::string told = text_at(payload, "told_of_task");
  if (told.empty()) return;
  connection.execute(
      "UPDATE application_tasks SET told = $3 WHERE application_id = $1 AND task = $2 AND "
      "ended_in IS NULL",
      application, told, text_at(payload, "act") == "task_late" ? 2 : 1);
}

void project_settings(Connection& connection, const Json& payload) {
  connection.execute(
      "INSERT INTO procedure_settings (procedure_id, data) VALUES ($1, $2) "
      "ON CONFLICT (procedure_id) DO UPDATE SET data = excluded.data",
      text_at(payload, "procedure"), canonical_json(object_at(payload, "values")));
}

void project_exception(Connection& connection, const ledger::Record& record) {
  const JsonObject& given = object_at(record.payload, "exception");
  if (given.empty()) return;
  connection.execute(
      "INSERT INTO segregation_exceptions (record_number, application_id, rule, person_id, "
      "person_name, what, reason, consenter_name, capacity, at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      static_cast<std::int64_t>(record.number), text_at(record.payload, "application"),
      text_at(given, "rule"), text_at(given, "person"), text_at(given, "person_name"),
      text_at(given, "what"), text_at(object_at(record.payload, "remarks"), "comment"),
      text_at(record.payload, "person_name"), text_at(record.payload, "capacity"),
      iso_instant(record.at));
}

// A decision in somebody's absence waits for them to see it, until they have.
void project_absence(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  const auto number = static_cast<std::int64_t>(record.number);
  if (flag_at(payload, "to_be_seen")) {
    connection.execute(
        "INSERT INTO deputy_decisions (record_number, application_id, number, label, absent_id, "
        "absent_name, person_name, capacity, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        number, text_at(payload, "application"), text_at(payload, "number"),
        text_at(payload, "label"), text_at(payload, "acted_for"),
        text_at(payload, "acted_for_name"), text_at(payload, "person_name"),
        text_at(payload, "capacity"), iso_instant(record.at));
  }
  if (payload.as_object().contains("seen")) {
    connection.execute("UPDATE deputy_decisions SET seen_in = $1 WHERE record_number = $2", number,
                       integer_at(payload, "seen"));
  }
}

// What falls due anew has not been told of yet.
void project_telling_of_due(Connection& connection, const Json& payload) {
  const bool restarts = flag_at(payload, "due_restarts");
  if (!restarts && text_at(payload, "act") != "overdue") return;
  connection.execute("UPDATE applications SET overdue_told = $2 WHERE id = $1",
                     text_at(payload, "application"), restarts ? 0 : 1);
}

// Whether the side was taken by an exception that stands in the table, for this person and thing.
bool use_exception(Connection& connection, const ledger::Record& record, const Json& taken) {
  const std::int64_t number = integer_at(taken, "exception");
  if (number == 0) return false;
  return connection.execute(
             "UPDATE segregation_exceptions SET used_in = $1 WHERE record_number = $2 AND "
             "application_id = $3 AND rule = $4 AND person_id = $5",
             static_cast<std::int64_t>(record.number), number,
             text_at(record.payload, "application"), text_at(taken, "rule"), record.actor) > 0;
}

// Whom a rule names is whoever last did what it speaks of: those who did it before, and what this
// person decided of their work, are behind it.
void take_first_side(Connection& connection, const ledger::Record& record, const Json& taken) {
  const std::string application = text_at(record.payload, "application");
  const std::string rule = text_at(taken, "rule");
  connection.execute(
      "DELETE FROM segregated_people WHERE application_id = $1 AND rule = $2 AND "
      "(side = 1 OR person_id = $3)",
      application, rule, record.actor);
  connection.execute(
      "INSERT INTO segregated_people (application_id, rule, person_id, side) "
      "VALUES ($1, $2, $3, 1)",
      application, rule, record.actor);
}

// The table holds a person once for each application and rule: whom the rule names cannot be
// entered on the other side, and the whole act is refused.
void take_second_side(Connection& connection, const ledger::Record& record, const Json& taken) {
  const std::string application = text_at(record.payload, "application");
  const std::string rule = text_at(taken, "rule");
  const auto known = connection.first(
      "SELECT side FROM segregated_people WHERE application_id = $1 AND rule = $2 AND "
      "person_id = $3 AND side = 2",
      application, rule, record.actor);
  if (known || use_exception(connection, record, taken)) return;
  connection.execute(
      "INSERT INTO segregated_people (application_id, rule, person_id, side) "
      "VALUES ($1, $2, $3, 2)",
      application, rule, record.actor);
}

void project_sides(Connection& connection, const ledger::Record& record) {
  // Older records of these acts take whoever did them for the applicant.
  const std::string act = text_at(record.payload, "act");
  if (act == seen_act || act == exception_act) return;
  for (const Json& taken : array_at(record.payload, "sides")) {
    const bool first = integer_at(taken, "side") == 1;
    (first ? take_first_side : take_second_side)(connection, record, taken);
  }
}

}  // namespace

ledger::Act adopt(const Definition& definition) {
  return {std::string(adopt_kind), "system:mamori", "procedures/" + definition.id,
          JsonObject{{"procedure", definition.id},
                     {"title", definition.title},
                     {"digest", definition.digest},
                     {"yaml", definition.yaml}}};
}

bool is_adopted(Connection& connection, std::string_view digest) {
  return adopted_yaml(connection, digest).has_value();
}

std::optional<std::string> adopted_yaml(Connection& connection, std::string_view digest) {
  const auto row =
      connection.first("SELECT yaml FROM procedure_definitions WHERE digest = $1", digest);
  return row ? std::optional(row->text("yaml")) : std::nullopt;
}

void project(Connection& connection, const ledger::Record& record) {
  if (record.erased) return;
  if (record.kind == adopt_kind) return project_definition(connection, record.payload);
  if (record.kind == set_kind) return project_settings(connection, record.payload);
  if (text_at(record.payload, "from").empty()) {
    project_filing(connection, record);
    project_origin(connection, record.payload);
  }
  project_state(connection, record);
  project_holdings(connection, record.payload);
  project_event(connection, record);
  project_exception(connection, record);
  project_sides(connection, record);
  project_absence(connection, record);
  project_telling_of_due(connection, record.payload);
  project_tasks(connection, record);
  project_suspension(connection, record.payload);
  project_passed(connection, record.number, record.payload);
}

void project_written(Connection& connection, const ledger::Record& record) {
  const std::string application = text_at(record.payload, "application");
  if (record.erased || application.empty() || record.kind != "registers.add_entry") return;
  connection.execute("INSERT INTO application_entries (application_id, entry_id) VALUES ($1, $2)",
                     application, text_at(record.payload, "id"));
}

void project_erasure(Connection& connection, const ledger::Record& record) {
  constexpr std::string_view prefix = "applications/";
  const std::string_view subject = record.subject;
  if (!subject.starts_with(prefix)) {
    connection.execute("DELETE FROM application_entries WHERE entry_id = $1",
                       subject.substr(subject.rfind('/') + 1));
    return;
  }
  registers::take_number(connection, subject);
  const std::string_view id = subject.substr(prefix.size());
  connection.execute("DELETE FROM application_entries WHERE application_id = $1", id);
  connection.execute("DELETE FROM application_holdings WHERE application_id = $1", id);
  connection.execute("DELETE FROM application_events WHERE application_id = $1", id);
  connection.execute("DELETE FROM segregated_people WHERE application_id = $1", id);
  connection.execute("DELETE FROM segregation_exceptions WHERE application_id = $1", id);
  connection.execute("DELETE FROM deputy_decisions WHERE application_id = $1", id);
  connection.execute("DELETE FROM application_tasks WHERE application_id = $1", id);
  connection.execute("DELETE FROM suspensions WHERE application_id = $1", id);
  connection.execute("DELETE FROM passed_refusals WHERE application_id = $1", id);
  connection.execute("DELETE FROM applications WHERE id = $1", id);
}

}  // namespace mamori::procedures
