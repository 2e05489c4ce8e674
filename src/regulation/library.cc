#include "regulation/library.h"

#include "base/date.h"
#include "base/text.h"

namespace mamori::regulation {
namespace {

using store::Connection;
using store::Failure;

// A record holds no more than ledger::payload_bytes_max; who did it is added to the payload.
constexpr std::size_t adoption_bytes_max = ledger::payload_bytes_max - 4096;

void project_adoption(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  const std::int64_t version = integer_at(payload, "version");
  const auto record_number = static_cast<std::int64_t>(record.number);
  std::int64_t number = 0;
  for (const Json& document : array_at(payload, "documents")) {
    connection.execute(
        "INSERT INTO regulation_documents (version, document, title, tree, source_digest, "
        "source_name, adopted_at, record_number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        version, ++number, text_at(document, "title"), canonical_json(document.at("tree")),
        text_at(payload, "source_digest"), text_at(payload, "source_name"), iso_instant(record.at),
        record_number);
  }
  connection.execute(
      "INSERT INTO regulation_versions (version, in_force_from, reason, actor, person_name, "
      "adopted_at, record_number) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      version, text_at(payload, "in_force_from"), text_at(payload, "reason"), record.actor,
      text_at(payload, "person_name"), iso_instant(record.at), record_number);
  remove_draft(connection, text_at(payload, "draft"));
}

}  // namespace

Result<ledger::Act> adopt(Connection& connection, const Reading& reading, const SourceFile& source,
                          const Adoption& adoption) {
  const std::int64_t version = newest_version(connection) + 1;
  JsonArray documents;
  for (const Document& document : reading.documents) {
    documents.push_back(
        JsonObject{{"title", document.title}, {"tree", document_to_json(document)}});
  }
  JsonObject payload = source_to_json(source);
  payload["version"] = version;
  payload["draft"] = adoption.draft;
  payload["undone"] = undone_to_json(adoption.undone);
  payload["in_force_from"] = adoption.in_force_from;
  payload["reason"] = adoption.reason;
  payload["person_name"] = adoption.author.name;
  payload["diagnostics"] = diagnostics_to_json(reading.diagnostics);
  payload["characters"] =
      JsonObject{{"source", reading.characters.source},
                 {"placed", reading.characters.placed},
                 {"discarded", discarded_to_json(reading.characters.discarded)}};
  payload["documents"] = std::move(documents);
  if (canonical_json(payload).size() > adoption_bytes_max) {
    return fail(Fault::limit, "regulation_too_large",
                "この文書は大きすぎて、一つの版として記録できません。",
                "規程ごとに分けて読み込むか、図や別表を除いてから読み込んでください。");
  }
  return ledger::Act{"regulation.adopt", adoption.author.id,
                     "regulations/" + std::to_string(version), std::move(payload)};
}

void project(Connection& connection, const ledger::Record& record) {
  if (record.erased) return;
  if (record.kind == "regulation.adopt") return project_adoption(connection, record);
  project_draft(connection, record);
}

std::optional<Version> version(Connection& connection, std::int64_t number) {
  const auto row = connection.first("SELECT * FROM regulation_versions WHERE version = $1", number);
  if (!row) return std::nullopt;
  return Version{
      row->integer("version"), row->text("in_force_from"),
      row->text("reason"),     row->text("person_name"),
      row->text("adopted_at"), static_cast<std::uint64_t>(row->integer("record_number"))};
}

Result<Reading> reading_from_json(const Json& payload) {
  Reading reading;
  for (const Json& member : array_at(payload, "documents")) {
    auto document = document_from_json(object_at(member, "tree"));
    if (!document) return fail(document.error());
    reading.documents.push_back(*std::move(document));
  }
  const JsonObject& characters = object_at(payload, "characters");
  reading.diagnostics = diagnostics_from_json(array_at(payload, "diagnostics"));
  reading.characters = {static_cast<int>(integer_at(characters, "source")),
                        static_cast<int>(integer_at(characters, "placed")),
                        discarded_from_json(array_at(characters, "discarded"))};
  return reading;
}

std::int64_t newest_version(Connection& connection) {
  return connection.first("SELECT coalesce(max(version), 0) AS newest FROM regulation_documents")
      ->integer("newest");
}

std::vector<Adopted> adopted_documents(Connection& connection, std::int64_t version) {
  std::vector<Adopted> list;
  for (const auto& row : connection.query(
           "SELECT version, document, title, source_digest, source_name, adopted_at, "
           "record_number FROM regulation_documents WHERE version = $1 ORDER BY document",
           version)) {
    list.push_back({row.integer("version"), row.integer("document"), row.text("title"),
                    row.text("source_digest"), row.text("source_name"), row.text("adopted_at"),
                    static_cast<std::uint64_t>(row.integer("record_number"))});
  }
  return list;
}

std::optional<Document> adopted_document(Connection& connection, std::int64_t version,
                                         std::int64_t document) {
  const auto row =
      connection.first("SELECT tree FROM regulation_documents WHERE version = $1 AND document = $2",
                       version, document);
  if (!row) return std::nullopt;
  const auto tree = parse_json(row->text("tree"));
  if (!tree) throw Failure(Failure::Cause::corrupt, tree.error().message);
  auto read = document_from_json(*tree);
  if (!read) throw Failure(Failure::Cause::corrupt, read.error().message);
  return *std::move(read);
}

std::string body_name(std::string_view title) {
  const auto at = title.find("情報セキュリティ");
  if (at == std::string_view::npos) return {};
  std::string name(title.substr(0, at));
  for (const std::string_view mark : {"○", "◯", "〇"}) {
    if (name.starts_with(mark)) name.erase(0, mark.size());
  }
  return trimmed(name);
}

}  // namespace mamori::regulation
