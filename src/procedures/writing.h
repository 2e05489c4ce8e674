// What a step leaves in registers (台帳への記入): entries added, or fields changed of the entries
// that the form names. They are acts of their own, recorded in one transaction with the step's, so
// that an entry keeps its history, and its erasure leaves the application as it was.
#pragma once

#include <vector>

#include "base/yaml.h"
#include "procedures/definition.h"
#include "procedures/engine.h"

namespace mamori::procedures {

// Reads `writes:`, a list of {add: register | change: field, when, set: {field: value}}.
Result<std::vector<Write>> parse_writes(const Yaml& list, const Definition& definition,
                                        const std::vector<registers::Field>& own_fields,
                                        const registers::Schemes& schemes);

// The acts that follow from `act`, which was just prepared by file() or act(). `values` are those
// of the application. Fails with what registers::check says of the values.
Result<std::vector<ledger::Act>> writes_of(const Desk& desk, const Definition& definition,
                                           const registers::Values& values, const ledger::Act& act);

}  // namespace mamori::procedures
