// For tests only: invented organisations and rules, and a second evaluator that is as plain as it
// can be. It reads lists from beginning to end, knows no numbers and keeps nothing.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/rule.h"
#include "access/staffing.h"
#include "organisation/offices.h"

namespace mamori::access::testing {

struct World {
  Staffing staffing;
  std::string offices_yaml;
  organisation::Offices offices;
};

// Somebody who acts in an office, and for whom: "" where nobody holds it.
struct Actor {
  std::string person;
  std::string holder;
  bool away = false;
};

class Naive {
 public:
  explicit Naive(const World& world) : world_(world) {}

  // "allowed", or the code of the refusal.
  std::string decide(const Rule& rule, const Facts& facts, const std::string& person) const {
    if (!is_known(person)) return refusal(rule, facts);
    for (const Exclusion& exclusion : rule.never) {
      if (includes(exclusion.party, facts, person)) return exclusion.code;
    }
    for (const Party& party : parties_now(rule, facts)) {
      for (const Actor& actor : actors(party, facts, person)) {
        if (actor.person == person && is_free(rule, facts, actor)) return "allowed";
      }
    }
    return refusal(rule, facts);
  }

 private:
  bool is_known(const std::string& person) const {
    return std::ranges::any_of(world_.staffing.people,
                               [&](const auto& known) { return known.id == person; });
  }
  bool is_away(const std::string& person) const {
    return std::ranges::find(world_.staffing.absent, person) != world_.staffing.absent.end();
  }
  static std::string named(const std::map<std::string, std::string, std::less<>>& facts,
                           const std::string& name) {
    return facts.contains(name) ? facts.at(name) : "";
  }

  bool is_system(const std::string& place) const {
    return std::ranges::any_of(world_.staffing.systems,
                               [&](const auto& known) { return known.id == place; });
  }
  bool is_section(const std::string& place) const {
    return std::ranges::any_of(world_.staffing.sections,
                               [&](const auto& known) { return known.id == place; });
  }

  // Whether what was given for one place holds at another.
  bool reaches(const organisation::Office& office, const std::string& given,
               const std::string& place) const {
    switch (office.scope) {
      case organisation::OfficeScope::body:
        return true;
      case organisation::OfficeScope::section:
        return given == place;
      case organisation::OfficeScope::system:
        break;
    }
    const bool any_system = place.empty() || is_section(place);
    return any_system || given.empty() || (is_system(place) && given == place);
  }

  std::vector<std::string> holders(const organisation::Office& office,
                                   const std::string& place) const {
    std::vector<std::string> found;
    for (const auto& held : world_.staffing.holdings) {
      if (held.office != office.id || !reaches(office, held.section_id, place)) continue;
      const bool known = std::ranges::find(found, held.person_id) != found.end();
      if (!known) found.push_back(held.person_id);
    }
    return found;
  }

  std::vector<Actor> delegates(const organisation::Office& office, const std::string& section,
                               const std::string& holder) const {
    std::vector<Actor> found;
    for (const auto& given : world_.staffing.delegations) {
      const bool same = reaches(office, given.section_id, section);
      if (given.office == office.id && same && given.from == holder) {
        found.push_back({given.to, holder, is_away(given.to)});
      }
    }
    return found;
  }

  std::vector<Actor> deputies(const std::string& office, const std::string& section,
                              const std::string& holder) const {
    std::vector<Actor> found;
    const organisation::Office* deputy = world_.offices.find(office);
    if (!deputy) return found;
    for (const Actor& actor : in_office(*deputy, section)) {
      if (!actor.away) found.push_back({actor.person, holder, false});
    }
    return found;
  }

  std::vector<Actor> in_office(const organisation::Office& office,
                               const std::string& section) const {
    std::vector<Actor> found;
    const bool of_section = office.scope == organisation::OfficeScope::section;
    if (of_section && section.empty()) return found;
    const auto all = holders(office, section);
    if (all.empty()) return deputies(office.when_vacant, section, "");
    for (const std::string& holder : all) {
      found.push_back({holder, holder, is_away(holder)});
      if (!is_away(holder)) continue;
      const auto named_ones = delegates(office, section, holder);
      found.insert(found.end(), named_ones.begin(), named_ones.end());
      const bool someone_there =
          std::ranges::any_of(named_ones, [](const Actor& actor) { return !actor.away; });
      if (someone_there) continue;
      const auto others = deputies(office.when_absent, section, holder);
      found.insert(found.end(), others.begin(), others.end());
    }
    return found;
  }

  static bool is_said_of(const Party& party, const Facts& facts) {
    if (facts.confined && party.unless_confined) return false;
    return facts.rank <= party.rank_max;
  }

  // `asking` stands for everybody where a party names nobody in particular.
  std::vector<Actor> actors(const Party& party, const Facts& facts,
                            const std::string& asking) const {
    std::vector<Actor> found;
    if (!is_said_of(party, facts)) return found;
    switch (party.kind) {
      case Party::Kind::staff:
        found.push_back({asking, asking, false});
        break;
      case Party::Kind::person:
        if (const auto id = named(facts.people, party.fact); is_known(id)) {
          found.push_back({id, id, false});
        }
        break;
      case Party::Kind::member:
        for (const auto& belongs : world_.staffing.memberships) {
          if (belongs.section_id == named(facts.sections, party.fact)) {
            found.push_back({belongs.person_id, belongs.person_id, false});
          }
        }
        break;
      case Party::Kind::former_member:
        for (const auto* list : {&world_.staffing.memberships, &world_.staffing.former}) {
          for (const auto& belonged : *list) {
            if (belonged.section_id == named(facts.sections, party.fact)) {
              found.push_back({belonged.person_id, belonged.person_id, false});
            }
          }
        }
        break;
      case Party::Kind::office:
        if (const auto* office = world_.offices.find(party.office)) {
          const bool asks_for_system =
              office->scope == organisation::OfficeScope::system && !party.fact.empty();
          if (asks_for_system && !facts.sections.contains(party.fact)) break;
          found = in_office(*office, named(facts.sections, party.fact));
        }
        break;
    }
    return found;
  }

  bool includes(const Party& party, const Facts& facts, const std::string& person) const {
    return std::ranges::any_of(actors(party, facts, person),
                               [&](const Actor& actor) { return actor.person == person; });
  }

  bool is_free(const Rule& rule, const Facts& facts, const Actor& actor) const {
    return std::ranges::none_of(rule.never, [&](const Exclusion& exclusion) {
      return includes(exclusion.party, facts, actor.person) ||
             (!actor.holder.empty() && includes(exclusion.party, facts, actor.holder));
    });
  }

  std::vector<Party> parties_now(const Rule& rule, const Facts& facts) const {
    if (rule.order == Order::any) return rule.by;
    for (const Party& party : rule.by) {
      if (party.kind == Party::Kind::staff) return {party};
      if (!is_said_of(party, facts)) continue;
      const auto all = actors(party, facts, "");
      if (all.empty()) return {};
      for (const Actor& actor : all) {
        if (is_free(rule, facts, actor)) return {party};
      }
    }
    return {};
  }

  std::string refusal(const Rule& rule, const Facts& facts) const {
    if (rule.order == Order::any || !parties_now(rule, facts).empty()) return "not_the_holder";
    for (const Party& party : rule.by) {
      if (is_said_of(party, facts) && actors(party, facts, "").empty()) return "office_vacant";
    }
    return "nobody_eligible";
  }

  const World& world_;
};

// Invented worlds, always the same for the same seed.
class Inventor {
 public:
  explicit Inventor(std::uint64_t seed) : chance_(seed) {}

  World world() {
    World made;
    const int sections = number(1, 4);
    const int people = number(2, 9);
    for (int at = 0; at < sections; ++at) made.staffing.sections.push_back(thing("s", at));
    for (int at = 0; at < people; ++at) made.staffing.people.push_back(thing("p", at));
    for (int at = 0; at < 2; ++at) made.staffing.systems.push_back(thing("y", at));
    for (const auto& person : made.staffing.people) {
      for (const auto& section : made.staffing.sections) {
        if (often(3)) made.staffing.memberships.push_back({person.id, section.id});
        if (often(5)) made.staffing.former.push_back({person.id, section.id});
      }
      if (often(4)) made.staffing.absent.push_back(person.id);
    }
    invent_offices(made);
    for (const auto& office : made.offices.all()) fill(made.staffing, office);
    return made;
  }

  Rule rule() {
    Rule made{.order = often(2) ? Order::first : Order::any, .by = {}, .never = {}};
    const int parties = number(1, 3);
    for (int at = 0; at < parties; ++at) made.by.push_back(party());
    const int exclusions = number(0, 2);
    for (int at = 0; at < exclusions; ++at) {
      const Party excluded = often(5) ? Party{Party::Kind::former_member, "", "section"} : party();
      made.never.push_back({excluded, "never_" + std::to_string(at), "できません。", {}});
    }
    return made;
  }

  Facts facts(const World& world) {
    Facts made;
    for (const char* name : {"applicant", "approve"}) {
      if (!often(6)) made.people[name] = one_of(world.staffing.people).id;
    }
    if (!often(8)) made.sections["section"] = one_of(world.staffing.sections).id;
    if (!often(5)) made.sections["system"] = thing("y", number(0, 2)).id;  // y2: held for nobody
    made.rank = number(0, 4);
    made.confined = often(3);
    return made;
  }

 private:
  int number(int low, int high) { return std::uniform_int_distribution(low, high)(chance_); }
  bool often(int one_in) { return number(1, one_in) == 1; }
  template <class List>
  const typename List::value_type& one_of(const List& list) {
    return list[static_cast<std::size_t>(number(0, static_cast<int>(list.size()) - 1))];
  }
  static Staffing::Named thing(const std::string& kind, int at) {
    const std::string id = kind + std::to_string(at);
    return {id, "名" + id};
  }

  // The later stand in for the earlier, so never in a circle; those of sections come first.
  void invent_offices(World& world) {
    static constexpr std::array<std::string_view, 5> ids{"head", "deputy_head", "keeper", "general",
                                                         "chief"};
    world.offices_yaml = "offices:\n";
    for (std::size_t at = 0; at < ids.size(); ++at) {
      const std::string scope = at < 2 ? "section" : at < 3 ? "system" : "body";
      world.offices_yaml +=
          "  - {id: " + std::string(ids[at]) + ", title: 役職, scope: " + scope + ", several: true";
      for (const char* when : {"when_absent", "when_vacant"}) {
        if (at + 1 == ids.size() || !often(2)) continue;
        const auto later = number(static_cast<int>(at) + 1, static_cast<int>(ids.size()) - 1);
        world.offices_yaml +=
            std::string(", ") + when + ": " + std::string(ids[static_cast<std::size_t>(later)]);
      }
      world.offices_yaml += "}\n";
    }
    world.offices = organisation::Offices::parse("offices.yaml", world.offices_yaml).value();
  }

  // Where an office is held: in each section; for one system or for all; in the body.
  std::vector<std::string> places_of(const Staffing& staffing, const organisation::Office& office) {
    std::vector<std::string> places;
    switch (office.scope) {
      case organisation::OfficeScope::body:
        return {""};
      case organisation::OfficeScope::section:
        for (const auto& section : staffing.sections) places.push_back(section.id);
        return places;
      case organisation::OfficeScope::system:
        for (const auto& system : staffing.systems) places.push_back(system.id);
        if (often(2)) places.emplace_back();
        return places;
    }
    return places;
  }

  void fill(Staffing& staffing, const organisation::Office& office) {
    for (const std::string& place : places_of(staffing, office)) {
      const int holders = number(0, 2);
      for (int at = 0; at < holders; ++at) {
        const std::string holder = one_of(staffing.people).id;
        staffing.holdings.push_back({office.id, place, holder});
        if (!often(3)) continue;
        staffing.delegations.push_back({office.id, place, holder, one_of(staffing.people).id});
      }
    }
  }

  Party party() {
    Party made = somebody();
    if (made.kind == Party::Kind::staff) return made;
    if (often(4)) made.rank_max = static_cast<std::uint8_t>(number(0, 4));
    made.unless_confined = often(4);
    return made;
  }

  Party somebody() {
    switch (number(0, 9)) {
      case 0:
        return {};
      case 1:
      case 2:
        return {Party::Kind::person, "", often(2) ? "applicant" : "approve"};
      case 3:
        return {Party::Kind::member, "", "section"};
      case 4:
        return {Party::Kind::office, "general", ""};
      case 5:
        return {Party::Kind::office, "chief", ""};
      case 6:
        return {Party::Kind::office, "keeper", ""};
      case 7:
        return {Party::Kind::office, "keeper", "system"};
      default:
        return {Party::Kind::office, often(2) ? "head" : "deputy_head", "section"};
    }
  }

  std::mt19937_64 chance_;
};

}  // namespace mamori::access::testing
