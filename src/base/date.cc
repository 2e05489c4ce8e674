#include "base/date.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <vector>

#include "base/text.h"

namespace mamori {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;

constexpr std::chrono::hours japan_offset{9};

struct Era {
  std::string_view name;
  std::string_view letter;
  Day first_day;
};

// Source: 元号法 and the cabinet orders naming each era; newest first.
constexpr std::array<Era, 5> eras{{
    {"令和", "r", {year{2019}, month{5}, day{1}}},
    {"平成", "h", {year{1989}, month{1}, day{8}}},
    {"昭和", "s", {year{1926}, month{12}, day{25}}},
    {"大正", "t", {year{1912}, month{7}, day{30}}},
    {"明治", "m", {year{1868}, month{1}, day{25}}},
}};

const Era* era_of(Day date) {
  for (const Era& era : eras) {
    if (date >= era.first_day) return &era;
  }
  return nullptr;
}

// The three numbers of a date, whatever stands between them; 元 counts as 1.
std::optional<std::array<int, 3>> three_numbers(std::string_view text) {
  std::vector<int> numbers;
  while (!text.empty()) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && text.front() != '-') {
      numbers.push_back(number);
      text.remove_prefix(static_cast<std::size_t>(end - text.data()));
      continue;
    }
    bool known = false;
    for (std::string_view mark : {"年", "月", "日", "-", "/", "."}) {
      if (numbers.empty() || !text.starts_with(mark)) continue;
      text.remove_prefix(mark.size());
      known = true;
      break;
    }
    if (text.starts_with("元")) {
      numbers.push_back(1);
      text.remove_prefix(std::string_view("元").size());
      known = true;
    }
    if (!known) return std::nullopt;
  }
  if (numbers.size() != 3) return std::nullopt;
  return std::array{numbers[0], numbers[1], numbers[2]};
}

std::optional<Day> existing_day(int y, int m, int d) {
  if (m < 1 || m > 12 || d < 1 || d > 31) return std::nullopt;
  const Day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  return date.ok() ? std::optional(date) : std::nullopt;
}

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() > 64) return std::nullopt;
  const std::string key = text_key(text);
  std::string_view rest = key;
  for (const Era& era : eras) {
    const bool named = rest.starts_with(era.name);
    if (!named && !rest.starts_with(era.letter)) continue;
    rest.remove_prefix(named ? era.name.size() : era.letter.size());
    const auto numbers = three_numbers(rest);
    if (!numbers || (*numbers)[0] < 1) return std::nullopt;
    const int western = static_cast<int>(era.first_day.year()) + (*numbers)[0] - 1;
    const auto date = existing_day(western, (*numbers)[1], (*numbers)[2]);
    return date && era_of(*date) == &era ? date : std::nullopt;
  }
  const auto numbers = three_numbers(rest);
  if (!numbers || (*numbers)[0] < 1868 || (*numbers)[0] > 9999) return std::nullopt;
  return existing_day((*numbers)[0], (*numbers)[1], (*numbers)[2]);
}

std::string iso_day(Day date) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

std::string wareki_day(Day date) {
  const Era* era = era_of(date);
  const int western = static_cast<int>(date.year());
  const int count = era ? western - static_cast<int>(era->first_day.year()) + 1 : western;
  const std::string name = era ? std::string(era->name) : std::string("西暦");
  return name + (era && count == 1 ? "元" : std::to_string(count)) + "年" +
         std::to_string(static_cast<unsigned>(date.month())) + "月" +
         std::to_string(static_cast<unsigned>(date.day())) + "日";
}

int fiscal_year(Day date) {
  const int western = static_cast<int>(date.year());
  return date.month() < month{4} ? western - 1 : western;
}

std::string wareki_fiscal_year(int western) {
  const std::string first = wareki_day({year{western}, month{5}, day{1}});
  return first.substr(0, first.find("年")) + "年度";
}

std::optional<int> read_fiscal_year(std::string_view text) {
  if (text.size() > 64) return std::nullopt;
  std::string year = text_key(text);
  for (const std::string_view end : {"度", "年"}) {
    if (year.ends_with(end)) year.resize(year.size() - end.size());
  }
  for (const std::string_view within : {"年4月1日", "年12月31日"}) {  // 令和元年 had no April
    const auto found = parse_day(year + std::string(within));
    if (found) return fiscal_year(*found);
  }
  return std::nullopt;
}

Day day_in_japan(Instant instant) {
  return Day{std::chrono::floor<std::chrono::days>(instant + japan_offset)};
}

Instant start_of_day_in_japan(Day date) {
  return Instant{sys_days{date}} - japan_offset;
}

std::string iso_instant(Instant instant) {
  const auto midnight = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time{instant - midnight};
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d.%03dZ",
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return iso_day(Day{midnight}) + text.data();
}

Day months_after(Day day, std::chrono::months months) {
  const Day then = day + months;
  return then.ok() ? then : then.year() / then.month() / std::chrono::last;
}

std::optional<Instant> parse_iso_instant(std::string_view text) {
  if (text.size() != 24) return std::nullopt;
  std::array<int, 7> part{};
  const std::string copy(text);
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ", &part[0], &part[1], &part[2],
                  &part[3], &part[4], &part[5], &part[6]) != 7) {
    return std::nullopt;
  }
  const auto date = existing_day(part[0], part[1], part[2]);
  if (!date) return std::nullopt;
  const Instant instant = Instant{sys_days{*date}} + std::chrono::hours{part[3]} +
                          std::chrono::minutes{part[4]} + std::chrono::seconds{part[5]} +
                          std::chrono::milliseconds{part[6]};
  if (iso_instant(instant) != text) return std::nullopt;
  return instant;
}

std::string wareki_instant(Instant instant) {
  const Instant local = instant + japan_offset;
  const std::chrono::hh_mm_ss time{local - std::chrono::floor<std::chrono::days>(local)};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), " %d時%02d分", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()));
  return wareki_day(day_in_japan(instant)) + text.data();
}

}  // namespace mamori
