#include "registers/listing.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "registers/entries.h"
#include "registers/list_index.h"

namespace mamori::registers {
namespace {

using store::Connection;

// So few are sooner read and sorted than found in the index of all.
constexpr std::int64_t few = 1000;

Listing::KeysOf keys_of_register(Connection& connection, const std::string& register_id) {
  return [&connection, register_id](std::string_view field, bool descending,
                                    std::span<const std::int64_t> numbers) {
    std::vector<std::string> keys;
    for (const Entry& entry : entries(connection, register_id, numbers)) {
      const ListKeys all = list_keys(entry.values);
      const auto first = all.lower_bound({std::string(field), ""});
      const auto last = all.lower_bound({std::string(field) + '\0', ""});
      if (first == last) {
        keys.emplace_back();
      } else {
        keys.push_back(descending ? std::prev(last)->second : first->second);
      }
    }
    return keys;
  };
}

// Collects those numbers of an order that stand on a page.
class Page {
 public:
  explicit Page(const Slice& slice) : slice_(slice) {}

  bool is_full() const { return std::ssize(numbers_) >= slice_.limit; }
  void add(std::int64_t number) {
    if (place_++ >= slice_.offset && !is_full()) numbers_.push_back(number);
  }
  void add(const EntrySet& set, bool descending) {
    const std::int64_t count = set.count();
    if (place_ + count > slice_.offset && !is_full()) {
      const std::int64_t skipped = std::max<std::int64_t>(0, slice_.offset - place_);
      for (const std::int64_t number :
           set.numbers(descending, skipped, slice_.limit - std::ssize(numbers_))) {
        numbers_.push_back(number);
      }
    }
    place_ += count;
  }
  std::vector<std::int64_t> numbers() && { return std::move(numbers_); }

 private:
  const Slice slice_;
  std::int64_t place_ = 0;  // of the next one in the whole order
  std::vector<std::int64_t> numbers_;
};

}  // namespace

Listing::Listing(Connection& connection, std::string list, std::vector<Filter> filters,
                 std::optional<EntrySet> within, KeysOf keys_of)
    : connection_(connection),
      list_(std::move(list)),
      filters_(std::move(filters)),
      keys_of_(keys_of ? std::move(keys_of) : keys_of_register(connection, list_)),
      base_(listed(connection, list_)) {
  if (within) base_ &= *within;
  fitting_ = base_;
  for (const Filter& filter : filters_) {
    filter_sets_.push_back(set_of(filter));
    fitting_ &= filter_sets_.back();
  }
  total_ = fitting_.count();
}

EntrySet Listing::set_of(const Filter& filter) const {
  const auto all_with = [&] { return listed_between(connection_, list_, filter.field, {}, {}); };
  EntrySet set;
  for (const std::string& value : filter.any_of) {
    set |= listed_with(connection_, list_, filter.field, value);
  }
  if (filter.or_nothing) {
    EntrySet without = base_;
    set |= without -= all_with();
  } else if (filter.any_of.empty()) {
    set = listed_between(connection_, list_, filter.field, filter.from, filter.to);
  }
  return set;
}

EntrySet Listing::fitting_without(std::string_view field) const {
  EntrySet set = base_;
  for (std::size_t at = 0; at < filters_.size(); ++at) {
    if (filters_[at].field != field) set &= filter_sets_[at];
  }
  return set;
}

std::vector<std::int64_t> Listing::counts(std::string_view field,
                                          const std::vector<std::string>& values) const {
  const EntrySet among = fitting_without(field);
  const auto sets = listed_by_key(connection_, list_, field);
  std::vector<std::int64_t> counts;
  for (const std::string& value : values) {
    const auto found = sets.find(list_key(value));
    counts.push_back(found == sets.end() ? 0 : among.count_with(found->second));
  }
  return counts;
}

std::vector<std::int64_t> Listing::page(const Sorting& sorting, const Slice& slice) const {
  if (sorting.field.empty()) return fitting_.numbers(sorting.descending, slice.offset, slice.limit);
  if (!sorting.ranked.empty()) return ranked_page(sorting, slice);
  if (total_ > few) return walked_page(sorting, slice);
  std::vector<std::int64_t> all = few_sorted(sorting);
  const std::int64_t first = std::clamp<std::int64_t>(slice.offset, 0, total_);
  return {all.begin() + first, all.begin() + std::min(total_, first + slice.limit)};
}

std::vector<std::int64_t> Listing::few_sorted(const Sorting& sorting) const {
  std::vector<std::int64_t> numbers = fitting_.numbers();
  const std::vector<std::string> keys = keys_of_(sorting.field, sorting.descending, numbers);
  std::vector<std::pair<std::string, std::int64_t>> order;
  for (std::size_t at = 0; at < keys.size(); ++at) order.emplace_back(keys[at], numbers[at]);
  std::ranges::sort(order);
  const auto without =
      std::ranges::partition_point(order, [](const auto& entry) { return entry.first.empty(); });
  std::rotate(order.begin(), without, order.end());
  const auto with_end = order.end() - (without - order.begin());
  if (sorting.descending) std::reverse(order.begin(), with_end);
  std::ranges::transform(order, numbers.begin(), &std::pair<std::string, std::int64_t>::second);
  return numbers;
}

std::vector<std::int64_t> Listing::ranked_page(const Sorting& sorting, const Slice& slice) const {
  auto sets = listed_by_key(connection_, list_, sorting.field);
  std::vector<EntrySet> order;
  for (const std::string& value : sorting.ranked) {
    auto node = sets.extract(list_key(value));
    if (node) order.push_back(std::move(node.mapped()));
  }
  for (auto& [key, set] : sets) order.push_back(std::move(set));
  if (sorting.descending) std::ranges::reverse(order);
  Page page(slice);
  EntrySet left = fitting_;
  for (EntrySet& set : order) {
    set &= left;
    page.add(set, sorting.descending);
    if (page.is_full()) return std::move(page).numbers();
    left -= set;  // what has several values stands at the first
  }
  page.add(left, false);
  return std::move(page).numbers();
}

std::vector<std::int64_t> Listing::walked_page(const Sorting& sorting, const Slice& slice) const {
  Page page(slice);
  EntrySet left = fitting_;
  walk_keys(connection_, list_, sorting.field, sorting.descending,
            [&](std::span<const std::int64_t> numbers) {
              for (const std::int64_t number : numbers) {
                if (!left.contains(number)) continue;
                page.add(number);
                left.remove(number);
              }
              return !page.is_full() && !left.empty();
            });
  if (!page.is_full()) page.add(left, false);
  return std::move(page).numbers();
}

}  // namespace mamori::registers
