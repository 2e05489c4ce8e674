// Entries of a register to choose from: all where there are few, else those that words find.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registers/entry_set.h"
#include "registers/register.h"
#include "web/site.h"

namespace mamori::web {

// As many are shown at once; of more, people search.
inline constexpr std::int64_t options_max = 100;

// The chip of an entry with these values: of the first of its fields that comes from a scheme; null
// without one.
Json scheme_chip(const registers::Definition& definition, const registers::Values& values);

// The entries the person may see; nothing for all.
std::optional<registers::EntrySet> readable_entries(const Visit& visit,
                                                    store::Connection& connection,
                                                    const registers::Definition& definition);

// Those that the words find; nothing when there are no words.
std::optional<registers::EntrySet> found_by_words(store::Connection& connection,
                                                  const registers::Definition& definition,
                                                  std::string_view words);

struct EntryOptions {
  JsonArray options;      // as `fields[].options` of the form page
  std::int64_t left = 0;  // how many more could be chosen
};
// What may be chosen: open entries that the person may see, and what was chosen before. Of many
// only the newest, behind the chosen; the others are found with GET <register>/options?q=, which
// answers
// {"options", "left"}, or named by their number.
EntryOptions entry_options(const Visit& visit, store::Connection& connection,
                           const registers::Definition& definition,
                           const std::vector<std::string>& chosen);

Routes entry_option_routes();

}  // namespace mamori::web
