// How long a decision takes, and the whole entitlement matrix of a body:
//   access_time [people]
// An invented body: a section for 25 people with its head, nine offices of the body, one in fifty
// away. The rules are those of definitions/.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <x86intrin.h>

#include "access/decision.h"
#include "body/definitions.h"

namespace {

using namespace mamori;
using namespace mamori::access;
using Clock = std::chrono::steady_clock;

constexpr std::size_t people_per_section = 25;
constexpr std::size_t questions_count = 1'000'000;

// As long as real ones.
std::string id_of(const char* kind, std::size_t number) {
  char id[40];
  std::snprintf(id, sizeof id, "01k%s%021zu", kind, number);
  return id;
}

Staffing invent(std::size_t people, const organisation::Offices& offices) {
  std::mt19937 random(1);
  Staffing made;
  for (std::size_t at = 0; at < people; ++at) {
    made.people.push_back({id_of("pp", at), "職員" + std::to_string(at)});
    const std::size_t section = at / people_per_section;
    if (at % people_per_section == 0) {
      made.sections.push_back({id_of("ss", section), "課" + std::to_string(section)});
    }
    made.memberships.push_back({made.people.back().id, made.sections.back().id});
    if (random() % 50 == 0) made.absent.push_back(made.people.back().id);
  }
  for (const auto& office : offices.all()) {
    const bool of_body = office.scope == organisation::OfficeScope::body;
    const std::size_t seats = of_body ? 1 : made.sections.size();
    for (std::size_t seat = 0; seat < seats; ++seat) {
      const std::size_t holder = of_body ? random() % people : seat * people_per_section;
      made.holdings.push_back(
          {office.id, of_body ? "" : made.sections[seat].id, made.people[holder].id});
    }
  }
  return made;
}

std::vector<std::pair<std::string, Rule>> rules_of(const body::Definitions& all) {
  std::vector<std::pair<std::string, Rule>> rules;
  for (const auto& [act, rule] : all.policy.rules()) rules.emplace_back(act, rule);
  for (const auto& [id, procedure] : all.procedures) {
    for (const auto& step : procedure.steps) rules.emplace_back(id + "." + step.id, step.rule);
  }
  for (const auto& [id, definition] : all.registers) rules.emplace_back(id, definition.write);
  return rules;
}

struct Question {
  std::size_t rule = 0;
  std::string person;
  Facts facts;
};

// Half of them by somebody of the section the thing belongs to, as in a day's work.
Question ask(const Staffing& staffing, std::size_t rules, std::mt19937& random) {
  const std::size_t applicant = random() % staffing.people.size();
  const std::size_t section = applicant / people_per_section;
  const auto colleague = [&] {
    const std::size_t at = section * people_per_section + random() % people_per_section;
    return staffing.people[std::min(at, staffing.people.size() - 1)].id;
  };
  const bool near = random() % 2 == 0;
  return {
      .rule = random() % rules,
      .person = near ? colleague() : staffing.people[random() % staffing.people.size()].id,
      .facts = {.people = {{"applicant", staffing.people[applicant].id}, {"approve", colleague()}},
                .sections = {{"section", staffing.sections[section].id}}}};
}

double nanoseconds_per_tick() {
  const auto begin = Clock::now();
  const auto first = __rdtsc();
  while (Clock::now() - begin < std::chrono::milliseconds{200}) {
  }
  const double ticks = static_cast<double>(__rdtsc() - first);
  return std::chrono::duration<double, std::nano>(Clock::now() - begin).count() / ticks;
}

// Each call timed for itself; what the timing itself costs is taken off, and `prepare` is not
// timed: whoever asks has the question at hand.
template <class Prepare, class Work>
void report(const char* what, std::size_t count, double tick_ns, Prepare prepare, Work work) {
  std::vector<std::uint64_t> ticks(count);
  unsigned processor = 0;
  std::uint64_t cost = ~std::uint64_t{0};
  for (int round = 0; round < 10'000; ++round) {
    const auto begin = __rdtscp(&processor);
    cost = std::min<std::uint64_t>(cost, __rdtscp(&processor) - begin);
  }
  for (std::size_t at = 0; at < count; ++at) {
    const auto question = prepare(at);
    const auto begin = __rdtscp(&processor);
    work(question);
    const std::uint64_t taken = __rdtscp(&processor) - begin;
    ticks[at] = taken > cost ? taken - cost : 0;
  }
  std::ranges::sort(ticks);
  const auto at = [&](double share) {
    return static_cast<double>(
               ticks[static_cast<std::size_t>(share * (static_cast<double>(count) - 1))]) *
           tick_ns;
  };
  std::printf("%-52s p50 %6.0f ns   p99 %6.0f ns   p99.9 %6.0f ns\n", what, at(0.5), at(0.99),
              at(0.999));
}

// Of processor, whatever else the machine does.
template <class Work>
double seconds(Work work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// Who may do each act to the things of each section: every person, every rule, every section.
void report_matrix(const Roster& roster, const std::vector<CompiledRule>& rules,
                   const Staffing& staffing) {
  std::size_t decided = 0;
  std::size_t allowed = 0;
  const double taken = seconds([&] {
    for (const CompiledRule& rule : rules) {
      for (const auto& section : staffing.sections) {
        const Thing thing =
            rule.thing(roster, {.people = {{"applicant", staffing.people.front().id}},
                                .sections = {{"section", section.id}}});
        for (PersonIndex person = 0; person < roster.people_count(); ++person) {
          allowed += rule.decide(roster, thing, person).allowed() ? 1 : 0;
          ++decided;
        }
      }
    }
  });
  std::printf(
      "entitlement matrix: %zu decisions, %zu allowed, %.2f s of processor (%.0f ns each)\n",
      decided, allowed, taken, taken * 1e9 / static_cast<double>(decided));
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t people = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 5000;
  const auto definitions = body::Definitions::load(embedded::definitions());
  if (!definitions) return std::fprintf(stderr, "%s\n", definitions.error().message.c_str()), 1;
  const Staffing staffing = invent(people, definitions->offices);
  const auto named = rules_of(*definitions);
  const Roster roster(staffing, definitions->offices);
  std::vector<CompiledRule> rules;
  for (const auto& [name, rule] : named) rules.emplace_back(roster, rule);

  std::mt19937 random(7);
  std::vector<Question> questions;
  std::vector<Thing> things;
  std::vector<PersonIndex> asking;
  for (std::size_t at = 0; at < questions_count; ++at) {
    questions.push_back(ask(staffing, named.size(), random));
    things.push_back(rules[questions.back().rule].thing(roster, questions.back().facts));
    asking.push_back(roster.person(questions.back().person));
  }
  std::size_t allowed = 0;
  const double tick_ns = nanoseconds_per_tick();
  std::printf("%zu people, %zu sections, %zu rules, %zu questions\n", people,
              staffing.sections.size(), rules.size(), questions.size());
  struct Numbers {
    const CompiledRule* rule;
    Thing thing;
    PersonIndex person;
  };
  const auto as_numbers = [&](std::size_t at) {
    return Numbers{&rules[questions[at].rule], things[at], asking[at]};
  };
  const auto as_ids = [&](std::size_t at) { return questions[at]; };
  report("decide, person and facts as numbers", questions.size(), tick_ns, as_numbers,
         [&](const Numbers& asked) {
           allowed += asked.rule->decide(roster, asked.thing, asked.person).allowed();
         });
  report("decide, person and facts as ids", questions.size(), tick_ns, as_ids,
         [&](const Question& asked) {
           const CompiledRule& rule = rules[asked.rule];
           const Thing thing = rule.thing(roster, asked.facts);
           allowed += rule.decide(roster, thing, roster.person(asked.person)).allowed();
         });
  report("decide, rule compiled anew, answer in words", questions.size(), tick_ns, as_ids,
         [&](const Question& asked) {
           allowed += decide(roster, named[asked.rule].second, asked.facts, asked.person).allowed;
         });
  report_matrix(roster, rules, staffing);
  std::printf(
      "roster made from lists: %.1f ms; without one person: %.2f ms\n",
      seconds([&] { allowed += Roster(staffing, definitions->offices).people_count(); }) * 1e3,
      seconds([&] { allowed += roster.without(1).people_count(); }) * 1e3);
  return allowed == 0;
}
