#include "web/register_list.h"

#include <algorithm>
#include <optional>
#include <span>

#include "base/text.h"
#include "procedures/application.h"
#include "registers/entries.h"
#include "registers/list_index.h"
#include "registers/listing.h"
#include "web/entry_options.h"
#include "web/register_outline.h"
#include "web/register_parts.h"

namespace mamori::web {
namespace {

using registers::Definition;
using registers::EntrySet;
using registers::Field;
using registers::FieldType;
using registers::Listing;
using store::Connection;

constexpr std::size_t rows_of_file_at_once = 1024;
constexpr std::size_t chosen_max = 500;

// How it stands with an entry, as one may narrow the list by it.
constexpr std::string_view kept = "kept";
constexpr std::string_view closed = "closed";
constexpr std::string_view held = "held";

std::vector<registers::Option> situations_of(const Definition& definition, bool can_be_held) {
  std::vector<registers::Option> situations{
      {.value = std::string(kept), .label = definition.closing + "していないもの"},
      {.value = std::string(closed), .label = definition.closing + "したもの"}};
  if (can_be_held) {
    situations.push_back({.value = std::string(held), .label = "申請中・持ち出し中などのもの"});
  }
  return situations;
}

// Those that an application holds now.
EntrySet held_entries(Connection& connection, const Definition& definition) {
  EntrySet entries;
  for (const auto& row : connection.query(
           "SELECT serial FROM application_holdings JOIN register_entries ON id = entry_id "
           "WHERE register = $1",
           definition.id)) {
    entries.add(row.integer("serial"));
  }
  return entries;
}

// The entries in one of the situations asked for; nothing when none is.
std::optional<EntrySet> in_situation(Connection& connection, const Definition& definition,
                                     const ListQuery& query) {
  if (query.situations().empty()) return std::nullopt;
  const EntrySet ended = registers::ended_entries(connection, definition);
  EntrySet wanted;
  for (const std::string& situation : query.situations()) {
    if (situation == closed) wanted |= ended;
    if (situation == held) wanted |= held_entries(connection, definition);
    if (situation != kept) continue;
    EntrySet open = registers::listed(connection, definition.id);
    wanted |= open -= ended;
  }
  return wanted;
}

// Of what somebody may see, what the words find, or what they chose.
std::optional<EntrySet> listed_within(const Visit& visit, Connection& connection,
                                      const Definition& definition, const ListQuery& query,
                                      const std::optional<EntrySet>& chosen = {}) {
  std::optional<EntrySet> within;
  const auto narrow = [&](std::optional<EntrySet> set) {
    if (!set) return;
    if (within) *set &= *within;
    within = std::move(set);
  };
  narrow(chosen ? chosen : found_by_words(connection, definition, query.words()));
  narrow(in_situation(connection, definition, query));
  narrow(readable_entries(visit, connection, definition));
  return within;
}

// Whether applications can hold entries of this register: then the list says where they are.
bool can_be_held(const Visit& visit, const Definition& definition) {
  return std::ranges::any_of(visit.services.body.definitions().procedures, [&](const auto& entry) {
    const procedures::Definition& procedure = entry.second;
    if (!procedure.occupation) return false;
    const Field* field = registers::find(procedure.form, procedure.occupation->field);
    return field && field->of == definition.id;
  });
}

// --- rows

struct RowMaker {
  const Visit& visit;
  Connection& connection;
  const Definition& definition;
  std::vector<const Field*> columns;
  bool can_be_held;
  ShownValues& shown;

  JsonObject row(const registers::Entry& entry) const;
  JsonObject cell(const Field& field, const registers::Entry& entry, const std::string& href) const;
  Json situation(const registers::Entry& entry) const;
};

JsonObject RowMaker::cell(const Field& field, const registers::Entry& entry,
                          const std::string& href) const {
  if (field.name == "name") {
    return cell_part({.text = entry.label, .href = href, .heading = true});
  }
  if (!field.scheme.empty()) {
    const auto* option = field.find(text_at(entry.values, field.name));
    if (option) return cell_part({.text = {}, .chip = chip(option->label, option->tone)});
  }
  if (field.type == FieldType::date) {
    return cell_part({.text = {}, .date = day_part(text_at(entry.values, field.name))});
  }
  return cell_part({.text = shown.line(field, entry.values)});
}

// Null for what is simply there.
Json RowMaker::situation(const registers::Entry& entry) const {
  const bool ended = !entry.closed_on.empty() || !registers::ended_on(definition, entry).empty();
  if (ended) return chip(definition.closing, "stopped");
  return can_be_held ? holding_of(visit, connection, entry.id) : Json();
}

JsonObject RowMaker::row(const registers::Entry& entry) const {
  const std::string href = register_href(visit, definition) + "/" + entry.id;
  const std::string number = registers::number_of(definition, entry.serial);
  JsonArray cells{cell_part({.text = number})};
  for (const Field* field : columns) cells.push_back(cell(*field, entry, href));
  cells.push_back(cell_part({.text = {}, .chip = situation(entry)}));
  return {{"href", href},
          {"value", std::to_string(entry.serial)},
          {"label", number},
          {"cells", std::move(cells)}};
}

JsonArray heading_parts(const ListQuery& query, const RowMaker& maker) {
  JsonArray headings{heading_part(query, {"number", "番号"}, true)};
  for (const Field* field : maker.columns) {
    headings.push_back(heading_part(query, {field->name, field->label}, is_sortable(*field)));
  }
  headings.push_back(heading_part(query, {"state", "状況"}, false));
  return headings;
}

// --- the parts that speak of entries

Json empty_part(const ListView& view, const Definition& definition, bool may_add) {
  if (view.query.is_narrowed()) {
    return JsonObject{{"text", "条件に合う" + definition.entry + "はありません。"},
                      {"href", view.href + view.query.unnarrowed()},
                      {"label", "条件を外す"}};
  }
  const Json href = may_add ? Json(view.href + "/new") : Json();
  const Json label = may_add ? Json(definition.entry + "を登録する") : Json();
  return JsonObject{{"text", "まだ登録された" + definition.entry + "はありません。"},
                    {"href", href},
                    {"label", label}};
}

JsonArray action_parts(const ListView& view, const Definition& definition, bool may_add) {
  JsonArray actions;
  const auto add = [&](std::string_view address, std::string label, bool primary = false) {
    actions.push_back(JsonObject{{"href", view.href + std::string(address)},
                                 {"label", std::move(label)},
                                 {"primary", primary}});
  };
  if (definition.yearly) add("/year", definition.yearly->title);
  if (may_add) {
    add("/new", definition.entry + "を登録する", true);
    add("/import", "表から読み込む");
  }
  const auto may_change_fields = view.visit.services.acts.may(
      view.connection, view.visit.person_id(), "registers.change_fields");
  if (may_change_fields.allowed) add("/fields", "項目を足す");
  if (outline_field(definition)) add("/outline", "体系で見る");
  return actions;
}

// What may be done with those that were chosen.
JsonArray chosen_parts(const ListView& view, const Definition& definition) {
  JsonArray parts = download_parts(view.href, "");
  if (registers::level_field(definition)) {
    parts.push_back(JsonObject{{"href", view.href + "/labels"}, {"label", "ラベルを作る"}});
  }
  return parts;
}

// --- files

// The cells of one row of a file: the number, then every field.
std::vector<reports::Value> file_row(const Definition& definition, ShownValues& shown,
                                     const registers::Entry& entry) {
  std::vector<reports::Value> row{registers::number_of(definition, entry.serial)};
  for (const Field& field : definition.fields) {
    const auto day = field.type == FieldType::date ? parse_day(text_at(entry.values, field.name))
                                                   : std::optional<Day>();
    if (day) {
      row.emplace_back(*day);
    } else {
      row.emplace_back(shown.line(field, entry.values));
    }
  }
  return row;
}

std::optional<EntrySet> chosen_entries(const Visit& visit) {
  auto chosen = visit.request.query.all("entry");
  if (chosen.empty()) return std::nullopt;
  chosen.resize(std::min(chosen.size(), chosen_max));
  EntrySet entries;
  for (const std::string& number : chosen) {
    entries.add(std::max<std::int64_t>(0, registers::serial_of(number)));
  }
  return entries;
}

ListView view_of(const Visit& visit, Connection& connection, const Definition& definition,
                 const ListQuery& query, const Listing& listing) {
  return {.visit = visit,
          .connection = connection,
          .fields = definition.fields,
          .query = query,
          .total = listing.total(),
          .counts = [&listing](auto field,
                               const auto& values) { return listing.counts(field, values); },
          .href = register_href(visit, definition),
          .id = definition.id,
          .situations = situations_of(definition, can_be_held(visit, definition))};
}

}  // namespace

Json holding_of(const Visit& visit, Connection& connection, std::string_view entry_id) {
  const auto row = connection.first(
      "SELECT application_id FROM application_holdings WHERE entry_id = $1", entry_id);
  if (!row) return nullptr;
  const auto application = procedures::application(connection, row->text("application_id"));
  if (!application) return nullptr;
  const auto definition = visit.services.body.definition_of(connection, *application);
  if (!definition) return nullptr;
  return application_state(**definition, *application, today_of(visit));
}

JsonObject register_list(const Visit& visit, Connection& connection, const Definition& definition,
                         bool may_add) {
  const Day today = today_of(visit);
  const ListQuery query(visit.request.query, definition.fields, definition.columns,
                        definition.order);
  const Listing listing(connection, definition.id, query.filters(),
                        listed_within(visit, connection, definition, query));
  const ListView view = view_of(visit, connection, definition, query, listing);
  ShownValues shown(connection, today);
  const RowMaker maker{
      visit, connection, definition, query.columns(), can_be_held(visit, definition), shown};
  const auto numbers =
      listing.page(sorting_of(connection, definition.fields, query, today), slice_of(view));
  JsonArray rows;
  for (const auto& entry : registers::entries(connection, definition.id, numbers)) {
    rows.push_back(maker.row(entry));
  }
  return list_page(view, {.title = definition.title,
                          .lead = definition.lead,
                          .search_label = "番号・名称などで探す",
                          .headings = heading_parts(query, maker),
                          .rows = std::move(rows),
                          .actions = action_parts(view, definition, may_add),
                          .chosen = chosen_parts(view, definition),
                          .empty = empty_part(view, definition, may_add)});
}

Result<Response> register_file(const Visit& visit, Connection& connection,
                               const Definition& definition, ListFile file) {
  const Day today = today_of(visit);
  const ListQuery query(visit.request.query, definition.fields, definition.columns,
                        definition.order);
  const Listing listing(connection, definition.id, query.filters(),
                        listed_within(visit, connection, definition, query, chosen_entries(visit)));
  const ListView view = view_of(visit, connection, definition, query, listing);
  const auto numbers = listing.page(sorting_of(connection, definition.fields, query, today),
                                    {.offset = 0, .limit = listing.total()});
  ShownValues shown(connection, today);
  std::span<const std::int64_t> left = numbers;
  const reports::RowSource rows = [&] {
    const auto some = left.first(std::min(rows_of_file_at_once, left.size()));
    left = left.subspan(some.size());
    reports::Rows made;
    for (const auto& entry : registers::entries(connection, definition.id, some)) {
      made.push_back(file_row(definition, shown, entry));
    }
    return made;
  };
  reports::Table head{.title = definition.title,
                      .made = today,
                      .columns = {{"番号", 16}},
                      .rows = {},
                      .note = conditions_in_words(view)};
  for (const Field& field : definition.fields) head.columns.push_back({field.label, 24});
  return list_file(file, head, rows);
}

}  // namespace mamori::web
