#include "registers/own_fields.h"

#include <algorithm>

#include "base/date.h"
#include "base/text.h"
#include "base/yaml.h"

namespace mamori::registers {
namespace {

using store::Connection;

constexpr int options_max = 50;

// What people choose from, and the type each means in definitions.
std::vector<Option> type_options() {
  return {{"text", "一行の文字", "", "", 0},
          {"long_text", "何行かの文字", "", "", 0},
          {"number", "数", "", "", 0},
          {"date", "日付", "", "", 0},
          {"fiscal_year", "年度", "", "", 0},
          {"yes_no", "はい・いいえ", "", "", 0},
          {"choice", "決まったものから一つ", "", "", 0},
          {"person", "職員", "", "", 0},
          {"section", "課", "", "", 0},
          {"url", "ウェブのアドレス", "", "", 0}};
}

std::string label_of_type(std::string_view type) {
  const auto options = type_options();
  const auto found = std::ranges::find(options, type, &Option::value);
  return found == options.end() ? std::string() : found->label;
}

// Each line is one option; what is stored is its number, so that a label may be long.
JsonArray options_of(std::string_view lines) {
  JsonArray options;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const std::string label = trimmed(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (label.empty()) continue;
    options.push_back(JsonObject{{"value", std::to_string(options.size() + 1)}, {"label", label}});
  }
  return options;
}

// JSON is YAML: what is declared by people is read like what a definition declares.
Result<Field> read_declaration(const JsonObject& declaration) {
  const auto yaml = Yaml::parse("own_fields", canonical_json(JsonArray{declaration}));
  if (!yaml) return fail(yaml.error());
  auto fields = parse_fields(*yaml, {});
  if (!fields) return fail(fields.error());
  Field field = std::move(fields->front());
  field.group = own_fields_group;
  return field;
}

Error wrong_field(std::string code, std::string name, std::string message, std::string remedy) {
  Error error{Fault::invalid, std::move(code), std::move(message), std::move(remedy)};
  error.fields = {{std::move(name), error.message}};
  return error;
}

Result<JsonObject> declaration_of(const Values& values, std::size_t known) {
  JsonObject declaration{{"name", "own_" + std::to_string(known + 1)},
                         {"label", text_at(values, "label")},
                         {"type", text_at(values, "type")},
                         {"required", text_at(values, "required") == "yes"}};
  if (const std::string help = text_at(values, "help"); !help.empty()) declaration["help"] = help;
  if (text_at(values, "type") != "choice") return declaration;
  JsonArray options = options_of(text_at(values, "options"));
  if (options.size() < 2 || options.size() > options_max) {
    return fail(wrong_field("options_malformed", "options", "選べるものを2〜50行で書いてください。",
                            "一行に一つずつ書きます。"));
  }
  declaration["options"] = std::move(options);
  return declaration;
}

ledger::Act field_act(const Definition& definition, const Change& change, std::string_view kind,
                      JsonObject payload) {
  payload["register"] = definition.id;
  payload["register_title"] = definition.title;
  return {"register_fields." + std::string(kind), change.actor, "registers/" + definition.id,
          std::move(payload)};
}

}  // namespace

std::vector<OwnField> own_fields(Connection& connection, std::string_view register_id) {
  std::vector<OwnField> list;
  for (const auto& row :
       connection.query("SELECT declaration, added_at, ended FROM own_fields WHERE register = $1 "
                        "ORDER BY number",
                        register_id)) {
    const auto declaration = parse_json(row.text("declaration"));
    if (!declaration || !declaration->is_object()) continue;
    auto field = read_declaration(declaration->get_object());
    if (!field) continue;
    list.push_back({*std::move(field), label_of_type(text_at(*declaration, "type")),
                    row.text("added_at"), row.integer("ended") != 0});
  }
  return list;
}

Definition with_own_fields(Connection& connection, const Definition& definition) {
  Definition whole = definition;
  for (OwnField& own : own_fields(connection, definition.id)) {
    if (!own.ended) whole.fields.push_back(std::move(own.field));
  }
  return whole;
}

std::vector<Field> own_field_form() {
  Field type{.name = "type", .label = "種類", .type = FieldType::choice, .required = true};
  type.options = type_options();
  Field options{.name = "options",
                .label = "選べるもの",
                .type = FieldType::long_text,
                .length_max = 2000,
                .help = "「決まったものから一つ」のときに、一行に一つずつ書きます。"};
  Field required{.name = "required", .label = "必ず入力する", .type = FieldType::choice};
  required.options = {{"yes", "はい", "", "", 0}, {"no", "いいえ", "", "", 0}};
  required.suggested = "no";
  return {{.name = "label",
           .label = "項目の名前",
           .required = true,
           .length_max = 40,
           .help = "例：備品番号"},
          std::move(type),
          std::move(options),
          std::move(required),
          {.name = "help", .label = "書き方の説明", .length_max = 200, .help = "例：会計課の番号"}};
}

Result<ledger::Act> add_own_field(Connection& connection, const Definition& definition,
                                  const Change& change, const Json& input) {
  const auto values = check(connection, own_field_form(), input, day_in_japan(change.now));
  if (!values) return fail(values.error());
  const auto known = own_fields(connection, definition.id);
  if (known.size() >= own_fields_max) {
    return fail(Fault::limit, "too_many_own_fields",
                "この台帳に足せる項目は" + std::to_string(own_fields_max) + "までです。",
                "使っていない項目を備考にまとめてください。");
  }
  // A label stands for its field in the record and in files.
  const std::string label = text_at(*values, "label");
  const Definition whole = with_own_fields(connection, definition);
  if (std::ranges::find(whole.fields, label, &Field::label) != whole.fields.end()) {
    return fail(wrong_field("label_taken", "label", "「" + label + "」という項目は、もうあります。",
                            "違う名前にしてください。"));
  }
  auto declaration = declaration_of(*values, known.size());
  if (!declaration) return fail(declaration.error());
  if (auto field = read_declaration(*declaration); !field) return fail(field.error());
  return field_act(
      definition, change, "add",
      {{"name", declaration->at("name")}, {"label", label}, {"declaration", *declaration}});
}

Result<ledger::Act> end_own_field(Connection& connection, const Definition& definition,
                                  const Change& change, std::string_view name) {
  for (const OwnField& own : own_fields(connection, definition.id)) {
    if (own.ended || own.field.name != name) continue;
    return field_act(definition, change, "end",
                     {{"name", own.field.name}, {"label", own.field.label}});
  }
  return fail(Fault::not_found, "not_found", "その項目は見つかりません。",
              "項目の一覧から開き直してください。");
}

void project_own_fields(Connection& connection, const ledger::Record& record) {
  if (record.erased) return;
  const std::string register_id = text_at(record.payload, "register");
  const std::string name = text_at(record.payload, "name");
  if (record.kind == "register_fields.end") {
    connection.execute("UPDATE own_fields SET ended = 1 WHERE register = $1 AND name = $2",
                       register_id, name);
    return;
  }
  connection.execute(
      "INSERT INTO own_fields (register, name, number, declaration, added_at, ended) "
      "VALUES ($1, $2, (SELECT count(*) FROM own_fields WHERE register = $1), $3, $4, 0)",
      register_id, name, canonical_json(object_at(record.payload, "declaration")),
      iso_instant(record.at));
}

}  // namespace mamori::registers
