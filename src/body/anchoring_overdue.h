// Telling the administrators that nobody has kept a checkpoint elsewhere for too long.
#pragma once

#include "body/body.h"

namespace mamori::body {

inline constexpr std::string_view anchoring_overdue_kind = "anchoring.overdue";

// Records it and tells every administrator, once in as many days as may pass without (the control
// that anchoring satisfies says how many). Returns whether it did. To be called by Body::tick().
Result<bool> tell_anchoring_overdue(Body& body);

}  // namespace mamori::body
