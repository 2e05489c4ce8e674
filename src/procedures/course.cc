#include "procedures/course.h"

#include <algorithm>
#include <cassert>

namespace mamori::procedures {
namespace {

bool has(const std::vector<std::string>& list, std::string_view one) {
  return std::ranges::find(list, one) != list.end();
}

// The first step of the route, or the first behind `passed`; nullptr when there is none.
const DecisionStep* next_on_route(const Decision& decision, const Application& application,
                                  const DecisionStep* passed) {
  bool behind = passed == nullptr;
  for (const DecisionStep& step : decision.steps) {
    if (behind && is_on_route(application, step)) return &step;
    if (&step == passed) behind = true;
  }
  return nullptr;
}

bool is_undecided(const Definition& definition, const Application& application) {
  const DecisionStep* first = next_on_route(*definition.decision, application, nullptr);
  return first && first->state == application.state && application.agreed.empty();
}

// Whether a task that the step does is open.
bool waits_for(const Application& application, const Step& step) {
  return std::ranges::any_of(application.tasks, [&](const Task& task) {
    return task.is_open() && has(step.does, task.id);
  });
}

bool is_possible(const Definition& definition, const Application& application, const Step& step) {
  switch (step.role) {
    case Role::approve:
    case Role::refuse:
      return !has(application.agreed, step.seat);
    case Role::send_back:
      return !has(application.agreed, step.seat) &&
             (step.back_to.empty() || has(application.route, step.back_to));
    case Role::pull_back:
      return is_undecided(definition, application);
    case Role::own:
      return !step.stays || step.does.empty() || waits_for(application, step);
    case Role::withdraw:
      return true;
  }
  return true;
}

void agree(const Definition& definition, Application& application, const Step& step) {
  const DecisionStep* at = definition.decision->waiting_in(application.state);
  assert(at);  // is_possible() saw to it
  application.agreed.push_back(step.seat);
  const bool all = std::ranges::all_of(
      at->seats, [&](const Seat& seat) { return has(application.agreed, seat.id); });
  if (!all) return;
  application.agreed.clear();
  const DecisionStep* next = next_on_route(*definition.decision, application, at);
  application.state = next ? next->state : definition.decision->outcome;
}

}  // namespace

bool is_on_route(const Application& application, const DecisionStep& step) {
  return has(application.route, step.id);
}

std::vector<const Step*> possible_steps(const Definition& definition,
                                        const Application& application) {
  std::vector<const Step*> list = definition.steps_from(application.state);
  std::erase_if(list,
                [&](const Step* step) { return !is_possible(definition, application, *step); });
  return list;
}

bool ends_by_itself(const Definition& definition, const Application& application) {
  const Due* due = definition.due_in(application.state);
  return due && !due->becomes.empty();
}

std::vector<const RouteStep*> boxes_waited_for(const Definition& definition,
                                               const Application& application) {
  if (ends_by_itself(definition, application)) return {};
  std::vector<const RouteStep*> boxes;
  bool onward = false;  // a box that takes the application on is among them
  const auto possible = possible_steps(definition, application);
  for (const RouteStep& box : definition.route) {
    const auto found =
        std::ranges::find_if(possible, [&](const Step* step) { return has(box.acts, step->id); });
    if (found == possible.end()) continue;
    const Step& step = **found;
    if (onward && !step.stays && step.role != Role::approve) continue;
    boxes.push_back(&box);
    onward = onward || !step.stays;
  }
  return boxes;
}

bool is_waited_for(const Definition& definition, const Application& application, const Step& step) {
  if (step.optional) return false;
  if (step.stays) return !step.does.empty();
  if (ends_by_itself(definition, application)) return false;
  const auto names_it = [&](const RouteStep& box) { return has(box.acts, step.id); };
  if (std::ranges::any_of(definition.route, names_it)) {
    return std::ranges::any_of(boxes_waited_for(definition, application),
                               [&](const RouteStep* box) { return names_it(*box); });
  }
  if (step.role != Role::own) return is_decided(step.role);
  const State* leads_to = definition.state(step.to);
  return leads_to && leads_to->open;
}

Application after(const Definition& definition, const Application& before, const Step& step) {
  Application next = before;
  if (step.role == Role::approve) {
    agree(definition, next, step);
    return next;
  }
  if (step.to_decision) {
    const DecisionStep* first = next_on_route(*definition.decision, before, nullptr);
    next.state = first ? first->state : step.to;
    next.agreed.clear();
    return next;
  }
  if (step.stays) return next;
  if (step.to != before.state) next.agreed.clear();
  next.state = step.to;
  return next;
}

bool waits_for_others(const Definition& definition, const Application& before, const Step& step) {
  return step.role == Role::approve && after(definition, before, step).state == before.state;
}

std::vector<Leg> all_legs(const Definition& definition) {
  std::vector<Leg> legs;
  for (const Step& step : definition.steps) {
    if (step.stays) continue;
    for (const std::string& from : step.from) legs.push_back({&step, from, step.to});
    const DecisionStep* at =
        step.role == Role::approve ? definition.decision->waiting_in(step.from.front()) : nullptr;
    if (!at || at->seats.size() == 1) continue;
    const auto place = static_cast<std::size_t>(std::ranges::find(at->seats, step.seat, &Seat::id) -
                                                at->seats.begin());
    const auto waiting = [&](std::size_t agreed) {
      return agreed == 0 ? at->state : at->state + "+" + std::to_string(agreed);
    };
    legs.back().from = waiting(place);
    if (place + 1 < at->seats.size()) legs.back().to = waiting(place + 1);
  }
  return legs;
}

}  // namespace mamori::procedures
