// What the pages of applying and of one application share.
#pragma once

#include <string>

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

Routes apply_routes();

}  // namespace mamori::web
