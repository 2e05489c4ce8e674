// Where an application stands on its way (経路): which steps of its definition it could take now,
// whoever does them, which of them are waited for, and where one leads. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "procedures/application.h"
#include "procedures/definition.h"

namespace mamori::procedures {

// What the state allows, less what the decision no longer or not yet does: a seat that has agreed
// agrees no more, nothing is sent back to a step that does not apply, only what nobody has decided
// yet is pulled back, and a step that stays and does a task waits for one that is open.
std::vector<const Step*> possible_steps(const Definition& definition,
                                        const Application& application);

// Whether it is in force until a day that ends it: nobody is waited for until then.
bool ends_by_itself(const Definition& definition, const Application& application);

// The boxes of the 決裁欄 that are waited for: the first with a step that takes the application on,
// the others who decide together with it, and those whose step stays but has a task to do.
std::vector<const RouteStep*> boxes_waited_for(const Definition& definition,
                                               const Application& application);

// Whether a step that is possible now is waited for by others: not a later box, not an entry of the
// course of events, not what is optional, and not a way out that the route does not name.
bool is_waited_for(const Definition& definition, const Application& application, const Step& step);

// The application after this step: its state, and who has agreed at the step of the decision it is
// at. Its route must stand before a step that begins the decision.
Application after(const Definition& definition, const Application& before, const Step& step);

// Whether the step would leave it where it is, waiting for others to agree.
bool waits_for_others(const Definition& definition, const Application& before, const Step& step);

// Whether a step of the decision applies to this application.
bool is_on_route(const Application& application, const DecisionStep& step);

// A step on its way as if every condition held and those of one step agreed one after the other.
struct Leg {
  const Step* step = nullptr;
  std::string from;
  std::string to;
};
std::vector<Leg> all_legs(const Definition& definition);

}  // namespace mamori::procedures
