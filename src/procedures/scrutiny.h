// Whether a form, and what is written with an act, is accepted: fields, refusals, the handling
// gate, what is taken already. A refusal all of whose controls an exception suspends there does not
// apply, and it is said under which exception. Throws store::Failure.
#pragma once

#include <string>
#include <vector>

#include "handling/situation.h"
#include "procedures/engine.h"
#include "procedures/suspension.h"

namespace mamori::procedures {

Error with_basis(const Desk& desk, Error error, const std::vector<std::string>& controls);

struct Accepted {
  registers::Values values;
  std::vector<Passed> passed;
};

// The whole form of an application of this section. Refused with what registers::check says, the
// codes of the refusals, "handling_forbidden", or the code of `occupies`.
Result<Accepted> accept_form(const Desk& desk, const Definition& definition, const Json& input,
                             const Application& application, const access::Facts& facts);

// What is written with a step that does not take the form; `actor_id` does it. Conditions may speak
// of what is `known` beside the form.
Result<Accepted> accept_remarks(const Desk& desk, const Definition& definition, const Step& step,
                                const Json& input, const Application& application,
                                std::string_view actor_id, const registers::Values& known);

}  // namespace mamori::procedures
