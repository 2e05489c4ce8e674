// What must be done by a time of its own beside the state of an application (期限のある対応): its
// declaration, which tasks an act opens and ends, and what the clock tells of them.
// Functions that read the store throw store::Failure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/yaml.h"
#include "procedures/application.h"
#include "procedures/definition.h"
#include "procedures/engine.h"

namespace mamori::procedures {

// Reads `settings:` and `tasks:` into `definition`, whose form, states and acts have been read.
Result<void> parse_tasks(const Yaml& root, const registers::Schemes& schemes,
                         Definition& definition);

// What the body has set, above what the definition suggests.
registers::Values settings_of(store::Connection& connection, const Definition& definition);
// The name of a field of `settings` that is a number, which stands where a length would.
Result<std::string> parse_number_setting(const Yaml& node, const Definition& definition);
int number_set(const registers::Values& settings, std::string_view name);  // 0 when it is empty

// What an act does to the tasks of an application.
struct TaskChanges {
  JsonArray opened;  // {task, label, due_at, by_day, remind_at, source}
  JsonArray ended;   // {task, dropped}
};
// `application` is as it will be; `values` are those of the form and what is written with the step.
TaskChanges task_changes(const Desk& desk, const Definition& definition,
                         const Application& application, const Step& step,
                         const registers::Values& values);
// What these ids open of what is not open or done yet.
JsonArray opened_tasks(const Desk& desk, const Definition& definition,
                       const Application& application, const std::vector<std::string>& ids,
                       const registers::Values& values);
Task opened_task(const Json& opened);  // one of TaskChanges::opened
// The application after the changes.
void apply_changes(const TaskChanges& changes, Instant now, Application& application);

// 令和8年11月21日 11時33分, or the day alone where a day was meant.
std::string due_in_words(const Task& task);

// What of the chain was skipped: open, while the task that comes after it was done already.
bool was_skipped(const Definition& definition, const Application& application, const Task& task);

}  // namespace mamori::procedures
