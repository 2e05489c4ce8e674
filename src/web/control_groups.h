// The controls of the catalogue in the groups in which people look for them.
#pragma once

#include <string>
#include <vector>

#include "body/definitions.h"

namespace mamori::web {

struct ControlGroup {
  std::string letter;  // of their rows: D
  std::string title;   // 許可と記録
  std::vector<const catalogue::Control*> controls;
};

// In the order of the letters; groups without controls are left out. Points into `definitions`.
std::vector<ControlGroup> grouped_controls(const body::Definitions& definitions);

}  // namespace mamori::web
