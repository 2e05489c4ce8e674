#include "registers/entries.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "registers/list_index.h"

namespace mamori::registers {
namespace {

using store::Row;

constexpr std::size_t serials_per_query = 64;

std::string sql_for_serials() {
  return std::string(select_entries) + "WHERE register = $1 AND serial IN (" +
         store::parameters(2, serials_per_query) + ")";
}

}  // namespace

Entry entry_of(const Row& row) {
  auto data = parse_json(row.text("data"));
  return {.id = row.text("id"),
          .register_id = row.text("register"),
          .serial = row.integer("serial"),
          .section_id = row.text("section_id"),
          .label = row.text("label"),
          .values = data && data->is_object() ? data->get_object() : Values{},
          .version = row.integer("version"),
          .updated_at = row.text("updated_at"),
          .closed_on = row.text("closed_on")};
}

std::vector<Entry> entries(store::Connection& connection, std::string_view register_id,
                           std::span<const std::int64_t> serials) {
  static const std::string sql = sql_for_serials();
  std::map<std::int64_t, Entry> found;
  for (std::size_t at = 0; at < serials.size(); at += serials_per_query) {
    std::vector<store::Value> arguments(serials_per_query + 1, std::int64_t{0});  // nobody's number
    arguments.front() = std::string(register_id);
    const auto some = serials.subspan(at, std::min(serials_per_query, serials.size() - at));
    std::ranges::copy(some, arguments.begin() + 1);
    for (const Row& row : connection.query_with(sql, arguments)) {
      found.emplace(row.integer("serial"), entry_of(row));
    }
  }
  std::vector<Entry> list;
  for (const std::int64_t serial : serials) {
    auto node = found.extract(serial);
    if (node) list.push_back(std::move(node.mapped()));
  }
  return list;
}

std::string entry_id_of(std::string_view register_id, const std::string& text) {
  constexpr std::string_view before = "第";
  constexpr std::string_view behind = "号";
  std::string number = text_key(text);
  if (const std::size_t at = number.rfind(before); at != std::string::npos) {
    number.erase(0, at + before.size());
    if (number.ends_with(behind)) number.resize(number.size() - behind.size());
  }
  const bool is_number =
      !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? std::string(register_id) + "-" + number : text;
}

EntrySet ended_entries(store::Connection& connection, const Definition& definition) {
  EntrySet ended;
  if (definition.retention && find(definition.fields, definition.retention->after)) {
    ended = listed_between(connection, definition.id, definition.retention->after, {}, {});
  }
  for (const Row& row : connection.query(
           "SELECT serial FROM register_entries WHERE register = $1 AND closed_on <> ''",
           definition.id)) {
    ended.add(row.integer("serial"));
  }
  return ended;
}

}  // namespace mamori::registers
