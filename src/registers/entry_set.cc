#include "registers/entry_set.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <ranges>

namespace mamori::registers {
namespace {

constexpr std::size_t word_bits = 64;
constexpr std::size_t bits_bytes = EntrySet::segment_numbers / 8;

std::size_t offset_of(std::int64_t number) {
  assert(number >= 0);
  return static_cast<std::size_t>(number % EntrySet::segment_numbers);
}

template <class Bits>
std::int64_t count_of(const Bits& bits) {
  return std::transform_reduce(bits.begin(), bits.end(), std::int64_t{0}, std::plus<>(),
                               [](std::uint64_t word) { return std::popcount(word); });
}

template <class Bits, class Visit>
void for_each_offset(const Bits& bits, const Visit& visit) {
  for (std::size_t at = 0; at < bits.size(); ++at) {
    for (std::uint64_t word = bits[at]; word != 0; word &= word - 1) {
      visit(at * word_bits + static_cast<std::size_t>(std::countr_zero(word)));
    }
  }
}

std::uint64_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::uint64_t word_at(std::string_view bytes, std::size_t at) {
  std::uint64_t word = 0;
  for (std::size_t byte = 0; byte < 8; ++byte) word |= byte_at(bytes, at + byte) << byte * 8;
  return word;
}

template <class Visit>
void for_each_packed(std::string_view bytes, const Visit& visit) {
  if (bytes.size() == bits_bytes) {
    for (std::size_t at = 0; at < bits_bytes; at += 8) {
      for (std::uint64_t word = word_at(bytes, at); word != 0; word &= word - 1) {
        visit(at * 8 + static_cast<std::size_t>(std::countr_zero(word)));
      }
    }
    return;
  }
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const std::uint64_t offset = byte_at(bytes, at) | byte_at(bytes, at + 1) << 8U;
    if (offset < std::uint64_t{EntrySet::segment_numbers}) visit(offset);
  }
}

}  // namespace

void EntrySet::add(std::int64_t number) {
  const std::size_t offset = offset_of(number);
  bits_of(segment_of(number))[offset / word_bits] |= std::uint64_t{1} << offset % word_bits;
}

void EntrySet::remove(std::int64_t number) {
  if (!contains(number)) return;
  const std::size_t offset = offset_of(number);
  Bits& bits = bits_of(segment_of(number));
  bits[offset / word_bits] &= ~(std::uint64_t{1} << offset % word_bits);
  if (bits == Bits{}) drop_empty();
}

bool EntrySet::contains(std::int64_t number) const {
  const Bits* bits = find(segment_of(number));
  const std::size_t offset = offset_of(number);
  return bits && ((*bits)[offset / word_bits] >> offset % word_bits & 1U) != 0;
}

std::int64_t EntrySet::count() const {
  std::int64_t sum = 0;
  for (const Segment& segment : segments_) sum += count_of(segment.bits);
  return sum;
}

EntrySet& EntrySet::operator|=(const EntrySet& other) {
  for (const Segment& segment : other.segments_) {
    Bits& mine = bits_of(segment.number);
    for (std::size_t at = 0; at < mine.size(); ++at) mine[at] |= segment.bits[at];
  }
  return *this;
}

EntrySet& EntrySet::operator&=(const EntrySet& other) {
  for (Segment& segment : segments_) {
    const Bits* theirs = other.find(segment.number);
    for (std::size_t at = 0; at < segment.bits.size(); ++at) {
      segment.bits[at] &= theirs ? (*theirs)[at] : 0;
    }
  }
  drop_empty();
  return *this;
}

EntrySet& EntrySet::operator-=(const EntrySet& other) {
  for (Segment& segment : segments_) {
    const Bits* theirs = other.find(segment.number);
    if (!theirs) continue;
    for (std::size_t at = 0; at < segment.bits.size(); ++at) segment.bits[at] &= ~(*theirs)[at];
  }
  drop_empty();
  return *this;
}

std::int64_t EntrySet::count_with(const EntrySet& other) const {
  std::int64_t sum = 0;
  for (const Segment& segment : segments_) {
    const Bits* theirs = other.find(segment.number);
    if (!theirs) continue;
    for (std::size_t at = 0; at < segment.bits.size(); ++at) {
      sum += std::popcount(segment.bits[at] & (*theirs)[at]);
    }
  }
  return sum;
}

std::vector<std::int64_t> EntrySet::numbers() const {
  std::vector<std::int64_t> all;
  for (const Segment& segment : segments_) {
    for_each_offset(segment.bits, [&](std::size_t offset) {
      all.push_back(segment.number * segment_numbers + static_cast<std::int64_t>(offset));
    });
  }
  return all;
}

std::vector<std::int64_t> EntrySet::numbers(bool descending, std::int64_t offset,
                                            std::int64_t limit) const {
  std::vector<std::int64_t> all = numbers();
  if (descending) std::ranges::reverse(all);
  const auto size = static_cast<std::int64_t>(all.size());
  const std::int64_t first = std::clamp<std::int64_t>(offset, 0, size);
  const std::int64_t last = std::min(size, first + limit);
  return {all.begin() + first, all.begin() + last};
}

std::string EntrySet::packed(std::int64_t segment) const {
  const Bits* bits = find(segment);
  std::string bytes;
  if (!bits) return bytes;
  if (2 * count_of(*bits) < std::int64_t{bits_bytes}) {
    for_each_offset(*bits, [&](std::size_t offset) {
      bytes.push_back(static_cast<char>(offset & 0xFFU));
      bytes.push_back(static_cast<char>(offset >> 8U));
    });
    return bytes;
  }
  for (const std::uint64_t word : *bits) {
    for (std::size_t shift = 0; shift < word_bits; shift += 8) {
      bytes.push_back(static_cast<char>(word >> shift & 0xFFU));
    }
  }
  return bytes;
}

void EntrySet::add_packed(std::int64_t segment, std::string_view bytes) {
  Bits& bits = bits_of(segment);
  if (bytes.size() == bits_bytes) {
    for (std::size_t at = 0; at < bits.size(); ++at) bits[at] |= word_at(bytes, at * 8);
    return;
  }
  for_each_packed(bytes, [&](std::size_t offset) {
    bits[offset / word_bits] |= std::uint64_t{1} << offset % word_bits;
  });
  if (bits == Bits{}) drop_empty();
}

void EntrySet::unpack(std::int64_t segment, std::string_view bytes,
                      std::vector<std::int64_t>& numbers) {
  for_each_packed(bytes, [&](std::size_t offset) {
    numbers.push_back(segment * segment_numbers + static_cast<std::int64_t>(offset));
  });
}

EntrySet::Bits& EntrySet::bits_of(std::int64_t segment) {
  if (!segments_.empty() && segments_.back().number < segment) {
    segments_.push_back({segment, {}});
    return segments_.back().bits;
  }
  auto at = std::ranges::lower_bound(segments_, segment, {}, &Segment::number);
  if (at == segments_.end() || at->number != segment) at = segments_.insert(at, {segment, {}});
  return at->bits;
}

const EntrySet::Bits* EntrySet::find(std::int64_t segment) const {
  const auto at = std::ranges::lower_bound(segments_, segment, {}, &Segment::number);
  return at != segments_.end() && at->number == segment ? &at->bits : nullptr;
}

void EntrySet::drop_empty() {
  std::erase_if(segments_, [](const Segment& segment) { return segment.bits == Bits{}; });
}

}  // namespace mamori::registers
