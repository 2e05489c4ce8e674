// Plays everything a procedure can do, from the `examples:` of its own definition: each accepted
// form is filed, from every position that can be come to every act is done, every refusal is met,
// every decider is away once, and every day passes.
#pragma once

#include <string>

namespace mamori::scenario {

// Reports with GoogleTest's failures; fails when an act or a refusal was never exercised.
void play_examples(const std::string& procedure_id);

}  // namespace mamori::scenario
