#include "search/postings.h"

#include <algorithm>
#include <optional>

namespace mamori::search {
namespace {

constexpr unsigned character_bits = 21;  // of a code point

void append_number(std::string& out, std::uint64_t number) {
  while (number >= 0x80) {
    out.push_back(static_cast<char>(number | 0x80));
    number >>= 7;
  }
  out.push_back(static_cast<char>(number));
}

std::optional<std::uint64_t> take_number(std::string_view& rest) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64 && !rest.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(rest.front());
    rest.remove_prefix(1);
    number |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return number;
  }
  return std::nullopt;
}

// The documents of one pair, added to `numbers` when wanted. False when the bytes end too soon.
bool take_numbers(std::string_view& rest, bool wanted, Numbers& numbers) {
  const auto count = take_number(rest);
  if (!count || *count > rest.size()) return false;
  std::uint64_t number = 0;
  for (std::uint64_t taken = 0; taken < *count; ++taken) {
    const auto difference = take_number(rest);
    if (!difference) return false;
    number += *difference;
    if (wanted) numbers.push_back(static_cast<std::uint32_t>(number));
  }
  return true;
}

}  // namespace

Pair pair_of(char32_t first, char32_t second) {
  return Pair{first} << character_bits | second;
}

std::vector<Pair> pairs_of(std::u32string_view folded) {
  std::vector<Pair> pairs;
  pairs.reserve(folded.size());
  for (std::size_t at = 0; at < folded.size(); ++at) {
    if (folded[at] == U'\n') continue;
    const bool last = at + 1 == folded.size() || folded[at + 1] == U'\n';
    pairs.push_back(pair_of(folded[at], last ? char32_t{0} : folded[at + 1]));
  }
  std::ranges::sort(pairs);
  pairs.erase(std::ranges::unique(pairs).begin(), pairs.end());
  return pairs;
}

std::string pack(const std::map<Pair, Numbers>& postings) {
  std::string packed;
  Pair before = 0;
  for (const auto& [pair, numbers] : postings) {
    append_number(packed, pair - before);
    append_number(packed, numbers.size());
    std::uint32_t last = 0;
    for (const std::uint32_t number : numbers) {
      append_number(packed, number - last);
      last = number;
    }
    before = pair;
  }
  return packed;
}

Numbers numbers_in(std::string_view packed, Pair from, Pair to) {
  Numbers numbers;
  Pair pair = 0;
  while (!packed.empty()) {
    const auto difference = take_number(packed);
    if (!difference) break;
    pair += *difference;
    if (pair > to || !take_numbers(packed, pair >= from, numbers)) break;
  }
  if (from == to) return numbers;
  std::ranges::sort(numbers);  // one document may hold several of the pairs
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  return numbers;
}

}  // namespace mamori::search
