// What the handling gate answers, as pages show it (row C4).
#pragma once

#include "handling/situation.h"
#include "procedures/gate.h"
#include "web/parts.h"

namespace mamori::web {

// The scheme in which situations speak, and whose levels come first.
inline constexpr std::string_view usual_scheme = "importance";

// A list to choose one from, as a field of a form.
JsonObject select_part(std::string_view name, std::string_view label, std::string_view help,
                       JsonArray options);
JsonObject select_option(std::string_view value, std::string_view label, std::string_view detail,
                         bool selected);
// The levels of every scheme that reads as the usual one, as scheme:value; `asked` is chosen.
JsonArray level_options(const Visit& visit, std::string_view asked);

// {"code", "label", "tone"} of an answer.
Json answer_part(handling::Answer answer);
// What is asked, one by one, each with the articles of the body's own regulation.
JsonArray demand_parts(const Visit& visit, store::Connection& connection,
                       const handling::Ruling& ruling);
// What a procedure does with information, and what may be done with that of the form: see
// `handling[]` in examples/form.handling.json. Of a form that does not say the level yet, every
// answer there is.
JsonArray gate_parts(const Visit& visit, store::Connection& connection,
                     const std::vector<procedures::GateAnswer>& answers);

}  // namespace mamori::web
