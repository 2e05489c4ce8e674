// How long a list of many entries takes, without HTTP:
//   lists_time DIR [entries]      on SQLite
//   lists_time URL [entries]      on PostgreSQL: postgresql:///database
// Makes a body there with so many assets (unless it has them) and an administrator jimu, asks its
// list for everything a person may, and prints the quantiles and the plans of the database.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

#include "body/acts.h"
#include "body/body.h"
#include "body/recording.h"
#include "body/searching.h"
#include "identity/first_link.h"
#include "invented_body.h"
#include "organisation/organisation.h"
#include "registers/entries.h"
#include "registers/listing.h"

namespace {

using namespace mamori;
using bench::must;
using bench::password;
using store::Connection;
using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t entries_per_job = 500;
constexpr int rounds = 300;

template <class T>
const T& pick(const std::vector<T>& all, std::mt19937& random) {
  return all[random() % all.size()];
}

Json asset(const std::vector<std::string>& sections, std::int64_t number, std::mt19937& random) {
  static const std::vector<std::string> offices{"税務係", "福祉係", "会計係", "戸籍係", "教育係",
                                                "水道係", "広報係", "防災係", "農政係", "道路係"};
  static const std::vector<std::pair<std::string, std::string>> kinds{
      {"terminal", "ノートパソコン"}, {"media", "USBメモリ"},     {"paper", "調査票つづり"},
      {"data", "台帳データ"},         {"software", "ソフト"},     {"server", "サーバ"},
      {"multifunction", "複合機"},    {"other", "プロジェクター"}};
  const auto& [kind, kind_name] = pick(kinds, random);
  JsonObject values{
      {"name", pick(offices, random) + kind_name + std::to_string(number) + "号"},
      {"kind", kind},
      {"importance", std::to_string(1 + random() % 4)},
      {"section", pick(sections, random)},
      {"place", std::to_string(1 + random() % 5) + "階書庫 " +
                    std::string(1, static_cast<char>('A' + random() % 8)) + "-" +
                    std::to_string(1 + random() % 40)},
      {"note", "令和" + std::to_string(1 + random() % 8) + "年度に購入。" + pick(offices, random) +
                   "と共用することがある。点検は年に" + std::to_string(1 + random() % 4) + "回。"}};
  if (random() % 5 == 0) {
    const auto day =
        std::chrono::sys_days{std::chrono::year{2021} / 4 / 1} + std::chrono::days{random() % 2000};
    values["disposed_on"] = iso_day(Day{day});
  }
  return values;
}

std::string administrator_of(body::Body& body, body::Acts& acts) {
  const auto known = body.store().read([&](Connection& connection) {
    return organisation::people(connection, day_in_japan(body.clock().now()));
  });
  if (!known.empty()) return known.front().id;
  const auto token = must(body.store().write([&](Connection& connection) {
    return Result<std::string>(identity::make_first_link(connection, body.clock().now()));
  }));
  const std::string id = must(acts.make_first_administrator(
      token,
      {{"name", "事務 花子"}, {"kana", "じむ はなこ"}, {"login", "jimu"}, {"password", password}}));
  must(acts.take_sample_organisation(id));
  return id;
}

void fill(body::Body& body, const std::string& person, std::int64_t entries) {
  const auto& assets = body.definitions().registers.at("assets");
  std::vector<std::string> sections;
  std::int64_t number = 0;
  body.store().read([&](Connection& connection) {
    for (const auto& one : organisation::sections(connection, day_in_japan(body.clock().now()))) {
      sections.push_back(one.id);
    }
    number = registers::entry_count(connection, "assets");
    return 0;
  });
  std::mt19937 random(3);
  const auto begun = SteadyClock::now();
  const std::int64_t first = number;
  while (number < entries) {
    must(body.store().write([&](Connection& connection) -> Result<int> {
      for (std::int64_t last = std::min(entries, number + entries_per_job); number < last;) {
        auto act = registers::add_entry(connection, assets, {person, body.clock().now()},
                                        asset(sections, ++number, random));
        if (!act) return fail(act.error());
        body::record_act(body, connection, *std::move(act));
      }
      return 0;
    }));
  }
  const std::chrono::duration<double> took = SteadyClock::now() - begun;
  if (number > first) {
    std::printf("filled %lld entries in %.1f s\n", static_cast<long long>(number - first),
                took.count());
  }
}

class Timing {
 public:
  template <class Work>
  void measure(const std::string& name, const Work& work) {
    const auto begun = SteadyClock::now();
    work();
    const std::chrono::duration<double, std::milli> took = SteadyClock::now() - begun;
    times_[name].push_back(took.count());
  }
  void print() {
    for (auto& [name, times] : times_) {
      std::ranges::sort(times);
      const auto at = [&](double share) {
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
      };
      std::printf("%-28s p50 %7.2f ms  p99 %7.2f ms\n", name.c_str(), at(0.5), at(0.99));
    }
  }

 private:
  std::map<std::string, std::vector<double>> times_;
};

std::vector<registers::Filter> some_filters(std::mt19937& random) {
  std::vector<registers::Filter> filters;
  filters.push_back({.field = "importance", .any_of = {std::to_string(1 + random() % 4)}});
  if (random() % 2) filters.push_back({.field = "kind", .any_of = {"terminal", "media"}});
  if (random() % 2) {
    filters.push_back({.field = "disposed_on", .from = "2022-04-01", .to = "2024-03-31"});
  }
  return filters;
}

void time_lists(Connection& connection, Timing& timing, std::mt19937& random) {
  const registers::Slice deep{static_cast<std::int64_t>(random() % 20'000), 50};
  const auto ask = [&](const std::string& name, std::vector<registers::Filter> filters,
                       const registers::Sorting& sorting, const registers::Slice& slice) {
    timing.measure(name, [&] {
      const registers::Listing listing(connection, "assets", std::move(filters));
      const auto counts = listing.counts("importance", {"1", "2", "3", "4"});
      const auto found = registers::entries(connection, "assets", listing.page(sorting, slice));
      if (listing.total() > deep.offset && counts.empty() && found.empty()) std::abort();
    });
  };
  const bool falling = random() % 2;
  ask("all by number", {}, {.field = "", .descending = falling}, {0, 50});
  ask("all by name", {}, {.field = "name", .descending = falling}, {0, 50});
  ask("all by name, deep page", {}, {.field = "name", .descending = falling}, deep);
  ask("all by a choice, deep page", {}, {.field = "kind", .ranked = {"paper", "data"}}, deep);
  ask("filters by name", some_filters(random), {.field = "name", .descending = falling}, {0, 50});
  ask("filters by place, deep page", some_filters(random), {.field = "place"}, {2000, 50});
  ask("filters by date", some_filters(random), {.field = "disposed_on", .descending = falling},
      {0, 50});
}

void print_plans(Connection& connection, bool postgres) {
  const std::string explain = postgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ";
  for (const char* sql :
       {"SELECT segment, entries FROM list_values WHERE list = 'assets' AND field = 'kind' AND "
        "key = 'media' ORDER BY segment",
        "SELECT segment, entries FROM list_values WHERE list = 'assets' AND field = "
        "'disposed_on' AND key >= '42022' AND key <= '42024'",
        "SELECT key, segment, entries FROM list_values WHERE list = 'assets' AND field = 'name' "
        "AND (key, segment) > ('税', 3) ORDER BY key, segment LIMIT 128",
        "SELECT id, data FROM register_entries WHERE register = 'assets' AND serial IN (5, 6, "
        "7)"}) {
    std::printf("%s\n", sql);
    for (const auto& row : connection.query(explain + sql)) {
      std::printf("    %s\n", row.text(postgres ? "QUERY PLAN" : "detail").c_str());
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return 2;
  const std::string place = arguments[1];
  const std::int64_t entries = count > 2 ? std::atoll(arguments[2]) : 100'000;
  const bool postgres = place.starts_with("postgresql:");
  const std::filesystem::path folder = postgres
                                           ? std::filesystem::temp_directory_path() / "lists_time"
                                           : std::filesystem::path(place);
  std::filesystem::create_directories(folder);
  const auto definitions = must(body::Definitions::load(embedded::definitions()));
  const SystemClock clock;
  body::Body::Options options{.folder = folder};
  if (postgres) options.location = must(store::location_of(place, folder, "main"));
  const auto body = must(body::Body::open(options, definitions, clock));
  const identity::PasswordHasher hasher;
  body::Acts acts(*body, hasher);
  const std::string person = administrator_of(*body, acts);
  fill(*body, person, entries);
  Timing timing;
  std::mt19937 random(5);
  body->store().read([&](Connection& connection) {
    for (int round = 0; round < rounds; ++round) time_lists(connection, timing, random);
    timing.print();
    print_plans(connection, postgres);
    return 0;
  });
}
