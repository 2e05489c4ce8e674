// Which documents hold which pair of neighbouring characters, packed. Pure.
//
// A packed list of postings is, for each pair in ascending order: the difference to the pair before
// (first << 21 | second), the number of its documents, the difference of each document's number to
// the one before; all as LEB128. A line's last character stands as a pair with 0, so that a single
// character is every pair that begins with it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mamori::search {

using Pair = std::uint64_t;  // first << 21 | second

Pair pair_of(char32_t first, char32_t second);
// The pairs of a folded text, each once, ascending.
std::vector<Pair> pairs_of(std::u32string_view folded);

using Numbers = std::vector<std::uint32_t>;  // ascending

std::string pack(const std::map<Pair, Numbers>& postings);
// The documents that hold any pair p with from <= p <= to, ascending. What is damaged ends the
// list: the index only narrows down, and a rebuild says that it is wrong.
Numbers numbers_in(std::string_view packed, Pair from, Pair to);

}  // namespace mamori::search
