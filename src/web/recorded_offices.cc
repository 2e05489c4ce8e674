#include "web/recorded_offices.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "organisation/organisation.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr std::size_t entries_told_max = 5;

bool names_holder(const Field& field) {
  return field.type == FieldType::person && !field.of.empty();
}

std::string told_of(const NotAppointed& one) {
  if (one.appointed.empty()) return "だれも任命されていません。";
  return "任命されているのは、" + joined(one.appointed) +
         "さんです。許可などは、任命された人が決めます。";
}

}  // namespace

std::vector<NotAppointed> not_appointed(Connection& connection, const access::Roster& roster,
                                        const registers::Definition& definition,
                                        const registers::Entry& entry, Day today) {
  std::vector<NotAppointed> found;
  if (!entry.closed_on.empty()) return found;
  for (const Field& field : definition.fields) {
    const std::string named = names_holder(field) ? text_at(entry.values, field.name) : "";
    if (named.empty()) continue;
    NotAppointed one{field.name, field.of, {}, {}};
    bool holds = false;
    for (const auto& acting : roster.acting(roster.office(field.of), roster.place(entry.id))) {
      if (acting.manner != access::Manner::holder) continue;
      holds = holds || roster.person_at(acting.person).id == named;
      one.appointed.push_back(roster.person_at(acting.person).name);
    }
    if (holds) continue;
    // The roster has only who is employed; it is mostly who has left that a register still names.
    const auto person = organisation::person(connection, named, today);
    if (!person) continue;  // erased
    one.person = person->name;
    found.push_back(std::move(one));
  }
  return found;
}

JsonArray value_parts_with_offices(const Visit& visit, Connection& connection,
                                   const registers::Definition& definition,
                                   const registers::Entry& entry) {
  const Day today = today_of(visit);
  JsonArray parts = value_parts(visit, connection, definition.fields, entry.values, today);
  if (std::ranges::none_of(definition.fields, names_holder)) return parts;
  const auto roster = visit.services.body.roster(connection);
  for (const NotAppointed& one : not_appointed(connection, *roster, definition, entry, today)) {
    const Field& field = *registers::find(definition.fields, one.field);
    const auto part = std::ranges::find_if(
        parts, [&](const Json& each) { return text_at(each, "label") == field.label; });
    JsonObject& shown = part->as_object();
    shown["text"] = nullptr;
    shown["items"] = JsonArray{JsonObject{{"text", one.person},
                                          {"href", nullptr},
                                          {"chip", chip("任命されていません", "warning")}},
                               JsonObject{{"text", told_of(one)},
                                          {"href", visit.base() + "/organisation#offices"},
                                          {"chip", nullptr}}};
  }
  return parts;
}

std::string not_appointed_in_words(const Visit& visit, Connection& connection,
                                   std::string_view office_id) {
  const auto roster = visit.services.body.roster(connection);
  const Day today = today_of(visit);
  const auto names_its_holder = [&](const Field& field) {
    return names_holder(field) && field.of == office_id;
  };
  std::vector<std::string> told;
  std::string title;
  for (const auto& [id, definition] : visit.services.body.definitions().registers) {
    if (std::ranges::none_of(definition.fields, names_its_holder)) continue;
    title = definition.title;
    for (const auto& entry : registers::entries(connection, id)) {
      for (const NotAppointed& one : not_appointed(connection, *roster, definition, entry, today)) {
        if (one.office == office_id) told.push_back(entry.label + "（" + one.person + "さん）");
      }
    }
  }
  if (told.empty()) return {};
  const std::size_t count = told.size();
  told.resize(std::min(count, entries_told_max));
  const std::string more =
      count > told.size() ? "ほか" + std::to_string(count - told.size()) + "件" : "";
  return title + "に書かれた人が、任命されていないものがあります：" + joined(told) + more +
         "。許可などを決めるのは、任命された人です。";
}

}  // namespace mamori::web
