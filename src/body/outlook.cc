#include "body/outlook.h"

#include <algorithm>
#include <ranges>
#include <set>

#include "base/bytes.h"
#include "base/json.h"
#include "procedures/feasibility.h"

namespace mamori::body {
namespace {

using procedures::Obstacle;
using store::Connection;

constexpr std::size_t stops_told_max = 5;
constexpr std::size_t told_digits = 12;
// A roster in which everybody has a day of their own is looked at on the last of them: by then all
// of it holds.
constexpr std::size_t days_looked_at_max = 4;

void add_days(const Json& payload, Day today, std::set<std::string>& days) {
  for (const std::string_view name : {"from", "to"}) {
    const auto day = parse_day(text_at(payload, name));
    if (day) days.insert(iso_day(std::max(*day, today)));
  }
}

// The days from which something of an act holds; what has begun is looked at today.
std::vector<Day> days_of_change(const Json& payload, Day today) {
  std::set<std::string> days;
  add_days(payload, today, days);
  for (const Json& change : array_at(payload, "changes")) add_days(change, today, days);
  if (days.empty()) days.insert(iso_day(today));
  while (days.size() > days_looked_at_max) days.erase(days.begin());
  std::vector<Day> read;
  for (const std::string& day : days) read.push_back(parse_day(day).value());
  return read;
}

// Of a long list the rest is bound by a number: two messages are alike only where the lists are.
std::string told(const std::vector<Stop>& stops) {
  std::string message = "これを行うと、成り立たなくなる手続があります。";
  for (const Stop& stop : stops | std::views::take(stops_told_max)) message += stop.text;
  if (stops.size() <= stops_told_max) return message;
  return message + "ほかに" + std::to_string(stops.size() - stops_told_max) +
         "件あります（照合番号 " + digest(stops).substr(0, told_digits) + "）。";
}

bool is_empty(const access::Roster& roster, std::string_view section_id) {
  return roster.members(roster.section(section_id)).empty();
}

}  // namespace

Outlook::Outlook(Body& body, Connection& now, const Json& payload)
    : procedures_(body.definitions().procedures) {
  for (const Day day : days_of_change(payload, day_in_japan(body.clock().now()))) {
    days_.push_back({day, body.offices(now, day), access::staffing(now, day), {}});
  }
}

void Outlook::change(Connection& changed) {
  for (OnDay& one : days_) {
    one.after = access::staffing(changed, one.day);
    one.after.systems = one.before.systems;  // a copy of the organisation has no registers
  }
  std::erase_if(days_, [](const OnDay& one) { return one.before == one.after; });
}

std::vector<Stop> Outlook::stops() const {
  std::vector<Stop> stops;
  std::vector<Obstacle> known;
  for (const OnDay& one : days_) {
    const access::Roster before(one.before, one.offices);
    const access::Roster after(one.after, one.offices);
    for (Obstacle& found : procedures::added_obstacles(before, after, procedures_)) {
      if (std::ranges::find(known, found) != known.end()) continue;
      stops.push_back({iso_day(one.day), sentence(obstacle_words(after, procedures_, found)),
                       is_empty(before, found.section_id)});
      known.push_back(std::move(found));
    }
  }
  return stops;
}

bool goes_on(const Json& input, const std::vector<Stop>& stops) {
  return text_at(input, go_on_name) == told(stops);
}

Error would_stop(const std::vector<Stop>& stops) {
  return {Fault::conflict, "procedures_would_stop", told(stops),
          "承知のうえで進めるときは、「承知のうえで進める」を選んで、もう一度送ってください。"};
}

void note_stops(ledger::Act& act, const std::vector<Stop>& stops) {
  if (stops.empty()) return;
  JsonArray texts;
  for (const Stop& stop : stops) texts.emplace_back(stop.text);
  act.payload.as_object()["stops"] = std::move(texts);
}

Error organisation_changed(std::string code) {
  return {Fault::conflict, std::move(code),
          "確かめている間に、組織が変わりました。まだ何も登録していません。",
          "もう一度、変わるところを確かめてから登録してください。"};
}

std::string digest(const std::vector<Stop>& stops) {
  JsonArray all;
  for (const Stop& stop : stops) all.push_back(JsonArray{stop.day, stop.text});
  return hex(as_text(sha256(canonical_json(Json(all)))));
}

}  // namespace mamori::body
