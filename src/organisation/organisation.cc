#include "organisation/organisation.h"

#include <algorithm>
#include <array>

#include "organisation/leavers.h"

namespace mamori::organisation {
namespace {

using store::Connection;
using store::Row;
using store::Rows;

struct LevelWords {
  SectionLevel level;
  std::string_view code;
  std::string_view label;
};
constexpr std::array<LevelWords, 3> level_words{{{SectionLevel::division, "division", "部"},
                                                 {SectionLevel::section, "section", "課"},
                                                 {SectionLevel::unit, "unit", "係"}}};

const LevelWords& words_of(SectionLevel level) {
  return *std::ranges::find(level_words, level, &LevelWords::level);
}

Section to_section(const Row& row) {
  return {row.text("section_id"), row.text("name"),
          parse_level(row.text("level")).value_or(SectionLevel::section), row.text("parent_id")};
}

Person to_person(const Row& row) {
  Person person{row.text("id"),         row.text("name"),       row.text("kana"),
                row.text("employment"), row.text("section_id"), row.text("section_name"),
                row.text("number"),     row.text("post")};
  const bool in_unit = row.text("unit_id") != person.section_id;
  if (in_unit) {
    person.unit_id = row.text("unit_id");
    person.unit_name = row.text("unit_name");
  }
  return person;
}

Membership to_membership(const Row& row) {
  return {row.text("person_id"), row.text("section_id"), row.integer("main") == 1,
          row.text("post"),      row.text("valid_from"), row.text("valid_to")};
}

Appointment to_appointment(const Row& row) {
  return {row.text("id"),         row.text("office"),     row.text("section_id"),
          row.text("person_id"),  row.text("valid_from"), row.text("valid_to"),
          row.text("system_name")};
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

std::vector<std::string> ids(const Rows& rows) {
  std::vector<std::string> list;
  list.reserve(rows.size());
  for (const Row& row : rows) list.push_back(row.text("person_id"));
  return list;
}

constexpr std::string_view select_sections =
    "SELECT section_id, name, level, parent_id FROM section_states WHERE valid_from <= $1 AND "
    "(valid_to IS NULL OR valid_to > $1) ";

// u is where a person belongs, c the 課 of it.
constexpr std::string_view select_people =
    "SELECT p.id, p.number, st.name, st.kana, st.employment, m.post, u.section_id AS unit_id, "
    "u.name AS unit_name, c.section_id, c.name AS section_name FROM people p "
    "JOIN person_states st ON st.person_id = p.id AND st.valid_from <= $1 AND "
    "(st.valid_to IS NULL OR st.valid_to > $1) "
    "LEFT JOIN memberships m ON m.person_id = p.id AND m.main = 1 AND m.valid_from <= $1 AND "
    "(m.valid_to IS NULL OR m.valid_to > $1) "
    "LEFT JOIN section_states u ON u.section_id = m.section_id AND u.valid_from <= $1 AND "
    "(u.valid_to IS NULL OR u.valid_to > $1) "
    "LEFT JOIN section_states c ON c.section_id = "
    "CASE WHEN u.level = 'unit' THEN u.parent_id ELSE u.section_id END AND c.valid_from <= $1 AND "
    "(c.valid_to IS NULL OR c.valid_to > $1) ";

constexpr std::string_view select_memberships =
    "SELECT person_id, section_id, main, post, valid_from, valid_to FROM memberships ";

constexpr std::string_view select_appointments =
    "SELECT id, office, section_id, person_id, valid_from, valid_to, system_name "
    "FROM appointments ";

std::string sql(std::string_view head, std::string_view tail) {
  return std::string(head) + std::string(tail);
}

// As they were before the day, else as they will be.
std::optional<Person> person_not_employed(Connection& connection, std::string_view id, Day day) {
  const Rows states = connection.query(
      "SELECT p.number, st.name, st.kana, st.employment, st.valid_from FROM people p "
      "JOIN person_states st ON st.person_id = p.id WHERE p.id = $1 ORDER BY st.valid_from",
      id);
  if (states.empty()) return std::nullopt;
  const Row* nearest = &states.front();
  for (const Row& state : states) {
    if (state.text("valid_from") <= iso_day(day)) nearest = &state;
  }
  Person person{std::string(id),
                nearest->text("name"),
                nearest->text("kana"),
                nearest->text("employment"),
                "",
                ""};
  person.number = nearest->text("number");
  person.employed = false;
  return person;
}

std::map<std::string, Day, std::less<>> first_days(const Rows& rows) {
  std::map<std::string, Day, std::less<>> days;
  for (const Row& row : rows) {
    if (const auto day = parse_day(row.text("day"))) days.emplace(row.text("id"), *day);
  }
  return days;
}

}  // namespace

std::string_view level_code(SectionLevel level) {
  return words_of(level).code;
}

std::optional<SectionLevel> parse_level(std::string_view code) {
  const auto* const found = std::ranges::find(level_words, code, &LevelWords::code);
  return found == level_words.end() ? std::nullopt : std::optional(found->level);
}

std::string_view level_label(SectionLevel level) {
  return words_of(level).label;
}

std::vector<Section> sections(Connection& connection, Day day) {
  return all(connection.query(sql(select_sections, "ORDER BY section_id"), iso_day(day)),
             to_section);
}

std::optional<Section> section(Connection& connection, std::string_view id, Day day) {
  return maybe(connection.first(sql(select_sections, "AND section_id = $2"), iso_day(day), id),
               to_section);
}

std::vector<Person> people(Connection& connection, Day day) {
  return all(connection.query(sql(select_people, "ORDER BY st.kana, p.id"), iso_day(day)),
             to_person);
}

std::optional<Person> person(Connection& connection, std::string_view id, Day day) {
  auto employed =
      maybe(connection.first(sql(select_people, "WHERE p.id = $2"), iso_day(day), id), to_person);
  return employed ? employed : person_not_employed(connection, id, day);
}

std::map<std::string, Day, std::less<>> first_days_of_sections(Connection& connection) {
  return first_days(connection.query(
      "SELECT section_id AS id, min(valid_from) AS day FROM section_states GROUP BY section_id"));
}

std::map<std::string, Day, std::less<>> first_days_of_people(Connection& connection) {
  return first_days(connection.query(
      "SELECT person_id AS id, min(valid_from) AS day FROM person_states GROUP BY person_id"));
}

std::vector<std::string> leavers(Connection& connection, Day day) {
  return ids(connection.query(
      "SELECT person_id FROM person_states GROUP BY person_id HAVING "
      "MIN(CASE WHEN valid_to IS NOT NULL AND valid_to <= $1 THEN 1 ELSE 0 END) = 1 "
      "ORDER BY person_id",
      iso_day(day)));
}

std::vector<Membership> memberships(Connection& connection, Day day) {
  return all(connection.query(sql(select_memberships,
                                  "WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1) "
                                  "ORDER BY person_id, main DESC, section_id"),
                              iso_day(day)),
             to_membership);
}

std::vector<Membership> former_memberships(Connection& connection, Day since, Day day) {
  // The 係 may be no more: what it was when the membership ended says whose it was.
  return all(connection.query(
                 "SELECT m.person_id, CASE WHEN s.level = 'unit' THEN s.parent_id "
                 "ELSE m.section_id END AS section_id, m.main, m.post, m.valid_from, m.valid_to "
                 "FROM memberships m LEFT JOIN section_states s ON s.section_id = m.section_id AND "
                 "s.valid_from < m.valid_to AND (s.valid_to IS NULL OR s.valid_to >= m.valid_to) "
                 "WHERE m.valid_to > m.valid_from AND m.valid_to > $1 AND m.valid_to <= $2 "
                 "ORDER BY m.person_id, m.section_id, m.valid_to",
                 iso_day(since), iso_day(day)),
             to_membership);
}

std::vector<Membership> memberships_of(Connection& connection, std::string_view person_id,
                                       Day day) {
  return all(connection.query(sql(select_memberships,
                                  "WHERE person_id = $2 AND (valid_to IS NULL OR valid_to > $1) "
                                  "ORDER BY valid_from, main DESC, section_id"),
                              iso_day(day), person_id),
             to_membership);
}

std::vector<std::string> members(Connection& connection, std::string_view section_id, Day day) {
  return ids(connection.query(
      "SELECT DISTINCT m.person_id FROM memberships m JOIN section_states s ON "
      "s.section_id = m.section_id AND s.valid_from <= $1 AND "
      "(s.valid_to IS NULL OR s.valid_to > $1) "
      "WHERE m.valid_from <= $1 AND (m.valid_to IS NULL OR m.valid_to > $1) AND "
      "(m.section_id = $2 OR (s.level = 'unit' AND s.parent_id = $2)) ORDER BY m.person_id",
      iso_day(day), section_id));
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
                           "WHERE valid_from > $1 AND (valid_to IS NULL OR valid_to > valid_from) "
                           "ORDER BY office, section_id, valid_from, id"),
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

std::vector<std::string> office_kinds_of(Connection& connection, std::string_view person_id,
                                         Day day) {
  std::vector<std::string> kinds;
  for (const Row& row : connection.query(
           "SELECT DISTINCT office FROM appointments WHERE person_id = $2 AND valid_from <= $1 AND "
           "(valid_to IS NULL OR valid_to > $1) ORDER BY office",
           iso_day(day), person_id)) {
    kinds.push_back(row.text("office"));
  }
  return kinds;
}

std::vector<std::string> holders(Connection& connection, std::string_view office,
                                 std::string_view section_id, Day day) {
  return ids(connection.query(
      "SELECT person_id FROM appointments WHERE office = $2 AND section_id = $3 AND "
      "valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1) ORDER BY valid_from, id",
      iso_day(day), office, section_id));
}

bool was_ever_held(Connection& connection, std::string_view office) {
  return connection.first("SELECT 1 AS found FROM appointments WHERE office = $1", office)
      .has_value();
}

}  // namespace mamori::organisation
