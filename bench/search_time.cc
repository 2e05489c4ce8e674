// How long a search takes, how much the index weighs and what it costs an act:
//   search_time [documents] [place]
// `place` is a folder for an SQLite file (a temporary one when nothing is said) or what libpq
// takes. Beside it the same question put to the database as LIKE '%…%' over the same texts.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "base/text.h"
#include "search/finder.h"
#include "store/store.h"

namespace {

using namespace mamori;
using store::Connection;
using Clock = std::chrono::steady_clock;

constexpr std::string_view places[] = {"本庁舎1階",        "本庁舎2階書庫", "東支所", "西公民館",
                                       "学校給食センター", "水道庁舎",      "消防署", "図書館"};
constexpr std::string_view things[] = {"ノートパソコン",   "USBメモリ", "外付けハードディスク",
                                       "住民異動届",       "課税台帳",  "生活保護台帳",
                                       "ネットワーク機器", "複合機",    "タブレット",
                                       "戸籍副本"};
constexpr std::string_view sections[] = {"総務課", "住民課", "福祉課",
                                         "教育課", "税務課", "建設課"};
constexpr std::string_view notes[] = {"鍵付きの棚に置く",  "年度末に点検する",
                                      "委託先へ貸与中",    "廃棄の予定があるため移動しない",
                                      "重要性Ⅱ以上を含む", ""};
constexpr std::u32string_view rare = U"鷲鷺鵜鶴亀龍麒麟鳳凰蘭菊桜梅椿";

template <std::size_t count>
std::string one_of(const std::string_view (&list)[count], std::mt19937& random) {
  return std::string(list[random() % count]);
}

// Some 100 characters, as an entry of a register has; one in about 5,000 holds a given rare sign.
std::string random_entry(std::uint64_t number, std::mt19937& random) {
  std::string text = one_of(sections, random) + one_of(things, random) + std::to_string(number) +
                     "号\n資産 第" + std::to_string(number) + "号\n" + one_of(places, random) +
                     "\n" + one_of(notes, random) + "\n重要性" + "ⅠⅡⅢⅣ" + "\n";
  if (random() % 333 == 0) text += utf8(rare.substr(random() % rare.size(), 1)) + "の間";
  return text;
}

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// As many acts in one commit as group commit takes.
double fill(store::Store& store, std::uint64_t documents) {
  std::mt19937 random(1);
  const auto begin = Clock::now();
  for (std::uint64_t number = 1; number <= documents;) {
    const auto done = store.write([&](Connection& connection) -> Result<void> {
      for (int in_batch = 0; in_batch < 256 && number <= documents; ++in_batch, ++number) {
        search::begin_record(connection, number);
        search::put(
            connection, number, 0,
            {search::Kind::entry, "assets", "registers/assets/assets-" + std::to_string(number), "",
             "0199a000-0000-7000-8000-000000000001", random_entry(number, random)});
      }
      return {};
    });
    if (!done) std::exit(1);
  }
  return milliseconds_since(begin);
}

template <class Ask>
void measure(std::string_view name, std::string_view question, const Ask& ask) {
  std::vector<double> times;
  std::size_t found = 0;
  const auto until = Clock::now() + std::chrono::seconds{2};
  while (times.size() < 200 && (times.size() < 5 || Clock::now() < until)) {
    const auto begin = Clock::now();
    found = ask();
    times.push_back(milliseconds_since(begin));
  }
  std::ranges::sort(times);
  std::printf("  %-6s %-24s %3zu found   p50 %8.2f ms   p99 %8.2f ms\n", std::string(name).c_str(),
              std::string(question).c_str(), found, times[times.size() / 2],
              times[times.size() * 99 / 100]);
}

std::int64_t bytes_of(Connection& connection, std::string_view table, bool postgres) {
  const std::string quoted = "'" + std::string(table) + "'";
  return connection
      .first(postgres ? "SELECT pg_total_relation_size(" + quoted + "::regclass) AS bytes"
                      : "SELECT sum(pgsize) AS bytes FROM dbstat WHERE name IN (SELECT name FROM "
                        "sqlite_schema WHERE tbl_name = " +
                            quoted + ")")
      ->integer("bytes");
}

void ask_all(store::Store& store) {
  for (const std::string_view question :
       {"鷲", "龍の", "亀の間", "課", "台帳", "税務課 戸籍", "生活保護台帳",
        "ノートパソコン99999号", "無い言葉", "ｕｓｂめもり"}) {
    const search::Words words = search::words_of(question);
    measure("index", question, [&] {
      return store.read([&](Connection& connection) {
        return search::find(connection, {.words = words, .limit = 20}).size();
      });
    });
    measure("LIKE", question, [&] {
      return store.read([&](Connection& connection) {
        return connection
            .query(
                "SELECT id, text FROM search_documents WHERE text LIKE $1 "
                "ORDER BY id DESC LIMIT 20",
                "%" + std::string(question) + "%")
            .size();
      });
    });
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint64_t documents = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 100'000;
  const std::string place = count > 2 ? arguments[2] : "";
  const bool postgres = place.starts_with("postgres");
  const auto folder = place.empty() ? std::filesystem::temp_directory_path() / "mamori-search-time"
                                    : std::filesystem::path(place);
  if (!postgres) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }
  const store::Location location =
      postgres ? store::Location(store::PostgresSchema{place, "search_time"})
               : store::Location(store::SqliteFile{folder / "search.sqlite"});
  auto store = store::Store::open(location);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  const double filled_ms = fill(**store, documents);
  std::printf("%s, %llu documents: %.1f µs a document to put\n", postgres ? "PostgreSQL" : "SQLite",
              static_cast<unsigned long long>(documents),
              filled_ms * 1000 / static_cast<double>(documents));
  (*store)->read([&](Connection& connection) {
    for (const std::string_view table : {"search_documents", "search_postings"}) {
      std::printf("  %s: %.0f bytes a document\n", std::string(table).c_str(),
                  static_cast<double>(bytes_of(connection, table, postgres)) /
                      static_cast<double>(documents));
    }
  });
  ask_all(**store);
  store->reset();
  if (postgres) store::drop_schema(std::get<store::PostgresSchema>(location));
  if (!postgres) std::filesystem::remove_all(folder);
}
