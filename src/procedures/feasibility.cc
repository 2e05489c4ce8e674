#include "procedures/feasibility.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "access/decision.h"
#include "organisation/boards.h"
#include "procedures/course.h"

namespace mamori::procedures {
namespace {

using access::CompiledRule;
using access::Facts;
using access::PersonIndex;
using access::Roster;
using access::SectionIndex;

// Who did a step matters to a later one only where that excludes them: a few people suffice.
constexpr std::size_t people_tried_max = 6;
constexpr int far = std::numeric_limits<int>::max();

struct CompiledStep {
  const Step* step;
  std::string from;
  std::string to;
  CompiledRule rule;
};

// A procedure with what every search through it needs.
struct Course {
  const Definition& definition;
  CompiledRule apply;
  std::vector<CompiledStep> steps;           // without the one that files it
  std::set<std::string, std::less<>> goals;  // states that the last line of the route leads to
  std::map<std::string, int, std::less<>> steps_left;  // from each state to a goal
};

bool names_system(const registers::Field& field) {
  return field.of == organisation::systems_register;
}

// Whether somebody is asked for by an office of the system that the form names.
bool asks_for_system(const Definition& definition) {
  const auto of_system = [&](const access::Party& party) {
    const registers::Field* field = registers::find(definition.form, party.fact);
    return field && names_system(*field);
  };
  return std::ranges::any_of(definition.steps, [&](const Step& step) {
    return std::ranges::any_of(step.rule.by, of_system) ||
           std::ranges::any_of(step.rule.never, of_system, &access::Exclusion::party);
  });
}

// Systems that are all alike: in every office of systems the same people act for each.
using Systems = std::vector<SectionIndex>;

std::vector<Systems> alike(const Roster& roster, const Systems& systems) {
  using Held = std::vector<std::tuple<access::OfficeIndex, PersonIndex, PersonIndex, bool>>;
  std::map<Held, Systems> groups;
  for (const SectionIndex system : systems) {
    Held held;
    for (access::OfficeIndex office = 0; office < roster.office_count(); ++office) {
      if (roster.office_at(office).scope != organisation::OfficeScope::system) continue;
      for (const access::Acting& one : roster.acting(office, system)) {
        held.emplace_back(office, one.person, one.holder, one.away);
      }
    }
    groups[std::move(held)].push_back(system);
  }
  std::vector<Systems> found;
  for (auto& [held, group] : groups) found.push_back(std::move(group));
  std::ranges::sort(found);
  return found;
}

// Those to ask about, by what is alike: one group of none where it does not matter which, or where
// there are none yet.
std::vector<Systems> systems_asked(const Roster& roster, const Definition& definition) {
  if (!asks_for_system(definition) || roster.system_count() == 0) return {{}};
  Systems all;
  for (std::size_t at = 0; at < roster.system_count(); ++at) {
    all.push_back(static_cast<SectionIndex>(roster.section_count() + at));
  }
  return alike(roster, all);
}

int steps_left(const Course& course, const std::string& state) {
  const auto known = course.steps_left.find(state);
  return known == course.steps_left.end() ? far : known->second;
}

// How far each state is from the end, whoever may do the steps.
void measure(Course& course) {
  for (const std::string& goal : course.goals) course.steps_left[goal] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (const CompiledStep& one : course.steps) {
      const int behind = steps_left(course, one.to);
      if (behind == far || steps_left(course, one.from) <= behind + 1) continue;
      course.steps_left[one.from] = behind + 1;
      changed = true;
    }
  }
}

Course compiled(const Roster& roster, const Definition& definition) {
  Course course{definition, CompiledRule(roster, definition.apply), {}, {}, {}};
  for (Leg& leg : all_legs(definition)) {
    course.steps.push_back(
        {leg.step, std::move(leg.from), std::move(leg.to), CompiledRule(roster, leg.step->rule)});
  }
  const std::vector<std::string> last =
      definition.route.empty() ? std::vector<std::string>{} : definition.route.back().acts;
  for (const std::string& act : last) {
    if (const Step* step = definition.step(act)) course.goals.insert(step->to);
  }
  measure(course);
  return course;
}

// One search: the people of a section, on one roster, about one of systems that are alike.
class Search {
 public:
  Search(const Roster& roster, const Course& course, SectionIndex section, const Systems& systems)
      : roster_(roster), course_(course), section_(section) {
    facts_.sections["section"] = roster.section_at(section).id;
    if (!systems.empty()) system_ = roster.section_at(systems.front()).id;
  }

  // The people of a way through, the applicant first; nothing when there is none.
  std::optional<std::vector<PersonIndex>> way() {
    for (const PersonIndex applicant : roster_.members(section_)) {
      if (roster_.is_away(applicant)) continue;
      facts_.people["applicant"] = roster_.person_at(applicant).id;
      const auto thing = course_.apply.thing(roster_, facts_);
      if (!course_.apply.decide(roster_, thing, applicant).allowed()) continue;
      applied_ = true;
      name_somebody(applicant);
      people_ = {applicant};
      if (goes_on(course_.definition.filing_step().to)) return people_;
    }
    return std::nullopt;
  }

  bool somebody_applied() const { return applied_; }
  // Where the search came farthest: the step that would have led on, and the facts by then.
  const Step& stopped_at() const {
    return stopped_at_ ? *stopped_at_ : course_.definition.filing_step();
  }
  const Facts& facts_then() const { return stopped_at_ ? stopped_with_ : facts_; }

 private:
  bool goes_on(const std::string& state) {
    if (course_.goals.contains(state)) return true;
    if (!passed_.insert(state).second) return false;
    const bool found = std::ranges::any_of(
        course_.steps, [&](const CompiledStep& one) { return leads_on(one, state); });
    passed_.erase(state);
    return found;
  }

  // Whom the form asks for could be anybody else who is there, and any section the applicant's own.
  void name_somebody(PersonIndex applicant) {
    for (const registers::Field& field : course_.definition.form) {
      if (field.type == registers::FieldType::section) {
        facts_.sections[field.name] = roster_.section_at(section_).id;
      }
      if (names_system(field)) facts_.sections[field.name] = system_;
      if (field.type != registers::FieldType::person) continue;
      for (PersonIndex person = 0; person < roster_.people_count(); ++person) {
        if (person == applicant || roster_.is_away(person)) continue;
        facts_.people[field.name] = roster_.person_at(person).id;
        break;
      }
    }
  }

  bool leads_on(const CompiledStep& one, const std::string& state) {
    const Step& step = *one.step;
    if (one.from != state || steps_left(course_, one.to) == far) return false;
    const auto candidates = present(one);
    if (candidates.empty()) note(one);
    const auto before = facts_.people.contains(step.id) ? facts_.people[step.id] : std::string();
    for (const PersonIndex person : candidates) {
      facts_.people[step.id] = roster_.person_at(person).id;
      people_.push_back(person);
      if (goes_on(one.to)) return true;
      people_.pop_back();
    }
    facts_.people[step.id] = before;
    if (before.empty()) facts_.people.erase(step.id);
    return false;
  }

  // Those who are there, without office first.
  std::vector<PersonIndex> present(const CompiledStep& one) {
    std::vector<PersonIndex> people;
    for (const auto& candidate : one.rule.candidates(roster_, one.rule.thing(roster_, facts_))) {
      if (!candidate.away) people.push_back(candidate.person);
    }
    if (one.rule.is_for_all_staff()) add_staff(one, people);
    std::ranges::stable_sort(people, {}, [&](PersonIndex person) { return holds_office(person); });
    if (people.size() > people_tried_max) people.resize(people_tried_max);
    return people;
  }

  void add_staff(const CompiledStep& one, std::vector<PersonIndex>& people) const {
    const auto thing = one.rule.thing(roster_, facts_);
    for (PersonIndex person = 0; person < roster_.people_count(); ++person) {
      if (people.size() > people_tried_max) return;
      const bool may = one.rule.decide(roster_, thing, person).allowed();
      if (may && !roster_.is_away(person)) people.push_back(person);
    }
  }

  bool holds_office(PersonIndex person) const {
    for (access::OfficeIndex office = 0; office < roster_.office_count(); ++office) {
      for (const auto& acting : roster_.acting(office, section_)) {
        if (acting.person == person) return true;
      }
    }
    return false;
  }

  void note(const CompiledStep& one) {
    const int left = steps_left(course_, one.from);
    const bool straight_on = steps_left(course_, one.to) < left;
    if (!straight_on || left >= nearest_) return;
    nearest_ = left;
    stopped_at_ = one.step;
    stopped_with_ = facts_;
  }

  const Roster& roster_;
  const Course& course_;
  const SectionIndex section_;
  // Else one that only whoever holds an office for all systems answers for.
  std::string system_{organisation::systems_register};
  Facts facts_;
  std::vector<PersonIndex> people_;
  std::set<std::string, std::less<>> passed_;  // states on the way
  bool applied_ = false;
  int nearest_ = far;
  const Step* stopped_at_ = nullptr;
  Facts stopped_with_;
};

// Why nobody can do the step: that an office is vacant, whom the rule excludes, or who it asks for.
std::string reason_of(const Roster& roster, const Step& step, const Facts& facts) {
  const auto decision = access::decide(roster, step.rule, facts, "");
  if (decision.code != "not_the_holder") return decision.message;
  const std::string who = access::describe(roster, step.rule, facts);
  if (step.rule.never.empty()) return "できるのは" + who + "だけですが、今できる人がいません。";
  return "できるのは" + who + "だけですが、今できる人がいません。" +
         step.rule.never.front().message;
}

// Of whose applications it is asked whether they come to their end.
struct Asked {
  SectionIndex section;
  Systems systems;
};

Obstacle obstacle(const Roster& roster, const Course& course, const Asked& asked,
                  const Search& search, std::string away) {
  const Step& step = search.stopped_at();
  Obstacle found{course.definition.id, roster.section_at(asked.section).id, step.id,
                 std::move(away), reason_of(roster, step, search.facts_then())};
  for (const SectionIndex system : asked.systems) {
    found.system_ids.push_back(roster.section_at(system).id);
  }
  return found;
}

// Whether those who may apply are appointed: then they are of other sections, and this one lacks
// nothing.
bool is_for_other_sections(const Roster& roster, const Course& course, const Search& search) {
  if (search.somebody_applied()) return false;
  const auto thing = course.apply.thing(roster, search.facts_then());
  return !course.apply.candidates(roster, thing).empty();
}

// Sections of which nobody may apply, whoever may being appointed elsewhere.
enum class ForOthers { left_out, counted };

// Only the absence of somebody on the way that was found can block it. While they are away, systems
// that were alike may differ: in whom they named for which.
void add_obstacles(const Roster& roster, const Course& course, const Asked& asked,
                   ForOthers for_others, std::vector<Obstacle>& found) {
  Search today(roster, course, asked.section, asked.systems);
  const auto way = today.way();
  if (!way) {
    const bool left_out = for_others == ForOthers::left_out;
    if (left_out && is_for_other_sections(roster, course, today)) return;
    found.push_back(obstacle(roster, course, asked, today, ""));
    return;
  }
  const std::set<PersonIndex> needed(way->begin(), way->end());
  for (const PersonIndex person : needed) {
    const Roster without = roster.without(person);
    const auto groups =
        asked.systems.empty() ? std::vector<Systems>{{}} : alike(without, asked.systems);
    for (const Systems& systems : groups) {
      Search search(without, course, asked.section, systems);
      if (search.way() || !search.somebody_applied()) continue;
      found.push_back(
          obstacle(without, course, {asked.section, systems}, search, roster.person_at(person).id));
    }
  }
}

// Whether `before` was no better: it stood still already, or would have by the same absence.
bool is_no_worse(const Obstacle& now, const Obstacle& before) {
  return now.procedure_id == before.procedure_id && now.section_id == before.section_id &&
         (before.away.empty() || before.away == now.away);
}

// Systems that are alike now may not have been: each of them is asked about.
bool was_known(const Obstacle& now, const std::vector<Obstacle>& known) {
  const auto was = [&](const std::string& system) {
    return std::ranges::any_of(known, [&](const Obstacle& old) {
      const bool about_it = old.system_ids.empty() ||
                            std::ranges::find(old.system_ids, system) != old.system_ids.end();
      return about_it && is_no_worse(now, old);
    });
  };
  return now.system_ids.empty() ? was("") : std::ranges::all_of(now.system_ids, was);
}

// 住民課・税務システムほか2件; only 住民課 where all systems are alike.
std::string asked_in_words(const Roster& roster, const Obstacle& obstacle) {
  std::string words = roster.section_at(roster.section(obstacle.section_id)).name;
  const std::size_t count = obstacle.system_ids.size();
  if (count == 0 || count == roster.system_count()) return words;
  words += "・" + roster.section_at(roster.section(obstacle.system_ids.front())).name;
  return count == 1 ? words : words + "ほか" + std::to_string(count - 1) + "件";
}

std::vector<Obstacle> obstacles(const Roster& roster, const Definitions& definitions,
                                ForOthers for_others) {
  std::vector<Obstacle> found;
  for (const auto& [id, definition] : definitions) {
    const Course course = compiled(roster, definition);
    const auto groups = systems_asked(roster, definition);
    for (SectionIndex section = 0; section < roster.section_count(); ++section) {
      const auto members = roster.members(section);
      const bool somebody_there =
          std::ranges::any_of(members, [&](PersonIndex person) { return !roster.is_away(person); });
      if (!somebody_there) continue;
      for (const Systems& systems : groups) {
        add_obstacles(roster, course, {section, systems}, for_others, found);
      }
    }
  }
  std::ranges::stable_sort(found, {}, [](const Obstacle& one) { return !one.away.empty(); });
  return found;
}

}  // namespace

std::vector<Obstacle> obstacles(const Roster& roster, const Definitions& definitions) {
  return obstacles(roster, definitions, ForOthers::left_out);
}

std::vector<Obstacle> added_obstacles(const Roster& before, const Roster& after,
                                      const Definitions& definitions) {
  std::vector<Obstacle> added = obstacles(after, definitions);
  if (added.empty()) return added;
  // Where nobody could apply, whatever the first who may then meets makes nothing worse.
  const std::vector<Obstacle> known = obstacles(before, definitions, ForOthers::counted);
  std::erase_if(added, [&](const Obstacle& found) { return was_known(found, known); });
  return added;
}

ObstacleWords obstacle_words(const Roster& roster, const Definitions& definitions,
                             const Obstacle& obstacle) {
  const Definition& definition = definitions.at(obstacle.procedure_id);
  const Step* step = definition.step(obstacle.step_id);
  const PersonIndex away = roster.person(obstacle.away);
  return {definition.title, asked_in_words(roster, obstacle), step ? step->label : obstacle.step_id,
          away == access::unknown ? "" : roster.person_at(away).name};
}

std::string sentence(const ObstacleWords& words) {
  const std::string when = words.away.empty() ? "" : words.away + "さんが不在のとき、";
  return when + "「" + words.procedure + "」（" + words.section + "）は、「" + words.step +
         "」で止まります。";
}

}  // namespace mamori::procedures
