#include "organisation/people_acts.h"

#include <algorithm>

#include "organisation/input.h"
#include "organisation/leaving.h"
#include "organisation/organisation.h"
#include "organisation/person_input.h"

namespace mamori::organisation {
namespace {

using store::Connection;

// The last first day of anything settled about the person in that table.
std::string newest_from(Connection& connection, std::string_view table,
                        const std::string& person_id) {
  const auto row = connection.first(
      "SELECT MAX(valid_from) AS newest FROM " + std::string(table) + " WHERE person_id = $1",
      person_id);
  return row ? row->text("newest") : std::string();
}

// The last first day of a main membership.
std::string newest_main_from(Connection& connection, const std::string& person_id) {
  const auto row = connection.first(
      "SELECT MAX(valid_from) AS newest FROM memberships WHERE person_id = $1 AND main = 1 AND "
      "(valid_to IS NULL OR valid_to > valid_from)",
      person_id);
  return row ? row->text("newest") : std::string();
}

const Membership* main_of(const std::vector<Membership>& all) {
  const auto found = std::ranges::find(all, true, &Membership::main);
  return found == all.end() ? nullptr : &*found;
}

// Somebody who comes to a section, and since when.
struct Coming {
  Day from;
  Person person;
  Section to;
  std::string post;
};

Result<Coming> coming_of(Connection& connection, const Change& change, const Json& input) {
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const auto person = employed_person(connection, input, *from);
  if (!person) return fail(person.error());
  const auto to = section_of(connection, input, *from);
  if (!to) return fail(to.error());
  const auto post = post_of(input);
  if (!post) return fail(post.error());
  return Coming{*from, *person, *to, *post};
}

// Offices of one section.
std::vector<Appointment> offices_in(Connection& connection, const std::string& person_id,
                                    const std::string& section_id, Day day) {
  auto held = offices_from(connection, person_id, day);
  std::erase_if(held, [&](const Appointment& one) {
    return one.section_id.empty() || one.section_id != section_id;
  });
  return held;
}

// Where somebody begins: the section (if any), the post and the days both hold from.
Result<JsonObject> place_part(Connection& connection, const Json& input, Day from) {
  const auto post = post_of(input);
  if (!post) return fail(post.error());
  if (text_at(input, "section").empty()) return JsonObject{{"section", ""}, {"post", *post}};
  const auto place = section_of(connection, input, from);
  if (!place) return fail(place.error());
  return JsonObject{{"section", place->id}, {"section_name", place->name}, {"post", *post}};
}

}  // namespace

Result<ledger::Act> add_person(Connection& connection, const Change& change, const Json& input) {
  const auto name = required_name(input, "name", "氏名");
  if (!name) return fail(name.error());
  const auto kana = required_name(input, "kana", "フリガナ");
  if (!kana) return fail(kana.error());
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const auto number = number_of(connection, input, "");
  if (!number) return fail(number.error());
  const auto place = place_part(connection, input, *from);
  if (!place) return fail(place.error());
  const auto employment = employment_of(input, employments().front());
  if (!employment) return fail(employment.error());
  const std::string id = new_id(change.now);
  JsonObject payload{{"id", id},
                     {"name", *name},
                     {"kana", *kana},
                     {"employment", *employment},
                     {"number", *number},
                     {"from", iso_day(*from)},
                     {"joined", iso_day(*from)}};
  for (const auto& [key, value] : *place) payload[key] = value;
  return ledger::Act{"organisation.add_person", change.actor, "people/" + id, std::move(payload)};
}

Result<ledger::Act> change_person(Connection& connection, const Change& change, const Json& input) {
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const auto known = employed_person(connection, input, *from);
  if (!known) return fail(known.error());
  const auto details = details_of(connection, input, *known);
  if (!details) return fail(details.error());
  if (newest_from(connection, "person_states", known->id) >= iso_day(*from)) {
    return fail(later_change("from"));
  }
  return act_on("organisation.change_person", change, *known,
                {{"name", details->name},
                 {"kana", details->kana},
                 {"employment", details->employment},
                 {"number", details->number},
                 {"from", iso_day(*from)}});
}

Result<ledger::Act> move_person(Connection& connection, const Offices& offices,
                                const Change& change, const Json& input) {
  const auto coming = coming_of(connection, change, input);
  if (!coming) return fail(coming.error());
  const auto& [from, known, to, post] = *coming;
  const auto held = memberships_of(connection, known.id, from);
  const Membership* main = main_of(held);
  if (main && main->section_id == to.id && main->post == post) {
    return fail(wrong_field("section", "membership_unchanged",
                            known.name + "さんは、既に" + to.name + "に所属しています。"));
  }
  if (newest_main_from(connection, known.id) >= iso_day(from)) return fail(later_change("from"));
  const bool stays = known.section_id == to.id || known.section_id == to.parent_id;
  const auto ended =
      stays ? std::vector<Appointment>{} : offices_in(connection, known.id, known.section_id, from);
  if (auto kept = check_administrator_stays(connection, ended, from); !kept) {
    return fail(kept.error());
  }
  return act_on("organisation.move_person", change, known,
                {{"section", to.id},
                 {"section_name", to.name},
                 {"section_before", known.section_name},
                 {"post", post},
                 {"ended", ended_part(connection, offices, ended, from)},
                 {"from", iso_day(from)}});
}

Result<ledger::Act> leave_section(Connection& connection, const Offices& offices,
                                  const Change& change, const Json& input) {
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const auto known = employed_person(connection, input, *from);
  if (!known) return fail(known.error());
  if (known->section_id.empty()) {
    return fail(wrong_field("person", "membership_unknown",
                            known->name + "さんは、その日にどの課にも所属していません。"));
  }
  if (newest_main_from(connection, known->id) >= iso_day(*from)) return fail(later_change("from"));
  const auto ended = offices_in(connection, known->id, known->section_id, *from);
  if (auto kept = check_administrator_stays(connection, ended, *from); !kept) {
    return fail(kept.error());
  }
  return act_on("organisation.leave_section", change, *known,
                {{"section_before", known->section_name},
                 {"ended", ended_part(connection, offices, ended, *from)},
                 {"from", iso_day(*from)}});
}

Result<ledger::Act> add_membership(Connection& connection, const Change& change,
                                   const Json& input) {
  const auto coming = coming_of(connection, change, input);
  if (!coming) return fail(coming.error());
  const auto& [from, known, to, post] = *coming;
  const auto held = memberships_of(connection, known.id, from);
  if (std::ranges::find(held, to.id, &Membership::section_id) != held.end()) {
    return fail(wrong_field("section", "membership_exists",
                            known.name + "さんは、既に" + to.name + "に所属しています。"));
  }
  return act_on(
      "organisation.add_membership", change, known,
      {{"section", to.id}, {"section_name", to.name}, {"post", post}, {"from", iso_day(from)}});
}

Result<ledger::Act> end_membership(Connection& connection, const Offices& offices,
                                   const Change& change, const Json& input) {
  const auto to = day_or_today(input, "to", change.now);
  if (!to) return fail(to.error());
  const auto known = employed_person(connection, input, day_in_japan(change.now));
  if (!known) return fail(known.error());
  const std::string section_id = text_at(input, "section");
  const auto held = memberships_of(connection, known->id, *to);
  const auto ending = std::ranges::find_if(held, [&](const Membership& one) {
    return !one.main && one.section_id == section_id && one.valid_from <= iso_day(*to);
  });
  if (ending == held.end()) {
    return fail(wrong_field("section", "membership_unknown", "終える兼務を選んでください。"));
  }
  const auto ended = offices_in(connection, known->id, section_id, *to);
  if (auto kept = check_administrator_stays(connection, ended, *to); !kept) {
    return fail(kept.error());
  }
  const auto of = section(connection, section_id, day_in_japan(change.now));
  return act_on("organisation.end_membership", change, *known,
                {{"section", section_id},
                 {"section_name", of ? of->name : std::string()},
                 {"ended", ended_part(connection, offices, ended, *to)},
                 {"to", iso_day(*to)}});
}

Result<ledger::Act> leave(Connection& connection, const Offices& offices, const Change& change,
                          const Json& input) {
  const auto to = day_or_today(input, "to", change.now);
  if (!to) return fail(to.error());
  const auto known = employed_person(connection, input, *to);
  if (!known) return fail(known.error());
  const auto reason = reason_of(input);
  if (!reason) return fail(reason.error());
  if (newest_from(connection, "person_states", known->id) >= iso_day(*to)) {
    return fail(later_change("to"));
  }
  const auto ended = offices_from(connection, known->id, *to);
  if (auto kept = check_administrator_stays(connection, ended, *to); !kept) {
    return fail(kept.error());
  }
  return act_on("organisation.leave", change, *known,
                {{"section_before", known->section_name},
                 {"ended", ended_part(connection, offices, ended, *to)},
                 {"to", iso_day(*to)},
                 {"reason", *reason}});
}

Result<ledger::Act> rejoin(Connection& connection, const Change& change, const Json& input) {
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const auto known = person(connection, text_at(input, "person"), *from);
  if (!known) return fail(person_unknown());
  if (known->employed) {
    return fail(
        wrong_field("person", "person_employed", known->name + "さんは、その日に在職しています。"));
  }
  if (newest_from(connection, "person_states", known->id) >= iso_day(*from)) {
    return fail(later_change("from"));
  }
  const auto place = place_part(connection, input, *from);
  if (!place) return fail(place.error());
  const auto employment = employment_of(input, known->employment);
  if (!employment) return fail(employment.error());
  JsonObject payload{{"name", known->name},
                     {"kana", known->kana},
                     {"employment", *employment},
                     {"number", known->number},
                     {"from", iso_day(*from)}};
  for (const auto& [key, value] : *place) payload[key] = value;
  return act_on("organisation.rejoin", change, *known, std::move(payload));
}

}  // namespace mamori::organisation
