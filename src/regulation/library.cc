#include "regulation/library.h"

#include "base/date.h"
#include "base/text.h"

namespace mamori::regulation {
namespace {

using store::Connection;
using store::Failure;

}  // namespace

ledger::Act adopt(Connection& connection, const Reading& reading, const SourceFile& source,
                  std::string_view actor) {
  const std::int64_t version = newest_version(connection) + 1;
  JsonArray documents;
  for (const Document& document : reading.documents) {
    documents.push_back(
        JsonObject{{"title", document.title}, {"tree", document_to_json(document)}});
  }
  return {"regulation.adopt", std::string(actor), "regulations/" + std::to_string(version),
          JsonObject{{"version", version},
                     {"source_name", source.name},
                     {"source_digest", source.digest},
                     {"source_format", source.text.format},
                     {"source_encoding", source.text.encoding},
                     {"source", plain_text(source.text)},
                     {"documents", std::move(documents)}}};
}

void project(Connection& connection, const ledger::Record& record) {
  std::int64_t number = 0;
  for (const Json& document : array_at(record.payload, "documents")) {
    connection.execute(
        "INSERT INTO regulation_documents (version, document, title, tree, source_digest, "
        "source_name, adopted_at, record_number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        integer_at(record.payload, "version"), ++number, text_at(document, "title"),
        canonical_json(document.at("tree")), text_at(record.payload, "source_digest"),
        text_at(record.payload, "source_name"), iso_instant(record.at),
        static_cast<std::int64_t>(record.number));
  }
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
