// The level of what somebody has in hand, in the scheme that a situation speaks of. Levels live as
// long as the schemes. Throws store::Failure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registers/register.h"
#include "registers/scheme.h"
#include "store/connection.h"

namespace mamori::handling {

// `value` of the scheme `scheme` as a level of the scheme `wanted`: itself, or what it is
// equivalent to; nullptr where nothing is said of it.
const registers::Level* level_in(const registers::Schemes& schemes, std::string_view wanted,
                                 std::string_view scheme, std::string_view value);

// What an entry is classified as in its register; nullptr for one that is not.
const registers::Level* level_of(const registers::Schemes& schemes, std::string_view wanted,
                                 const registers::Definitions& definitions,
                                 const registers::Entry& entry);

// The highest of these entries; nullptr when none is classified.
const registers::Level* highest_of(store::Connection& connection, const registers::Schemes& schemes,
                                   std::string_view wanted,
                                   const registers::Definitions& definitions,
                                   const std::vector<std::string>& entry_ids);

}  // namespace mamori::handling
