#include "procedures/writing.h"

#include "base/json.h"
#include "registers/own_fields.h"
#include "registers/register.h"

namespace mamori::procedures {
namespace {

using registers::Field;
using registers::Values;
using From = WriteValue::From;

constexpr std::string_view facts_known = "today・applicant・section・number・person";

Result<WriteValue> parse_fact(const Yaml& node) {
  const std::string fact = node.text();
  for (const auto& [name, from] : {std::pair{"today", From::today},
                                   {"applicant", From::applicant},
                                   {"section", From::section},
                                   {"number", From::number},
                                   {"person", From::person}}) {
    if (fact == name) return WriteValue{from, ""};
  }
  return fail(node.error("the は " + std::string(facts_known) + " のどれかです。"));
}

// A constant, {field: …} of the form, {remark: …} of the act, or {the: today}.
Result<WriteValue> parse_value(const Yaml& node, const Definition& definition,
                               const std::vector<Field>& own_fields) {
  if (!node.is_map()) return WriteValue{From::constant, node.text()};
  if (auto known = node.only({"field", "remark", "the"}); !known) return fail(known.error());
  if (node["the"].present()) return parse_fact(node["the"]);
  const bool of_form = node["field"].present();
  const std::string name = of_form ? node["field"].text() : node["remark"].text();
  if (!registers::find(of_form ? definition.form : own_fields, name)) {
    return fail(node.error("項目「" + name + "」はありません。"));
  }
  return WriteValue{of_form ? From::form : From::remark, name};
}

Result<Write> parse_write(const Yaml& node, const Definition& definition,
                          const std::vector<Field>& own_fields, const registers::Schemes& schemes) {
  if (auto known = node.only({"add", "change", "when", "set"}); !known) return fail(known.error());
  Write write{
      .adds = node["add"].text(), .changes = node["change"].text(), .when = {}, .values = {}};
  if (write.adds.empty() == write.changes.empty()) {
    return fail(
        node.error("writes には、add（台帳）か change（form の項目）のどちらかを書きます。"));
  }
  const Field* changed = registers::find(definition.form, write.changes);
  if (!write.changes.empty() && (!changed || changed->type != registers::FieldType::references)) {
    return fail(node["change"].error("change は、台帳を選ぶ form の項目にしてください。"));
  }
  if (node["when"].present()) {
    auto when = registers::parse_condition(node["when"], {definition.form, schemes});
    if (!when) return fail(when.error());
    write.when = *std::move(when);
  }
  for (const auto& [name, value] : node["set"].members()) {
    auto read = parse_value(value, definition, own_fields);
    if (!read) return fail(read.error());
    write.values.emplace_back(name, *std::move(read));
  }
  if (write.values.empty()) return fail(node.error("set に、書く項目がありません。"));
  return write;
}

// What stands behind the values of one act.
struct Source {
  const Desk& desk;
  const Values& form;
  const ledger::Act& act;
};

Json value_of(const Source& source, const WriteValue& value) {
  const auto found = [](const JsonObject& values, std::string_view name) {
    const Json* json = values.if_contains(name);
    return json ? *json : Json();
  };
  switch (value.from) {
    case From::constant:
      return Json(value.text);
    case From::form:
      return found(source.form, value.text);
    case From::remark:
      return found(object_at(source.act.payload, "remarks"), value.text);
    case From::today:
      return Json(iso_day(source.desk.today()));
    case From::applicant:
      return Json(text_at(source.act.payload, "applicant"));
    case From::section:
      return Json(text_at(source.act.payload, "section"));
    case From::number:
      return Json(text_at(source.act.payload, "number"));
    case From::person:
      return Json(source.act.actor);
  }
  return {};
}

JsonObject with_values(const Source& source, const Write& write, JsonObject input) {
  for (const auto& [name, value] : write.values) {
    Json json = value_of(source, value);
    if (json.is_null()) {
      input.erase(name);
    } else {
      input[name] = std::move(json);
    }
  }
  return input;
}

// The entry's own history says which application it comes from.
ledger::Act of_application(const Source& source, ledger::Act written) {
  JsonObject& payload = written.payload.as_object();
  payload["application"] = text_at(source.act.payload, "application");
  payload["application_number"] = text_at(source.act.payload, "number");
  return written;
}

Result<void> add_entry(const Source& source, const Write& write, std::vector<ledger::Act>& acts) {
  const registers::Change change{source.act.actor, source.desk.now};
  const auto definition =
      registers::with_own_fields(source.desk.connection, source.desk.registers.at(write.adds));
  auto added = registers::add_entry(source.desk.connection, definition, change,
                                    with_values(source, write, {}));
  if (!added) return fail(added.error());
  acts.push_back(of_application(source, *std::move(added)));
  return {};
}

Result<void> change_entries(const Source& source, const Write& write,
                            std::vector<ledger::Act>& acts) {
  const registers::Change change{source.act.actor, source.desk.now};
  for (const std::string& id : registers::texts_of(source.form, write.changes)) {
    const auto entry = registers::entry(source.desk.connection, id);
    if (!entry || !entry->closed_on.empty()) continue;  // erased or closed since
    JsonObject input = with_values(source, write, entry->values);
    if (input == entry->values) continue;
    input[registers::reason_name] = text_at(source.act.payload, "number") + "による";
    const auto definition = registers::with_own_fields(
        source.desk.connection, source.desk.registers.at(entry->register_id));
    auto changed = registers::change_entry(source.desk.connection, definition, change,
                                           {*entry, entry->version}, input);
    if (!changed) return fail(changed.error());
    acts.push_back(of_application(source, *std::move(changed)));
  }
  return {};
}

// An agreement that others follow leaves nothing yet.
bool is_outcome(const Definition& definition, const Step& step, const ledger::Act& act) {
  return step.role != Role::approve || text_at(act.payload, "to") == definition.decision->outcome;
}

}  // namespace

Result<std::vector<Write>> parse_writes(const Yaml& list, const Definition& definition,
                                        const std::vector<Field>& own_fields,
                                        const registers::Schemes& schemes) {
  std::vector<Write> writes;
  for (const Yaml& node : list.items()) {
    auto write = parse_write(node, definition, own_fields, schemes);
    if (!write) return fail(write.error());
    writes.push_back(*std::move(write));
  }
  return writes;
}

Result<std::vector<ledger::Act>> writes_of(const Desk& desk, const Definition& definition,
                                           const Values& values, const ledger::Act& act) {
  std::vector<ledger::Act> acts;
  const Step* step = definition.step(text_at(act.payload, "act"));
  if (!step || !is_outcome(definition, *step, act)) return acts;
  const Source source{desk, values, act};
  for (const Write& write : step->writes) {
    const bool applies = !write.when || registers::holds(desk.connection, desk.schemes, *write.when,
                                                         values, desk.today());
    if (!applies) continue;
    const auto written =
        write.adds.empty() ? change_entries(source, write, acts) : add_entry(source, write, acts);
    if (!written) return fail(written.error());
  }
  return acts;
}

}  // namespace mamori::procedures
