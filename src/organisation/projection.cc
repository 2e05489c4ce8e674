#include "organisation/projection.h"

#include <map>

#include "base/json.h"

namespace mamori::organisation {
namespace {

using store::Connection;

// --- sections

void open_section_state(Connection& connection, const Json& payload) {
  connection.execute(
      "INSERT INTO section_states (section_id, valid_from, name, level, parent_id) "
      "VALUES ($1, $2, $3, $4, $5)",
      text_at(payload, "id"), text_at(payload, "from"), text_at(payload, "name"),
      text_at(payload, "level", "section"), text_at(payload, "parent"));
}

void close_section_state(Connection& connection, const std::string& id, const std::string& to) {
  connection.execute(
      "UPDATE section_states SET valid_to = $2 WHERE section_id = $1 AND valid_to IS NULL", id, to);
}

void add_section(Connection& connection, const Json& payload) {
  connection.execute("INSERT INTO sections (id) VALUES ($1)", text_at(payload, "id"));
  open_section_state(connection, payload);
}

void change_section(Connection& connection, const Json& payload) {
  close_section_state(connection, text_at(payload, "id"), text_at(payload, "from"));
  open_section_state(connection, payload);
}

void abolish_section(Connection& connection, const Json& payload) {
  close_section_state(connection, text_at(payload, "id"), text_at(payload, "to"));
}

// A slip of the pen: the state as it should have been entered.
void correct_section(Connection& connection, const Json& payload) {
  connection.execute(
      "UPDATE section_states SET name = $3, parent_id = $4 WHERE section_id = $1 AND "
      "valid_from = $2",
      text_at(payload, "id"), text_at(payload, "from"), text_at(payload, "name"),
      text_at(payload, "parent"));
}

// --- people

void open_person_state(Connection& connection, const Json& payload, const std::string& from) {
  connection.execute(
      "INSERT INTO person_states (person_id, valid_from, name, kana, employment) "
      "VALUES ($1, $2, $3, $4, $5)",
      text_at(payload, "id"), from, text_at(payload, "name"), text_at(payload, "kana"),
      text_at(payload, "employment"));
}

void close_person_state(Connection& connection, const std::string& id, const std::string& to) {
  connection.execute(
      "UPDATE person_states SET valid_to = $2 WHERE person_id = $1 AND valid_to IS NULL", id, to);
}

void open_membership(Connection& connection, const Json& payload, bool main) {
  const std::string section_id = text_at(payload, "section");
  if (section_id.empty()) return;
  connection.execute(
      "INSERT INTO memberships (person_id, section_id, valid_from, main, post) "
      "VALUES ($1, $2, $3, $4, $5)",
      text_at(payload, "id"), section_id, text_at(payload, "from"), std::int64_t{main ? 1 : 0},
      text_at(payload, "post"));
}

// What would have begun later never was: its period becomes empty.
constexpr std::string_view end_at_2 =
    "SET valid_to = CASE WHEN valid_from > $2 THEN valid_from ELSE $2 END ";

// The main membership or the 併任; of one section, or of all when `section_id` is "".
void end_memberships(Connection& connection, const std::string& person_id, const std::string& to,
                     bool main, const std::string& section_id = {}) {
  constexpr std::string_view which =
      "person_id = $1 AND main = $3 AND ($4 = '' OR section_id = $4) AND ";
  const std::int64_t kind = main ? 1 : 0;
  connection.execute("DELETE FROM memberships WHERE " + std::string(which) + "valid_from >= $2",
                     person_id, to, kind, section_id);
  connection.execute("UPDATE memberships SET valid_to = $2 WHERE " + std::string(which) +
                         "(valid_to IS NULL OR valid_to > $2)",
                     person_id, to, kind, section_id);
}

void end_appointment(Connection& connection, const std::string& id, const std::string& to) {
  connection.execute("UPDATE appointments " + std::string(end_at_2) + "WHERE id = $1", id, to);
}

void end_appointments(Connection& connection, const Json& payload, std::string_view day) {
  for (const Json& ended : array_at(payload, "ended")) {
    end_appointment(connection, text_at(ended, "id"), text_at(payload, day));
  }
}

// The first records say nothing of the day of joining.
void add_person(Connection& connection, const Json& payload) {
  connection.execute("INSERT INTO people (id, number) VALUES ($1, $2)", text_at(payload, "id"),
                     text_at(payload, "number"));
  open_person_state(connection, payload, text_at(payload, "joined"));
  open_membership(connection, payload, true);
}

void change_person(Connection& connection, const Json& payload) {
  const std::string id = text_at(payload, "id");
  connection.execute("UPDATE people SET number = $2 WHERE id = $1", id, text_at(payload, "number"));
  close_person_state(connection, id, text_at(payload, "from"));
  open_person_state(connection, payload, text_at(payload, "from"));
}

void correct_person(Connection& connection, const Json& payload) {
  const std::string id = text_at(payload, "id");
  connection.execute("UPDATE people SET number = $2 WHERE id = $1", id, text_at(payload, "number"));
  connection.execute(
      "UPDATE person_states SET name = $3, kana = $4, employment = $5 WHERE person_id = $1 AND "
      "valid_from = $2",
      id, text_at(payload, "from"), text_at(payload, "name"), text_at(payload, "kana"),
      text_at(payload, "employment"));
}

void correct_move(Connection& connection, const Json& payload) {
  connection.execute(
      "UPDATE memberships SET section_id = $3, post = $4 WHERE person_id = $1 AND main = 1 AND "
      "valid_from = $2",
      text_at(payload, "id"), text_at(payload, "from"), text_at(payload, "section"),
      text_at(payload, "post"));
}

// Whoever goes where they were as 併任 belongs there once.
void move_person(Connection& connection, const Json& payload) {
  const std::string id = text_at(payload, "id");
  const std::string from = text_at(payload, "from");
  end_memberships(connection, id, from, true);
  end_memberships(connection, id, from, false, text_at(payload, "section"));
  end_appointments(connection, payload, "from");
  open_membership(connection, payload, true);
}

void leave_section(Connection& connection, const Json& payload) {
  const std::string from = text_at(payload, "from");
  end_memberships(connection, text_at(payload, "id"), from, true);
  end_appointments(connection, payload, "from");
}

void add_membership(Connection& connection, const Json& payload) {
  open_membership(connection, payload, false);
}

void end_membership(Connection& connection, const Json& payload) {
  end_memberships(connection, text_at(payload, "id"), text_at(payload, "to"), false,
                  text_at(payload, "section"));
  end_appointments(connection, payload, "to");
}

void leave(Connection& connection, const Json& payload) {
  const std::string id = text_at(payload, "id");
  const std::string to = text_at(payload, "to");
  close_person_state(connection, id, to);
  end_memberships(connection, id, to, true);
  end_memberships(connection, id, to, false);
  connection.execute("UPDATE delegations " + std::string(end_at_2) +
                         "WHERE (from_person = $1 OR to_person = $1) AND valid_to > $2",
                     id, to);
  end_appointments(connection, payload, "to");
}

void rejoin(Connection& connection, const Json& payload) {
  open_person_state(connection, payload, text_at(payload, "from"));
  open_membership(connection, payload, true);
}

// --- offices, absences, delegations

// What the act itself is about: its day was checked when the act was prepared.
void end_as_said(Connection& connection, const std::string& table, const Json& payload) {
  connection.execute("UPDATE " + table + " SET valid_to = $2 WHERE id = $1", text_at(payload, "id"),
                     text_at(payload, "to"));
}

void appoint(Connection& connection, const Json& payload) {
  connection.execute(
      "INSERT INTO appointments (id, office, section_id, person_id, valid_from, system_name) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      text_at(payload, "id"), text_at(payload, "office"),
      text_at(payload, "system", text_at(payload, "section")), text_at(payload, "person"),
      text_at(payload, "from"), text_at(payload, "system_name"));
}

void project_end(Connection& connection, const Json& payload) {
  end_as_said(connection, "appointments", payload);
}

void enter_absence(Connection& connection, const Json& payload) {
  connection.execute(
      "INSERT INTO absences (id, person_id, valid_from, valid_to, reason) "
      "VALUES ($1, $2, $3, $4, $5)",
      text_at(payload, "id"), text_at(payload, "person"), text_at(payload, "from"),
      text_at(payload, "to"), text_at(payload, "reason"));
}

void end_absence(Connection& connection, const Json& payload) {
  end_as_said(connection, "absences", payload);
}

void delegate(Connection& connection, const Json& payload) {
  connection.execute(
      "INSERT INTO delegations (id, office, section_id, from_person, to_person, valid_from, "
      "valid_to) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      text_at(payload, "id"), text_at(payload, "office"), text_at(payload, "section"),
      text_at(payload, "from_person"), text_at(payload, "to_person"), text_at(payload, "from"),
      text_at(payload, "to"));
}

void end_delegation(Connection& connection, const Json& payload) {
  end_as_said(connection, "delegations", payload);
}

void set_contact(Connection& connection, const Json& payload) {
  connection.execute("DELETE FROM contacts WHERE person_id = $1", text_at(payload, "id"));
  const auto phone = [&](std::string_view kind) { return text_at(payload, kind); };
  if ((phone("office_phone") + phone("mobile_phone") + phone("home_phone")).empty()) return;
  connection.execute(
      "INSERT INTO contacts (person_id, office_phone, mobile_phone, home_phone) "
      "VALUES ($1, $2, $3, $4)",
      text_at(payload, "id"), phone("office_phone"), phone("mobile_phone"), phone("home_phone"));
}

// Of several confirmed for one day the last one counts.
void confirm_titles(Connection& connection, const Json& payload) {
  for (const Json& title : array_at(payload, "titles")) {
    connection.execute(
        "INSERT INTO office_titles (office, valid_from, title, short_title, ex_officio) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (office, valid_from) DO UPDATE SET "
        "title = excluded.title, short_title = excluded.short_title, "
        "ex_officio = excluded.ex_officio",
        text_at(title, "office"), text_at(payload, "from"), text_at(title, "title"),
        text_at(title, "short"), text_at(title, "ex_officio"));
  }
}

using Step = void (*)(Connection&, const Json&);

const std::map<std::string_view, Step>& steps() {
  static const std::map<std::string_view, Step> all{
      {"organisation.abolish_section", abolish_section},
      {"organisation.add_membership", add_membership},
      {"organisation.add_person", add_person},
      {"organisation.add_section", add_section},
      {"organisation.appoint", appoint},
      {"organisation.change_person", change_person},
      {"organisation.change_section", change_section},
      {"organisation.confirm_titles", confirm_titles},
      {"organisation.correct_move", correct_move},
      {"organisation.correct_person", correct_person},
      {"organisation.correct_section", correct_section},
      {"organisation.delegate", delegate},
      {"organisation.end_absence", end_absence},
      {"organisation.end_appointment", project_end},
      {"organisation.end_delegation", end_delegation},
      {"organisation.end_membership", end_membership},
      {"organisation.enter_absence", enter_absence},
      {"organisation.leave", leave},
      {"organisation.leave_section", leave_section},
      {"organisation.move_person", move_person},
      {"organisation.rejoin", rejoin},
      {"organisation.set_contact", set_contact}};
  return all;
}

// Of somebody who was erased only the id is left, for what still speaks of it; it goes with
// retention.erased (erasure.h).
void keep_id(Connection& connection, std::string_view id) {
  connection.execute("INSERT INTO people (id, number) VALUES ($1, '') ON CONFLICT DO NOTHING", id);
}

void project_erased(Connection& connection, const ledger::Record& record) {
  constexpr std::string_view prefix = "people/";
  const std::string_view subject = record.subject;
  if (subject.starts_with(prefix)) keep_id(connection, subject.substr(prefix.size()));
}

void project_one(Connection& connection, std::string_view kind, const Json& payload) {
  if (flag_at(payload, "erased")) return keep_id(connection, text_at(payload, "id"));
  const auto found = steps().find(kind);
  if (found != steps().end()) found->second(connection, payload);
}

}  // namespace

void project(Connection& connection, const ledger::Record& record) {
  if (record.erased) return project_erased(connection, record);
  project_one(connection, record.kind, record.payload);
  for (const Json& change : array_at(record.payload, "changes")) {
    project_one(connection, text_at(change, "kind"), change);
  }
}

}  // namespace mamori::organisation
