#include "web/attachment_parts.h"

#include <algorithm>

#include "procedures/application.h"
#include "registers/attachment.h"
#include "registers/register.h"
#include "web/application_forms.h"

namespace mamori::web {
namespace {

using registers::Field;
using registers::FieldType;
using store::Connection;

void add_value(JsonObject& input, const std::string& name, std::string value) {
  JsonArray values;
  for (std::string& known : registers::texts_of(input, name)) values.emplace_back(std::move(known));
  if (std::ranges::find(values, Json(value)) == values.end()) values.emplace_back(std::move(value));
  input[name] = std::move(values);
}

// The name by which an application that the visitor may see ever had the file.
std::optional<std::string> name_in_application(const Visit& visit, Connection& connection,
                                               const std::string& id, const std::string& digest) {
  const auto application = procedures::application(connection, id);
  if (!application) return std::nullopt;
  const auto definition = visit.services.body.definition_of(connection, *application);
  if (!definition || !is_visible(visit, connection, **definition, *application)) {
    return std::nullopt;
  }
  std::vector<std::string> values;
  for (const Field& field : (*definition)->form) {
    if (field.type != FieldType::files) continue;
    for (auto& value : registers::texts_of(application->values, field.name)) {
      values.push_back(std::move(value));
    }
  }
  for (const auto& event : procedures::events(connection, id)) {
    for (const Json& written : event.shown) {
      for (const Json& file : array_at(written, "files")) values.emplace_back(file.as_string());
    }
  }
  const auto named = std::ranges::find(values, digest, registers::file_digest_of);
  return named == values.end() ? digest : registers::file_name_of(*named);
}

// The name under which something that the visitor may see has the file; nothing when nothing has.
std::optional<std::string> readable_name(const Visit& visit, Connection& connection,
                                         const std::string& digest) {
  const auto& registers = visit.services.body.definitions().registers;
  for (const auto& row : connection.query(
           "SELECT entry_id FROM attachment_uses WHERE digest = $1 ORDER BY entry_id", digest)) {
    if (auto name = name_in_application(visit, connection, row.text("entry_id"), digest)) {
      return name;
    }
    const auto entry = registers::entry(connection, row.text("entry_id"));
    const auto definition = entry ? registers.find(entry->register_id) : registers.end();
    if (definition == registers.end()) continue;
    if (!visit.services.acts
             .may_read(connection, visit.person_id(), definition->second, entry->values)
             .allowed) {
      continue;
    }
    for (const Field& field : definition->second.fields) {
      if (field.type != FieldType::files) continue;
      for (const std::string& value : registers::texts_of(entry->values, field.name)) {
        if (registers::file_digest_of(value) == digest) return registers::file_name_of(value);
      }
    }
    return digest;  // an older version of the entry named it
  }
  return std::nullopt;
}

// Always a download, never shown within mamori: what somebody attached is not ours.
Result<Answer> download(const Visit& visit) {
  const std::string digest = visit.capture("digest");
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto name = readable_name(visit, connection, digest);
    const auto bytes = name ? registers::attachment_bytes(connection, digest)
                            : Result<std::string>(fail(Fault::not_found, "not_found",
                                                       "その添付ファイルは見つかりません。",
                                                       "登録のページから開き直してください。"));
    if (!bytes) return fail(bytes.error());
    return Response::file(*name, "application/octet-stream", *bytes);
  });
}

}  // namespace

bool takes_files(const std::vector<Field>& fields) {
  return std::ranges::any_of(fields,
                             [](const Field& field) { return field.type == FieldType::files; });
}

Result<SentForm> sent_form(const Visit& visit, const std::vector<Field>& fields) {
  auto input = visit.input();
  if (!input) return fail(input.error());
  SentForm sent{*std::move(input), std::nullopt};
  for (const Upload& upload : visit.request.uploads) {
    const Field* field = registers::find(fields, upload.field);
    if (!field || field->type != FieldType::files) continue;
    const auto kept = visit.services.body.store().write([&](Connection& connection) {
      return registers::keep_attachment(connection, upload.bytes, upload.name,
                                        visit.services.body.clock().now());
    });
    if (kept) {
      add_value(sent.input.as_object(), field->name, *kept);
      continue;
    }
    sent.wrong = kept.error();
    sent.wrong->fields = {{field->name, sent.wrong->message}};
  }
  return sent;
}

Routes attachment_routes() {
  return {
      {Method::get, "/b/{body}/attachments/{digest}", "attachment", "registers.view", download}};
}

}  // namespace mamori::web
