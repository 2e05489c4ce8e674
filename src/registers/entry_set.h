// A set of entries of a list, by their numbers, as bits. Numbers are at least 0; segments of 4096
// of them stand together, so that a set costs what it holds and not what the list holds. Pure.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mamori::registers {

class EntrySet {
 public:
  static constexpr std::int64_t segment_numbers = 4096;
  static std::int64_t segment_of(std::int64_t number) { return number / segment_numbers; }

  void add(std::int64_t number);
  void remove(std::int64_t number);
  bool contains(std::int64_t number) const;
  std::int64_t count() const;
  bool empty() const { return segments_.empty(); }

  EntrySet& operator|=(const EntrySet& other);
  EntrySet& operator&=(const EntrySet& other);
  EntrySet& operator-=(const EntrySet& other);
  // How many are in both.
  std::int64_t count_with(const EntrySet& other) const;

  // All numbers, ascending.
  std::vector<std::int64_t> numbers() const;
  // Those from the `offset`th on, at most `limit`, ascending or descending.
  std::vector<std::int64_t> numbers(bool descending, std::int64_t offset, std::int64_t limit) const;

  // One segment as bytes: nothing for none, two bytes (little-endian) a number while they are few,
  // else its 512 bytes of bits. The same set has the same bytes.
  std::string packed(std::int64_t segment) const;
  // Adds what packed() made; bytes that it never makes add what can be read of them.
  void add_packed(std::int64_t segment, std::string_view bytes);
  // The same numbers, ascending, behind those in `numbers`.
  static void unpack(std::int64_t segment, std::string_view bytes,
                     std::vector<std::int64_t>& numbers);

  bool operator==(const EntrySet&) const = default;

 private:
  using Bits = std::array<std::uint64_t, segment_numbers / 64>;
  struct Segment {
    std::int64_t number = 0;
    Bits bits{};
    bool operator==(const Segment&) const = default;
  };

  Bits& bits_of(std::int64_t segment);  // made when absent
  const Bits* find(std::int64_t segment) const;
  void drop_empty();

  std::vector<Segment> segments_;  // ascending, none of them empty
};

}  // namespace mamori::registers
