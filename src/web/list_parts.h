// The parts of the list page that are the same whatever is listed: see `list` in
// src/web/pages/examples/register.json.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "registers/listing.h"
#include "web/list_query.h"
#include "web/parts.h"

namespace mamori::web {

// A list without search: what a page of rows says beside them. What is not given is not there.
struct PlainList {
  std::string title;
  std::string lead;
  JsonArray columns;
  JsonArray rows;
  std::string empty;  // said where there are no rows, with a link onward
  std::string empty_href = {};
  std::string empty_label = {};
  std::optional<std::uint64_t> total = {};  // where not all rows are shown
  JsonArray filters = {};
  JsonArray actions = {};
  JsonArray downloads = {};
  Json pages = nullptr;  // steps to the rows before and behind
};
// The `list` of its page.
JsonObject list_model(PlainList list);

// A list as somebody asked for it.
struct ListView {
  const Visit& visit;
  store::Connection& connection;
  const std::vector<registers::Field>& fields;
  const ListQuery& query;
  const registers::Listing& listing;
  std::string href;                                // of the list
  std::string id;                                  // by which its views are kept: the register
  std::vector<registers::Option> situations = {};  // to narrow by, beside the fields
};

// How values read, each looked up once for a whole list.
class ShownValues {
 public:
  ShownValues(store::Connection& connection, Day today) : connection_(connection), today_(today) {}
  std::vector<std::string> texts(const registers::Field& field, const registers::Values& values);
  std::string line(const registers::Field& field, const registers::Values& values);

 private:
  store::Connection& connection_;
  const Day today_;
  std::map<std::pair<std::string, std::string>, std::string> known_;  // by field and value
};

// As asked, with the order in which a person expects the values of that field.
registers::Sorting sorting_of(store::Connection& connection,
                              const std::vector<registers::Field>& fields, const ListQuery& query,
                              Day today);

// {"key", "label", "number", "href": sorts by it, or null, "sorted": aria-sort or null}
JsonObject heading_part(const ListQuery& query, const Column& column, bool sortable);
// What the list is narrowed to: [{"label", "text", "href": without it}], and in one line.
JsonArray condition_parts(const ListView& view);
std::string conditions_in_words(const ListView& view);
// The fields to narrow by, with how many entries each value would leave.
JsonObject panel_part(const ListView& view);
// Columns and rows a page to choose.
JsonObject shape_part(const ListView& view);
// The views that were kept, and the form that keeps this one.
JsonObject views_part(const ListView& view);
// null when all stands on one page.
Json pages_part(const ListView& view);
// 1〜50; "" for none.
std::string shown_numbers(const ListView& view);
registers::Slice slice_of(const ListView& view);

}  // namespace mamori::web
