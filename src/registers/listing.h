// The list of a register as somebody asks for it: filtered, counted, sorted, a page of it.
// Everything but the entries on the page comes from the index (list_index.h), so that it takes
// about as long for ten entries as for 100,000.
//
// Works on the caller's snapshot and throws store::Failure; not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "registers/entry_set.h"
#include "store/connection.h"

namespace mamori::registers {

// What an entry must have in a field to be listed.
struct Filter {
  std::string field;
  std::vector<std::string> any_of = {};  // one of these values
  bool or_nothing = false;               // or no value at all
  std::string from = {};                 // without any_of: a value from here to there, both
  std::string to = {};                   // included; "" for no end
};

struct Sorting {
  std::string field;  // "" by number
  bool descending = false;
  // Values in the order in which they come (options, sections, people); others behind them, by
  // key. Empty: all by key. Entries without a value come last, whichever the direction.
  std::vector<std::string> ranked = {};
};

struct Slice {
  std::int64_t offset = 0;
  std::int64_t limit = 100;
};

class Listing {
 public:
  // The first key (list_key(), in that direction) of each of these entries in a field; "" for none.
  using KeysOf = std::function<std::vector<std::string>(std::string_view field, bool descending,
                                                        std::span<const std::int64_t> numbers)>;

  // `within`: only these, as a search found them or access allows; nothing for all. `keys_of` reads
  // the entries themselves, for lists of few; that of registers when absent.
  Listing(store::Connection& connection, std::string list, std::vector<Filter> filters,
          std::optional<EntrySet> within = {}, KeysOf keys_of = {});

  const EntrySet& fitting() const { return fitting_; }
  std::int64_t total() const { return total_; }
  // How many there would be with each of these values as the only filter of the field.
  std::vector<std::int64_t> counts(std::string_view field,
                                   const std::vector<std::string>& values) const;
  // Their numbers, in order.
  std::vector<std::int64_t> page(const Sorting& sorting, const Slice& slice) const;

 private:
  EntrySet set_of(const Filter& filter) const;
  EntrySet fitting_without(std::string_view field) const;
  std::vector<std::int64_t> few_sorted(const Sorting& sorting) const;
  std::vector<std::int64_t> ranked_page(const Sorting& sorting, const Slice& slice) const;
  std::vector<std::int64_t> walked_page(const Sorting& sorting, const Slice& slice) const;

  store::Connection& connection_;
  const std::string list_;
  const std::vector<Filter> filters_;
  const KeysOf keys_of_;
  EntrySet base_;                      // what there is, and is within
  std::vector<EntrySet> filter_sets_;  // of each filter
  EntrySet fitting_;
  std::int64_t total_ = 0;
};

}  // namespace mamori::registers
