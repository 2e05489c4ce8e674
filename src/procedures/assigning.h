// What a step hands on to others (割当て): applications of other procedures, filed in the name of
// whoever does the step. Each knows the application it comes from, which shows what became of them
// and may refuse to end before they have.
#pragma once

#include <functional>
#include <vector>

#include "base/yaml.h"
#include "procedures/definition.h"
#include "procedures/engine.h"

namespace mamori::procedures {

// Reads `assigns:`, a list of {procedure, each: section, except: field, when, set: {field: value}}.
Result<std::vector<Assignment>> parse_assignments(const Yaml& list, const Definition& definition,
                                                  const std::vector<registers::Field>& own_fields,
                                                  const registers::Schemes& schemes);

// Files an application of this procedure, as file() prepared it.
using File = std::function<Result<void>(const Definition&, ledger::Act)>;

// Hands on what follows from `act`, which is recorded: each is filed before the next is prepared.
// `values` are those of the application. Fails with what file() says.
Result<void> assign_all(const Desk& desk, const Definitions& procedures,
                        const Definition& definition, const registers::Values& values,
                        const ledger::Act& act, const File& file_assigned);

}  // namespace mamori::procedures
