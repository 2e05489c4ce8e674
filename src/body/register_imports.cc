#include "body/register_imports.h"

#include <set>

#include "base/bytes.h"
#include "imports/sheet.h"
#include "registers/own_fields.h"

namespace mamori::body {
namespace {

using registers::Definition;
using registers::Entry;
using registers::ReadRow;
using store::Connection;

// A table being planned: the acts its rows would be, and what people are shown of them.
class Plan {
 public:
  Plan(Acts& acts, Connection& connection, Definition definition, registers::Change change,
       std::string reason)
      : acts_(acts),
        connection_(connection),
        definition_(std::move(definition)),
        change_(std::move(change)),
        reason_(std::move(reason)) {
    for (Entry& entry : registers::entries(connection_, definition_.id)) {
      std::string number = registers::number_of(definition_, entry.serial);
      entries_.emplace(std::move(number), std::move(entry));
    }
    next_ = registers::next_number(connection_, definition_.id);
  }

  void read(const registers::ReadTable& table) {
    preview_.ignored = table.ignored;
    for (const ReadRow& row : table.rows) {
      if (row.number.empty()) {
        add(row);
      } else {
        change(table, row);
      }
    }
    preview_.digest = hex(as_text(sha256(written_)));
  }

  ImportPreview& preview() { return preview_; }
  std::vector<ledger::Act>& acts() { return planned_; }

 private:
  void trouble(const ReadRow& row, std::string column, std::string message) {
    preview_.troubles.push_back({row.line, std::move(column), std::move(message)});
  }

  void trouble(const ReadRow& row, const Error& error) {
    if (error.fields.empty()) trouble(row, "", error.message + error.remedy);
    for (const FieldError& wrong : error.fields) {
      const registers::Field* field = registers::find(definition_.fields, wrong.field);
      trouble(row, field ? field->label : "", wrong.message);
    }
  }

  bool may_write(const ReadRow& row, const registers::Values& values) {
    const auto decision = acts_.may_write(connection_, change_.actor, definition_, values);
    if (!decision.allowed) trouble(row, "", decision.message);
    return decision.allowed;
  }

  bool may_read(const Entry& entry) {
    return acts_.may_read(connection_, change_.actor, definition_, entry.values).allowed;
  }

  void keep(ledger::Act act) {
    written_ += act.subject + canonical_json(act.payload) + "\n";
    planned_.push_back(std::move(act));
  }

  void add(const ReadRow& row) {
    auto act = registers::add_entry(connection_, definition_, change_, Json(row.input));
    if (!act) return trouble(row, act.error());
    const registers::Values values = object_at(act->payload, "values");
    if (!may_write(row, values)) return;
    // Nothing is written yet, so that each row would get the same number.
    renumber(*act, next_++);
    preview_.added.push_back({row.line, "", text_at(Json(values), "name"), {}});
    keep(*std::move(act));
  }

  void renumber(ledger::Act& act, std::int64_t serial) const {
    const std::string id = definition_.id + "-" + std::to_string(serial);
    act.subject = "registers/" + definition_.id + "/" + id;
    act.payload.as_object()["id"] = id;
    act.payload.as_object()["serial"] = serial;
    act.payload.as_object()["number"] = registers::number_of(definition_, serial);
  }

  void change(const registers::ReadTable& table, const ReadRow& row) {
    const auto found = entries_.find(row.number);
    // What is not theirs to read is as if it were not there.
    if (found == entries_.end() || !may_read(found->second)) {
      return trouble(row, "番号", "「" + row.number + "」は、この台帳にありません。");
    }
    const Entry& entry = found->second;
    if (!seen_.insert(entry.id).second) {
      return trouble(row, "番号", "「" + row.number + "」の行が二つあります。");
    }
    JsonObject input = entry.values;  // fields without a column stay as they are
    for (const std::string& name : table.columns) {
      const Json* value = row.input.if_contains(name);
      if (value) {
        input[name] = *value;
      } else {
        input.erase(name);
      }
    }
    auto checked =
        registers::check(connection_, definition_.fields, Json(input), day_in_japan(change_.now));
    if (!checked) return trouble(row, checked.error());
    if (Json(*checked) == Json(entry.values)) {
      ++preview_.unchanged;
      return;
    }
    input[registers::reason_name] = reason_;
    auto act = registers::change_entry(connection_, definition_, change_, {entry, entry.version},
                                       Json(input));
    if (!act) return trouble(row, act.error());
    if (!may_write(row, entry.values) || !may_write(row, *checked)) return;
    preview_.changed.push_back({row.line, row.number, entry.label, differences(entry, *checked)});
    keep(*std::move(act));
  }

  std::string shown(const registers::Field& field, const registers::Values& values) {
    std::string line;
    for (const std::string& text :
         registers::display(connection_, field, values, day_in_japan(change_.now))) {
      line += (line.empty() ? "" : "、") + text;
    }
    return line;
  }

  std::vector<ImportedField> differences(const Entry& entry, const registers::Values& values) {
    std::vector<ImportedField> fields;
    for (const registers::Field& field : definition_.fields) {
      std::string before = shown(field, entry.values);
      std::string after = shown(field, values);
      if (before != after) fields.push_back({field.label, std::move(before), std::move(after)});
    }
    return fields;
  }

  Acts& acts_;
  Connection& connection_;
  const Definition definition_;
  const registers::Change change_;
  const std::string reason_;
  std::map<std::string, Entry, std::less<>> entries_;  // by number
  std::int64_t next_ = 1;
  std::set<std::string> seen_;
  std::string written_;
  std::vector<ledger::Act> planned_;
  ImportPreview preview_;
};

Result<Plan> planned(Body& body, Acts& acts, Connection& connection, std::string_view person_id,
                     std::string_view register_id, const ImportFile& file,
                     std::string_view reason) {
  const auto& registers = body.definitions().registers;
  const auto found = registers.find(register_id);
  if (found == registers.end()) {
    return fail(Fault::not_found, "not_found", "その台帳は見つかりません。",
                "台帳の一覧から開き直してください。");
  }
  if (auto allowed = acts.require(connection, person_id, "registers.view"); !allowed) {
    return fail(allowed.error());
  }
  const auto sheet = imports::read_sheet(file.bytes);
  if (!sheet) return fail(sheet.error());
  const auto definition = registers::with_own_fields(connection, found->second);
  const registers::Change change{std::string(person_id), body.clock().now()};
  const auto table =
      registers::read_table(connection, registers, definition, *sheet, day_in_japan(change.now));
  if (!table) return fail(table.error());
  Plan plan(acts, connection, definition, change, std::string(reason));
  plan.read(*table);
  return plan;
}

}  // namespace

Result<ImportPreview> RegisterImports::preview(std::string_view person_id,
                                               std::string_view register_id, const ImportFile& file,
                                               std::string_view reason) {
  return body_.store().read([&](Connection& connection) -> Result<ImportPreview> {
    auto plan = planned(body_, acts_, connection, person_id, register_id, file, reason);
    if (!plan) return fail(plan.error());
    return std::move(plan->preview());
  });
}

Result<int> RegisterImports::take(std::string_view person_id, std::string_view register_id,
                                  const ImportFile& file, std::string_view reason,
                                  std::string_view seen) {
  return body_.store().write([&](Connection& connection) -> Result<int> {
    auto plan = planned(body_, acts_, connection, person_id, register_id, file, reason);
    if (!plan) return fail(plan.error());
    if (!plan->preview().troubles.empty()) {
      return fail(Fault::invalid, "import_wrong", "直すところのある行があります。",
                  "表を直して、もう一度読み込んでください。まだ何も登録していません。");
    }
    if (plan->preview().digest != seen) {
      return fail(Fault::conflict, "import_outdated",
                  "確かめている間に、台帳が変わりました。まだ何も登録していません。",
                  "もう一度、変わるところを確かめてから登録してください。");
    }
    for (ledger::Act& act : plan->acts()) record_act(body_, connection, std::move(act));
    return static_cast<int>(plan->acts().size());
  });
}

}  // namespace mamori::body
