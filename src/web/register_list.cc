#include "web/register_list.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <set>

#include "body/searching.h"
#include "organisation/organisation.h"
#include "procedures/application.h"
#include "reports/xlsx.h"
#include "web/parts.h"
#include "web/register_parts.h"

namespace mamori::web {
namespace {

using registers::Definition;
using registers::Entry;
using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr std::size_t entries_on_page = 100;

bool is_filter(const Definition& definition, const Field& field) {
  const bool shown = std::ranges::find(definition.columns, field.name) != definition.columns.end();
  return shown && (field.type == FieldType::choice || field.type == FieldType::section);
}

// The query of the list with one parameter set anew; "" takes it out. Pages begin anew.
std::string query_with(const Visit& visit, const Definition& definition, std::string_view name,
                       std::string_view value) {
  std::string query = "?";
  const auto add = [&](std::string_view key, std::string_view text) {
    if (text.empty()) return;
    query += (query.size() > 1 ? "&" : "") + percent_encode(key) + "=" + percent_encode(text);
  };
  const auto kept = [&](std::string_view key) {
    return key == name ? std::string(value) : visit.request.query.get(key);
  };
  add("q", kept("q"));
  for (const Field& field : definition.fields) {
    if (is_filter(definition, field)) add(field.name, kept(field.name));
  }
  if (name == "page") add("page", value);
  return query;
}

// --- what fits

bool fits_filters(const Visit& visit, const Definition& definition, const Entry& entry) {
  return std::ranges::all_of(definition.fields, [&](const Field& field) {
    if (!is_filter(definition, field)) return true;
    const std::string wanted = visit.request.query.get(field.name);
    return wanted.empty() || text_at(entry.values, field.name) == wanted;
  });
}

// The addresses of what the question finds; nothing when nothing is asked.
std::optional<std::set<std::string>> found_by_question(const Visit& visit, Connection& connection,
                                                       const Definition& definition) {
  search::Words words = search::words_of(visit.request.query.get("q"));
  if (words.empty()) return std::nullopt;
  std::set<std::string> found;
  for (const auto& hit : body::find(visit.services.acts, connection, visit.person_id(),
                                    {.words = std::move(words),
                                     .kind = search::Kind::entry,
                                     .collection = definition.id,
                                     .limit = std::numeric_limits<std::size_t>::max()})) {
    found.insert(hit.document.subject);
  }
  return found;
}

std::string subject_of(const Entry& entry) {
  return "registers/" + entry.register_id + "/" + entry.id;
}

Listed to_listed(const Visit& visit, Connection& connection, const Definition& definition,
                 Entry entry) {
  Listed listed{.number = registers::number_of(definition, entry.serial)};
  for (const Field& field : definition.fields) {
    listed.shown.push_back(registers::display(connection, field, entry.values, today_of(visit)));
  }
  listed.entry = std::move(entry);
  return listed;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string line;
  for (const std::string& text : texts) line += (line.empty() ? "" : "、") + text;
  return line;
}

// --- the parts of the list

JsonArray filter_parts(const Visit& visit, Connection& connection, const Definition& definition) {
  JsonArray filters;
  for (const Field& field : definition.fields) {
    if (!is_filter(definition, field)) continue;
    const std::string chosen = visit.request.query.get(field.name);
    JsonArray options;
    const auto add = [&](std::string_view value, std::string_view label) {
      options.push_back(JsonObject{{"label", label},
                                   {"href", query_with(visit, definition, field.name, value)},
                                   {"current", chosen == value}});
    };
    add("", "すべて");
    if (field.type == FieldType::section) {
      for (const auto& section : organisation::sections(connection, today_of(visit))) {
        add(section.id, section.name);
      }
    }
    for (const auto& option : field.options) add(option.value, option.label);
    filters.push_back(JsonObject{{"label", field.label}, {"options", std::move(options)}});
  }
  return filters;
}

JsonObject value_cell(const Field& field, const Listed& listed, const std::string& text) {
  if (!field.scheme.empty()) {
    const auto* option = field.find(text_at(listed.entry.values, field.name));
    if (option) return cell_part({.text = {}, .chip = chip(option->label, option->tone)});
  }
  if (field.type == FieldType::date) {
    return cell_part({.text = {}, .date = day_part(text_at(listed.entry.values, field.name))});
  }
  return cell_part({.text = text});
}

JsonObject row_part(const Visit& visit, const Definition& definition, const Listed& listed) {
  const std::string href = register_href(visit, definition) + "/" + listed.entry.id;
  JsonArray cells{cell_part({.text = listed.number})};
  for (const std::string& column : definition.columns) {
    const Field* field = registers::find(definition.fields, column);
    const auto index = static_cast<std::size_t>(field - definition.fields.data());
    const std::string text = joined(listed.shown[index]);
    if (column == "name") {
      cells.push_back(cell_part({.text = text, .href = href, .heading = true}));
    } else {
      cells.push_back(value_cell(*field, listed, text));
    }
  }
  if (can_be_held(visit, definition)) {
    cells.push_back(cell_part({.text = {}, .chip = listed.holding.state}));
  }
  return {{"href", href}, {"cells", std::move(cells)}};
}

JsonArray columns_of(const Visit& visit, const Definition& definition) {
  std::vector<Column> columns{{"number", "番号"}};
  for (const std::string& name : definition.columns) {
    columns.push_back({name, registers::find(definition.fields, name)->label});
  }
  if (can_be_held(visit, definition)) columns.push_back({"state", "状況"});
  return column_parts(columns);
}

std::size_t page_asked(const Visit& visit, std::size_t pages) {
  const std::string text = visit.request.query.get("page");
  std::size_t page = 1;
  std::from_chars(text.data(), text.data() + text.size(), page);
  return std::clamp<std::size_t>(page, 1, pages);
}

Json pages_part(const Visit& visit, const Definition& definition, std::size_t page,
                std::size_t pages) {
  if (pages < 2) return nullptr;
  const auto href = [&](std::size_t number) {
    return query_with(visit, definition, "page", std::to_string(number));
  };
  JsonArray items;
  for (std::size_t number = 1; number <= pages; ++number) {
    const bool near = number + 3 > page && number < page + 3;
    if (!near && number != 1 && number != pages) continue;
    items.push_back(JsonObject{
        {"label", std::to_string(number)}, {"href", href(number)}, {"current", number == page}});
  }
  return JsonObject{{"current", page},
                    {"count", pages},
                    {"previous", page > 1 ? Json(href(page - 1)) : Json()},
                    {"next", page < pages ? Json(href(page + 1)) : Json()},
                    {"items", std::move(items)}};
}

bool is_narrowed(const Visit& visit, const Definition& definition) {
  return query_with(visit, definition, "", "") != "?";
}

Json empty_part(const Visit& visit, const Definition& definition, bool may_add) {
  if (is_narrowed(visit, definition)) {
    return JsonObject{{"text", "条件に合う" + definition.entry + "はありません。"},
                      {"href", register_href(visit, definition)},
                      {"label", "条件を外す"}};
  }
  const Json href = may_add ? Json(register_href(visit, definition) + "/new") : Json();
  const Json label = may_add ? Json(definition.entry + "を登録する") : Json();
  return JsonObject{{"text", "まだ登録された" + definition.entry + "はありません。"},
                    {"href", href},
                    {"label", label}};
}

JsonArray action_parts(const Visit& visit, const Definition& definition, bool may_add) {
  if (!may_add) return {};
  return {JsonObject{{"href", register_href(visit, definition) + "/new"},
                     {"label", definition.entry + "を登録する"},
                     {"primary", true}},
          JsonObject{{"href", register_href(visit, definition) + "/import"},
                     {"label", "表から読み込む"},
                     {"primary", false}}};
}

JsonArray download_parts(const Visit& visit, const Definition& definition) {
  const std::string query = query_with(visit, definition, "", "");
  return {JsonObject{{"href", register_href(visit, definition) + "/list.xlsx" +
                                  (query == "?" ? std::string() : query)},
                     {"label", "Excelで受け取る（xlsx）"}}};
}

}  // namespace

Holding holding_of(const Visit& visit, Connection& connection, std::string_view entry_id) {
  const auto row = connection.first(
      "SELECT application_id FROM application_holdings WHERE entry_id = $1", entry_id);
  if (!row) return {};
  const auto application = procedures::application(connection, row->text("application_id"));
  if (!application) return {};
  const auto definition = visit.services.body.definition_of(connection, *application);
  if (!definition) return {};
  return {application->id, application_state(**definition, *application, today_of(visit))};
}

bool can_be_held(const Visit& visit, const Definition& definition) {
  return std::ranges::any_of(visit.services.body.definitions().procedures, [&](const auto& entry) {
    const procedures::Definition& procedure = entry.second;
    if (!procedure.occupation) return false;
    const Field* field = registers::find(procedure.form, procedure.occupation->field);
    return field && field->of == definition.id;
  });
}

std::vector<Listed> listed_entries(const Visit& visit, Connection& connection,
                                   const Definition& definition) {
  const auto found = found_by_question(visit, connection, definition);
  const auto readable =
      visit.services.acts.readable_sections(connection, visit.person_id(), definition);
  std::vector<Listed> list;
  for (Entry& entry : registers::entries(connection, definition.id)) {
    if (readable && !readable->contains(entry.section_id)) continue;
    if (!fits_filters(visit, definition, entry)) continue;
    if (found && !found->contains(subject_of(entry))) continue;
    list.push_back(to_listed(visit, connection, definition, std::move(entry)));
  }
  return list;
}

JsonObject register_list(const Visit& visit, Connection& connection, const Definition& definition,
                         bool may_add) {
  auto entries = listed_entries(visit, connection, definition);
  const std::size_t pages =
      std::max<std::size_t>(1, (entries.size() + entries_on_page - 1) / entries_on_page);
  const std::size_t page = page_asked(visit, pages);
  const std::size_t end = std::min(entries.size(), page * entries_on_page);
  JsonArray rows;
  for (std::size_t at = (page - 1) * entries_on_page; at < end; ++at) {
    entries[at].holding = holding_of(visit, connection, entries[at].entry.id);
    rows.push_back(row_part(visit, definition, entries[at]));
  }
  const bool bare = entries.empty() && !is_narrowed(visit, definition);
  const Json search = bare ? Json()
                           : Json{{"action", register_href(visit, definition)},
                                  {"query", visit.request.query.get("q")},
                                  {"label", "番号・名称などで探す"}};
  return {{"title", definition.title},
          {"lead", text_or_null(definition.lead)},
          {"total", entries.size()},
          {"columns", columns_of(visit, definition)},
          {"rows", std::move(rows)},
          {"search", search},
          {"filters", bare ? JsonArray() : filter_parts(visit, connection, definition)},
          {"pages", pages_part(visit, definition, page, pages)},
          {"actions", action_parts(visit, definition, may_add)},
          {"downloads", entries.empty() ? JsonArray() : download_parts(visit, definition)},
          {"empty", empty_part(visit, definition, may_add)}};
}

Result<std::string> register_file(const Visit& visit, Connection& connection,
                                  const Definition& definition) {
  reports::Table table{
      .title = definition.title, .made = today_of(visit), .columns = {{"番号", 16}}, .rows = {}};
  for (const Field& field : definition.fields) table.columns.push_back({field.label, 24});
  for (const Listed& listed : listed_entries(visit, connection, definition)) {
    std::vector<reports::Value> row{listed.number};
    for (std::size_t at = 0; at < definition.fields.size(); ++at) {
      const Field& field = definition.fields[at];
      const auto day = parse_day(text_at(listed.entry.values, field.name));
      if (field.type == FieldType::date && day) {
        row.emplace_back(*day);
      } else {
        row.emplace_back(joined(listed.shown[at]));
      }
    }
    table.rows.push_back(std::move(row));
  }
  return reports::to_xlsx(table);
}

}  // namespace mamori::web
