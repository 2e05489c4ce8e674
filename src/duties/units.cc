#include "duties/units.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/bytes.h"
#include "base/json.h"
#include "ledger/newest.h"
#include "organisation/boards.h"
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

const std::string systems_register(organisation::systems_register);

Day later(Day left, Day right) {
  return left < right ? right : left;
}

Day first_day(const Days& first, const std::string& id, Day began) {
  const auto came = first.find(id);
  return came == first.end() ? began : later(came->second, began);
}

Candidate candidate_of(const organisation::Person& person, Day since) {
  return {{.id = person.id,
           .name = person.name,
           .person_id = person.id,
           .section_id = person.section_id},
          since,
          {}};
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

// --- who owes them

// The day of the first record: nothing was owed before.
Day Candidates::began() {
  if (!began_) {
    const auto first = ledger::began_at(connection_);
    began_ = first ? day_in_japan(*first) : today_;
  }
  return *began_;
}

Day Candidates::longest_ago() {
  return later(began(), std::chrono::sys_days(today_) - asked_after_max);
}

const std::vector<organisation::Person>& Candidates::people() {
  if (!people_) {
    people_ = organisation::people(connection_, today_);
    for (const auto& person : *people_) people_by_id_.emplace(person.id, &person);
  }
  return *people_;
}

// Nothing for who is not employed today.
const organisation::Person* Candidates::person(const std::string& id) {
  people();
  const auto found = people_by_id_.find(id);
  return found == people_by_id_.end() ? nullptr : found->second;
}

const Days& Candidates::first_days() {
  if (!first_days_) first_days_ = organisation::first_days_of_people(connection_);
  return *first_days_;
}

const std::vector<organisation::Coming>& Candidates::comings() {
  if (!comings_) comings_ = organisation::comings(connection_, {longest_ago(), today_});
  return *comings_;
}

std::vector<Candidate> Candidates::of_sections() {
  std::vector<Candidate> found;
  const Days first = organisation::first_days_of_sections(connection_);
  for (const auto& section : organisation::sections(connection_, today_)) {
    if (section.level != organisation::SectionLevel::section) continue;
    found.push_back({{.id = section.id, .name = section.name, .section_id = section.id},
                     first_day(first, section.id, began()),
                     {}});
  }
  return found;
}

// Those that are kept, each from the day it was registered. While there are none, all at once.
std::vector<Candidate> Candidates::of_systems() {
  std::vector<Candidate> found;
  for (const auto& entry : registers::entries(connection_, systems_register)) {
    if (!entry.closed_on.empty()) continue;
    const auto added = registers::added_at(connection_, entry);
    found.push_back({{.id = entry.id,
                      .name = entry.label,
                      .section_id = entry.section_id,
                      .system_id = entry.id},
                     later(added ? day_in_japan(*added) : began(), began()),
                     {}});
  }
  if (found.empty()) found.push_back({Unit{}, began(), {}});
  return found;
}

std::vector<Candidate> Candidates::of_people(const Narrow& only) {
  std::vector<Candidate> found;
  if (only.person_id.empty()) {
    for (const auto& person : people()) {
      found.push_back(candidate_of(person, first_day(first_days(), person.id, began())));
    }
    return found;
  }
  const auto person = organisation::person(connection_, only.person_id, today_);
  if (!person || !person->employed) return found;
  const auto came = organisation::first_day_of_person(connection_, person->id);
  return {candidate_of(*person, later(came.value_or(began()), began()))};
}

std::vector<Candidate> Candidates::of_newcomers(const Rounds& rounds, const Narrow& only) {
  std::vector<Candidate> found;
  for (const auto& coming : comings()) {
    if (!only.person_id.empty() && only.person_id != coming.person_id) continue;
    const organisation::Person* newcomer = person(coming.person_id);
    if (!newcomer) continue;
    const auto& kinds = rounds.employment;
    const bool meant =
        kinds.empty() || std::ranges::find(kinds, newcomer->employment) != kinds.end();
    if (!meant) continue;
    found.push_back(candidate_of(*newcomer, coming.day));
    found.back().unit.id += "~" + iso_day(coming.day);
  }
  return found;
}

std::vector<Candidate> Candidates::of_leavers(const Narrow& only) {
  std::vector<Candidate> found;
  const organisation::Period period{longest_ago(), std::chrono::sys_days(today_) + asked_before};
  for (const auto& going : organisation::goings(connection_, period)) {
    if (!only.person_id.empty() && only.person_id != going.person_id) continue;
    const organisation::Person* stays = person(going.person_id);
    const auto left =
        stays ? std::nullopt : organisation::person(connection_, going.person_id, today_);
    if (!stays && !left) continue;
    const organisation::Person& leaver = stays ? *stays : *left;
    found.push_back({{.id = going.person_id + "~" + iso_day(going.day) + "~" + going.section_id,
                      .name = leaver.name + (going.left ? "（退職）" : "（異動）"),
                      .person_id = going.person_id,
                      .section_id = going.section_id,
                      .employed = leaver.employed},
                     later(std::chrono::sys_days(going.day) - asked_before, period.since),
                     going.day});
  }
  return found;
}

std::vector<Candidate> Candidates::of(const Rounds& rounds, const Narrow& only) {
  switch (rounds.each) {
    case Each::body:
      return {{Unit{}, began(), {}}};
    case Each::section:
      return of_sections();
    case Each::system:
      return of_systems();
    case Each::person: {
      auto people = of_people(only);
      return rounds.about ? about_things(connection_, rounds, people, today_, only)
                          : std::move(people);
    }
    case Each::newcomer:
      return of_newcomers(rounds, only);
    case Each::leaver:
      return of_leavers(only);
  }
  return {};
}

}  // namespace mamori::duties
