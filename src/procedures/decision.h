// What `decision:` of a procedure unfolds into: one state for each of its steps, the acts of those
// who decide there (agree, refuse, send back to the applicant or to an earlier step), what the
// applicant may do meanwhile (pull back before anybody decided, hand in again, withdraw), the
// notices and the boxes of the 決裁欄. A definition spells none of it out.
#pragma once

#include "base/yaml.h"
#include "procedures/definition.h"

namespace mamori::procedures {

// So many seats in all: each may be an exclusion of one rule.
inline constexpr std::size_t seats_max = 5;

// Reads `decision:` of the whole definition `root` into `definition`, whose other parts have been
// read. Nothing when there is none. Fails naming file and line.
Result<void> parse_decision(const Yaml& root, const registers::Schemes& schemes,
                            const access::Segregation& segregation, Definition& definition);

// What an act with `to: decision` leads to, until parse_decision() knows the state.
inline constexpr std::string_view to_decision = "decision";

// Reads a list of notices.
Result<std::vector<Telling>> parse_tellings(const Yaml& list);

}  // namespace mamori::procedures
