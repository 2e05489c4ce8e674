// What is built into the program.
#pragma once

#include "catalogue/control.h"

namespace mamori::command {

// definitions/controls. Fails as Catalogue::load does.
Result<catalogue::Catalogue> shipped_catalogue();

}  // namespace mamori::command
