#include "procedures/writing.h"

#include <algorithm>

#include "base/json.h"
#include "procedures/application.h"
#include "procedures/value.h"
#include "registers/own_fields.h"
#include "registers/register.h"

namespace mamori::procedures {
namespace {

using registers::Field;
using registers::Values;
using Kind = Write::Kind;

// Which entries: {added: register}, or a field of the form.
Result<void> parse_entries(const Yaml& node, const Definition& definition, Write& write) {
  if (node.is_map()) {
    if (auto known = node.only({"added"}); !known) return known;
    write.register_id = node["added"].text();
    return {};
  }
  write.field = node.text();
  const Field* field = registers::find(definition.form, write.field);
  if (field && field->type == registers::FieldType::references) return {};
  return fail(node.error("change と close は、台帳を選ぶ form の項目か {added: 台帳} にします。"));
}

Result<Write> parse_write(const Yaml& node, const Definition& definition,
                          const std::vector<Field>& own_fields, const registers::Schemes& schemes) {
  if (auto known = node.only({"add", "change", "close", "when", "set"}); !known) {
    return fail(known.error());
  }
  const int kinds = static_cast<int>(node["add"].present()) +
                    static_cast<int>(node["change"].present()) +
                    static_cast<int>(node["close"].present());
  if (kinds != 1) {
    return fail(node.error("writes には、add・change・close のどれか一つを書きます。"));
  }
  Write write;
  write.register_id = node["add"].text();
  for (const auto& [key, kind] : {std::pair{"change", Kind::change}, {"close", Kind::close}}) {
    if (!node[key].present()) continue;
    write.kind = kind;
    if (auto read = parse_entries(node[key], definition, write); !read) return fail(read.error());
  }
  auto when = parse_when(node["when"], definition, own_fields, schemes);
  if (!when) return fail(when.error());
  write.when = *std::move(when);
  auto values = parse_values(node["set"], definition, own_fields);
  if (!values) return fail(values.error());
  write.values = *std::move(values);
  if (write.values.empty() != (write.kind == Kind::close)) {
    return fail(node.error("add と change には set（書く項目）が要り、close には要りません。"));
  }
  return write;
}

// The entry's own history says which application it comes from.
ledger::Act of_application(const Source& source, ledger::Act written) {
  JsonObject& payload = written.payload.as_object();
  payload["application"] = text_at(source.act.payload, "application");
  payload["application_number"] = text_at(source.act.payload, "number");
  return written;
}

registers::Change change_by(const Source& source) {
  return {source.act.actor, source.desk.now};
}

registers::Definition register_of(const Source& source, const std::string& register_id) {
  return registers::with_own_fields(source.desk.connection, source.desk.registers.at(register_id));
}

Result<ledger::Act> add_entry(const Source& source, const Write& write) {
  return registers::add_entry(source.desk.connection, register_of(source, write.register_id),
                              change_by(source), with_values(source, write.values, {}));
}

// What is asked for no longer goes with what made it so: 確かめた日 of a finding that is to be
// mended again. Otherwise the entry would be refused for a value that nobody at the form can take
// away.
void drop_unasked(const Source& source, const registers::Definition& definition, const Write& write,
                  JsonObject& values) {
  const auto is_left_over = [&](const Field& field) {
    const bool is_set = std::ranges::find(write.values, field.name,
                                          &NamedValues::value_type::first) != write.values.end();
    return field.when && !is_set && values.contains(field.name) &&
           !registers::holds(source.desk.connection, {}, *field.when, values, source.desk.today());
  };
  // One by one: a field may be asked for because of another that goes.
  const auto& fields = definition.fields;
  for (auto field = std::ranges::find_if(fields, is_left_over); field != fields.end();
       field = std::ranges::find_if(fields, is_left_over)) {
    values.erase(field->name);
  }
}

// Nothing where the entry would stay as it is.
Result<std::optional<ledger::Act>> change_entry(const Source& source, const Write& write,
                                                const registers::Entry& entry) {
  JsonObject input = with_values(source, write.values, entry.values);
  if (input == entry.values) return std::optional<ledger::Act>();
  const registers::Definition definition = register_of(source, entry.register_id);
  drop_unasked(source, definition, write, input);
  input[registers::reason_name] = text_at(source.act.payload, "number") + "による";
  return registers::change_entry(source.desk.connection, definition, change_by(source),
                                 {entry, entry.version}, input);
}

Result<std::optional<ledger::Act>> close_entry(const Source& source,
                                               const registers::Entry& entry) {
  const JsonObject input{
      {"closed_on", iso_day(source.desk.today())},
      {registers::reason_name, text_at(source.act.payload, "number") + "による"}};
  return registers::close_entry(source.desk.connection, register_of(source, entry.register_id),
                                change_by(source), {entry, entry.version}, input);
}

std::vector<std::string> entries_meant(const Source& source, const Write& write) {
  if (!write.field.empty()) return registers::texts_of(source.form, write.field);
  return entries_added(source.desk.connection, text_at(source.act.payload, "application"),
                       write.register_id);
}

Result<void> write_entries(const Source& source, const Write& write, const Record& record) {
  if (write.kind == Kind::add) {
    auto added = add_entry(source, write);
    if (!added) return fail(added.error());
    record(of_application(source, *std::move(added)));
    return {};
  }
  for (const std::string& id : entries_meant(source, write)) {
    const auto entry = registers::entry(source.desk.connection, id);
    if (!entry || !entry->closed_on.empty()) continue;  // erased or closed since
    auto written = write.kind == Kind::close ? close_entry(source, *entry)
                                             : change_entry(source, write, *entry);
    if (!written) return fail(written.error());
    if (*written) record(of_application(source, **std::move(written)));
  }
  return {};
}

}  // namespace

bool is_outcome(const Definition& definition, const Step& step, const ledger::Act& act) {
  return step.role != Role::approve || text_at(act.payload, "to") == definition.decision->outcome;
}

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

Result<void> write_registers(const Desk& desk, const Definition& definition, const Values& values,
                             const ledger::Act& act, const Record& record) {
  const Step* step = definition.step(text_at(act.payload, "act"));
  if (!step || !is_outcome(definition, *step, act)) return {};
  const Source source{desk, values, act};
  for (const Write& write : step->writes) {
    if (!applies(source, write.when)) continue;
    if (auto written = write_entries(source, write, record); !written) return written;
  }
  return {};
}

}  // namespace mamori::procedures
