#include "procedures/exceptions.h"

#include "procedures/course.h"

namespace mamori::procedures {
namespace {

using access::Exclusion;
using access::Facts;
using access::Party;
using access::Roster;
using access::Rule;

// The person whom the exclusion keeps from the step, if they could do it otherwise; else "".
std::string kept_from(const Roster& roster, const Step& step, const Exclusion& exclusion,
                      const Facts& facts) {
  if (exclusion.consent.empty() || exclusion.party.kind != Party::Kind::person) return {};
  const auto found = facts.people.find(exclusion.party.fact);
  if (found == facts.people.end()) return {};
  Facts lifted = facts;
  lifted.exceptions.push_back({exclusion.key(), found->second});
  return access::decide(roster, step.rule, lifted, found->second).allowed ? found->second : "";
}

std::vector<access::Holder> consenters(const Roster& roster, const Exclusion& exclusion,
                                       const Facts& facts, const std::string& person_id) {
  constexpr std::string_view asking = "excepted";
  Facts with_person = facts;
  with_person.people[std::string(asking)] = person_id;
  const Rule rule{.by = exclusion.consent,
                  .never = {{.party = {Party::Kind::person, "", std::string(asking)}}}};
  return access::who_may(roster, rule, with_person);
}

}  // namespace

std::vector<GrantedException> granted_exceptions(store::Connection& connection) {
  std::vector<GrantedException> list;
  for (const store::Row& row : connection.query(
           "SELECT e.record_number, e.application_id, a.number, e.person_name, e.what, e.reason, "
           "e.consenter_name, e.capacity, e.at, e.used_in FROM segregation_exceptions e "
           "JOIN applications a ON a.id = e.application_id ORDER BY e.record_number DESC")) {
    list.push_back({.record_number = static_cast<std::uint64_t>(row.integer("record_number")),
                    .application_id = row.text("application_id"),
                    .number = row.text("number"),
                    .person_name = row.text("person_name"),
                    .what = row.text("what"),
                    .reason = row.text("reason"),
                    .consenter_name = row.text("consenter_name"),
                    .capacity = row.text("capacity"),
                    .at = row.text("at"),
                    .was_used = !row.null("used_in")});
  }
  return list;
}

std::vector<access::Exception> exceptions_of(store::Connection& connection,
                                             std::string_view application_id) {
  std::vector<access::Exception> list;
  for (const store::Row& row :
       connection.query("SELECT record_number, rule, person_id FROM segregation_exceptions "
                        "WHERE application_id = $1 ORDER BY record_number",
                        application_id)) {
    list.push_back({row.text("rule"), row.text("person_id"),
                    static_cast<std::uint64_t>(row.integer("record_number"))});
  }
  return list;
}

std::vector<NeededException> needed_exceptions(const Roster& roster, const Definition& definition,
                                               const Application& application, const Facts& facts) {
  std::vector<NeededException> needed;
  for (const Step* step : possible_steps(definition, application)) {
    if (!access::who_may(roster, step->rule, facts).empty()) continue;
    for (const Exclusion& exclusion : step->rule.never) {
      const std::string person = kept_from(roster, *step, exclusion, facts);
      if (person.empty()) continue;
      needed.push_back({step, &exclusion, person, consenters(roster, exclusion, facts, person)});
    }
  }
  return needed;
}

}  // namespace mamori::procedures
