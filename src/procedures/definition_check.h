// Whether a procedure, read part by part, makes a whole.
#pragma once

#include "base/yaml.h"
#include "procedures/definition.h"

namespace mamori::procedures {

// The promises of Definition::parse() about names and states. `root` is the YAML the definition was
// read from, for the lines of the complaints.
Result<void> check_whole(const Yaml& root, const Definition& definition);

}  // namespace mamori::procedures
