#include "registers/list_index.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/text.h"
#include "registers/register.h"

namespace mamori::registers {
namespace {

using store::Connection;
using store::Row;

constexpr std::size_t digits_max = 40;  // of a number within a text; what is longer is cut
constexpr std::int64_t rows_at_first = 128;
constexpr std::int64_t rows_at_most = 8192;
constexpr char original_follows = '\x01';  // sorts before every character of a text

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Before each number its length, so that longer ones come later; not behind the point of a decimal.
std::string with_lengths(std::string_view text) {
  std::string key;
  bool decimal = false;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == at) {
      decimal = text[at] == '.' && at > 0 && is_digit(text[at - 1]) && !decimal;
      key += text[at++];
      continue;
    }
    const std::size_t length = std::min(end - at, digits_max);
    if (!decimal) key += static_cast<char>('0' + length);
    key += text.substr(at, length);
    at = end;
  }
  return key;
}

std::string cut(std::string_view text) {
  if (text.size() <= key_characters_max) return std::string(text);
  std::u32string characters = code_points(text);
  if (characters.size() > key_characters_max) characters.resize(key_characters_max);
  return utf8(characters);
}

void set_entry(Connection& connection, std::string_view list, std::int64_t number,
               const std::pair<std::string, std::string>& value, bool is_in) {
  const std::int64_t segment = EntrySet::segment_of(number);
  const auto& [field, key] = value;
  const auto row = connection.first(
      "SELECT entries FROM list_values WHERE list = $1 AND field = $2 AND key = $3 AND "
      "segment = $4",
      list, field, key, segment);
  EntrySet entries;
  if (row) entries.add_packed(segment, row->text("entries"));
  is_in ? entries.add(number) : entries.remove(number);
  if (entries.empty()) {
    connection.execute(
        "DELETE FROM list_values WHERE list = $1 AND field = $2 AND key = $3 AND segment = $4",
        list, field, key, segment);
  } else {
    connection.execute(
        "INSERT INTO list_values (list, field, key, segment, entries) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (list, field, key, segment) DO UPDATE SET entries = excluded.entries",
        list, field, key, segment, store::Blob{entries.packed(segment)});
  }
}

EntrySet union_of(const store::Rows& rows) {
  EntrySet all;
  for (const Row& row : rows) all.add_packed(row.integer("segment"), row.text("entries"));
  return all;
}

// The rows of a field behind one of them, in either order.
store::Rows rows_behind(Connection& connection, std::string_view list, std::string_view field,
                        const std::optional<std::pair<std::string, std::int64_t>>& last,
                        bool descending, std::int64_t limit) {
  constexpr std::string_view columns =
      "SELECT key, segment, entries FROM list_values WHERE list = $1 AND field = $2 ";
  const std::string order =
      descending ? "ORDER BY key DESC, segment DESC LIMIT $" : "ORDER BY key, segment LIMIT $";
  if (!last) return connection.query(std::string(columns) + order + "3", list, field, limit);
  const std::string behind =
      descending ? "AND (key, segment) < ($3, $4) " : "AND (key, segment) > ($3, $4) ";
  return connection.query(std::string(columns) + behind + order + "5", list, field, last->first,
                          last->second, limit);
}

}  // namespace

std::string list_key(std::string_view value) {
  const std::string original = cut(value);
  const std::string folded = text_key(original);
  std::string key = with_lengths(folded);
  if (folded != original) key += original_follows + original;
  return key;
}

ListKeys list_keys(const JsonObject& values) {
  ListKeys keys;
  for (const auto& [field, value] : values) {
    const auto add = [&](const Json& one) {
      if (one.is_string()) keys.emplace(field, list_key(std::string_view(one.get_string())));
      if (one.is_int64()) keys.emplace(field, list_key(std::to_string(one.get_int64())));
    };
    add(value);
    if (!value.is_array()) continue;
    for (const Json& one : value.get_array()) add(one);
  }
  return keys;
}

void relist(Connection& connection, std::string_view list, std::int64_t number,
            const ListKeys* before, const ListKeys* after) {
  static const ListKeys none;
  const ListKeys& old = before ? *before : none;
  const ListKeys& now = after ? *after : none;
  if ((before != nullptr) != (after != nullptr)) {
    set_entry(connection, list, number, {}, after != nullptr);
  }
  for (const auto& value : old) {
    if (!now.contains(value)) set_entry(connection, list, number, value, false);
  }
  for (const auto& value : now) {
    if (!old.contains(value)) set_entry(connection, list, number, value, true);
  }
}

Result<void> fill_lists(store::Store& store) {
  const bool missing = store.read([](Connection& connection) {
    return connection.first("SELECT id FROM register_entries LIMIT 1") &&
           !connection.first("SELECT list FROM list_values LIMIT 1");
  });
  if (!missing) return {};
  return store.write([](Connection& connection) -> Result<void> {
    for (const Row& row : connection.query("SELECT DISTINCT register FROM register_entries")) {
      for (const Entry& entry : entries(connection, row.text("register"))) {
        const ListKeys keys = list_keys(entry.values);
        relist(connection, entry.register_id, entry.serial, nullptr, &keys);
      }
    }
    return {};
  });
}

EntrySet listed(Connection& connection, std::string_view list) {
  return union_of(connection.query(
      "SELECT segment, entries FROM list_values WHERE list = $1 AND field = '' AND key = '' "
      "ORDER BY segment",
      list));
}

EntrySet listed_with(Connection& connection, std::string_view list, std::string_view field,
                     std::string_view value) {
  return union_of(connection.query(
      "SELECT segment, entries FROM list_values WHERE list = $1 AND field = $2 AND key = $3 "
      "ORDER BY segment",
      list, field, list_key(value)));
}

EntrySet listed_between(Connection& connection, std::string_view list, std::string_view field,
                        std::string_view from, std::string_view to) {
  if (to.empty()) {
    return union_of(connection.query(
        "SELECT segment, entries FROM list_values WHERE list = $1 AND field = $2 AND key >= $3",
        list, field, from.empty() ? std::string() : list_key(from)));
  }
  return union_of(connection.query(
      "SELECT segment, entries FROM list_values WHERE list = $1 AND field = $2 AND key >= $3 AND "
      "key <= $4",
      list, field, from.empty() ? std::string() : list_key(from), list_key(to)));
}

std::map<std::string, EntrySet> listed_by_key(Connection& connection, std::string_view list,
                                              std::string_view field) {
  std::map<std::string, EntrySet> sets;
  for (const Row& row : connection.query(
           "SELECT key, segment, entries FROM list_values WHERE list = $1 AND field = $2 "
           "ORDER BY key, segment",
           list, field)) {
    sets[row.text("key")].add_packed(row.integer("segment"), row.text("entries"));
  }
  return sets;
}

void walk_keys(Connection& connection, std::string_view list, std::string_view field,
               bool descending, const std::function<bool(std::span<const std::int64_t>)>& visit) {
  std::optional<std::pair<std::string, std::int64_t>> last;
  std::vector<std::int64_t> numbers;
  for (std::int64_t limit = rows_at_first;; limit = std::min(rows_at_most, limit * 4)) {
    const store::Rows rows = rows_behind(connection, list, field, last, descending, limit);
    for (const Row& row : rows) {
      numbers.clear();
      EntrySet::unpack(row.integer("segment"), row.text("entries"), numbers);
      if (descending) std::ranges::reverse(numbers);
      if (!visit(numbers)) return;
    }
    if (static_cast<std::int64_t>(rows.size()) < limit) return;
    last = {rows.back().text("key"), rows.back().integer("segment")};
  }
}

}  // namespace mamori::registers
