#include "registers/register.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.h"
#include "ledger/newest.h"
#include "organisation/boards.h"
#include "registers/attachment.h"
#include "registers/condition.h"
#include "registers/entries.h"
#include "registers/list_index.h"

namespace mamori::registers {
namespace {

using store::Connection;
using store::Row;

constexpr std::string_view after_closing = "closing";
constexpr int reason_length_max = 400;
constexpr std::string_view section_name = "section";
constexpr std::string_view added_kind = "registers.add_entry";
constexpr std::string_view closed_kind = "registers.close_entry";
constexpr std::string_view reopened_kind = "registers.reopen_entry";

// Of which a rule may ask whose office it is: a section, or information systems.
bool names_place(const Field& field) {
  return field.type == FieldType::section ||
         (field.type == FieldType::references && field.of == organisation::systems_register);
}

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

// The day from which an entry's retention counts is that of its closing or of one of its fields.
Result<void> parse_retention_of(const Yaml& root, Definition& definition) {
  auto retention = parse_retention(root["retention"]);
  if (!retention) return fail(retention.error());
  definition.retention = *std::move(retention);
  if (!definition.retention || definition.retention->after == after_closing) return {};
  const Field* field = find(definition.fields, definition.retention->after);
  if (field && field->type == FieldType::date) return {};
  return fail(
      root["retention"].error("retention の after は、日付の項目か closing にしてください。"));
}

// The entries of registers that the values refer to, by field.
JsonObject links_of(const Definition& definition, const Values& values) {
  JsonObject links;
  for (const Field& field : definition.fields) {
    if (field.type != FieldType::references) continue;
    if (const Json* ids = values.if_contains(field.name)) links[field.name] = *ids;
  }
  return links;
}

std::string subject_of(std::string_view register_id, const std::string& id) {
  return "registers/" + std::string(register_id) + "/" + id;
}

// What an act makes of an entry.
struct Written {
  std::string_view kind;
  std::int64_t serial = 0;
  std::int64_t version = 0;
  Values values;
  std::string reason = {};
  std::string closed_on = {};
};

ledger::Act entry_act(Connection& connection, const Definition& definition, const Change& change,
                      const Written& written) {
  const auto& [kind, serial, version, values, reason, closed_on] = written;
  const std::string id = definition.id + "-" + std::to_string(serial);
  JsonObject payload = display_all(connection, definition.fields, values, day_in_japan(change.now));
  payload["register"] = definition.id;
  payload["register_title"] = definition.title;
  payload["id"] = id;
  payload["number"] = number_of(definition, serial);
  payload["serial"] = serial;
  payload["version"] = version;
  payload["values"] = values;
  JsonArray attached = digests_of(definition.fields, values);
  if (!attached.empty()) payload["attachments"] = std::move(attached);
  JsonObject links = links_of(definition, values);
  if (!links.empty()) payload["links"] = std::move(links);
  if (!reason.empty()) payload["reason"] = reason;
  if (!closed_on.empty()) payload["closed_on"] = closed_on;
  return {"registers." + std::string(kind), change.actor, subject_of(definition.id, id),
          std::move(payload)};
}

// What another changed meanwhile, or what was closed, is not changed.
Result<void> check_current(const Seen& seen) {
  if (seen.version == seen.entry.version) return {};
  return fail(Fault::conflict, "entry_changed", "開いている間に、ほかの人がこの内容を変えました。",
              "画面を開き直し、今の内容を確かめてから、もう一度変えてください。");
}

Result<void> check_kept(const Definition& definition, const Entry& entry) {
  if (entry.closed_on.empty()) return {};
  return fail(Fault::conflict, "entry_closed",
              "この登録には、すでに" + definition.closing + "の日が記録されています。",
              "直すときは、先に" + definition.closing + "を取り消してください。");
}

std::string take(Values& values, std::string_view name) {
  const auto texts = texts_of(values, name);
  values.erase(name);
  return texts.empty() ? std::string() : texts.front();
}

// Lowering a level is a decision (row C2), not a correction; a level not yet decided has none to
// lower.
Result<void> check_level_kept(const Definition& definition, const Values& before,
                              const Values& after) {
  const Field* field = level_field(definition);
  const Option* old = field ? field->find(text_at(before, field->name)) : nullptr;
  const Option* now = field ? field->find(text_at(after, field->name)) : nullptr;
  if (!old || !now || now->rank >= old->rank || old->value == unknown_level) return {};
  Error error{Fault::invalid, "level_lowered",
              field->label + "を「" + old->label + "」から下げることは、内容の直しではできません。",
              "この登録のページの「" + field->label +
                  "を下げる」から、課の情報セキュリティ管理者が決めて記録します。"};
  error.fields = {{field->name, error.message}};
  return fail(error);
}

// What forms send beside the fields, and what the address of a list says beside its filters
// (docs/lists.md).
constexpr std::array<std::string_view, 9> reserved_names{
    reason_name, "closed_on", "q", "sort", "page", "rows", "columns", "entry", "situation"};

// <name>_from and <name>_to are the ends of a filter by that field.
bool is_end_of_range(const std::vector<Field>& fields, std::string_view name) {
  for (const std::string_view end : {"_from", "_to"}) {
    if (name.ends_with(end) && find(fields, name.substr(0, name.size() - end.size()))) return true;
  }
  return false;
}

Result<void> check_names(const Yaml& root, const Definition& definition) {
  if (!find(definition.fields, "name")) return fail(root.error("項目 name が必要です。"));
  for (const Field& field : definition.fields) {
    const bool reserved = std::ranges::find(reserved_names, field.name) != reserved_names.end();
    if (!reserved && !is_end_of_range(definition.fields, field.name)) continue;
    return fail(root.error("項目の名前「" + field.name + "」は使えません。"));
  }
  return {};
}

Result<void> parse_rules(const Yaml& root, Definition& definition) {
  auto write = access::parse_rule(root);
  if (!write) return fail(write.error());
  definition.write = *std::move(write);
  if (!root["read"].present()) return {};
  auto read = access::parse_rule(root["read"]);
  if (!read) return fail(read.error());
  definition.read = *std::move(read);
  return {};
}

Result<void> check_columns(const Yaml& root, const Definition& definition) {
  for (const std::string& column : definition.columns) {
    if (!find(definition.fields, column)) {
      return fail(root["columns"].error("列「" + column + "」は項目にありません。"));
    }
  }
  const std::string_view order = definition.order;
  if (order.empty() || find(definition.fields, order.substr(order.starts_with('-') ? 1 : 0))) {
    return {};
  }
  return fail(root["order"].error("並べる「" + definition.order + "」は項目にありません。"));
}

bool is_of_type(const Definition& definition, std::string_view name, FieldType type) {
  const Field* field = find(definition.fields, name);
  return field && field->type == type;
}

Result<Service> parse_service(const Yaml& node, const ConditionScope& scope,
                              const Definition& definition) {
  if (!node["control"].present()) return Service{.control = node.text()};
  if (auto known = node.only({"control", "what", "when", "since", "every_months"}); !known) {
    return fail(known.error());
  }
  Service service{.control = node["control"].text(),
                  .what = node["what"].text(),
                  .since = node["since"].text()};
  if (service.what.empty()) return fail(node.error("what（数えるものの呼び方）が必要です。"));
  if (node["when"].present()) {
    auto when = parse_condition(node["when"], scope);
    if (!when) return fail(when.error());
    service.when = std::make_shared<const Condition>(*std::move(when));
  }
  service.every = std::chrono::months(node["every_months"].number().value_or(0));
  const bool dated = is_of_type(definition, service.since, FieldType::date);
  if (dated == (service.every.count() > 0) && (dated || service.since.empty())) return service;
  return fail(node.error("since（日付の項目）と every_months は、両方を書きます。"));
}

// A name, or {control, what, when, since, every_months}.
Result<void> parse_serves(const Yaml& list, const Schemes& schemes, Definition& definition) {
  const ConditionScope scope{definition.fields, schemes, true};
  for (const Yaml& node : list.items()) {
    auto service = parse_service(node, scope, definition);
    if (!service) return fail(service.error());
    definition.serves.push_back(*std::move(service));
  }
  return {};
}

Result<Role> parse_role(const Yaml& node, const Definition& definition) {
  if (auto known = node.only({"label", "circle"}); !known) return fail(known.error());
  auto circle = parse_circle(node["circle"], definition.fields);
  if (!circle) return fail(circle.error());
  Role role{node["label"].text(), *std::move(circle)};
  if (role.label.empty() && role.circle.offices.size() != 1) {
    return fail(node.error("役職が一つでない役割には、label が必要です。"));
  }
  return role;
}

Result<void> parse_yearly(const Yaml& node, Definition& definition) {
  if (!node.present()) return {};
  if (auto known = node.only({"title", "year", "planned", "held", "roles"}); !known) return known;
  Yearly yearly{
      node["title"].text(), node["year"].text(), node["planned"].text(), node["held"].text(), {}};
  for (const Yaml& item : node["roles"].items()) {
    auto role = parse_role(item, definition);
    if (!role) return fail(role.error());
    yearly.roles.push_back(*std::move(role));
  }
  const bool works = is_of_type(definition, yearly.year, FieldType::fiscal_year) &&
                     is_of_type(definition, yearly.planned, FieldType::date) &&
                     is_of_type(definition, yearly.held, FieldType::date) && definition.audience &&
                     !yearly.title.empty() && !yearly.roles.empty();
  if (!works) {
    return fail(node.error(
        "yearly には title・roles と、year（年度）・planned・held（日付）の項目が必要です。"));
  }
  definition.yearly = std::move(yearly);
  return {};
}

Result<void> parse_confined(const Yaml& root, Definition& definition) {
  for (const Yaml& item : root["confined"].items()) {
    if (auto known = item.only({"one_of", "values"}); !known) return known;
    const Confined confined{item["one_of"].text(), item["values"].texts()};
    const Field* field = find(definition.fields, confined.field);
    const bool known = field && std::ranges::all_of(confined.values, [&](const auto& value) {
                         return field->find(value) != nullptr;
                       });
    if (!known || confined.values.empty()) {
      return fail(item.error("confined には、選ぶ項目とその値を書いてください。"));
    }
    definition.confined.push_back(confined);
  }
  return {};
}

// A misspelt field would let nobody in, or everybody.
Result<void> check_rule_facts(const Yaml& root, const Definition& definition,
                              const access::Rule& rule) {
  for (const access::Party& party : rule.by) {
    if (party.fact.empty() || party.fact == section_name) continue;
    const Field* field = find(definition.fields, party.fact);
    const bool of_person = party.kind == access::Party::Kind::person;
    const bool fits = field && (of_person ? field->type == FieldType::person : names_place(*field));
    if (!fits) return fail(root.error("規則が名指す項目がありません: " + party.fact));
  }
  return {};
}

}  // namespace

Result<Definition> Definition::parse(std::string file, std::string_view yaml,
                                     const Schemes& schemes) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  if (auto known = root->only({"register", "title", "entry", "number", "lead", "group", "by",
                               "by_first", "never", "read", "confined", "columns", "fields",
                               "retention", "closing", "serves", "audience", "order", "yearly"});
      !known) {
    return fail(known.error());
  }
  Definition definition{.id = (*root)["register"].text(),
                        .title = (*root)["title"].text(),
                        .entry = (*root)["entry"].text(),
                        .number = (*root)["number"].text(),
                        .lead = (*root)["lead"].text(),
                        .group = (*root)["group"].text("そのほか"),
                        .columns = (*root)["columns"].texts(),
                        .order = (*root)["order"].text(),
                        .fields = {},
                        .retention = {},
                        .closing = (*root)["closing"].text("終了"),
                        .serves = {},
                        .write = {},
                        .read = {}};
  if (definition.id.empty() || definition.title.empty() || definition.number.empty()) {
    return fail(root->error("台帳には register・title・number が必要です。"));
  }
  if (auto rules = parse_rules(*root, definition); !rules) return fail(rules.error());
  auto fields = parse_fields((*root)["fields"], schemes);
  if (!fields) return fail(fields.error());
  definition.fields = *std::move(fields);
  if ((*root)["audience"].present()) {
    auto audience = parse_audience((*root)["audience"], definition.fields);
    if (!audience) return fail(audience.error());
    definition.audience = *std::move(audience);
  }
  if (auto named = check_names(*root, definition); !named) return fail(named.error());
  if (auto read = parse_confined(*root, definition); !read) return fail(read.error());
  for (const access::Rule& rule : {definition.write, definition.read.value_or(access::Rule{})}) {
    if (auto named = check_rule_facts(*root, definition, rule); !named) return fail(named.error());
  }
  if (auto kept = parse_retention_of(*root, definition); !kept) return fail(kept.error());
  if (auto columns = check_columns(*root, definition); !columns) return fail(columns.error());
  if (auto served = parse_serves((*root)["serves"], schemes, definition); !served) {
    return fail(served.error());
  }
  if (auto yearly = parse_yearly((*root)["yearly"], definition); !yearly) {
    return fail(yearly.error());
  }
  return definition;
}

std::int64_t serial_of(std::string_view subject) {
  const std::string_view digits = subject.substr(subject.rfind('-') + 1);
  std::int64_t serial = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), serial);
  return serial;
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

Served served_by(Connection& connection, const Definition& definition, const Service& service,
                 Day today) {
  if (!service.when && service.since.empty()) return {entry_count(connection, definition.id)};
  Served served;
  for (const Entry& entry : entries(connection, definition.id)) {
    const bool counts = !service.when || holds(connection, {}, *service.when, entry.values, today);
    if (!counts) continue;
    ++served.count;
    const auto day = parse_day(text_at(entry.values, service.since));
    if (day && (!served.newest || *served.newest < *day)) served.newest = day;
  }
  return served;
}

Result<ledger::Act> add_entry(Connection& connection, const Definition& definition,
                              const Change& change, const Json& input) {
  const auto values = check(connection, definition.fields, input, day_in_japan(change.now));
  if (!values) return fail(values.error());
  return entry_act(connection, definition, change,
                   {"add_entry", next_number(connection, definition.id), 1, *values});
}

Result<ledger::Act> change_entry(Connection& connection, const Definition& definition,
                                 const Change& change, const Seen& seen, const Json& input) {
  if (auto current = check_current(seen); !current) return fail(current.error());
  if (auto kept = check_kept(definition, seen.entry); !kept) return fail(kept.error());
  std::vector<Field> fields = definition.fields;  // why, beside them: all wrong ones said at once
  fields.push_back(reason_field());
  auto values = check(connection, fields, input, day_in_japan(change.now));
  if (!values) return fail(values.error());
  if (auto kept = check_level_kept(definition, seen.entry.values, *values); !kept) {
    return fail(kept.error());
  }
  std::string reason = take(*values, reason_name);
  return entry_act(
      connection, definition, change,
      {"change_entry", seen.entry.serial, seen.version + 1, *std::move(values), std::move(reason)});
}

Result<ledger::Act> close_entry(Connection& connection, const Definition& definition,
                                const Change& change, const Seen& seen, const Json& input) {
  if (auto current = check_current(seen); !current) return fail(current.error());
  if (auto kept = check_kept(definition, seen.entry); !kept) return fail(kept.error());
  const Day today = day_in_japan(change.now);
  auto values = check(connection, closing_fields(definition), input, today);
  if (!values) return fail(values.error());
  const std::string closed_on = take(*values, "closed_on");
  if (parse_day(closed_on) > today) {
    Error error{Fault::invalid, "closing_to_come",
                definition.closing + "の日が、まだ来ていません。",
                "その日が来てから登録してください。"};
    error.fields = {{"closed_on", error.message}};
    return fail(error);
  }
  return entry_act(connection, definition, change,
                   {"close_entry", seen.entry.serial, seen.version + 1, seen.entry.values,
                    take(*values, reason_name), closed_on});
}

Result<ledger::Act> reopen_entry(Connection& connection, const Definition& definition,
                                 const Change& change, const Seen& seen, const Json& input) {
  if (auto current = check_current(seen); !current) return fail(current.error());
  if (seen.entry.closed_on.empty()) {
    return fail(Fault::conflict, "entry_not_closed",
                "この登録に、" + definition.closing + "の日は記録されていません。",
                "画面を開き直して、今の内容を確かめてください。");
  }
  auto values = check(connection, {reason_field()}, input, day_in_japan(change.now));
  if (!values) return fail(values.error());
  return entry_act(connection, definition, change,
                   {"reopen_entry", seen.entry.serial, seen.version + 1, seen.entry.values,
                    take(*values, reason_name)});
}

const Field* level_field(const Definition& definition) {
  const auto found = std::ranges::find_if(definition.fields, [](const Field& field) {
    return field.type == FieldType::choice && !field.scheme.empty();
  });
  return found == definition.fields.end() ? nullptr : &*found;
}

Result<ledger::Act> lower_level(Connection& connection, const Definition& definition,
                                const Change& change, const Seen& seen, const Json& input) {
  if (auto current = check_current(seen); !current) return fail(current.error());
  if (auto kept = check_kept(definition, seen.entry); !kept) return fail(kept.error());
  const Field* field = level_field(definition);
  const Day today = day_in_japan(change.now);
  auto decided = check(connection, lowering_fields(definition, seen.entry), input, today);
  if (!decided) return fail(decided.error());
  const std::string level = take(*decided, "level");
  if (!field || level.empty()) {
    return fail(Fault::conflict, "level_not_lower", "これより下の分類はありません。",
                "画面を開き直して、今の内容を確かめてください。");
  }
  Values lowered = seen.entry.values;
  lowered[field->name] = level;
  // What it holds or was copied from still sets the least level.
  auto values = check(connection, definition.fields, Json(lowered), today);
  if (!values) return fail(values.error());
  return entry_act(connection, definition, change,
                   {"lower_level", seen.entry.serial, seen.version + 1, *std::move(values),
                    take(*decided, reason_name)});
}

std::vector<Field> lowering_fields(const Definition& definition, const Entry& entry) {
  const Field* field = level_field(definition);
  if (!field) return {};
  const Option* now = field->find(text_at(entry.values, field->name));
  Field level{.name = "level",
              .label = "下げた後の" + field->label,
              .type = FieldType::choice,
              .required = true};
  for (const Option& option : field->options) {
    if (now && option.rank < now->rank) level.options.push_back(option);
  }
  if (level.options.empty()) return {};
  Field reason = reason_field();
  reason.label = "下げる理由";
  reason.help = "例：公表を終え、個人情報を含まないことを確かめたため";
  return {std::move(level), std::move(reason)};
}

Field reason_field() {
  return {.name = std::string(reason_name),
          .label = "直す理由",
          .type = FieldType::long_text,
          .required = true,
          .length_max = reason_length_max,
          .help = "あとで見た人に分かるように書きます。例：異動に伴い、使用者が変わったため"};
}

std::vector<Field> closing_fields(const Definition& definition) {
  Field reason = reason_field();
  reason.label = definition.closing + "の理由";
  reason.help = "例：更新により、使わなくなったため";
  return {{.name = "closed_on",
           .label = definition.closing + "の日",
           .type = FieldType::date,
           .required = true,
           .suggest_today = true},
          std::move(reason)};
}

std::vector<Reference> references_to(Connection& connection, std::string_view entry_id,
                                     std::size_t count_max) {
  std::vector<Reference> list;
  for (const Row& row : connection.query(
           "SELECT e.*, l.field AS by_field FROM register_links l JOIN register_entries e "
           "ON e.id = l.from_id WHERE l.to_id = $1 ORDER BY e.register, e.serial, l.field LIMIT $2",
           entry_id, static_cast<std::int64_t>(count_max))) {
    list.push_back({entry_of(row), row.text("by_field")});
  }
  return list;
}

std::optional<Instant> added_at(Connection& connection, const Entry& entry) {
  const auto added =
      ledger::newest_of_kind(connection, subject_of(entry.register_id, entry.id), added_kind);
  return added ? std::optional(added->at) : std::nullopt;
}

bool was_kept_at(Connection& connection, const Entry& entry, Instant at) {
  const auto newest = ledger::newest_until(connection, subject_of(entry.register_id, entry.id),
                                           {added_kind, closed_kind, reopened_kind}, at);
  return newest && newest->kind != closed_kind;
}

std::string ended_on(const Definition& definition, const Entry& entry) {
  if (!definition.retention || definition.retention->after == after_closing) return entry.closed_on;
  return text_at(entry.values, definition.retention->after);
}

namespace {

int rank_in(const Definition& definition, const Values& values) {
  const Field* field = level_field(definition);
  if (!field) return 0;
  const auto level = texts_of(values, field->name);
  const Option* option = level.empty() ? nullptr : field->find(level.front());
  return option ? option->rank : 0;
}

bool is_confined(const Definition& definition, const Values& values) {
  return std::ranges::any_of(definition.confined, [&](const Confined& one) {
    return std::ranges::any_of(texts_of(values, one.field), [&](const std::string& value) {
      return std::ranges::find(one.values, value) != one.values.end();
    });
  });
}

}  // namespace

std::vector<access::Facts> facts_of(const Definition& definition, const Values& values) {
  access::Facts facts{.people = {},
                      .sections = {},
                      .rank = rank_in(definition, values),
                      .confined = is_confined(definition, values)};
  facts.sections[std::string(section_name)] = text_at(Json(values), section_name);
  const Field* systems = nullptr;
  for (const Field& field : definition.fields) {
    const auto named = texts_of(values, field.name);
    if (named.empty()) continue;
    if (field.type == FieldType::person) facts.people[field.name] = named.front();
    if (field.type == FieldType::section) facts.sections[field.name] = named.front();
    if (field.type == FieldType::references && names_place(field)) systems = &field;
  }
  if (!systems) return {std::move(facts)};
  std::vector<access::Facts> each;
  for (const std::string& system : texts_of(values, systems->name)) {
    facts.sections[systems->name] = system;
    each.push_back(facts);
  }
  return each;
}

std::int64_t next_number(Connection& connection, std::string_view series) {
  return connection
             .first(
                 // Each maximum by itself: so both databases find it in the index, without reading
                 // every number.
                 "SELECT coalesce(max(number), 0) AS newest FROM ("
                 "SELECT max(serial) AS number FROM register_entries WHERE register = $1 UNION ALL "
                 "SELECT max(newest) AS number FROM taken_numbers WHERE series = $1) AS given",
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

namespace {

// The ids a value refers to are told from other texts by the definition of the day, which the
// record carries: {"links": {field: [id]}}.
void project_links(Connection& connection, const Json& payload) {
  const std::string from = text_at(payload, "id");
  connection.execute("DELETE FROM register_links WHERE from_id = $1", from);
  const JsonObject& links = object_at(payload, "links");
  for (const auto& member : links) {
    for (const std::string& to : texts_of(links, member.key())) {
      connection.execute("INSERT INTO register_links (from_id, field, to_id) VALUES ($1, $2, $3)",
                         from, std::string(member.key()), to);
    }
  }
}

}  // namespace

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
                           .updated_at = {},
                           .closed_on = {}};
  relist_entry(connection, listed_entry.id, &listed_entry);
  connection.execute(
      "INSERT INTO register_entries (id, register, serial, section_id, label, data, version, "
      "updated_at, closed_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
      "ON CONFLICT (id) DO UPDATE SET "
      "section_id = excluded.section_id, label = excluded.label, data = excluded.data, "
      "version = excluded.version, updated_at = excluded.updated_at, "
      "closed_on = excluded.closed_on",
      text_at(payload, "id"), text_at(payload, "register"), integer_at(payload, "serial"),
      text_at(values, "section"), text_at(values, "name"), canonical_json(values),
      integer_at(payload, "version"), iso_instant(record.at), text_at(payload, "closed_on"));
  project_links(connection, payload);
}

void project_erasure(Connection& connection, const ledger::Record& record) {
  const std::string_view subject = record.subject;
  if (!subject.starts_with("registers/")) return;
  take_number(connection, subject);
  const std::string_view id = subject.substr(subject.rfind('/') + 1);
  relist_entry(connection, id, nullptr);
  connection.execute("DELETE FROM register_links WHERE from_id = $1", id);
  connection.execute("DELETE FROM register_entries WHERE id = $1", id);
}

}  // namespace mamori::registers
