// What the pages of 定期の実施事項 share.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "duties/rounds.h"
#include "web/parts.h"
#include "web/site.h"

namespace mamori::web {

// A visit to the duties of one body, at one moment.
struct DutyScene {
  const Visit& visit;
  store::Connection& connection;
  std::shared_ptr<const access::Roster> roster;
  duties::Desk desk;

  DutyScene(const Visit& seen, store::Connection& read)
      : visit(seen),
        connection(read),
        roster(seen.services.body.roster(read)),
        desk{read, *roster, seen.services.body.clock().now()} {}

  bool may_do(const duties::Owed& owed) const {
    return duties::may_do(desk, *owed.duty, owed.unit, visit.person_id()).allowed;
  }
  // Whether the visitor may see how it stands with that unit: what people owe is seen by
  // themselves, the head of their section and those who answer for the whole.
  bool may_see(const duties::Owed& owed) const;
  bool may_see_record(const ledger::Record& record) const;  // of such a unit having done it
  bool may_see_people_of(const std::string& section_id) const;

 private:
  mutable std::map<std::string, bool> sections_seen_;  // asked once for each
};

// The duty of the address, if it is done in rounds. Fails with "not_found".
Result<const duties::Definition*> open_duty(const Visit& visit);
std::string duty_href(const Visit& visit, const duties::Definition& duty);
// The form of one unit: what = "do", "sheet".
std::string unit_href(const Visit& visit, const duties::Definition& duty, std::string_view what,
                      const std::string& unit_id);
JsonArray duty_articles(const Visit& visit, store::Connection& connection,
                        const duties::Definition& duty);
// これから, 済み, 期限超過.
Json owed_chip(const duties::Owed& owed, Day today);

// Doing one, for oneself or for many at a time; the sheet to be signed on paper.
Routes duty_form_routes();

}  // namespace mamori::web
