// The parts of the list page that are the same whatever is listed: see `list` in
// src/web/pages/examples/register.json.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "body/list_views.h"
#include "registers/listing.h"
#include "reports/xlsx.h"
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

// How many there would be with each of these values as the only filter of the field; nothing of a
// field that is not counted.
using ValueCounts = std::function<std::vector<std::int64_t>(
    std::string_view field, const std::vector<std::string>& values)>;

// A list as somebody asked for it, whatever is listed.
struct ListView {
  const Visit& visit;
  store::Connection& connection;
  const std::vector<registers::Field>& fields;
  const ListQuery& query;
  std::int64_t total = 0;  // that fit
  ValueCounts counts;
  std::string href;                                // of the list
  std::string id;                                  // by which its views are kept: the register
  std::vector<registers::Option> situations = {};  // to narrow by, beside the fields
  std::vector<body::SavedView> usual_views = {};   // which everybody finds there
};

// What of its page depends on what is listed.
struct ListRows {
  std::string title;
  std::string lead;
  std::string search_label;
  JsonArray headings;
  JsonArray rows;
  JsonArray actions;
  JsonArray chosen;  // what may be done with those that were chosen
  Json empty;
};
// The `list` of the page of such a list.
JsonObject list_page(const ListView& view, ListRows shown);
// The links to the files of a list that is asked for by `query`.
JsonArray download_parts(const std::string& href, const std::string& query);

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

enum class ListFile { xlsx, csv };
// All rows of a list as a file by the name of its title.
Result<Response> list_file(ListFile kind, const reports::Table& head,
                           const reports::RowSource& rows);
// The same of a short list, whose rows stand in the table.
Result<Response> list_file(ListFile kind, reports::Table table);

// Keeps or removes a view of the list at `href`, and shows that list again as it was.
using ChangeView = Result<body::Done> (body::ListViews::*)(std::string_view, std::string_view,
                                                           const Json&);
Result<Answer> change_views(const Visit& visit, ChangeView change, std::string_view list,
                            const std::string& href);

}  // namespace mamori::web
