// The handling gate (C4) at a form: what the procedure does with information, and what may be done
// with information of that level. Throws store::Failure.
#pragma once

#include <vector>

#include "handling/situation.h"
#include "procedures/definition.h"
#include "procedures/engine.h"

namespace mamori::procedures {

struct GateAnswer {
  const handling::Situation* situation = nullptr;
  const Handled* handled = nullptr;
  const registers::Level* level = nullptr;   // nullptr while the form does not say
  const handling::Ruling* ruling = nullptr;  // for that level; nullptr without one
};

// Everything the procedure does, as far as it does it by this form; empty where the desk has no
// situations.
std::vector<GateAnswer> gate_answers(const Desk& desk, const Definition& definition,
                                     const registers::Values& values);

}  // namespace mamori::procedures
