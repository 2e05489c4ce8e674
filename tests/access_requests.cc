// Prints invented organisations, rules and what mamori decides, for tests/access/ to ask Cedar the
// same:
//   access_requests COUNT [SEED]
// One JSON object a line: {"world"}, then for each rule {"rule", "facts", "answers": {person:
// allowed}}.
#include <cstdio>
#include <cstdlib>

#include "access/decision.h"
#include "access/testing_world.h"
#include "base/json.h"

namespace {

using namespace mamori;
using namespace mamori::access;

constexpr int rules_per_world = 20;

JsonArray ids(const std::vector<Staffing::Named>& things) {
  JsonArray list;
  for (const auto& thing : things) list.emplace_back(thing.id);
  return list;
}

std::string_view scope_name(organisation::OfficeScope scope) {
  switch (scope) {
    case organisation::OfficeScope::body:
      return "body";
    case organisation::OfficeScope::section:
      return "section";
    case organisation::OfficeScope::system:
      return "system";
  }
  return "";
}

JsonObject world_json(const testing::World& world) {
  const Staffing& staffing = world.staffing;
  JsonArray memberships;
  for (const auto& [person, section] : staffing.memberships) {
    memberships.push_back(JsonObject{{"person", person}, {"section", section}});
  }
  JsonArray former;
  for (const auto& [person, section] : staffing.former) {
    former.push_back(JsonObject{{"person", person}, {"section", section}});
  }
  JsonArray holdings;
  for (const auto& [office, section, person] : staffing.holdings) {
    holdings.push_back(JsonObject{{"office", office}, {"section", section}, {"person", person}});
  }
  JsonArray delegations;
  for (const auto& [office, section, from, to] : staffing.delegations) {
    delegations.push_back(
        JsonObject{{"office", office}, {"section", section}, {"from", from}, {"to", to}});
  }
  JsonArray offices;
  for (const auto& office : world.offices.all()) {
    offices.push_back(JsonObject{{"id", office.id},
                                 {"scope", scope_name(office.scope)},
                                 {"when_absent", office.when_absent},
                                 {"when_vacant", office.when_vacant}});
  }
  return {{"people", ids(staffing.people)},
          {"sections", ids(staffing.sections)},
          {"systems", ids(staffing.systems)},
          {"memberships", std::move(memberships)},
          {"former", std::move(former)},
          {"holdings", std::move(holdings)},
          {"delegations", std::move(delegations)},
          {"absent", JsonArray(staffing.absent.begin(), staffing.absent.end())},
          {"offices", std::move(offices)}};
}

JsonObject party_json(const Party& party) {
  static constexpr std::array<std::string_view, 5> kinds{"staff", "person", "member",
                                                         "former_member", "office"};
  return {{"kind", kinds[static_cast<std::size_t>(party.kind)]},
          {"office", party.office},
          {"fact", party.fact},
          {"rank_max", party.rank_max},
          {"unless_confined", party.unless_confined}};
}

JsonObject rule_json(const Rule& rule) {
  JsonArray by;
  for (const Party& party : rule.by) by.push_back(party_json(party));
  JsonArray never;
  for (const Exclusion& exclusion : rule.never) never.push_back(party_json(exclusion.party));
  return {
      {"first", rule.order == Order::first}, {"by", std::move(by)}, {"never", std::move(never)}};
}

JsonObject facts_json(const Facts& facts) {
  JsonObject people;
  for (const auto& [name, id] : facts.people) people[name] = id;
  JsonObject sections;
  for (const auto& [name, id] : facts.sections) sections[name] = id;
  return {{"people", std::move(people)},
          {"sections", std::move(sections)},
          {"rank", facts.rank},
          {"confined", facts.confined}};
}

void print(const JsonObject& line) {
  std::printf("%s\n", canonical_json(Json(line)).c_str());
}

}  // namespace

int main(int count, char** arguments) {
  const long asked = count > 1 ? std::atol(arguments[1]) : 1000;
  std::uint64_t seed = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1;
  for (long requests = 0; requests < asked; ++seed) {
    testing::Inventor inventor(seed);
    const testing::World world = inventor.world();
    const Roster roster(world.staffing, world.offices);
    print({{"world", world_json(world)}, {"seed", seed}});
    for (int round = 0; round < rules_per_world && requests < asked; ++round) {
      const Rule rule = inventor.rule();
      const Facts facts = inventor.facts(world);
      JsonObject answers;
      for (const auto& person : world.staffing.people) {
        answers[person.id] = decide(roster, rule, facts, person.id).allowed;
        ++requests;
      }
      print({{"rule", rule_json(rule)}, {"facts", facts_json(facts)}, {"answers", answers}});
    }
  }
}
