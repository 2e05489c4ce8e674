#include "organisation/standing_in.h"

#include <algorithm>

#include "organisation/input.h"
#include "organisation/organisation.h"

namespace mamori::organisation {
namespace {

using store::Connection;
using store::Row;

Absence to_absence(const Row& row) {
  return {row.text("id"), row.text("person_id"), row.text("valid_from"), row.text("valid_to"),
          row.text("reason")};
}

Delegation to_delegation(const Row& row) {
  return {row.text("id"),          row.text("office"),    row.text("section_id"),
          row.text("from_person"), row.text("to_person"), row.text("valid_from"),
          row.text("valid_to")};
}

constexpr std::string_view select_absences =
    "SELECT id, person_id, valid_from, valid_to, reason FROM absences ";
constexpr std::string_view select_delegations =
    "SELECT id, office, section_id, from_person, to_person, valid_from, valid_to FROM delegations ";

std::vector<Absence> absences_where(Connection& connection, std::string_view condition, Day day) {
  std::vector<Absence> list;
  for (const Row& row :
       connection.query(std::string(select_absences) + std::string(condition), iso_day(day))) {
    list.push_back(to_absence(row));
  }
  return list;
}

std::vector<Delegation> delegations_where(Connection& connection, std::string_view condition,
                                          Day day) {
  std::vector<Delegation> list;
  for (const Row& row :
       connection.query(std::string(select_delegations) + std::string(condition), iso_day(day))) {
    list.push_back(to_delegation(row));
  }
  return list;
}

bool overlap(std::string_view from, std::string_view to, std::string_view other_from,
             std::string_view other_to) {
  return from < other_to && other_from < to;
}

Result<Person> person_of(Connection& connection, const Json& input, std::string_view field,
                         Day day) {
  auto found = person(connection, text_at(input, field), day);
  if (!found || !found->employed) {
    return fail(wrong_field(std::string(field), "person_unknown", "職員を選んでください。"));
  }
  return *std::move(found);
}

// From its first day to the day after its last.
struct Days {
  std::string from;
  std::string to;
};

Result<Days> days_of(const Json& input, Instant now) {
  const auto from = day_or_today(input, "from", now);
  if (!from) return fail(from.error());
  const auto to = day_after(input, "until");
  if (!to) return fail(to.error());
  if (*to <= *from) {
    return fail(
        wrong_field("until", "date_before_start", "最後の日が、最初の日より前になっています。"));
  }
  return Days{iso_day(*from), iso_day(*to)};
}

bool holds_office(Connection& connection, const Office& office, const std::string& section_id,
                  const std::string& person_id, const Days& days) {
  return connection
      .first(
          "SELECT 1 AS found FROM appointments WHERE office = $1 AND section_id = $2 AND "
          "person_id = $3 AND valid_from <= $4 AND (valid_to IS NULL OR valid_to >= $5)",
          office.id, section_id, person_id, days.from, days.to)
      .has_value();
}

bool delegated_already(Connection& connection, const Office& office, const std::string& section_id,
                       const std::string& from_person, const Days& days) {
  return connection
      .first(
          "SELECT 1 AS found FROM delegations WHERE office = $1 AND section_id = $2 AND "
          "from_person = $3 AND valid_from < $5 AND valid_to > $4",
          office.id, section_id, from_person, days.from, days.to)
      .has_value();
}

}  // namespace

std::vector<Absence> absences(Connection& connection, Day day) {
  return absences_where(connection, "WHERE valid_from <= $1 AND valid_to > $1 ORDER BY id", day);
}

std::vector<Absence> absences_from(Connection& connection, Day day) {
  return absences_where(
      connection, "WHERE valid_to > $1 AND valid_to > valid_from ORDER BY valid_from, id", day);
}

std::optional<Absence> absence(Connection& connection, std::string_view id) {
  const auto row = connection.first(std::string(select_absences) + "WHERE id = $1", id);
  return row ? std::optional(to_absence(*row)) : std::nullopt;
}

std::vector<Delegation> delegations(Connection& connection, Day day) {
  return delegations_where(
      connection,
      "d WHERE valid_from <= $1 AND valid_to > $1 AND EXISTS (SELECT 1 FROM appointments a WHERE "
      "a.office = d.office AND a.section_id = d.section_id AND a.person_id = d.from_person AND "
      "a.valid_from <= $1 AND (a.valid_to IS NULL OR a.valid_to > $1)) AND EXISTS "
      "(SELECT 1 FROM person_states p WHERE p.person_id = d.to_person AND p.valid_from <= $1 AND "
      "(p.valid_to IS NULL OR p.valid_to > $1)) ORDER BY id",
      day);
}

std::vector<Delegation> delegations_from(Connection& connection, Day day) {
  return delegations_where(
      connection, "WHERE valid_to > $1 AND valid_to > valid_from ORDER BY valid_from, id", day);
}

std::optional<Delegation> delegation(Connection& connection, std::string_view id) {
  const auto row = connection.first(std::string(select_delegations) + "WHERE id = $1", id);
  return row ? std::optional(to_delegation(*row)) : std::nullopt;
}

Result<ledger::Act> enter_absence(Connection& connection, const Change& change, const Json& input) {
  const auto absent = person_of(connection, input, "person", day_in_japan(change.now));
  if (!absent) return fail(absent.error());
  const auto days = days_of(input, change.now);
  if (!days) return fail(days.error());
  const auto reason = reason_of(input);
  if (!reason) return fail(reason.error());
  for (const Absence& known : absences_from(connection, *parse_day(days->from))) {
    if (known.person_id == absent->id &&
        overlap(days->from, days->to, known.valid_from, known.valid_to)) {
      return fail(wrong_field("from", "absence_exists",
                              absent->name + "さんの不在は、その期間に既に登録されています。"));
    }
  }
  const std::string id = new_id(change.now);
  return ledger::Act{"organisation.enter_absence", change.actor, "absences/" + id,
                     JsonObject{{"id", id},
                                {"person", absent->id},
                                {"person_name", absent->name},
                                {"from", days->from},
                                {"to", days->to},
                                {"reason", *reason}}};
}

Result<ledger::Act> end_absence(Connection& connection, const Change& change, const Json& input) {
  const auto ending = absence(connection, text_at(input, "absence"));
  const auto back = day_or_today(input, "back", change.now);
  if (!back) return fail(back.error());
  if (!ending || ending->valid_to <= iso_day(*back)) {
    return fail(Fault::not_found, "absence_unknown",
                "その不在は見つからないか、既に終わっています。",
                "不在の画面を開き直して確かめてください。");
  }
  const auto absent = person(connection, ending->person_id, day_in_japan(change.now));
  return ledger::Act{"organisation.end_absence", change.actor, "absences/" + ending->id,
                     JsonObject{{"id", ending->id},
                                {"person", ending->person_id},
                                {"person_name", absent ? absent->name : std::string()},
                                {"to", std::max(iso_day(*back), ending->valid_from)}}};
}

Result<ledger::Act> delegate(Connection& connection, const Offices& offices, const Change& change,
                             const Json& input) {
  const Office* office = offices.find(text_at(input, "office"));
  if (!office) return fail(wrong_field("office", "office_unknown", "役職を選んでください。"));
  const Day today = day_in_japan(change.now);
  const auto from = person_of(connection, input, "from_person", today);
  if (!from) return fail(from.error());
  const auto to = person_of(connection, input, "to_person", today);
  if (!to) return fail(to.error());
  if (from->id == to->id) {
    return fail(wrong_field("to_person", "own_delegation", "代行する人に、本人は選べません。"));
  }
  const auto days = days_of(input, change.now);
  if (!days) return fail(days.error());
  const bool of_section = office->scope == OfficeScope::section;
  const bool of_system = office->scope == OfficeScope::system;
  const std::string section_id = of_section  ? text_at(input, "section")
                                 : of_system ? text_at(input, "system")
                                             : std::string();
  if (!holds_office(connection, *office, section_id, from->id, *days)) {
    return fail(wrong_field(
        "office", "not_in_office",
        from->name + "さんは、その期間を通して" + office->title + "に就いてはいません。"));
  }
  if (delegated_already(connection, *office, section_id, from->id, *days)) {
    return fail(
        wrong_field("from", "delegation_exists", "その期間には、既に代行する人が決まっています。"));
  }
  const auto of = section(connection, section_id, today);
  const std::string id = new_id(change.now);
  return ledger::Act{"organisation.delegate", change.actor, "delegations/" + id,
                     JsonObject{{"id", id},
                                {"office", office->id},
                                {"title", office->title},
                                {"section", section_id},
                                {"section_name", of ? of->name : std::string()},
                                {"from_person", from->id},
                                {"from_person_name", from->name},
                                {"to_person", to->id},
                                {"to_person_name", to->name},
                                {"from", days->from},
                                {"to", days->to}}};
}

Result<ledger::Act> end_delegation(Connection& connection, const Offices& offices,
                                   const Change& change, const Json& input) {
  const auto ending = delegation(connection, text_at(input, "delegation"));
  const auto to = day_or_today(input, "to", change.now);
  if (!to) return fail(to.error());
  if (!ending || ending->valid_to <= iso_day(*to)) {
    return fail(Fault::not_found, "delegation_unknown",
                "その代行は見つからないか、既に終わっています。",
                "代行の画面を開き直して確かめてください。");
  }
  return ledger::Act{"organisation.end_delegation", change.actor, "delegations/" + ending->id,
                     JsonObject{{"id", ending->id},
                                {"office", ending->office},
                                {"title", offices.title(ending->office)},
                                {"to", std::max(iso_day(*to), ending->valid_from)}}};
}

}  // namespace mamori::organisation
