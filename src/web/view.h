// A model as the templates want it (src/web/pages/README.md): null and "" become false, numbers
// become text, and beside every list or number `k` stands `has_k`. Pure.
#pragma once

#include "base/json.h"

namespace mamori::web {

Json to_view(const Json& model);

}  // namespace mamori::web
