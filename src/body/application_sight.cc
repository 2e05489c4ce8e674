#include "body/application_sight.h"

#include <algorithm>
#include <functional>
#include <map>
#include <ranges>

#include "access/compiled.h"
#include "procedures/course.h"
#include "procedures/engine.h"

namespace mamori::body {
namespace {

using procedures::Application;
using procedures::Definition;
using procedures::Sight;
using procedures::Step;
using store::Connection;
using store::Row;

// Whether a step that this person may do now counts.
using Counts = std::function<bool(const Definition&, const Application&, const Step&)>;

// Whether one person of the roster may do steps now. Each step's rule is compiled once, for all
// applications.
class Deciding {
 public:
  Deciding(const access::Roster& roster, access::PersonIndex person)
      : roster_(roster), person_(person) {}

  bool allows(const Step& step, const access::Facts& facts) {
    const auto rule = rules_.try_emplace(&step, roster_, step.rule).first;
    return rule->second.decide(roster_, rule->second.thing(roster_, facts), person_).allowed();
  }

 private:
  const access::Roster& roster_;
  const access::PersonIndex person_;
  std::map<const Step*, access::CompiledRule> rules_;
};

// The ids of open applications with a step that counts and that one of these people may do now.
std::vector<std::string> with_step_of(Body& body, Connection& connection,
                                      std::span<const std::string> people, const Counts& counts) {
  const auto roster = body.roster(connection);
  std::map<access::PersonIndex, Deciding> deciding;
  for (const std::string& id : people) {
    const auto person = roster->person(id);
    if (person != access::unknown) deciding.try_emplace(person, *roster, person);
  }
  if (deciding.empty()) return {};
  auto facts_of = procedures::facts_of_open(connection);
  std::vector<std::string> ids;
  for (const Application& application : procedures::open_applications(connection)) {
    const auto definition = body.definition_of(connection, application);
    if (!definition) continue;
    access::Facts& facts = facts_of[application.id];
    procedures::name_people(**definition, application.values, facts);
    const auto steps = procedures::possible_steps(**definition, application);
    const bool any = std::ranges::any_of(steps, [&](const Step* step) {
      return counts(**definition, application, *step) &&
             std::ranges::any_of(deciding | std::views::values,
                                 [&](Deciding& one) { return one.allows(*step, facts); });
    });
    if (any) ids.push_back(application.id);
  }
  return ids;
}

// Of each act on an application, who did it last has to do with it.
void add_done_by(Connection& connection, std::string_view person_id,
                 std::vector<std::string>& ids) {
  for (const Row& row : connection.query(
           "SELECT DISTINCT e.application_id FROM application_events e WHERE e.person_id = $1 "
           "AND NOT EXISTS (SELECT 1 FROM application_events n WHERE n.application_id = "
           "e.application_id AND n.act = e.act AND n.record_number > e.record_number)",
           person_id)) {
    ids.push_back(row.text("application_id"));
  }
}

// Those whose form names the person. The database finds candidates only.
void add_naming(Body& body, Connection& connection, std::string_view person_id,
                std::vector<std::string>& ids) {
  for (const Application& application : procedures::applications_naming(connection, person_id)) {
    const auto definition = body.definition_of(connection, application);
    if (!definition) continue;
    access::Facts facts;
    procedures::name_people(**definition, application.values, facts);
    const bool named = std::ranges::any_of(
        facts.people, [&](const auto& fact) { return fact.second == person_id; });
    if (named) ids.push_back(application.id);
  }
}

}  // namespace

Sight sight_of(Body& body, Acts& acts, Connection& connection, std::string_view person_id) {
  const auto may = [&](const access::Facts& facts) {
    return acts.may(connection, person_id, "applications.view", facts).allowed;
  };
  Sight sight{.everything = may({})};
  if (sight.everything) return sight;
  sight.applicant_id = person_id;  // what one filed concerns one, whatever access says
  for (const std::string& section : body.roster(connection)->section_ids()) {
    access::Facts facts;
    facts.sections["section"] = section;
    if (may(facts)) sight.section_ids.push_back(section);
  }
  sight.ids =
      with_step_of(body, connection, {&sight.applicant_id, 1}, [](const auto&...) { return true; });
  add_done_by(connection, person_id, sight.ids);
  add_naming(body, connection, person_id, sight.ids);
  std::ranges::sort(sight.ids);
  const auto twice = std::ranges::unique(sight.ids);
  sight.ids.erase(twice.begin(), twice.end());
  return sight;
}

std::vector<std::string> awaited_of(Body& body, Connection& connection,
                                    std::span<const std::string> people) {
  return with_step_of(body, connection, people, procedures::is_waited_for);
}

}  // namespace mamori::body
