#include "web/register_outline.h"

#include <algorithm>
#include <map>

#include "web/list_parts.h"
#include "web/parts.h"
#include "web/register_parts.h"

namespace mamori::web {
namespace {

using registers::Definition;
using registers::Entry;
using registers::Field;
using store::Connection;

constexpr int outline_depth_max = 8;  // deeper, and round in circles, nothing is shown twice

// What the visitor may see, by what it stands below; "" of the roots.
struct Outline {
  const Visit& visit;
  Connection& connection;
  const Definition& definition;
  std::multimap<std::string, Entry> below;
  ShownValues shown;

  Outline(const Visit& seen, Connection& read, const Definition& of)
      : visit(seen), connection(read), definition(of), shown(read, today_of(seen)) {
    std::map<std::string, std::string> parents;
    std::vector<Entry> entries;
    for (Entry& entry : registers::entries(connection, definition.id)) {
      const bool may_see =
          entry.closed_on.empty() &&
          visit.services.acts.may_read(connection, visit.person_id(), definition, entry.values)
              .allowed;
      if (!may_see) continue;
      const auto named = registers::texts_of(entry.values, outline_field(definition)->name);
      parents[entry.id] = named.empty() ? "" : named.front();
      entries.push_back(std::move(entry));
    }
    // What stands below something that is not shown stands on its own.
    for (Entry& entry : entries) {
      std::string parent = parents.at(entry.id);
      if (!parents.contains(parent) || parent == entry.id) parent.clear();
      below.emplace(std::move(parent), std::move(entry));
    }
  }
};

// Options in their order, then by number: 基本方針 before 対策基準.
std::vector<const Entry*> sorted_below(const Outline& outline, const std::string& parent) {
  std::vector<const Entry*> list;
  const auto [begin, end] = outline.below.equal_range(parent);
  for (auto entry = begin; entry != end; ++entry) list.push_back(&entry->second);
  const auto is_choice = [](const Field& field) {
    return field.type == registers::FieldType::choice;
  };
  const auto& fields = outline.definition.fields;
  const auto choice = std::ranges::find_if(fields, is_choice);
  const auto rank = [&](const Entry* entry) -> std::ptrdiff_t {
    if (choice == fields.end()) return 0;
    const auto& options = choice->options;
    return std::ranges::find(options, text_at(entry->values, choice->name),
                             &registers::Option::value) -
           options.begin();
  };
  std::ranges::stable_sort(
      list, {}, [&](const Entry* entry) { return std::pair(rank(entry), entry->serial); });
  return list;
}

void add_rows(Outline& outline, const std::string& parent, int depth, JsonArray& rows) {
  if (depth > outline_depth_max) return;
  for (const Entry* entry : sorted_below(outline, parent)) {
    JsonArray cells;
    for (const std::string& name : outline.definition.columns) {
      if (name == "name") continue;
      const Field* field = registers::find(outline.definition.fields, name);
      cells.push_back(
          JsonObject{{"text", text_or_null(outline.shown.line(*field, entry->values))}});
    }
    rows.push_back(
        JsonObject{{"href", register_href(outline.visit, outline.definition) + "/" + entry->id},
                   {"title", entry->label},
                   {"depth", std::to_string(depth)},
                   {"cells", std::move(cells)}});
    add_rows(outline, entry->id, depth + 1, rows);
  }
}

Result<Answer> show_outline(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  if (!outline_field(**definition)) {
    return fail(Fault::not_found, "not_found", "この台帳に、体系の表はありません。",
                "台帳の一覧から開き直してください。");
  }
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    Outline outline(visit, connection, **definition);
    JsonArray rows;
    add_rows(outline, "", 0, rows);
    JsonArray columns;
    for (const std::string& name : (*definition)->columns) {
      if (name == "name") continue;
      columns.push_back(JsonObject{{"label", registers::find((*definition)->fields, name)->label}});
    }
    const std::string title = (*definition)->entry + "の体系";
    return Page{"register-outline",
                title,
                {{"outline", JsonObject{{"title", title},
                                        {"register", (*definition)->title},
                                        {"href", register_href(visit, **definition)},
                                        {"entry", (*definition)->entry},
                                        {"columns", std::move(columns)},
                                        {"rows", std::move(rows)}}},
                 {"articles",
                  articles_served_by(visit, connection,
                                     {catalogue::SatisfierKind::register_, (*definition)->id})}}};
  });
}

}  // namespace

const Field* outline_field(const Definition& definition) {
  // A copy takes its class from the original, but does not stand below it.
  const auto gives_class = [&](const Field& field) {
    return std::ranges::any_of(definition.fields, [&](const Field& taking) {
      return std::ranges::find(taking.highest_of, field.name) != taking.highest_of.end();
    });
  };
  const auto found = std::ranges::find_if(definition.fields, [&](const Field& field) {
    return field.of == definition.id && field.length_max == 1 && !gives_class(field);
  });
  return found == definition.fields.end() ? nullptr : &*found;
}

Routes register_outline_routes() {
  return {{Method::get, "/b/{body}/registers/{register}/outline", "register_outline",
           "registers.view", show_outline}};
}

}  // namespace mamori::web
