#include "organisation/people_acts.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "organisation/input.h"
#include "organisation/leaving.h"
#include "organisation/organisation.h"

namespace mamori::organisation {
namespace {

using store::Connection;

constexpr std::array<std::string_view, 4> employment_kinds{"職員", "会計年度任用職員", "派遣職員",
                                                           "外部要員"};
constexpr std::size_t number_length_max = 20;
constexpr std::size_t post_length_max = 40;

Error person_unknown() {
  return wrong_field("person", "person_unknown", "職員を選んでください。");
}

Error later_change(std::string field) {
  return wrong_field(std::move(field), "later_change_exists",
                     "その日か、その後の日の異動が既に登録されています。");
}

// Somebody employed on that day and for good: once a leaving is settled, nothing else is.
Result<Person> employed_person(Connection& connection, const Json& input, Day day) {
  auto found = person(connection, text_at(input, "person"), day);
  if (!found || !found->employed) return fail(person_unknown());
  const auto open = connection.first(
      "SELECT 1 AS found FROM person_states WHERE person_id = $1 AND valid_to IS NULL", found->id);
  if (!open) {
    return fail(wrong_field("person", "leaving_settled",
                            found->name + "さんの退職が既に登録されています。"));
  }
  return *std::move(found);
}

Result<std::string> employment_of(const Json& input, std::string_view otherwise) {
  std::string employment = text_at(input, "employment", otherwise);
  if (std::ranges::find(employment_kinds, employment) == employment_kinds.end()) {
    return fail(wrong_field("employment", "employment_unknown", "任用の区分を選んでください。"));
  }
  return employment;
}

// 職員番号 are kept as they are compared: in half width and without blanks.
Result<std::string> number_of(Connection& connection, const Json& input, std::string_view own_id) {
  const auto written = optional_text(input, "number", "職員番号", number_length_max);
  if (!written) return fail(written.error());
  std::string number = text_key(*written);
  const bool taken =
      !number.empty() &&
      connection.first("SELECT 1 AS found FROM people WHERE number = $1 AND id <> $2", number,
                       own_id);
  if (taken) {
    return fail(wrong_field("number", "number_taken",
                            "職員番号 " + *written + " は、別の人に使われています。"));
  }
  return number;
}

Result<Section> section_of(Connection& connection, const Json& input, Day day) {
  auto found = section(connection, text_at(input, "section"), day);
  if (!found) {
    return fail(wrong_field("section", "section_unknown", "所属する課を選んでください。"));
  }
  return *std::move(found);
}

Result<std::string> post_of(const Json& input) {
  return optional_text(input, "post", "職名", post_length_max);
}

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

ledger::Act act_on(std::string kind, const Change& change, const Person& person,
                   JsonObject payload) {
  JsonObject all{{"id", person.id}, {"person_name", person.name}};
  for (auto& [key, value] : payload) all[key] = std::move(value);
  return {std::move(kind), change.actor, "people/" + person.id, std::move(all)};
}

}  // namespace

std::span<const std::string_view> employments() {
  return employment_kinds;
}

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
  const auto employment = employment_of(input, employment_kinds.front());
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
  const JsonObject whole{{"name", text_at(input, "name", known->name)},
                         {"kana", text_at(input, "kana", known->kana)},
                         {"number", text_at(input, "number", known->number)}};
  const auto name = required_name(whole, "name", "氏名");
  if (!name) return fail(name.error());
  const auto kana = required_name(whole, "kana", "フリガナ");
  if (!kana) return fail(kana.error());
  const auto employment = employment_of(input, known->employment);
  if (!employment) return fail(employment.error());
  const auto number = number_of(connection, whole, known->id);
  if (!number) return fail(number.error());
  const bool same = *name == known->name && *kana == known->kana &&
                    *employment == known->employment && *number == known->number;
  if (same) return fail(wrong_field("name", "person_unchanged", "変えるところがありません。"));
  if (newest_from(connection, "person_states", known->id) >= iso_day(*from)) {
    return fail(later_change("from"));
  }
  return act_on("organisation.change_person", change, *known,
                {{"name", *name},
                 {"kana", *kana},
                 {"employment", *employment},
                 {"number", *number},
                 {"from", iso_day(*from)}});
}

Result<ledger::Act> move_person(Connection& connection, const Offices& offices,
                                const Change& change, const Json& input) {
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const auto known = employed_person(connection, input, *from);
  if (!known) return fail(known.error());
  const auto to = section_of(connection, input, *from);
  if (!to) return fail(to.error());
  const auto post = post_of(input);
  if (!post) return fail(post.error());
  const auto held = memberships_of(connection, known->id, *from);
  const Membership* main = main_of(held);
  if (main && main->section_id == to->id && main->post == *post) {
    return fail(wrong_field("section", "membership_unchanged",
                            known->name + "さんは、既に" + to->name + "に所属しています。"));
  }
  if (newest_main_from(connection, known->id) >= iso_day(*from)) return fail(later_change("from"));
  const bool stays = known->section_id == to->id || known->section_id == to->parent_id;
  const auto ended = stays ? std::vector<Appointment>{}
                           : offices_in(connection, known->id, known->section_id, *from);
  if (auto kept = check_administrator_stays(connection, ended, *from); !kept) {
    return fail(kept.error());
  }
  return act_on("organisation.move_person", change, *known,
                {{"section", to->id},
                 {"section_name", to->name},
                 {"section_before", known->section_name},
                 {"post", *post},
                 {"ended", ended_part(connection, offices, ended, *from)},
                 {"from", iso_day(*from)}});
}

Result<ledger::Act> add_membership(Connection& connection, const Change& change,
                                   const Json& input) {
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const auto known = employed_person(connection, input, *from);
  if (!known) return fail(known.error());
  const auto to = section_of(connection, input, *from);
  if (!to) return fail(to.error());
  const auto post = post_of(input);
  if (!post) return fail(post.error());
  const auto held = memberships_of(connection, known->id, *from);
  if (std::ranges::find(held, to->id, &Membership::section_id) != held.end()) {
    return fail(wrong_field("section", "membership_exists",
                            known->name + "さんは、既に" + to->name + "に所属しています。"));
  }
  return act_on(
      "organisation.add_membership", change, *known,
      {{"section", to->id}, {"section_name", to->name}, {"post", *post}, {"from", iso_day(*from)}});
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
