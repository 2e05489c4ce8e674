// Files that come with a form and belong to an entry of a register (registers/attachment.h).
#pragma once

#include <optional>
#include <vector>

#include "registers/field.h"
#include "web/site.h"

namespace mamori::web {

bool takes_files(const std::vector<registers::Field>& fields);

// What a form sent, as for registers::check(): files that came with it are kept and stand among the
// values of their fields, so that a form given back because of something else has them.
struct SentForm {
  Json input;
  std::optional<Error> wrong;  // of a file, at its field; the others are kept
};
// Only for somebody who may write what the form is for.
Result<SentForm> sent_form(const Visit& visit, const std::vector<registers::Field>& fields);

Routes attachment_routes();

}  // namespace mamori::web
