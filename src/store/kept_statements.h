// Which prepared statements a connection keeps for the next time. Almost all are the program's own
// words and come again; those with a parameter for each of many values are written for once.
#pragma once

#include <cstddef>

namespace mamori::store {

// One with so many values that its text is longer is prepared for one use.
inline constexpr std::size_t statement_bytes_kept = 4096;
// Then all are forgotten: those that are needed come back.
inline constexpr std::size_t statements_kept_max = 1000;

}  // namespace mamori::store
