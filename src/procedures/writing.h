// What a step leaves in registers (台帳への記入): entries added, or changed and closed of those
// that the form names or the application added before. They are acts of their own, recorded in one
// transaction with the step's, so that an entry keeps its history, and its erasure leaves the
// application as it was.
#pragma once

#include <functional>
#include <vector>

#include "base/yaml.h"
#include "procedures/definition.h"
#include "procedures/engine.h"

namespace mamori::procedures {

// Reads `writes:`, a list of {add: register | change: entries | close: entries, when, set: {field:
// value}}, where entries are a field of the form, or {added: register}.
Result<std::vector<Write>> parse_writes(const Yaml& list, const Definition& definition,
                                        const std::vector<registers::Field>& own_fields,
                                        const registers::Schemes& schemes);

using Record = std::function<void(ledger::Act)>;

// Prepares the acts that follow from `act`, which was prepared by file() or act() and is recorded,
// and has each recorded before the next is prepared. `values` are those of the application. Fails
// with what registers::check says of the values.
Result<void> write_registers(const Desk& desk, const Definition& definition,
                             const registers::Values& values, const ledger::Act& act,
                             const Record& record);

// Whether the act came to what the step is for: an agreement that others follow leaves nothing yet.
bool is_outcome(const Definition& definition, const Step& step, const ledger::Act& act);

}  // namespace mamori::procedures
