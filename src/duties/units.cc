#include "duties/units.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/bytes.h"
#include "base/json.h"
#include "ledger/newest.h"
#include "organisation/comings.h"
#include "organisation/organisation.h"
#include "regulation/library.h"

namespace mamori::duties {
namespace {

using store::Connection;
using Days = std::map<std::string, Day, std::less<>>;

// Who came or went longer ago is not asked any more, and who is to go is asked so long before.
constexpr std::chrono::days asked_after_max{400};
constexpr std::chrono::days asked_before{14};
// So much of a version's digest tells it from the others.
constexpr std::size_t version_digits = 12;

Day later(Day left, Day right) {
  return left < right ? right : left;
}

// The day of the first record: nothing was owed before.
Day body_began(Connection& connection, Day today) {
  const auto first = ledger::began_at(connection);
  return first ? day_in_japan(*first) : today;
}

Day first_day(const Days& first, const std::string& id, Day began) {
  const auto came = first.find(id);
  return came == first.end() ? began : later(came->second, began);
}

std::vector<organisation::Person> people_of(Connection& connection, const Narrow& only, Day today) {
  if (only.person_id.empty()) return organisation::people(connection, today);
  auto person = organisation::person(connection, only.person_id, today);
  if (!person || !person->employed) return {};
  return {*std::move(person)};
}

Days first_days_of(Connection& connection, const Narrow& only) {
  if (only.person_id.empty()) return organisation::first_days_of_people(connection);
  const auto day = organisation::first_day_of_person(connection, only.person_id);
  return day ? Days{{only.person_id, *day}} : Days{};
}

// Those employed on a day, read at once: everybody came on the first day of a body.
class PeopleById {
 public:
  PeopleById(Connection& connection, const Narrow& only, Day day)
      : people_(people_of(connection, only, day)) {
    for (const auto& person : people_) by_id_.emplace(person.id, &person);
  }

  const organisation::Person* find(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

 private:
  const std::vector<organisation::Person> people_;
  std::map<std::string_view, const organisation::Person*> by_id_;
};

std::vector<Candidate> of_sections(Connection& connection, Day began, Day today) {
  std::vector<Candidate> found;
  const Days first = organisation::first_days_of_sections(connection);
  for (const auto& section : organisation::sections(connection, today)) {
    if (section.level != organisation::SectionLevel::section) continue;
    found.push_back({{.id = section.id, .name = section.name, .section_id = section.id},
                     first_day(first, section.id, began),
                     {}});
  }
  return found;
}

std::vector<Candidate> of_people(Connection& connection, Day began, Day today, const Narrow& only) {
  std::vector<Candidate> found;
  const Days first = first_days_of(connection, only);
  for (const auto& person : people_of(connection, only, today)) {
    found.push_back({{.id = person.id,
                      .name = person.name,
                      .person_id = person.id,
                      .section_id = person.section_id},
                     first_day(first, person.id, began),
                     {}});
  }
  return found;
}

std::vector<Candidate> of_newcomers(Connection& connection, const Rounds& rounds,
                                    const organisation::Period& period, const Narrow& only) {
  std::vector<Candidate> found;
  const PeopleById people(connection, only, period.until);
  for (const auto& coming : organisation::comings(connection, period)) {
    const organisation::Person* person = people.find(coming.person_id);
    if (!person) continue;
    const auto& kinds = rounds.employment;
    const bool meant = kinds.empty() || std::ranges::find(kinds, person->employment) != kinds.end();
    if (!meant) continue;
    found.push_back({{.id = person->id + "~" + iso_day(coming.day),
                      .name = person->name,
                      .person_id = person->id,
                      .section_id = person->section_id},
                     coming.day,
                     {}});
  }
  return found;
}

std::vector<Candidate> of_leavers(Connection& connection, const organisation::Period& period,
                                  Day today, const Narrow& only) {
  std::vector<Candidate> found;
  for (const auto& going : organisation::goings(connection, period)) {
    if (!only.person_id.empty() && only.person_id != going.person_id) continue;
    const auto person = organisation::person(connection, going.person_id, today);
    if (!person) continue;
    found.push_back({{.id = going.person_id + "~" + iso_day(going.day) + "~" + going.section_id,
                      .name = person->name + (going.left ? "（退職）" : "（異動）"),
                      .person_id = going.person_id,
                      .section_id = going.section_id,
                      .employed = person->employed},
                     later(std::chrono::sys_days(going.day) - asked_before, period.since),
                     going.day});
  }
  return found;
}

// --- things

std::string digest_of(const Json& json) {
  return hex(as_text(sha256(canonical_json(json))));
}

std::string version_of(const About& about, const registers::Values& values) {
  if (about.version.empty()) return "";
  JsonObject kept;
  for (const std::string& name : about.version) {
    if (const Json* value = values.if_contains(name)) kept[name] = *value;
  }
  return digest_of(Json(std::move(kept)));
}

std::optional<Day> day_in(const registers::Values& values, const std::string& name) {
  return name.empty() ? std::nullopt : parse_day(text_at(values, name));
}

// Entries that are kept, meant and already in force.
std::vector<Thing> entries_of(Connection& connection, const About& about, Day today) {
  std::vector<Thing> found;
  for (auto& entry : registers::entries(connection, about.register_id)) {
    if (!entry.closed_on.empty()) continue;
    const bool meant =
        !about.when || registers::holds(connection, {}, *about.when, entry.values, today);
    const auto since = day_in(entry.values, about.since);
    if (!meant || (!about.since.empty() && (!since || today < *since))) continue;
    found.push_back({.id = entry.id,
                     .name = entry.label,
                     .address = "registers/" + about.register_id + "/" + entry.id,
                     .version = version_of(about, entry.values),
                     .since = since.value_or(Day{}),
                     .until = day_in(entry.values, about.until),
                     .values = std::move(entry.values)});
  }
  return found;
}

// The text in force: all its documents together, as they were adopted.
std::vector<Thing> regulation_of(Connection& connection, Day today) {
  const std::int64_t number = regulation::newest_version(connection);
  const auto version = regulation::version(connection, number);
  const auto documents = regulation::adopted_documents(connection, number);
  if (!version || documents.empty()) return {};
  JsonArray digests;
  for (const auto& document : documents) digests.emplace_back(document.source_digest);
  const auto adopted = parse_iso_instant(version->adopted_at);
  const Day since =
      parse_day(version->in_force_from).value_or(adopted ? day_in_japan(*adopted) : today);
  if (today < since) return {};
  return {{.id = std::string(regulation_thing),
           .name = documents.front().title + "（第" + std::to_string(number) + "版）",
           .address = "regulations",
           .version = digest_of(JsonObject{{"version", number}, {"documents", std::move(digests)}}),
           .since = since,
           .until = {}}};
}

std::vector<Candidate> about_things(Connection& connection, const Rounds& rounds,
                                    const std::vector<Candidate>& people, Day today,
                                    const Narrow& only) {
  std::vector<Candidate> found;
  for (const Thing& thing : things(connection, rounds, today)) {
    if (!only.thing_id.empty() && only.thing_id != thing.id) continue;
    const auto& audience = rounds.about->audience;
    const auto meant =
        audience ? registers::concerned(connection, *audience, thing.values, today) : std::nullopt;
    for (const Candidate& person : people) {
      if (meant && !meant->contains(person.unit.id)) continue;
      Candidate one{person.unit, later(person.since, thing.since), thing.until};
      one.unit.id = thing.id + "~" + thing.version.substr(0, version_digits) + "~" + person.unit.id;
      one.unit.thing_id = thing.id;
      one.unit.thing_name = thing.name;
      found.push_back(std::move(one));
    }
  }
  return found;
}

}  // namespace

std::vector<Thing> things(Connection& connection, const Rounds& rounds, Day today) {
  if (!rounds.about) return {};
  if (rounds.about->register_id.empty()) return regulation_of(connection, today);
  return entries_of(connection, *rounds.about, today);
}

std::vector<Candidate> candidates(Connection& connection, const Rounds& rounds, Day today,
                                  const Narrow& only) {
  const Day began = body_began(connection, today);
  const Day longest_ago = later(began, std::chrono::sys_days(today) - asked_after_max);
  switch (rounds.each) {
    case Each::body:
      return {{Unit{}, began, {}}};
    case Each::section:
      return of_sections(connection, began, today);
    case Each::person: {
      auto people = of_people(connection, began, today, only);
      return rounds.about ? about_things(connection, rounds, people, today, only)
                          : std::move(people);
    }
    case Each::newcomer:
      return of_newcomers(connection, rounds, {longest_ago, today}, only);
    case Each::leaver:
      return of_leavers(connection, {longest_ago, std::chrono::sys_days(today) + asked_before},
                        today, only);
  }
  return {};
}

}  // namespace mamori::duties
