#include "web/list_parts.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/text.h"
#include "organisation/organisation.h"
#include "reports/csv.h"

namespace mamori::web {
namespace {

using registers::Field;
using registers::FieldType;
using registers::Filter;
using store::Connection;

constexpr std::string_view no_value_label = "（記入なし）";
constexpr std::string_view situation_label = "状況";

struct Choice {
  std::string value;
  std::string label;
};

// The values of a field that has few, in the order in which people expect them.
std::vector<Choice> choices_of(Connection& connection, const Field& field, Day today) {
  std::vector<Choice> choices;
  for (const auto& option : field.options) choices.push_back({option.value, option.label});
  if (field.type == FieldType::section || field.type == FieldType::sections) {
    for (const auto& section : organisation::sections(connection, today)) {
      choices.push_back({section.id, section.name});
    }
  }
  if (field.type == FieldType::person) {
    for (const auto& person : organisation::people(connection, today)) {
      choices.push_back({person.id, person.name});
    }
  }
  return choices;
}

std::int64_t pages_of(const ListView& view) {
  return std::max<std::int64_t>(1, (view.total + view.query.rows() - 1) / view.query.rows());
}

std::string range_in_words(ShownValues& shown, const Field& field, const Filter& filter) {
  const auto words = [&](const std::string& value, std::string_view end) {
    return value.empty() ? "" : shown.line(field, {{field.name, value}}) + std::string(end);
  };
  return words(filter.from, "から") + words(filter.to, "まで");
}

std::string filter_in_words(ShownValues& shown, const Field& field, const Filter& filter) {
  std::vector<std::string> texts;
  for (const std::string& value : filter.any_of) {
    texts.push_back(shown.line(field, {{field.name, value}}));
  }
  if (std::string range = range_in_words(shown, field, filter); !range.empty())
    texts.push_back(range);
  if (filter.or_nothing) texts.emplace_back(no_value_label);
  return joined(texts);
}

bool has(const Filter* filter, const std::string& value) {
  return filter && std::ranges::find(filter->any_of, value) != filter->any_of.end();
}

// Where there are few options, their absence says something.
constexpr std::size_t few_options = 12;
// More are not to be ticked one by one: those that most of the list has.
constexpr std::size_t options_shown_max = 60;

// Of many that are counted, those with most; one that is chosen always stays. How many were left
// out.
std::int64_t keep_most(JsonArray& options) {
  if (options.size() <= options_shown_max || options.front().at("count").is_null()) return 0;
  std::vector<Json*> order;
  for (Json& option : options) order.push_back(&option);
  std::ranges::stable_sort(order, std::greater<>(), [](const Json* option) {
    return std::pair(flag_at(*option, "selected"), integer_at(*option, "count"));
  });
  for (Json* option : std::span(order).subspan(options_shown_max)) *option = nullptr;
  const auto all = static_cast<std::int64_t>(options.size());
  JsonArray kept;
  for (Json& option : options) {
    if (!option.is_null()) kept.push_back(std::move(option));
  }
  options = std::move(kept);
  return all - static_cast<std::int64_t>(options.size());
}

// Values that nothing has are left out, but for a few options.
JsonArray option_parts(const ListView& view, const Field& field) {
  const auto choices = choices_of(view.connection, field, today_of(view.visit));
  std::vector<std::string> values;
  for (const Choice& choice : choices) values.push_back(choice.value);
  const auto counts = view.counts(field.name, values);
  const Filter* filter = view.query.filter(field.name);
  JsonArray options;
  for (std::size_t at = 0; at < choices.size(); ++at) {
    const bool selected = has(filter, choices[at].value);
    const Json count = counts.empty() ? Json() : Json(counts[at]);
    const bool absent = !counts.empty() && counts[at] == 0;
    if (absent && !selected && (field.options.empty() || choices.size() > few_options)) continue;
    options.push_back(JsonObject{{"value", choices[at].value},
                                 {"label", choices[at].label},
                                 {"count", count},
                                 {"selected", selected}});
  }
  return options;
}

std::string_view wrong_end(const Field& field) {
  if (field.type != FieldType::date) return "数字で入力してください。";
  return "日付を読めません。令和8年4月1日、R8.4.1 のように入力してください。";
}

Json range_part(const ListView& view, const Field& field) {
  const auto end = [&](std::string_view name, std::string_view label) {
    const bool wrong = view.query.is_wrong(field, name);
    const std::string full_name = field.name + "_" + std::string(name);
    return JsonObject{{"id", "filter-" + full_name},
                      {"name", full_name},
                      {"label", field.label + "（" + std::string(label) + "）"},
                      {"value", view.query.typed(field, name)},
                      {"is_date", field.type == FieldType::date},
                      {"error", wrong ? Json(wrong_end(field)) : Json()}};
  };
  return JsonObject{{"from", end("from", "から")}, {"to", end("to", "まで")}};
}

JsonObject panel_field(const ListView& view, const Field& field) {
  const bool by_range = is_filtered_by_range(field);
  const Filter* filter = view.query.filter(field.name);
  JsonArray options = by_range ? JsonArray() : option_parts(view, field);
  const std::int64_t left = keep_most(options);
  return {
      {"name", field.name},
      {"label", field.label},
      {"options", std::move(options)},
      {"left", left == 0 ? Json() : Json(left)},
      {"range", by_range ? range_part(view, field) : Json()},
      {"nothing", field.required ? Json()
                                 : Json(JsonObject{{"value", ListQuery::no_value},
                                                   {"label", no_value_label},
                                                   {"selected", filter && filter->or_nothing}})}};
}

bool asks(const ListView& view, const std::string& situation) {
  return std::ranges::find(view.query.situations(), situation) != view.query.situations().end();
}

JsonObject situation_field(const ListView& view) {
  JsonArray options;
  for (const auto& option : view.situations) {
    options.push_back(JsonObject{{"value", option.value},
                                 {"label", option.label},
                                 {"count", nullptr},
                                 {"selected", asks(view, option.value)}});
  }
  return {{"name", "situation"}, {"label", situation_label}, {"options", std::move(options)},
          {"left", nullptr},     {"range", nullptr},         {"nothing", nullptr}};
}

std::string situations_in_words(const ListView& view) {
  std::vector<std::string> texts;
  for (const auto& option : view.situations) {
    if (asks(view, option.value)) texts.push_back(option.label);
  }
  return joined(texts);
}

// Entries and applications are too many to choose from: one comes to such a list by a link.
bool is_in_panel(const Field& field) {
  return is_filtered_by_range(field) ||
         (is_filtered_by_value(field) && field.type != FieldType::references &&
          field.type != FieldType::thing);
}

}  // namespace

JsonObject list_model(PlainList list) {
  const std::uint64_t total = list.total.value_or(list.rows.size());
  return {{"title", list.title},
          {"lead", text_or_null(list.lead)},
          {"total", total},
          {"columns", std::move(list.columns)},
          {"rows", std::move(list.rows)},
          {"search", nullptr},
          {"filters", std::move(list.filters)},
          {"pages", std::move(list.pages)},
          {"actions", std::move(list.actions)},
          {"downloads", std::move(list.downloads)},
          {"empty", JsonObject{{"text", list.empty},
                               {"href", text_or_null(list.empty_href)},
                               {"label", text_or_null(list.empty_label)}}}};
}

JsonObject list_page(const ListView& view, ListRows shown) {
  const bool bare = shown.rows.empty() && !view.query.is_narrowed();
  const Json search = bare ? Json()
                           : Json{{"action", view.href},
                                  {"query", view.query.words()},
                                  {"label", shown.search_label}};
  return {
      {"title", shown.title},
      {"lead", text_or_null(shown.lead)},
      {"total", view.total},
      {"shown", text_or_null(shown_numbers(view))},
      {"columns", std::move(shown.headings)},
      {"rows", std::move(shown.rows)},
      {"search", search},
      {"sort", text_or_null(view.visit.request.query.get("sort"))},
      {"panel", bare ? Json() : Json(panel_part(view))},
      {"shape", bare ? Json() : Json(shape_part(view))},
      {"views", bare ? Json() : Json(views_part(view))},
      {"conditions", condition_parts(view)},
      {"clear_href", view.query.is_narrowed() ? Json(view.query.unnarrowed()) : Json()},
      {"pages", pages_part(view)},
      {"actions", std::move(shown.actions)},
      {"downloads", view.total == 0 ? JsonArray() : download_parts(view.href, view.query.whole())},
      {"chosen", std::move(shown.chosen)},
      {"sheet", JsonObject{{"conditions", text_or_null(conditions_in_words(view))},
                           {"date", day_part(iso_day(today_of(view.visit)))}}},
      {"empty", std::move(shown.empty)}};
}

JsonArray download_parts(const std::string& href, const std::string& query) {
  return {JsonObject{{"href", href + "/list.xlsx" + query}, {"label", "Excelで受け取る（xlsx）"}},
          JsonObject{{"href", href + "/list.csv" + query}, {"label", "CSVで受け取る"}}};
}

std::vector<std::string> ShownValues::texts(const Field& field, const registers::Values& values) {
  std::vector<std::string> texts;
  for (const std::string& value : registers::texts_of(values, field.name)) {
    const auto [known, is_new] = known_.try_emplace({field.name, value});
    if (is_new) {
      known->second = joined(registers::display(connection_, field, {{field.name, value}}, today_));
    }
    texts.push_back(known->second);
  }
  return texts;
}

std::string ShownValues::line(const Field& field, const registers::Values& values) {
  return joined(texts(field, values));
}

registers::Sorting sorting_of(Connection& connection, const std::vector<Field>& fields,
                              const ListQuery& query, Day today) {
  registers::Sorting sorting = query.sorting();
  const Field* field = registers::find(fields, sorting.field);
  if (!field) return sorting;
  for (Choice& choice : choices_of(connection, *field, today)) {
    sorting.ranked.push_back(std::move(choice.value));
  }
  return sorting;
}

JsonObject heading_part(const ListQuery& query, const Column& column, bool sortable) {
  const registers::Sorting& sorting = query.sorting();
  const bool current = sorting.field == (column.key == "number" ? "" : column.key);
  const std::string_view direction = sorting.descending ? "descending" : "ascending";
  return {{"key", column.key},
          {"label", column.label},
          {"number", column.number},
          {"href", sortable ? Json(query.with_sorting(column.key)) : Json()},
          {"sorted", sortable && current ? Json(direction) : Json()}};
}

JsonArray condition_parts(const ListView& view) {
  JsonArray parts;
  if (!view.query.words().empty()) {
    parts.push_back(JsonObject{{"label", "言葉"},
                               {"text", "「" + view.query.words() + "」"},
                               {"href", view.query.without("q")}});
  }
  ShownValues shown(view.connection, today_of(view.visit));
  if (auto situations = situations_in_words(view); !situations.empty()) {
    parts.push_back(JsonObject{{"label", situation_label},
                               {"text", std::move(situations)},
                               {"href", view.query.without("situation")}});
  }
  for (const Filter& filter : view.query.filters()) {
    const Field* field = registers::find(view.fields, filter.field);
    parts.push_back(JsonObject{{"label", field->label},
                               {"text", filter_in_words(shown, *field, filter)},
                               {"href", view.query.without(filter.field)}});
  }
  return parts;
}

std::string conditions_in_words(const ListView& view) {
  std::string line;
  for (const Json& part : condition_parts(view)) {
    line += (line.empty() ? "" : "／") + text_at(part, "label") + "：" + text_at(part, "text");
  }
  return line;
}

JsonObject panel_part(const ListView& view) {
  JsonArray parts;
  bool wrong = false;
  if (!view.situations.empty()) parts.push_back(situation_field(view));
  for (const Field& field : view.fields) {
    if (!is_in_panel(field)) continue;
    parts.push_back(panel_field(view, field));
    wrong |= view.query.is_wrong(field, "from") || view.query.is_wrong(field, "to");
  }
  const std::size_t set = view.query.filters().size() + !view.query.situations().empty();
  return {{"open", wrong}, {"count", set}, {"fields", std::move(parts)}};
}

JsonObject shape_part(const ListView& view) {
  const auto shown = view.query.columns();
  JsonArray columns;
  for (const Field& field : view.fields) {
    if (field.name == "name") continue;  // always there
    columns.push_back(JsonObject{{"value", field.name},
                                 {"label", field.label},
                                 {"selected", std::ranges::find(shown, &field) != shown.end()}});
  }
  JsonArray sizes;
  for (const std::int64_t size : ListQuery::sizes) {
    sizes.push_back(JsonObject{{"value", std::to_string(size)},
                               {"label", std::to_string(size) + "件"},
                               {"selected", size == view.query.rows()}});
  }
  return {{"columns", std::move(columns)}, {"sizes", std::move(sizes)}};
}

JsonObject views_part(const ListView& view) {
  const Visit& visit = view.visit;
  const bool may_share =
      visit.services.acts.may(view.connection, visit.person_id(), "lists.share_view").allowed;
  const std::string now = view.query.whole();
  JsonArray items;
  const auto add = [&](const body::SavedView& kept, bool may_remove) {
    items.push_back(JsonObject{{"label", kept.name},
                               {"href", view.href + kept.query},
                               {"current", kept.query == now},
                               {"shared", kept.shared},
                               {"may_remove", may_remove}});
  };
  for (const auto& usual : view.usual_views) add(usual, false);
  const auto saved = body::saved_views(view.connection, view.id, visit.person_id());
  for (const auto& one : saved) add(one, !one.shared || may_share);
  return {{"items", std::move(items)},
          {"may_remove_any",
           std::ranges::any_of(saved, [&](const auto& one) { return !one.shared || may_share; })},
          {"remove_action", view.href + "/views/remove"},
          {"save_action", now.empty() ? Json() : Json(view.href + "/views")},
          {"query", text_or_null(now)},
          {"may_share", may_share}};
}

Json pages_part(const ListView& view) {
  const std::int64_t pages = pages_of(view);
  if (pages < 2) return nullptr;
  const std::int64_t page = view.query.page(pages);
  JsonArray items;
  for (std::int64_t number = 1; number <= pages; ++number) {
    const bool near = number + 3 > page && number < page + 3;
    if (!near && number != 1 && number != pages) continue;
    items.push_back(JsonObject{{"label", std::to_string(number)},
                               {"href", view.query.with_page(number)},
                               {"current", number == page}});
  }
  return JsonObject{{"current", page},
                    {"count", pages},
                    {"previous", page > 1 ? Json(view.query.with_page(page - 1)) : Json()},
                    {"next", page < pages ? Json(view.query.with_page(page + 1)) : Json()},
                    {"items", std::move(items)}};
}

registers::Slice slice_of(const ListView& view) {
  return {(view.query.page(pages_of(view)) - 1) * view.query.rows(), view.query.rows()};
}

std::string shown_numbers(const ListView& view) {
  const registers::Slice slice = slice_of(view);
  const std::int64_t last = std::min(view.total, slice.offset + slice.limit);
  return last == 0 ? "" : std::to_string(slice.offset + 1) + "〜" + std::to_string(last);
}

Result<Response> list_file(ListFile kind, const reports::Table& head,
                           const reports::RowSource& rows) {
  if (kind == ListFile::csv) {
    return Response::file(head.title + ".csv", reports::csv_content_type,
                          reports::to_csv(head.columns, rows));
  }
  const auto bytes = reports::to_xlsx(head, rows);
  if (!bytes) return fail(bytes.error());
  return Response::file(head.title + ".xlsx", reports::xlsx_content_type, *bytes);
}

Result<Response> list_file(ListFile kind, reports::Table table) {
  reports::Rows rows = std::exchange(table.rows, {});
  return list_file(kind, table, [&] { return std::exchange(rows, {}); });
}

Result<Answer> change_views(const Visit& visit, ChangeView change, std::string_view list,
                            const std::string& href) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  body::ListViews views(visit.services.body, visit.services.acts);
  const auto changed = (views.*change)(visit.person_id(), list, *input);
  if (!changed) return fail(changed.error());
  const std::string name = "「" + text_at(changed->payload, "name") + "」";
  const std::string query = text_at(changed->payload, "query");
  return done(visit, href + query,
              query.empty() ? name + "を削除しました。" : name + "として保存しました。",
              {{"record", changed->record_number}});
}

}  // namespace mamori::web
