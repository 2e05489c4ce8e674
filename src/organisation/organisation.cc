#include "organisation/organisation.h"

namespace mamori::organisation {
namespace {

using store::Connection;
using store::Row;
using store::Rows;

Section to_section(const Row& row) {
  return {row.text("id"), row.text("name")};
}

Person to_person(const Row& row) {
  return {row.text("id"),         row.text("name"),       row.text("kana"),
          row.text("employment"), row.text("section_id"), row.text("section_name")};
}

Appointment to_appointment(const Row& row) {
  return {row.text("id"),        row.text("office"),     row.text("section_id"),
          row.text("person_id"), row.text("valid_from"), row.text("valid_to")};
}

template <class T>
std::vector<T> all(const Rows& rows, T (*convert)(const Row&)) {
  std::vector<T> list;
  list.reserve(rows.size());
  for (const Row& row : rows) list.push_back(convert(row));
  return list;
}

template <class T>
std::optional<T> maybe(const std::optional<Row>& row, T (*convert)(const Row&)) {
  return row ? std::optional(convert(*row)) : std::nullopt;
}

constexpr std::string_view select_people =
    "SELECT p.id, p.name, p.kana, p.employment, m.section_id, s.name AS section_name "
    "FROM people p LEFT JOIN memberships m ON m.person_id = p.id AND m.valid_from <= $1 "
    "AND (m.valid_to IS NULL OR m.valid_to > $1) LEFT JOIN sections s ON s.id = m.section_id ";

constexpr std::string_view select_appointments =
    "SELECT id, office, section_id, person_id, valid_from, valid_to FROM appointments ";

std::string sql(std::string_view head, std::string_view tail) {
  return std::string(head) + std::string(tail);
}

}  // namespace

std::vector<Section> sections(Connection& connection, Day day) {
  return all(connection.query("SELECT id, name FROM sections WHERE valid_from <= $1 AND "
                              "(valid_to IS NULL OR valid_to > $1) ORDER BY id",
                              iso_day(day)),
             to_section);
}

std::optional<Section> section(Connection& connection, std::string_view id, Day day) {
  return maybe(connection.first("SELECT id, name FROM sections WHERE valid_from <= $1 AND "
                                "(valid_to IS NULL OR valid_to > $1) AND id = $2",
                                iso_day(day), id),
               to_section);
}

std::vector<Person> people(Connection& connection, Day day) {
  return all(connection.query(sql(select_people, "ORDER BY p.kana, p.id"), iso_day(day)),
             to_person);
}

std::optional<Person> person(Connection& connection, std::string_view id, Day day) {
  return maybe(connection.first(sql(select_people, "WHERE p.id = $2"), iso_day(day), id),
               to_person);
}

std::vector<Appointment> appointments(Connection& connection, Day day) {
  return all(connection.query(sql(select_appointments,
                                  "WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1) "
                                  "ORDER BY office, section_id, valid_from, id"),
                              iso_day(day)),
             to_appointment);
}

std::vector<Appointment> coming_appointments(Connection& connection, Day day) {
  return all(
      connection.query(sql(select_appointments,
                           "WHERE valid_from > $1 ORDER BY office, section_id, valid_from, id"),
                       iso_day(day)),
      to_appointment);
}

std::optional<Appointment> appointment(Connection& connection, std::string_view id) {
  return maybe(connection.first(sql(select_appointments, "WHERE id = $1"), id), to_appointment);
}

std::vector<Appointment> offices_of(Connection& connection, std::string_view person_id, Day day) {
  return all(connection.query(sql(select_appointments,
                                  "WHERE person_id = $2 AND valid_from <= $1 AND "
                                  "(valid_to IS NULL OR valid_to > $1) ORDER BY office, id"),
                              iso_day(day), person_id),
             to_appointment);
}

std::vector<std::string> holders(Connection& connection, std::string_view office,
                                 std::string_view section_id, Day day) {
  std::vector<std::string> ids;
  for (const Row& row : connection.query(
           "SELECT person_id FROM appointments WHERE office = $2 AND section_id = $3 AND "
           "valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1) ORDER BY valid_from, id",
           iso_day(day), office, section_id)) {
    ids.push_back(row.text("person_id"));
  }
  return ids;
}

bool was_ever_held(Connection& connection, std::string_view office) {
  return connection.first("SELECT 1 AS found FROM appointments WHERE office = $1", office)
      .has_value();
}

}  // namespace mamori::organisation
