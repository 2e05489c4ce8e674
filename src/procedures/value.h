// Values that an act leaves behind, in a register or in an application it assigns: `set:` of a
// definition. A constant, {field: …} of the form, {remark: …} of the act, {added: register}: the
// entry the application added there, or {the: today | applicant | section | number | person |
// application | each}.
#pragma once

#include <string>
#include <vector>

#include "base/yaml.h"
#include "procedures/definition.h"
#include "procedures/engine.h"

namespace mamori::procedures {

Result<NamedValues> parse_values(const Yaml& map, const Definition& definition,
                                 const std::vector<registers::Field>& own_fields);

// `when:` of what an act leaves behind: of the form and what is written with the act.
Result<std::optional<registers::Condition>> parse_when(
    const Yaml& node, const Definition& definition, const std::vector<registers::Field>& own_fields,
    const registers::Schemes& schemes);

// What stands behind the values of one act, which was just recorded.
struct Source {
  const Desk& desk;
  const registers::Values& form;  // of the application
  const ledger::Act& act;
  std::string each = {};  // id of the section
};

bool applies(const Source& source, const std::optional<registers::Condition>& when);

// `input` with these values over it; what has no value is taken away.
JsonObject with_values(const Source& source, const NamedValues& values, JsonObject input);

}  // namespace mamori::procedures
