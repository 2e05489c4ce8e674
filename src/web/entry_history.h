// The history of an entry of a register: who, when, why, and what was changed.
#pragma once

#include <string_view>
#include <vector>

#include "registers/field.h"
#include "web/site.h"

namespace mamori::web {

// The records of an entry as src/web/pages/examples/entry.json shows them, the newest first. Each
// carries how the values read on its day, so that the changes are told in the words of then.
JsonArray entry_history(const Visit& visit, store::Connection& connection,
                        const std::vector<registers::Field>& fields, std::string_view subject);

}  // namespace mamori::web
