// 表から読み込む: entries of a register from a file, looked at before they are taken.
#include "base/bytes.h"
#include "base/text.h"
#include "body/register_imports.h"
#include "registers/importing.h"
#include "reports/xlsx.h"
#include "web/parts.h"
#include "web/register_parts.h"

namespace mamori::web {
namespace {

using registers::Definition;
using registers::Field;
using store::Connection;

constexpr std::size_t file_bytes_max = std::size_t{2} << 20;
constexpr std::string_view file_field = "file";
constexpr std::size_t rows_shown_max = 200;  // of each kind

std::vector<Field> form_fields() {
  Field reason = registers::reason_field();
  reason.help =
      "登録してあるものを直す行があるときに、その理由として残ります。例：棚卸しの結果のため";
  return {std::move(reason)};
}

struct Sent {
  body::ImportFile file;
  std::string reason;
};

Result<Sent> sent_table(const Visit& visit, const Json& input) {
  Sent sent{{unbase64(text_at(input, "bytes")).value_or(""), text_at(input, "file_name")},
            text_at(input, registers::reason_name)};
  for (const Upload& upload : visit.request.uploads) {
    if (upload.field == file_field) sent.file = {upload.bytes, upload.name};
  }
  const auto wrong = [](std::string code, std::string_view field, std::string message,
                        std::string remedy) {
    Error error{Fault::invalid, std::move(code), std::move(message), std::move(remedy)};
    error.fields = {{std::string(field), error.message}};
    return fail(error);
  };
  if (sent.file.bytes.empty()) {
    return wrong("nothing_sent", file_field, "表のファイルが選ばれていません。",
                 "CSVかExcel（.xlsx）のファイルを選んでください。");
  }
  if (sent.file.bytes.size() > file_bytes_max) {
    return wrong("source_too_large", file_field, "表のファイルは2MBまでです。",
                 "要らないシートや絵を除くか、分けてください。");
  }
  if (sent.reason.empty()) {
    return wrong("field_required", registers::reason_name, "直す理由を入力してください。",
                 "例：棚卸しの結果のため");
  }
  return sent;
}

std::string import_href(const Visit& visit, const Definition& definition) {
  return register_href(visit, definition) + "/import";
}

std::string headers_text(const Definition& definition) {
  std::string text;
  for (const std::string& header : registers::import_headers(definition)) {
    text += (text.empty() ? "" : "、") + header;
  }
  return text;
}

JsonObject register_part(const Visit& visit, const Definition& definition) {
  return {{"title", definition.title}, {"href", register_href(visit, definition)}};
}

Page choosing_page(const Visit& visit, const Definition& definition, const Json& input,
                   const Error* error) {
  return visit.services.body.store().read([&](Connection& connection) -> Page {
    const Filled filled{input, error, ""};
    return {"register-import",
            definition.title + "に表から読み込む",
            {{"error", error ? error_part(visit, *error, form_fields()) : Json()},
             {"register", register_part(visit, definition)},
             {"import",
              JsonObject{{"action", import_href(visit, definition) + "/preview"},
                         {"template_href", import_href(visit, definition) + ".xlsx"},
                         {"headers", headers_text(definition)},
                         {"wrong_file",
                          messages_part(error, {{.name = std::string(file_field)}}).at(file_field)},
                         {"fields", field_parts(visit, connection, form_fields(), filled)}}}}};
  });
}

Result<Answer> show_choosing(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  return choosing_page(visit, **definition, JsonObject{}, nullptr);
}

// --- what it would do

JsonArray row_parts(const std::vector<body::ImportedRow>& rows) {
  JsonArray parts;
  for (const body::ImportedRow& row : rows) {
    if (parts.size() == rows_shown_max) break;
    JsonArray changes;
    for (const body::ImportedField& field : row.fields) {
      changes.push_back(JsonObject{{"label", field.label},
                                   {"before", text_or_null(field.before)},
                                   {"after", text_or_null(field.after)}});
    }
    parts.push_back(JsonObject{{"line", row.line},
                               {"number", text_or_null(row.number)},
                               {"label", row.label},
                               {"changes", std::move(changes)}});
  }
  return parts;
}

JsonArray trouble_parts(const std::vector<body::ImportTrouble>& troubles) {
  JsonArray parts;
  for (const body::ImportTrouble& trouble : troubles) {
    if (parts.size() == rows_shown_max) break;
    parts.push_back(JsonObject{{"line", trouble.line},
                               {"column", text_or_null(trouble.column)},
                               {"message", trouble.message}});
  }
  return parts;
}

Json apply_part(const Visit& visit, const Definition& definition, const Sent& sent,
                const body::ImportPreview& preview) {
  const std::size_t count = preview.added.size() + preview.changed.size();
  if (!preview.troubles.empty() || count == 0) return nullptr;
  JsonArray hidden;
  const auto keep = [&](std::string_view name, const std::string& value) {
    hidden.push_back(JsonObject{{"name", name}, {"value", value}});
  };
  keep(registers::reason_name, sent.reason);
  keep("file_name", sent.file.name);
  keep("bytes", base64(sent.file.bytes));
  keep("seen", preview.digest);
  return JsonObject{
      {"action", import_href(visit, definition)}, {"count", count}, {"hidden", std::move(hidden)}};
}

Page preview_page(const Visit& visit, const Definition& definition, const Sent& sent,
                  const body::ImportPreview& preview, const Error* error) {
  return {"register-import-preview",
          "読み込むと変わるところ",
          {{"error", error ? error_part(visit, *error) : Json()},
           {"register", register_part(visit, definition)},
           {"preview", JsonObject{{"file", sent.file.name},
                                  {"wrong", preview.troubles.size()},
                                  {"troubles", trouble_parts(preview.troubles)},
                                  {"adding", preview.added.size()},
                                  {"added", row_parts(preview.added)},
                                  {"changing", preview.changed.size()},
                                  {"changed", row_parts(preview.changed)},
                                  {"unchanged", preview.unchanged},
                                  {"ignored", text_or_null(joined(preview.ignored))},
                                  {"apply", apply_part(visit, definition, sent, preview)},
                                  {"back_href", import_href(visit, definition)}}}}};
}

body::RegisterImports imports_of(const Visit& visit) {
  return {visit.services.body, visit.services.acts};
}

Result<Answer> refused(const Visit& visit, const Definition& definition, const Json& input,
                       const Error& error) {
  return show_again(visit, error, choosing_page(visit, definition, input, &error));
}

Result<Answer> preview(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto sent = sent_table(visit, *input);
  if (!sent) return refused(visit, **definition, *input, sent.error());
  const auto planned =
      imports_of(visit).preview(visit.person_id(), (*definition)->id, sent->file, sent->reason);
  if (!planned) return refused(visit, **definition, *input, planned.error());
  return preview_page(visit, **definition, *sent, *planned, nullptr);
}

Result<Answer> apply(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto sent = sent_table(visit, *input);
  if (!sent) return refused(visit, **definition, *input, sent.error());
  auto imports = imports_of(visit);
  const auto taken = imports.take(visit.person_id(), (*definition)->id, sent->file, sent->reason,
                                  text_at(*input, "seen"));
  if (taken) {
    return done(visit, register_href(visit, **definition),
                std::to_string(*taken) + "件を登録しました。", {{"count", *taken}});
  }
  const auto planned =
      imports.preview(visit.person_id(), (*definition)->id, sent->file, sent->reason);
  if (!planned) return refused(visit, **definition, *input, taken.error());
  return show_again(visit, taken.error(),
                    preview_page(visit, **definition, *sent, *planned, &taken.error()));
}

// An empty table with the headers.
Result<Answer> blank_table(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  reports::Table table{
      .title = (*definition)->title, .made = today_of(visit), .columns = {}, .rows = {}};
  for (const std::string& header : registers::import_headers(**definition)) {
    table.columns.push_back({header, 20});
  }
  const auto bytes = reports::to_xlsx(table);
  if (!bytes) return fail(bytes.error());
  return Response::file((*definition)->title + "の表.xlsx", reports::xlsx_content_type, *bytes);
}

}  // namespace

Routes register_import_routes() {
  const std::string act = "registers.view";  // writing is decided row by row
  const std::string import = "/b/{body}/registers/{register}/import";
  return {{Method::get, import, "register_import", act, show_choosing},
          {Method::get, import + ".xlsx", "register_import_table", act, blank_table},
          {Method::post, import + "/preview", "register_import_preview", act, preview},
          {Method::post, import, "register_import_take", act, apply}};
}

}  // namespace mamori::web
