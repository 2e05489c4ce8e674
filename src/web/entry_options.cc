#include "web/entry_options.h"

#include <algorithm>
#include <iterator>

#include "organisation/organisation.h"
#include "registers/entries.h"
#include "registers/list_index.h"
#include "search/finder.h"
#include "web/parts.h"
#include "web/register_parts.h"

namespace mamori::web {
namespace {

using registers::Definition;
using registers::Entry;
using registers::EntrySet;
using store::Connection;

JsonObject option_part(Connection& connection, const Definition& definition, const Entry& entry,
                       bool selected, Day today) {
  const auto section = organisation::section(connection, entry.section_id, today);
  return {{"value", entry.id},
          {"label", entry.label},
          {"number", registers::number_of(definition, entry.serial)},
          {"detail", section ? Json(section->name) : Json()},
          {"selected", selected},
          {"chip", scheme_chip(definition, entry.values)}};
}

EntrySet to_choose_from(const Visit& visit, Connection& connection, const Definition& definition) {
  EntrySet open = registers::listed(connection, definition.id);
  open -= registers::ended_entries(connection, definition);
  if (const auto readable = readable_entries(visit, connection, definition)) open &= *readable;
  return open;
}

// As many as are shown at once, with those chosen marked.
EntryOptions options_of(const Visit& visit, Connection& connection, const Definition& definition,
                        const EntrySet& offered, const EntrySet& chosen = {}) {
  const std::int64_t total = offered.count();
  const bool many = total > options_max;
  EntrySet others = offered;
  others -= chosen;
  auto numbers = many ? chosen.numbers() : offered.numbers();
  if (many) std::ranges::copy(others.numbers(true, 0, options_max), std::back_inserter(numbers));
  EntryOptions made{.options = {}, .left = total - static_cast<std::int64_t>(numbers.size())};
  for (const Entry& entry : registers::entries(connection, definition.id, numbers)) {
    made.options.push_back(
        option_part(connection, definition, entry, chosen.contains(entry.serial), today_of(visit)));
  }
  return made;
}

Result<Answer> find_options(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    EntrySet offered = to_choose_from(visit, connection, **definition);
    const auto found = found_by_words(connection, **definition, visit.request.query.get("q"));
    if (found) offered &= *found;
    auto made = options_of(visit, connection, **definition, offered);
    return Response::json(JsonObject{{"options", std::move(made.options)}, {"left", made.left}});
  });
}

}  // namespace

Json scheme_chip(const Definition& definition, const registers::Values& values) {
  for (const registers::Field& field : definition.fields) {
    if (field.scheme.empty()) continue;
    const auto texts = registers::texts_of(values, field.name);
    const registers::Option* option = texts.empty() ? nullptr : field.find(texts.front());
    if (option) return chip(option->label, option->tone);
  }
  return nullptr;
}

std::optional<EntrySet> readable_entries(const Visit& visit, Connection& connection,
                                         const Definition& definition) {
  auto readable = visit.services.acts.readable(connection, visit.person_id(), definition);
  if (readable.all) return std::nullopt;
  return std::move(readable.entries);
}

std::optional<EntrySet> found_by_words(Connection& connection, const Definition& definition,
                                       std::string_view words) {
  if (search::words_of(words).empty()) return std::nullopt;
  EntrySet found;
  for (const std::string& subject :
       search::find_subjects(connection, words, search::Kind::entry, definition.id)) {
    found.add(registers::serial_of(subject));
  }
  return found;
}

EntryOptions entry_options(const Visit& visit, Connection& connection, const Definition& definition,
                           const std::vector<std::string>& chosen) {
  EntrySet before;
  for (const std::string& id : chosen) {
    const auto entry = registers::entry(connection, id);
    if (entry && entry->register_id == definition.id) before.add(entry->serial);
  }
  EntrySet offered = to_choose_from(visit, connection, definition);
  offered |= before;
  return options_of(visit, connection, definition, offered, before);
}

Routes entry_option_routes() {
  return {{Method::get, "/b/{body}/registers/{register}/options", "entry_options", "registers.view",
           find_options}};
}

}  // namespace mamori::web
