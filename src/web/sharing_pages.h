// 共有: the only pages that look beyond their own body, and there only at what it shares with them.
#pragma once

#include "web/pages.h"

namespace mamori::web {

// `bodies` must outlive the routes.
Routes sharing_routes(const Bodies& bodies);

// all_routes() and these: what a program serves.
Routes installation_routes(const Bodies& bodies);

}  // namespace mamori::web
