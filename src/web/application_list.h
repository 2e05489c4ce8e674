// 申請の一覧: the applications that somebody may see, as they asked for them, and the same as
// files.
#pragma once

#include "web/list_parts.h"

namespace mamori::web {

// The `list` of the page.
JsonObject application_list(const Visit& visit, store::Connection& connection);

// The rows that fit what was asked, or of them those chosen by ?entry=takeout-2026-12, with all
// columns.
Result<Response> application_file(const Visit& visit, store::Connection& connection, ListFile file);

}  // namespace mamori::web
