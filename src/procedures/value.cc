#include "procedures/value.h"

#include <algorithm>

#include "base/json.h"
#include "procedures/application.h"

namespace mamori::procedures {
namespace {

using registers::Field;
using From = Value::From;

Result<Value> parse_fact(const Yaml& node) {
  const std::string fact = node.text();
  for (const auto& [name, from] : {std::pair{"today", From::today},
                                   {"applicant", From::applicant},
                                   {"section", From::section},
                                   {"number", From::number},
                                   {"person", From::person},
                                   {"application", From::application},
                                   {"each", From::each}}) {
    if (fact == name) return Value{from, ""};
  }
  return fail(node.error(
      "the は today・applicant・section・number・person・application・each のどれかです。"));
}

Result<Value> parse_value(const Yaml& node, const Definition& definition,
                          const std::vector<Field>& own_fields) {
  if (!node.is_map()) return Value{From::constant, node.text()};
  if (auto known = node.only({"field", "remark", "the", "added"}); !known) {
    return fail(known.error());
  }
  if (node["the"].present()) return parse_fact(node["the"]);
  if (node["added"].present()) return Value{From::added_entry, node["added"].text()};
  const bool of_form = node["field"].present();
  const std::string name = of_form ? node["field"].text() : node["remark"].text();
  if (!registers::find(of_form ? definition.form : own_fields, name)) {
    return fail(node.error("項目「" + name + "」はありません。"));
  }
  return Value{of_form ? From::form : From::remark, name};
}

Json found(const JsonObject& values, std::string_view name) {
  const Json* json = values.if_contains(name);
  return json ? *json : Json();
}

Json newest_added(const Source& source, const std::string& register_id) {
  const auto added = entries_added(source.desk.connection,
                                   text_at(source.act.payload, "application"), register_id);
  return added.empty() ? Json() : Json(JsonArray{Json(added.back())});
}

Json value_of(const Source& source, const Value& value) {
  const Json& payload = source.act.payload;
  switch (value.from) {
    case From::constant:
      return Json(value.text);
    case From::form:
      return found(source.form, value.text);
    case From::remark:
      return found(object_at(payload, "remarks"), value.text);
    case From::today:
      return Json(iso_day(source.desk.today()));
    case From::applicant:
      return Json(text_at(payload, "applicant"));
    case From::section:
      return Json(text_at(payload, "section"));
    case From::number:
      return Json(text_at(payload, "number"));
    case From::person:
      return Json(source.act.actor);
    case From::application:
      return Json("applications/" + text_at(payload, "application"));
    case From::each:
      return Json(source.each);
    case From::added_entry:
      return newest_added(source, value.text);
  }
  return {};
}

}  // namespace

Result<NamedValues> parse_values(const Yaml& map, const Definition& definition,
                                 const std::vector<Field>& own_fields) {
  NamedValues values;
  for (const auto& [name, node] : map.members()) {
    auto value = parse_value(node, definition, own_fields);
    if (!value) return fail(value.error());
    values.emplace_back(name, *std::move(value));
  }
  return values;
}

Result<std::optional<registers::Condition>> parse_when(const Yaml& node,
                                                       const Definition& definition,
                                                       const std::vector<Field>& own_fields,
                                                       const registers::Schemes& schemes) {
  if (!node.present()) return std::optional<registers::Condition>();
  auto fields = definition.form;
  fields.insert(fields.end(), own_fields.begin(), own_fields.end());
  auto when = registers::parse_condition(node, {fields, schemes});
  if (!when) return fail(when.error());
  return std::optional(*std::move(when));
}

bool applies(const Source& source, const std::optional<registers::Condition>& when) {
  if (!when) return true;
  registers::Values all = source.form;
  for (const auto& member : object_at(source.act.payload, "remarks")) {
    all[member.key()] = member.value();
  }
  return registers::holds(source.desk.connection, source.desk.schemes, *when, all,
                          source.desk.today());
}

JsonObject with_values(const Source& source, const NamedValues& values, JsonObject input) {
  for (const auto& [name, value] : values) {
    Json json = value_of(source, value);
    if (json.is_null()) {
      input.erase(name);
    } else {
      input[name] = std::move(json);
    }
  }
  return input;
}

}  // namespace mamori::procedures
