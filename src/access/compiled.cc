#include "access/compiled.h"

#include <algorithm>
#include <span>

namespace mamori::access {

CompiledRule::CompiledRule(const Roster& roster, const Rule& rule) : order_(rule.order) {
  by_.reserve(rule.by.size());
  never_.reserve(rule.never.size());
  for (const Party& party : rule.by) by_.push_back(compiled(roster, party));
  for (const Exclusion& exclusion : rule.never) {
    never_.push_back(compiled(roster, exclusion.party));
    never_keys_.push_back(exclusion.key());
  }
}

CompiledRule::Test CompiledRule::compiled(const Roster& roster, const Party& party) {
  Test test{
      .kind = party.kind, .rank_max = party.rank_max, .unless_confined = party.unless_confined};
  if (party.kind == Party::Kind::office) test.office = roster.office(party.office);
  const auto kind = party.kind == Party::Kind::person ? Party::Kind::person : Party::Kind::member;
  const auto known = std::ranges::find_if(names_, [&](const FactName& named) {
    return named.kind == kind && named.name == party.fact;
  });
  test.fact = static_cast<std::uint8_t>(known - names_.begin());
  if (known == names_.end()) names_.push_back({kind, party.fact});
  return test;
}

Thing CompiledRule::thing(const Roster& roster, const Facts& facts) const {
  Thing made;
  made.facts.fill(unknown);
  for (std::size_t index = 0; index < names_.size(); ++index) {
    const auto& [kind, name] = names_[index];
    const auto& named = kind == Party::Kind::person ? facts.people : facts.sections;
    if (name.empty()) made.facts[index] = whole_body;  // of an office that asks for none
    const auto found = named.find(name);
    if (found == named.end()) continue;
    made.facts[index] =
        kind == Party::Kind::person ? roster.person(found->second) : roster.place(found->second);
  }
  made.rank = static_cast<std::uint8_t>(std::clamp(facts.rank, 0, 255));
  made.confined = facts.confined;
  for (const Exception& exception : facts.exceptions) {
    const auto known = std::ranges::find(never_keys_, exception.exclusion);
    if (known == never_keys_.end() || made.excepted_count == exceptions_max) continue;
    made.excepted[made.excepted_count++] = {static_cast<std::uint8_t>(known - never_keys_.begin()),
                                            roster.person(exception.person_id)};
  }
  return made;
}

bool CompiledRule::is_excepted(const Thing& thing, std::size_t exclusion, PersonIndex person) {
  const auto all = std::span(thing.excepted).first(thing.excepted_count);
  return std::ranges::any_of(all, [&](const Thing::Excepted& one) {
    return one.exclusion == exclusion && one.person == person;
  });
}

bool CompiledRule::is_said_of(const Thing& thing, std::uint8_t party) const {
  return is_said_of(thing, by_[party]);
}

bool CompiledRule::is_one(const Roster& roster, const Test& test, const Thing& thing,
                          PersonIndex person) const {
  if (!is_said_of(thing, test)) return false;
  switch (test.kind) {
    case Party::Kind::staff:
      return true;
    case Party::Kind::person:
      return fact(thing, test) == person;
    case Party::Kind::member:
      return roster.is_member(person, fact(thing, test));
    case Party::Kind::former_member:
      return roster.was_member(person, fact(thing, test));
    case Party::Kind::office:
      return std::ranges::any_of(roster.acting(test.office, fact(thing, test)),
                                 [&](const Acting& acting) { return acting.person == person; });
  }
  return false;
}

const CompiledRule::Test* CompiledRule::exclusion_of(const Roster& roster, const Thing& thing,
                                                     PersonIndex person) const {
  for (std::size_t at = 0; at < never_.size(); ++at) {
    if (!is_one(roster, never_[at], thing, person)) continue;
    if (!is_excepted(thing, at, person)) return &never_[at];
  }
  return nullptr;
}

// Whoever acts for somebody uses that one's authority: what excludes the one excludes the other.
bool CompiledRule::is_free(const Roster& roster, const Thing& thing, const Acting& acting) const {
  if (exclusion_of(roster, thing, acting.person)) return false;
  const bool for_another = acting.holder != unknown && acting.holder != acting.person;
  return !for_another || !exclusion_of(roster, thing, acting.holder);
}

bool CompiledRule::has_free(const Roster& roster, const Test& test, const Thing& thing) const {
  if (!is_said_of(thing, test)) return false;
  const auto free = [&](PersonIndex person) {
    return person != unknown && !exclusion_of(roster, thing, person);
  };
  switch (test.kind) {
    case Party::Kind::staff:
      return true;
    case Party::Kind::person:
      return free(fact(thing, test));
    case Party::Kind::member:
      return std::ranges::any_of(roster.members(fact(thing, test)), free);
    case Party::Kind::former_member:
      return false;  // only ever excluded
    case Party::Kind::office:
      return std::ranges::any_of(
          roster.acting(test.office, fact(thing, test)),
          [&](const Acting& acting) { return is_free(roster, thing, acting); });
  }
  return false;
}

// A party that is not said of the thing is passed over, as one whose people are all excluded.
bool CompiledRule::is_vacant(const Roster& roster, const Test& test, const Thing& thing) const {
  if (!is_said_of(thing, test)) return false;
  switch (test.kind) {
    case Party::Kind::staff:
      return false;
    case Party::Kind::person:
      return fact(thing, test) == unknown;
    case Party::Kind::member:
      return roster.members(fact(thing, test)).empty();
    case Party::Kind::former_member:
      return true;
    case Party::Kind::office:
      return roster.acting(test.office, fact(thing, test)).empty();
  }
  return true;
}

CompiledRule::Turn CompiledRule::turn(const Roster& roster, const Thing& thing) const {
  const auto count = static_cast<std::uint8_t>(by_.size());
  if (order_ == Order::any) return {0, count, false};
  for (std::uint8_t party = 0; party < count; ++party) {
    if (is_vacant(roster, by_[party], thing)) return {party, party, true};
    const auto next = static_cast<std::uint8_t>(party + 1);
    if (has_free(roster, by_[party], thing)) return {party, next, false};
  }
  return {count, count, false};
}

std::optional<Verdict> CompiledRule::as_party(const Roster& roster, const Thing& thing,
                                              PersonIndex person, std::uint8_t party) const {
  const Test& test = by_[party];
  if (!is_said_of(thing, test)) return std::nullopt;
  if (test.kind != Party::Kind::office) {
    if (!is_one(roster, test, thing, person)) return std::nullopt;
    return Verdict{Outcome::allowed, party};
  }
  for (const Acting& acting : roster.acting(test.office, fact(thing, test))) {
    if (acting.person == person && is_free(roster, thing, acting)) {
      return Verdict{Outcome::allowed, party, acting};
    }
  }
  return std::nullopt;
}

Verdict CompiledRule::decide(const Roster& roster, const Thing& thing, PersonIndex person) const {
  const bool known = person != unknown;
  if (const Test* exclusion = known ? exclusion_of(roster, thing, person) : nullptr) {
    return {Outcome::excluded, static_cast<std::uint8_t>(exclusion - never_.data())};
  }
  const Turn now = turn(roster, thing);
  for (std::uint8_t party = now.first; known && party < now.behind_last; ++party) {
    if (const auto allowed = as_party(roster, thing, person, party)) return *allowed;
  }
  if (order_ == Order::any || now.first != now.behind_last) return {};
  return {now.vacant ? Outcome::office_vacant : Outcome::nobody_eligible, now.first};
}

std::vector<Candidate> CompiledRule::parties_of(const Roster& roster, std::uint8_t party,
                                                const Thing& thing) const {
  const Test& test = by_[party];
  std::vector<Candidate> list;
  if (!is_said_of(thing, test)) return list;
  const auto add = [&](PersonIndex person) {
    list.push_back({person, party, {}, roster.is_away(person)});
  };
  switch (test.kind) {
    case Party::Kind::staff:
    case Party::Kind::former_member:
      break;
    case Party::Kind::person:
      if (fact(thing, test) != unknown) add(fact(thing, test));
      break;
    case Party::Kind::member:
      for (const PersonIndex person : roster.members(fact(thing, test))) add(person);
      break;
    case Party::Kind::office:
      for (const Acting& acting : roster.acting(test.office, fact(thing, test))) {
        if (is_free(roster, thing, acting)) {
          list.push_back({acting.person, party, acting, acting.away});
        }
      }
      break;
  }
  return list;
}

std::vector<Candidate> CompiledRule::candidates(const Roster& roster, const Thing& thing) const {
  std::vector<Candidate> people;
  std::vector<bool> known(roster.people_count());
  const Turn now = turn(roster, thing);
  for (std::uint8_t party = now.first; party < now.behind_last; ++party) {
    for (const Candidate& one : parties_of(roster, party, thing)) {
      if (known[one.person] || exclusion_of(roster, thing, one.person)) continue;
      known[one.person] = true;
      people.push_back(one);
    }
  }
  return people;
}

bool CompiledRule::is_for_all_staff() const {
  return std::ranges::find(by_, Party::Kind::staff, &Test::kind) != by_.end();
}

}  // namespace mamori::access
