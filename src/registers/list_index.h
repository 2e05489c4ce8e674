// The index of lists: for each value of each field, the entries that have it, as bits. From it a
// list is filtered, counted and sorted without reading the entries. A list is named by its
// register, an entry by its number there.
//
// Functions throw store::Failure. relist() is for projections; it depends on nothing but what it is
// given, so that replaying the ledger gives the same bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "registers/entry_set.h"
#include "store/store.h"

namespace mamori::registers {

// How a value stands in the order of a list: numbers within a text by their size (端末2 before
// 端末10), and without regard to width, case and blanks where texts differ otherwise. Different
// values of up to `key_characters_max` characters have different keys.
std::string list_key(std::string_view value);
inline constexpr std::size_t key_characters_max = 40;

// What is listed of an entry: (field, key) of each of its values.
using ListKeys = std::set<std::pair<std::string, std::string>>;
ListKeys list_keys(const JsonObject& values);

// An entry had `before` and has `after` from now on; either is nullptr where it was, or is, not in
// the list.
void relist(store::Connection& connection, std::string_view list, std::int64_t number,
            const ListKeys* before, const ListKeys* after);

// Data from a time before there was this index gets one. Fails as Store::write does.
Result<void> fill_lists(store::Store& store);

// All entries of the list; those with this value of a field; those with one from `from` to `to`,
// both included, "" for no end.
EntrySet listed(store::Connection& connection, std::string_view list);
EntrySet listed_with(store::Connection& connection, std::string_view list, std::string_view field,
                     std::string_view value);
EntrySet listed_between(store::Connection& connection, std::string_view list,
                        std::string_view field, std::string_view from, std::string_view to);
// Of a field with few values: the entries with each, by key.
std::map<std::string, EntrySet> listed_by_key(store::Connection& connection, std::string_view list,
                                              std::string_view field);

// Reads the values of a field in the order of their keys until `visit` returns false, and gives it
// the numbers of the entries in that order, some at a time; those of one value by number.
void walk_keys(store::Connection& connection, std::string_view list, std::string_view field,
               bool descending, const std::function<bool(std::span<const std::int64_t>)>& visit);

}  // namespace mamori::registers
