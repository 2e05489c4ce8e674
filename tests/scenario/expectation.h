// What must be so after a step: `then` and `tells` of a scenario. Differences are GoogleTest
// failures that name file and line.
#pragma once

#include "scenario/stage.h"

namespace mamori::scenario {

// The members of `then`; each compares what the body says with what the scenario says.
void expect_then(Stage& stage, const Yaml& then);

// Exactly these people were told after record `before`, and each text contains what is said.
void expect_tells(Stage& stage, const Yaml& tells, std::uint64_t before);

// The refusal has this code, sentence and places (`refused`, `saying`, `citing`).
void expect_refused(const Yaml& step, const Error& error);
// The record rests on these places (`citing`).
void expect_cited(const Yaml& step, const Json& payload);

// What must be so at the end of every scenario: the ledger verifies, and replayed it gives the same
// tables.
void expect_sound(Stage& stage);

}  // namespace mamori::scenario
