// Dates as a Japanese office writes them. Days are days in Japan (UTC+9, no summer time).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace mamori {

using Day = std::chrono::year_month_day;

// Reads 令和8年11月21日, R8.11.21, 平成元年4月1日, 2026-11-21, 2026/11/21 and their full-width
// forms; nothing when it is no such date or no such day exists in that era.
std::optional<Day> parse_day(std::string_view text);
std::string iso_day(Day day);              // 2026-11-21
std::string wareki_day(Day day);           // 令和8年11月21日; the first year is 元年
int fiscal_year(Day day);                  // 年度: 2026 for 2026-04-01 … 2027-03-31
std::string wareki_fiscal_year(int year);  // 令和8年度
// 令和8年度, R8, 2026年度, 2026: the year in which it begins.
std::optional<int> read_fiscal_year(std::string_view text);
// The same day so many months later, or earlier; the last of the month where there is no such day.
Day months_after(Day day, std::chrono::months months);

Day day_in_japan(Instant instant);
Instant start_of_day_in_japan(Day day);
std::string iso_instant(Instant instant);  // 2026-11-21T02:03:04.567Z
std::optional<Instant> parse_iso_instant(std::string_view text);
std::string wareki_instant(Instant instant);  // 令和8年11月21日 11時03分 (Japan)

}  // namespace mamori
