#include "scenario/stage.h"

#include "base/testing.h"

namespace mamori::scenario {
namespace {

using registers::Field;
using registers::FieldType;

constexpr std::string_view seed_mark = "seed ";

}  // namespace

void require_only(const Yaml& node, std::initializer_list<std::string_view> known) {
  if (auto checked = node.only(known); !checked) throw Malformed(checked.error());
}

Yaml Script::operator[](std::string_view key) const {
  return scenario_[key].present() ? scenario_[key] : setting_[key];
}

Yaml Script::named(std::string_view map, std::string_view name) const {
  return scenario_[map][name].present() ? scenario_[map][name] : setting_[map][name];
}

std::vector<std::pair<std::string, Yaml>> Script::members(std::string_view map) const {
  auto list = setting_[map].members();
  for (auto& member : scenario_[map].members()) list.push_back(std::move(member));
  return list;
}

std::optional<std::string> regulation_of(const Script& script) {
  const std::string name = script["regulation"].text();
  if (name.starts_with(seed_mark)) return testing::seed(name.substr(seed_mark.size()));
  return testing::read_file(testing::source_path(name));
}

Stage::Stage(const Script& script, std::string_view regulation) : script_(script) {
  if (const auto today = parse_day(script["today"].text())) {
    town_.clock().set(start_of_day_in_japan(*today) + std::chrono::hours{9});
  }
  const auto adopted = body().adopt_regulation(regulation, script["regulation"].text());
  if (!adopted) throw Malformed(adopted.error());
  town_.settle();
  enter_entries();
}

void Stage::enter_entries() {
  for (const auto& [alias, node] : script_.members("entries")) {
    const std::string register_id = node["register"].text();
    const auto definition = body().definitions().registers.find(register_id);
    if (definition == body().definitions().registers.end()) {
      throw Malformed(node.error("unknown register: " + register_id));
    }
    const auto done = acts().add_entry(person(node["by"].text("事務 花子")), register_id,
                                       input(definition->second.fields, node));
    if (!done) throw Malformed(node.error(done.error().code + ": " + done.error().message));
    name_thing(alias, text_at(done->payload, "id"));
  }
}

std::string Stage::person(std::string_view name) {
  return town_.person(name);
}

std::string Stage::id_of(std::string_view alias) const {
  const auto found = things_.find(alias);
  return found == things_.end() ? std::string(alias) : found->second;
}

std::string Stage::address_of(std::string_view alias) {
  const std::string id = id_of(alias);
  const std::string collection = id.substr(0, id.find('-'));
  const bool is_entry = body().definitions().registers.contains(collection);
  return is_entry ? "registers/" + collection + "/" + id : "applications/" + id;
}

std::string Stage::name_of_person(const std::string& id) {
  const auto found =
      town_.read([&](auto& db) { return organisation::person(db, id, town_.today()); });
  return found ? found->name : id;
}

Json Stage::value(FieldType type, const Yaml& node) {
  if (node.is_list()) {
    JsonArray list;
    for (const Yaml& item : node.items()) list.push_back(value(type, item));
    return list;
  }
  switch (type) {
    case FieldType::section:
    case FieldType::sections:
      return Json(town_.section(node.text()));
    case FieldType::person:
      return Json(person(node.text()));
    case FieldType::references:
      return Json(id_of(node.text()));
    case FieldType::thing:
      return Json(address_of(node.text()));
    default:
      return Json(node.text());
  }
}

void Stage::fill(JsonObject& input, const std::vector<Field>& fields, const Yaml& values) {
  for (const auto& [name, node] : values.members()) {
    const Field* field = registers::find(fields, name);
    input.erase(name);
    if (node.present()) input[name] = value(field ? field->type : FieldType::text, node);
  }
}

Json Stage::input(const std::vector<Field>& fields, const Yaml& step) {
  JsonObject input;
  if (const std::string form = step["like"].text(); !form.empty()) {
    const Yaml values = script_.named("forms", form);
    if (!values.present()) throw Malformed(step.error("unknown form: " + form));
    fill(input, fields, values);
  }
  fill(input, fields, step["with"]);
  return input;
}

Json Stage::values(const std::vector<Field>& fields, const std::vector<Yaml>& maps) {
  JsonObject input;
  for (const Yaml& map : maps) fill(input, fields, map);
  return input;
}

// An appointment is told as its office and, for an office of a section or a system, which:
// 「section_manager 住民課」.
std::string Stage::appointment(std::string_view words) {
  const auto blank = words.find(' ');
  const std::string_view office = words.substr(0, blank);
  const auto place = blank == std::string_view::npos ? "" : words.substr(blank + 1);
  const auto system = things_.find(place);
  const std::string section = place.empty()             ? ""
                              : system != things_.end() ? system->second
                                                        : town_.section(place);
  for (const auto& held :
       town_.read([&](auto& db) { return organisation::appointments(db, town_.today()); })) {
    if (held.office == office && held.section_id == section) return held.id;
  }
  return std::string(words);
}

Json Stage::organisation_input(const Yaml& step) {
  static const std::vector<Field> fields{{.name = "section", .type = FieldType::section},
                                         {.name = "parent", .type = FieldType::section},
                                         {.name = "system", .type = FieldType::references},
                                         {.name = "person", .type = FieldType::person},
                                         {.name = "from_person", .type = FieldType::person},
                                         {.name = "to_person", .type = FieldType::person}};
  JsonObject input;
  fill(input, fields, step["with"]);
  if (const Json* told = input.if_contains("appointment")) {
    input["appointment"] = appointment(std::string_view(told->get_string()));
  }
  return input;
}

}  // namespace mamori::scenario
