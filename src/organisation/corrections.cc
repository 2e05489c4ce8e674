#include "organisation/corrections.h"

#include "organisation/input.h"
#include "organisation/organisation.h"
#include "organisation/person_input.h"
#include "organisation/section_input.h"

namespace mamori::organisation {
namespace {

using store::Connection;

Error too_late() {
  return wrong_field("name", "correction_too_late",
                     "きょうより前から続いているため、訂正できません。"
                     "変わった日を指定して、変更として登録してください。");
}

constexpr std::string_view of_section =
    "SELECT MAX(valid_from) AS newest FROM section_states WHERE section_id = $1 AND "
    "valid_to IS NULL";
constexpr std::string_view of_person =
    "SELECT MAX(valid_from) AS newest FROM person_states WHERE person_id = $1 AND "
    "valid_to IS NULL";
constexpr std::string_view of_move =
    "SELECT MAX(valid_from) AS newest FROM memberships WHERE person_id = $1 AND main = 1 AND "
    "valid_to IS NULL";

// The first day of the newest state that is open, if it is not in the past.
std::optional<Day> correctable_from(Connection& connection, std::string_view query,
                                    const std::string& id, Day today) {
  const auto row = connection.first(query, id);
  const std::string from = row ? row->text("newest") : std::string();
  return from < iso_day(today) ? std::nullopt : parse_day(from);
}

Result<Day> newest_from(Connection& connection, std::string_view query, const std::string& id,
                        Instant now) {
  const auto from = correctable_from(connection, query, id, day_in_japan(now));
  if (!from) return fail(too_late());
  return *from;
}

}  // namespace

bool can_correct_section(Connection& connection, const std::string& id, Day today) {
  return correctable_from(connection, of_section, id, today).has_value();
}

bool can_correct_person(Connection& connection, const std::string& id, Day today) {
  return correctable_from(connection, of_person, id, today).has_value();
}

bool can_correct_move(Connection& connection, const std::string& id, Day today) {
  return correctable_from(connection, of_move, id, today).has_value();
}

Result<ledger::Act> correct_section(Connection& connection, const Change& change,
                                    const Json& input) {
  const std::string id = text_at(input, "section");
  const auto from = newest_from(connection, of_section, id, change.now);
  if (!from) return fail(from.error());
  const auto known = section(connection, id, *from);
  if (!known) return fail(section_unknown());
  const auto name = required_name(input, "name", "課の名称");
  if (!name) return fail(name.error());
  const Section wanted{id, *name, known->level, text_at(input, "parent", known->parent_id)};
  if (wanted.name == known->name && wanted.parent_id == known->parent_id) {
    return fail(wrong_field("name", "section_unchanged", "変えるところがありません。"));
  }
  if (auto fits = check_section(connection, wanted, *from); !fits) return fail(fits.error());
  return ledger::Act{"organisation.correct_section", change.actor, "sections/" + id,
                     JsonObject{{"id", id},
                                {"name", wanted.name},
                                {"name_before", known->name},
                                {"parent", wanted.parent_id},
                                {"from", iso_day(*from)}}};
}

Result<ledger::Act> correct_person(Connection& connection, const Change& change,
                                   const Json& input) {
  const std::string id = text_at(input, "person");
  const auto from = newest_from(connection, of_person, id, change.now);
  if (!from) return fail(from.error());
  const auto known = person(connection, id, *from);
  if (!known) return fail(person_unknown());
  const auto details = details_of(connection, input, *known);
  if (!details) return fail(details.error());
  return act_on("organisation.correct_person", change, *known,
                {{"name", details->name},
                 {"name_before", known->name},
                 {"kana", details->kana},
                 {"employment", details->employment},
                 {"number", details->number},
                 {"from", iso_day(*from)}});
}

Result<ledger::Act> correct_move(Connection& connection, const Change& change, const Json& input) {
  const std::string id = text_at(input, "person");
  const auto from = newest_from(connection, of_move, id, change.now);
  if (!from) return fail(from.error());
  const auto known = person(connection, id, *from);
  if (!known) return fail(person_unknown());
  const auto to = section_of(connection, input, *from);
  if (!to) return fail(to.error());
  const auto post = post_of(input);
  if (!post) return fail(post.error());
  const std::string place = known->unit_id.empty() ? known->section_id : known->unit_id;
  if (to->id == place && *post == known->post) {
    return fail(wrong_field("section", "membership_unchanged", "変えるところがありません。"));
  }
  for (const Membership& held : memberships_of(connection, id, *from)) {
    if (held.main || held.section_id != to->id) continue;
    return fail(wrong_field("section", "membership_exists",
                            known->name + "さんは、" + to->name + "を兼務しています。"));
  }
  return act_on("organisation.correct_move", change, *known,
                {{"section", to->id},
                 {"section_name", to->name},
                 {"section_before", known->section_name},
                 {"post", *post},
                 {"from", iso_day(*from)}});
}

}  // namespace mamori::organisation
