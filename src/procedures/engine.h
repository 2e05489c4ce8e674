// The engine of all procedures: who may do what to an application now, and the acts that result.
// It decides, checks and prepares; it writes nothing. Functions throw store::Failure.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/decision.h"
#include "base/clock.h"
#include "ledger/journal.h"
#include "procedures/application.h"
#include "procedures/definition.h"

namespace mamori::procedures {

// The places of the body's regulation that carry these controls, in its own words.
using Cite = std::function<std::vector<Citation>(const std::vector<std::string>& controls)>;

// What the engine works with: one body, one moment.
struct Desk {
  store::Connection& connection;
  std::shared_ptr<const access::Roster> roster;  // as the connection sees the organisation
  const registers::Schemes& schemes;
  Cite cite;
  Instant now;

  Day today() const { return day_in_japan(now); }
  const access::Roster& access() const { return *roster; }
};

// A step the rules leave to the applicant alone: taking back, handing in again.
bool only_the_applicant(const access::Rule& rule);

// What one person may do to an application now, and what not and why.
struct Offer {
  const Step* step = nullptr;
  access::Decision decision;
};
std::vector<Offer> offers(const Desk& desk, const Definition& definition,
                          const Application& application, std::string_view person_id);

// Who acts next on an application in this state, other than by the applicant's own choice.
std::vector<access::Holder> next_holders(const Desk& desk, const Definition& definition,
                                         std::string_view state, const access::Facts& facts);

// Who would decide an application this person filed today, in words; the error of file() when there
// is nobody.
Result<std::string> next_in_words(const Desk& desk, const Definition& definition,
                                  std::string_view person_id);

// Files an application. `input` as for registers::check. Refused with
//   not_a_member           the applicant belongs to no section
//   input_invalid, …       what registers::check says
//   <code of the refusal>  as the definition says
//   asset_already_out, …   as `occupies` says
//   office_vacant          nobody holds the office that decides
//   nobody_eligible        only the applicant holds the offices that decide
Result<ledger::Act> file(const Desk& desk, const Definition& definition, std::string_view person_id,
                         const Json& input);

// Does one step. Refused with
//   act_unknown     the definition has no such step
//   act_not_now     the state does not allow it (a second approval)
//   own_application, not_the_holder, …   as the step's rule says
//   office_vacant, not_the_holder   nobody could take it further afterwards
Result<ledger::Act> act(const Desk& desk, const Definition& definition,
                        const Application& application, std::string_view step_id,
                        std::string_view person_id, const Json& input);

// Consents that somebody does what a rule on who may not also be whom forbids them, because nobody
// else can (exceptions.h). Input {rule: Exclusion::key(), step, comment: the reason}. Refused with
//   exception_needless   somebody else can, or the step cannot be done now
//   not_the_holder       the rule asks for somebody else's consent
Result<ledger::Act> except(const Desk& desk, const Definition& definition,
                           const Application& application, std::string_view consenter_id,
                           const Json& input);
inline constexpr std::string_view exception_act = "exception";
std::vector<registers::Field> exception_fields();

// Open applications whose due day has passed and about which nobody was told yet.
std::vector<Application> overdue_untold(store::Connection& connection, Day today);
// The act that tells those concerned. Done by the clock, once an application.
ledger::Act tell_overdue(const Desk& desk, const Definition& definition,
                         const Application& application);

}  // namespace mamori::procedures
