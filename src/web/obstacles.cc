#include "web/obstacles.h"

#include <algorithm>

#include "base/json.h"
#include "organisation/organisation.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using access::Roster;
using access::Staffing;
using procedures::Obstacle;
using store::Connection;

constexpr std::size_t shown_max = 5;

// The organisation as it would be.
Staffing changed(Connection& connection, Staffing staffing, std::string_view kind,
                 const Json& input) {
  if (kind == "organisation.appoint") {
    staffing.holdings.push_back(
        {text_at(input, "office"), text_at(input, "section"), text_at(input, "person")});
  }
  if (kind == "organisation.end_appointment") {
    const auto ending = organisation::appointment(connection, text_at(input, "appointment"));
    if (ending) {
      std::erase_if(staffing.holdings, [&](const Staffing::Holding& held) {
        return held.office == ending->office && held.section_id == ending->section_id &&
               held.person_id == ending->person_id;
      });
    }
  }
  return staffing;
}

// Whether `before` was no better: it stood still already, or would have by the same absence.
bool is_no_worse(const Obstacle& now, const Obstacle& before) {
  return now.procedure_id == before.procedure_id && now.section_id == before.section_id &&
         (before.away.empty() || before.away == now.away);
}

// 「情報資産等の持ち出し」（住民課）は、「許可する」で止まります。
std::string sentence(const Roster& roster, const procedures::Definitions& all,
                     const Obstacle& obstacle) {
  const ObstacleWords words = obstacle_words(roster, all, obstacle);
  const std::string when = words.away.empty() ? "" : words.away + "さんが不在のとき、";
  return when + "「" + words.procedure + "」（" + words.section + "）は、「" + words.step +
         "」で止まります。";
}

}  // namespace

ObstacleWords obstacle_words(const Roster& roster, const procedures::Definitions& all,
                             const Obstacle& obstacle) {
  const procedures::Definition& definition = all.at(obstacle.procedure_id);
  const procedures::Step* step = definition.step(obstacle.step_id);
  const auto away = roster.person(obstacle.away);
  return {definition.title, roster.section_at(roster.section(obstacle.section_id)).name,
          step ? step->label : obstacle.step_id,
          away == access::unknown ? "" : roster.person_at(away).name};
}

std::optional<Error> would_stop(const Visit& visit, Connection& connection, std::string_view kind,
                                const Json& input) {
  if (!text_at(input, "go_on").empty()) return std::nullopt;
  const auto& definitions = visit.services.body.definitions();
  const Staffing now = access::staffing(connection, today_of(visit));
  const auto offices = visit.services.body.offices(connection);
  const Roster before(now, offices);
  const Roster after(changed(connection, now, kind, input), offices);
  const auto known = procedures::obstacles(before, definitions.procedures);
  std::string message;
  std::size_t count = 0;
  for (const Obstacle& found : procedures::obstacles(after, definitions.procedures)) {
    const bool old =
        std::ranges::any_of(known, [&](const Obstacle& one) { return is_no_worse(found, one); });
    if (old || ++count > shown_max) continue;
    message += sentence(after, definitions.procedures, found);
  }
  if (count == 0) return std::nullopt;
  if (count > shown_max) message += "ほかに" + std::to_string(count - shown_max) + "件あります。";
  return Error{
      Fault::conflict, "procedures_would_stop",
      "これを行うと、成り立たなくなる手続があります。" + message,
      "承知のうえで進めるときは、「承知のうえで進める」を選んで、もう一度送ってください。"};
}

}  // namespace mamori::web
