// How long the roster of a large body takes, from the file to what it would change, and to the
// record:
//   roster_time DIR [people]
// Makes a body there by its first roster, a section for 25 people with its head, and then plays
// the 1st of April: one in ten moves, one in fifty leaves, as many come.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

#include "access/rosters.h"
#include "body/acts.h"
#include "body/rosters.h"
#include "identity/first_link.h"
#include "invented_body.h"
#include "procedures/feasibility.h"

namespace {

using namespace mamori;
using bench::must;
using bench::password;

constexpr std::size_t people_per_section = 25;

template <class Work>
auto timed(const char* what, Work work) {
  const auto begin = std::chrono::steady_clock::now();
  const std::clock_t processor_begin = std::clock();
  auto made = work();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%-40s %6.2f s, of processor %6.2f s\n", what, took.count(),
              static_cast<double>(std::clock() - processor_begin) / CLOCKS_PER_SEC);
  return made;
}

struct Employee {
  std::size_t number;
  std::size_t section;
  bool head = false;
  bool leaves = false;
};

std::string csv_of(const std::vector<Employee>& people) {
  std::string csv = "職員番号,氏名,フリガナ,所属,職名,区分\n";
  for (const Employee& one : people) {
    const std::string number = std::to_string(one.number);
    const std::string place =
        one.leaves ? ",,"
                   : "業務" + std::to_string(one.section) + "課," + (one.head ? "課長," : "主事,");
    csv += number + ",職員 " + number + ",ショクイン," + place + (one.leaves ? "退職" : "") + "\n";
  }
  return csv;
}

std::vector<Employee> everybody(std::size_t count) {
  std::vector<Employee> people;
  for (std::size_t at = 0; at < count; ++at) {
    people.push_back({at, at / people_per_section, at % people_per_section == 0, false});
  }
  return people;
}

void reshuffle(std::vector<Employee>& people) {
  std::mt19937 random(1);
  const std::size_t sections = people.size() / people_per_section;
  const std::size_t staying = people.size();
  for (std::size_t at = 0; at < staying; ++at) {
    if (random() % 10 == 0) people[at].section = random() % sections;
    if (random() % 50 != 0) continue;
    people[at].leaves = true;
    people.push_back({people.size(), at / people_per_section, people[at].head, false});
  }
}

std::string first_administrator(body::Body& body, body::Acts& acts, const Clock& clock) {
  const auto token = must(body.store().write([&](store::Connection& db) {
    return Result<std::string>(identity::make_first_link(db, clock.now()));
  }));
  return must(acts.make_first_administrator(
      token, {{"name", "事務 花子"}, {"kana", "ジム"}, {"login", "jimu"}, {"password", password}}));
}

void take(body::Rosters& rosters, const std::string& person, const std::vector<Employee>& people,
          const organisation::RosterOptions& options) {
  const body::RosterFile file{csv_of(people), "名簿.csv"};
  const auto preview =
      timed("preview", [&] { return must(rosters.preview(person, file, options)); });
  std::printf("  changes %zu, troubles %zu, procedures that would stop %zu\n",
              preview.plan.changes.size(), preview.plan.troubles.size(), preview.stops.size());
  timed("apply", [&] { return must(rosters.take(person, file, options, preview.seen())); });
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return 2;
  const std::size_t people = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 5'000;
  const SystemClock clock;
  const auto definitions = must(body::Definitions::load(embedded::definitions()));
  const auto body = must(body::Body::open({.folder = arguments[1]}, definitions, clock));
  const identity::PasswordHasher hasher;
  body::Acts acts(*body, hasher);
  body::Rosters rosters(*body, acts);
  const std::string administrator = first_administrator(*body, acts, clock);
  const Day today = day_in_japan(clock.now());

  auto roster = everybody(people);
  std::printf("the first roster\n");
  take(rosters, administrator, roster, {.day = today, .new_sections = true, .appoint_heads = true});
  reshuffle(roster);
  std::printf("the 1st of April\n");
  const Day april{today.year() + std::chrono::years{1}, std::chrono::April, std::chrono::day{1}};
  take(rosters, administrator, roster, {.day = april, .appoint_heads = true});
  const auto now = body->store().read([&](auto& db) { return body->roster(db); });
  timed("every procedure and section, one away",
        [&] { return procedures::obstacles(*now, definitions.procedures).size(); });
  return 0;
}
