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
#include "handling/situation.h"
#include "ledger/journal.h"
#include "procedures/application.h"
#include "procedures/definition.h"
#include "registers/register.h"

namespace mamori::procedures {

// The places of the body's regulation that carry these controls, in its own words.
using Cite = std::function<std::vector<Citation>(const std::vector<std::string>& controls)>;

// What the engine works with: one body, one moment.
struct Desk {
  store::Connection& connection;
  std::shared_ptr<const access::Roster> roster;  // as the connection sees the organisation
  const registers::Schemes& schemes;
  const registers::Definitions& registers;
  Cite cite;
  Instant now;
  const handling::Situations* situations = nullptr;  // of the gate; none without it

  Day today() const { return day_in_japan(now); }
  const access::Roster& access() const { return *roster; }
};

// A step the rules leave to the applicant alone: taking back, handing in again.
bool only_the_applicant(const Step& step);

// A step that may always be done and is never waited for: an entry of the course of events.
bool is_unasked(const Step& step);

// What one person may do to an application now, and what not and why.
struct Offer {
  const Step* step = nullptr;
  access::Decision decision;
};
std::vector<Offer> offers(const Desk& desk, const Definition& definition,
                          const Application& application, std::string_view person_id);

// Who acts next on an application, other than by the applicant's own choice.
std::vector<access::Holder> next_holders(const Desk& desk, const Definition& definition,
                                         const Application& application,
                                         const access::Facts& facts);

// Whether the person has to do with the application: it names them, they did something on it, or
// they may do something now.
bool concerns(const Desk& desk, const Definition& definition, const Application& application,
              std::string_view person_id);

// Who would decide at each step if this person filed today; the error of file() when they may not,
// or when there is nobody at a step that always applies.
struct ExpectedStep {
  std::string label;  // 決裁; "" where no decision is declared
  std::string who;    // names and capacities; "" when there is nobody now
  std::string when;   // in words: to which forms it applies; "" to all
};
Result<std::vector<ExpectedStep>> expected_steps(const Desk& desk, const Definition& definition,
                                                 std::string_view person_id);
// Of them the first that always applies, in words.
Result<std::string> next_in_words(const Desk& desk, const Definition& definition,
                                  std::string_view person_id);

// The application whose act assigns another one, and the section it is of.
struct Origin {
  std::string application_id;
  std::string section_id;
};

// Files an application; of somebody without a section only what another one assigns, for its
// section. `input` as for registers::check. Refused with
//   not_a_member           the applicant belongs to no section
//   input_invalid, …       what registers::check says
//   <code of the refusal>  as the definition says
//   handling_forbidden     what the handling gate says nobody may do with that (gate.h)
//   asset_already_out, …   as `occupies` says
//   office_vacant          nobody holds the office that decides
//   nobody_eligible        only the applicant holds the offices that decide
Result<ledger::Act> file(const Desk& desk, const Definition& definition, std::string_view person_id,
                         const Json& input, const Origin& origin = {});

// The same for somebody in the body's network who did not sign in, in the name of whom the
// definition says (`open_door`): that it was so, and from which address, stands in the record.
Result<ledger::Act> file_unsigned(const Desk& desk, const Definition& definition, const Json& input,
                                  std::string_view address);

// Does one step. Refused with
//   act_unknown     the definition has no such step
//   act_not_now     the state does not allow it (a second approval)
//   own_application, not_the_holder, …   as the step's rule says
//   office_vacant, not_the_holder   nobody could take it further afterwards
//   tasks_left      it would end while something with a limit of its own is still to be done
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

// The person in whose absence somebody decided has seen it (後閲). Input {record: number of the
// decision's record, comment}. Refused with nothing_to_see.
Result<ledger::Act> see(const Desk& desk, const Definition& definition,
                        const Application& application, std::string_view person_id,
                        const Json& input);
inline constexpr std::string_view seen_act = "seen";
std::vector<registers::Field> seen_fields();

// Open applications whose due day has passed and about which nobody was told yet.
std::vector<Application> overdue_untold(store::Connection& connection, Day today);
// The act that tells those concerned, and ends by itself what only lasts until that day. Done by
// the clock, once for each time something falls due.
ledger::Act tell_overdue(const Desk& desk, const Definition& definition,
                         const Application& application);

// An open task of which nobody was told yet that its time has come near or passed.
struct UntoldTask {
  std::string application_id;
  std::string task_id;
  bool is_late = false;  // else a reminder

  bool operator==(const UntoldTask&) const = default;
};
std::vector<UntoldTask> untold_tasks(store::Connection& connection, Instant now);
// The act that tells of it, and opens what comes when it is late. Done by the clock.
ledger::Act tell_task(const Desk& desk, const Definition& definition,
                      const Application& application, const UntoldTask& untold);

// Sets what a body says once for all applications of a procedure. Fails as registers::check does.
Result<ledger::Act> set(const Desk& desk, const Definition& definition, std::string_view person_id,
                        const Json& input);

}  // namespace mamori::procedures
