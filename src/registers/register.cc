#include "registers/register.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "registers/entries.h"
#include "registers/list_index.h"

namespace mamori::registers {
namespace {

using store::Connection;
using store::Row;

// To be called before the tables change: what the entry had in the index is read from them.
void relist_entry(Connection& connection, std::string_view id, const Entry* after) {
  const auto before = entry(connection, id);
  if (!before && !after) return;
  const ListKeys old = before ? list_keys(before->values) : ListKeys{};
  const ListKeys now = after ? list_keys(after->values) : ListKeys{};
  const Entry& known = after ? *after : *before;
  relist(connection, known.register_id, known.serial, before ? &old : nullptr,
         after ? &now : nullptr);
}

// The day from which an entry's retention counts must be one of its fields.
Result<void> parse_retention_of(const Yaml& root, Definition& definition) {
  auto retention = parse_retention(root["retention"]);
  if (!retention) return fail(retention.error());
  definition.retention = *std::move(retention);
  if (!definition.retention) return {};
  const Field* field = find(definition.fields, definition.retention->after);
  if (field && field->type == FieldType::date) return {};
  return fail(root["retention"].error("retention の after は、日付の項目にしてください。"));
}

ledger::Act entry_act(Connection& connection, const Definition& definition, const Change& change,
                      std::string_view kind, std::int64_t serial, std::int64_t version,
                      const Values& values) {
  const std::string id = definition.id + "-" + std::to_string(serial);
  JsonObject payload = display_all(connection, definition.fields, values, day_in_japan(change.now));
  payload["register"] = definition.id;
  payload["register_title"] = definition.title;
  payload["id"] = id;
  payload["number"] = number_of(definition, serial);
  payload["serial"] = serial;
  payload["version"] = version;
  payload["values"] = values;
  return {"registers." + std::string(kind), change.actor, "registers/" + definition.id + "/" + id,
          std::move(payload)};
}

Result<void> check_columns(const Yaml& root, const Definition& definition) {
  for (const std::string& column : definition.columns) {
    if (!find(definition.fields, column)) {
      return fail(root["columns"].error("列「" + column + "」は項目にありません。"));
    }
  }
  return {};
}

}  // namespace

Result<Definition> Definition::parse(std::string file, std::string_view yaml,
                                     const Schemes& schemes) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  if (auto known = root->only({"register", "title", "entry", "number", "lead", "by", "by_first",
                               "never", "columns", "fields", "retention"});
      !known) {
    return fail(known.error());
  }
  Definition definition{.id = (*root)["register"].text(),
                        .title = (*root)["title"].text(),
                        .entry = (*root)["entry"].text(),
                        .number = (*root)["number"].text(),
                        .lead = (*root)["lead"].text(),
                        .columns = (*root)["columns"].texts(),
                        .fields = {},
                        .retention = {},
                        .write = {}};
  if (definition.id.empty() || definition.title.empty() || definition.number.empty()) {
    return fail(root->error("台帳には register・title・number が必要です。"));
  }
  auto write = access::parse_rule(*root);
  if (!write) return fail(write.error());
  definition.write = *std::move(write);
  auto fields = parse_fields((*root)["fields"], schemes);
  if (!fields) return fail(fields.error());
  definition.fields = *std::move(fields);
  if (!find(definition.fields, "name")) return fail(root->error("項目 name が必要です。"));
  if (auto kept = parse_retention_of(*root, definition); !kept) return fail(kept.error());
  if (auto columns = check_columns(*root, definition); !columns) return fail(columns.error());
  return definition;
}

std::string number_of(const Definition& definition, std::int64_t serial) {
  return definition.number + " 第" + std::to_string(serial) + "号";
}

std::vector<Entry> entries(Connection& connection, std::string_view register_id) {
  std::vector<Entry> list;
  for (const Row& row : connection.query(
           std::string(select_entries) + "WHERE register = $1 ORDER BY serial", register_id)) {
    list.push_back(entry_of(row));
  }
  return list;
}

std::optional<Entry> entry(Connection& connection, std::string_view id) {
  const auto row = connection.first(std::string(select_entries) + "WHERE id = $1", id);
  return row ? std::optional(entry_of(*row)) : std::nullopt;
}

std::int64_t entry_count(Connection& connection, std::string_view register_id) {
  return connection
      .first("SELECT count(*) AS n FROM register_entries WHERE register = $1", register_id)
      ->integer("n");
}

Result<ledger::Act> add_entry(Connection& connection, const Definition& definition,
                              const Change& change, const Json& input) {
  const auto values = check(connection, definition.fields, input, day_in_japan(change.now));
  if (!values) return fail(values.error());
  return entry_act(connection, definition, change, "add_entry",
                   next_number(connection, definition.id), 1, *values);
}

Result<ledger::Act> change_entry(Connection& connection, const Definition& definition,
                                 const Change& change, const Entry& old, std::int64_t version,
                                 const Json& input) {
  if (version != old.version) {
    return fail(Fault::conflict, "entry_changed",
                "開いている間に、ほかの人がこの内容を変えました。",
                "画面を開き直し、今の内容を確かめてから、もう一度変えてください。");
  }
  const auto values = check(connection, definition.fields, input, day_in_japan(change.now));
  if (!values) return fail(values.error());
  return entry_act(connection, definition, change, "change_entry", old.serial, old.version + 1,
                   *values);
}

access::Facts facts_of(const Json& values) {
  access::Facts facts;
  facts.sections["section"] = text_at(values, "section");
  return facts;
}

std::int64_t next_number(Connection& connection, std::string_view series) {
  return connection
             .first(
                 "SELECT coalesce(max(number), 0) AS newest FROM ("
                 "SELECT serial AS number FROM register_entries WHERE register = $1 UNION ALL "
                 "SELECT newest AS number FROM taken_numbers WHERE series = $1) AS given",
                 series)
             ->integer("newest") +
         1;
}

void take_number(Connection& connection, std::string_view subject) {
  const std::string_view id = subject.substr(subject.rfind('/') + 1);
  const auto dash = id.rfind('-');
  if (dash == std::string_view::npos) return;
  std::int64_t number = 0;
  std::from_chars(id.data() + dash + 1, id.data() + id.size(), number);
  connection.execute(
      "INSERT INTO taken_numbers (series, newest) VALUES ($1, $2) ON CONFLICT (series) DO UPDATE "
      "SET newest = excluded.newest WHERE excluded.newest > taken_numbers.newest",
      id.substr(0, dash), number);
}

void project(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  if (record.erased) return;
  const JsonObject& values = object_at(payload, "values");
  const Entry listed_entry{.id = text_at(payload, "id"),
                           .register_id = text_at(payload, "register"),
                           .serial = integer_at(payload, "serial"),
                           .section_id = {},
                           .label = {},
                           .values = values,
                           .updated_at = {}};
  relist_entry(connection, listed_entry.id, &listed_entry);
  connection.execute(
      "INSERT INTO register_entries (id, register, serial, section_id, label, data, version, "
      "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET "
      "section_id = excluded.section_id, label = excluded.label, data = excluded.data, "
      "version = excluded.version, updated_at = excluded.updated_at",
      text_at(payload, "id"), text_at(payload, "register"), integer_at(payload, "serial"),
      text_at(values, "section"), text_at(values, "name"), canonical_json(values),
      integer_at(payload, "version"), iso_instant(record.at));
}

void project_erasure(Connection& connection, const ledger::Record& record) {
  const std::string_view subject = record.subject;
  if (!subject.starts_with("registers/")) return;
  take_number(connection, subject);
  const std::string_view id = subject.substr(subject.rfind('/') + 1);
  relist_entry(connection, id, nullptr);
  connection.execute("DELETE FROM register_entries WHERE id = $1", id);
}

}  // namespace mamori::registers
