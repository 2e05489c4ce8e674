// Acts that would stop procedures: their form comes back with a field by which somebody who knows
// goes on all the same.
#pragma once

#include <vector>

#include "base/result.h"
#include "registers/field.h"

namespace mamori::web {

// Whether the act was refused for what it would stop (body/outlook.h).
bool would_stop_procedures(const Error* error);
// Of what the refusal told, and of nothing else.
registers::Field go_on_field(const Error& error);
// The fields of a form that was refused with `error`, or not: nullptr.
std::vector<registers::Field> with_go_on(std::vector<registers::Field> fields, const Error* error);

}  // namespace mamori::web
