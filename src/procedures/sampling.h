// Samples (標本) that anybody can draw again: of a population, those come first whose
// SHA-256(seed, newline, id) is smallest. Nobody can steer them who does not choose the seed, the
// same seed gives the same sample on any machine, and a larger sample begins with the smaller one.
// The record of the act keeps the seed, the population and what was drawn (docs/sampling.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/yaml.h"
#include "procedures/definition.h"
#include "procedures/engine.h"

namespace mamori::procedures {

inline constexpr std::size_t population_max = 20'000;
inline constexpr std::string_view sampling_method = "sha256-order-1";

// `size` of the population, or all of it where it is smaller. Ids are unique. Pure.
std::vector<std::string> drawn(std::string_view seed, std::vector<std::string> population,
                               std::size_t size);

// Reads `samples:` of an act, {of, section, from, until, size, seed}: names of its own fields;
// `section` of the form. `of` is a choice of `applications` and ids of registers.
Result<Sampling> parse_sampling(const Yaml& node, const Definition& definition,
                                const std::vector<registers::Field>& own_fields);

// What the record keeps: {method, seed, of, section, from, until, population: [id], drawn:
// [{thing, number, label}]}. Refused with population_empty, population_too_large.
Result<JsonObject> draw_sample(const Desk& desk, const Sampling& sampling,
                               const registers::Values& form, const registers::Values& remarks);

}  // namespace mamori::procedures
