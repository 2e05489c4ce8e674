// Whether definitions that are right each for itself fit together.
#pragma once

#include "base/result.h"
#include "body/definitions.h"

namespace mamori::body {

// Refuses with "definition_malformed" what names a control, office, register, field, procedure,
// section or person that no definition declares, and offices asked for otherwise than they are
// held. The message names the definition.
Result<void> check_together(const Definitions& all);

}  // namespace mamori::body
