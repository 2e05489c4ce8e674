// From the acts procedures.* to the tables.
#pragma once

#include "ledger/journal.h"
#include "procedures/definition.h"

namespace mamori::procedures {

// The act that takes a definition into use; recorded once for each digest, so that applications
// filed under it can always be read.
ledger::Act adopt(const Definition& definition);
inline constexpr std::string_view adopt_kind = "procedures.adopt_definition";
// What a body sets of a procedure (`settings`).
inline constexpr std::string_view set_kind = "procedures.set";
bool is_adopted(store::Connection& connection, std::string_view digest);
// The YAML of an adopted definition.
std::optional<std::string> adopted_yaml(store::Connection& connection, std::string_view digest);

// A ledger::Projection for the acts procedures.*. Throws store::Failure; also when one person would
// be on both sides of a rule on who may not also be whom (Failure::Cause::constraint).
void project(store::Connection& connection, const ledger::Record& record);
// One for registers.*: which application added an entry.
void project_written(store::Connection& connection, const ledger::Record& record);
// One for retention.erased: the application goes, with all that was done on it.
void project_erasure(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::procedures
