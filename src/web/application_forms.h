// What the pages of applying and of one application share.
#pragma once

#include <string>

#include "procedures/application.h"
#include "procedures/definition.h"
#include "web/parts.h"
#include "web/site.h"

namespace mamori::web {

struct FormPage {
  const procedures::Definition& definition;
  std::string title;
  std::string submit_label;
  std::string action;
  std::string cancel_href;
};

// The form of a procedure, filled so far, beside the articles it rests on.
Page application_form(const Visit& visit, store::Connection& connection, const FormPage& form,
                      const Filled& filled);

// After an act on an application: to its page, saying what was recorded.
Answer application_done(const Visit& visit, const body::Done& done_act);

// Whether the visitor may see the application: by office, or because it concerns them.
bool is_visible(const Visit& visit, store::Connection& connection,
                const procedures::Definition& definition,
                const procedures::Application& application);

// Of what has a limit of its own, the one that ends first; nullptr when nothing has.
const procedures::Task* nearest_task(const procedures::Application& application);
// Until when, and how a task stands: 済み, 遅れて済み, あと12分, 期限超過, 飛ばされています.
Json task_due_part(const procedures::Task& task);
Json task_state(const procedures::Definition& definition,
                const procedures::Application& application, const procedures::Task& task,
                Instant now);

Routes apply_routes();
Routes report_routes();  // reports without signing in
// What may be reported without signing in from where the request comes: {href, label}.
JsonArray open_report_parts(const Visit& visit);
Routes application_list_routes();  // 申請の一覧
Routes clock_routes();             // 対応と期限, and the settings of a procedure

}  // namespace mamori::web
