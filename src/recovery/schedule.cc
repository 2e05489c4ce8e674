#include "recovery/schedule.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/date.h"
#include "recovery/records.h"
#include "store/scratch.h"

namespace mamori::recovery {
namespace {

constexpr std::chrono::hours pause_after_failure{1};
constexpr std::string_view ending = ".backup";

std::string beginning_of(const Place& place) {
  return "mamori-" + place.body + "-";
}

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

// mamori-main-20261121-023000.backup, in Japanese time: by name they are in order of time.
std::string name_of(const Place& place, Instant now) {
  const Day day = day_in_japan(now);
  std::string digits = iso_day(day);
  std::erase(digits, '-');
  const std::chrono::hh_mm_ss time(
      std::chrono::floor<std::chrono::seconds>(now - start_of_day_in_japan(day)));
  return beginning_of(place) + digits + "-" + two_digits(time.hours().count()) +
         two_digits(time.minutes().count()) + two_digits(time.seconds().count()) +
         std::string(ending);
}

bool is_of(const Place& place, std::string_view name) {
  const std::string beginning = beginning_of(place);
  constexpr std::size_t digits_and_dash = std::string_view("20261121-023000").size();
  if (name.size() != beginning.size() + digits_and_dash + ending.size()) return false;
  const std::string_view time = name.substr(beginning.size(), digits_and_dash);
  return name.starts_with(beginning) && name.ends_with(ending) &&
         time.find_first_not_of("0123456789-") == std::string_view::npos;
}

// Only after a new one was proved, so that there are never fewer good ones than before.
void remove_old(const Place& place, const Schedule& schedule) {
  std::vector<std::filesystem::path> backups;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(schedule.folder, ignored)) {
    if (is_of(place, entry.path().filename().string())) backups.push_back(entry.path());
  }
  std::ranges::sort(backups, std::ranges::greater{});
  for (std::size_t number = static_cast<std::size_t>(schedule.kept); number < backups.size();
       ++number) {
    std::filesystem::remove(backups[number], ignored);
  }
}

// What a program that was killed while it took a backup left lying; a day later nobody uses it.
void remove_left_behind(const std::filesystem::path& folder, std::string_view beginning,
                        std::string_view within) {
  std::error_code ignored;
  const auto yesterday = std::filesystem::file_time_type::clock::now() - std::chrono::days(1);
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    const bool is_meant = name.starts_with(beginning) && name.contains(within);
    if (is_meant && entry.last_write_time(ignored) < yesterday) {
      std::filesystem::remove(entry.path(), ignored);
    }
  }
}

bool is_due(body::Body& body, const Schedule& schedule, Instant now) {
  const auto newest =
      body.store().read([](store::Connection& connection) { return newest_event(connection); });
  if (!newest) return true;
  if (newest->kind == Event::Kind::failed) return newest->at + pause_after_failure <= now;
  return newest->kind == Event::Kind::restored || newest->at < newest_due(schedule, now);
}

}  // namespace

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 2) return std::nullopt;
  const auto number = [](std::string_view digits) -> std::optional<int> {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool whole = error == std::errc{} && end == digits.data() + digits.size();
    return whole && value >= 0 ? std::optional(value) : std::nullopt;
  };
  const auto hours = number(text.substr(0, colon));
  const auto minutes = number(text.substr(colon + 1));
  if (text.size() - colon != 3 || !hours || !minutes || *hours > 23 || *minutes > 59) {
    return std::nullopt;
  }
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
}

Instant newest_due(const Schedule& schedule, Instant now) {
  const Instant today = start_of_day_in_japan(day_in_japan(now)) + schedule.at;
  return today <= now ? today : today - std::chrono::days(1);
}

Result<bool> back_up_when_due(body::Body& body, const Place& place, const Schedule& schedule) {
  const Instant now = body.clock().now();
  if (!is_due(body, schedule, now)) return false;
  remove_left_behind(schedule.folder, beginning_of(place), ".backup.part-");
  remove_left_behind(place.folder, store::scratch_beginning, ".sqlite");
  const auto backup = make_backup(place, schedule.lock, schedule.folder / name_of(place, now),
                                  body.clock(), schedule.cost);
  const ledger::Act act = backup ? made_act(*backup) : failed_act(backup.error());
  const auto recorded = body.store().write([&](store::Connection& connection) -> Result<void> {
    body.journal().record(connection, act);
    return {};
  });
  if (!recorded) return fail(recorded.error());
  if (backup) remove_old(place, schedule);
  return true;
}

}  // namespace mamori::recovery
