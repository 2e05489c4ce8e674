// The body's regulation as adopted: kept in the ledger with its text, read back version by version.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/journal.h"
#include "regulation/document.h"
#include "regulation/source.h"
#include "store/connection.h"

namespace mamori::regulation {

// One document of an adopted text, without its tree.
struct Adopted {
  std::int64_t version = 0;   // 1, 2, …: each adoption of a text is a version
  std::int64_t document = 0;  // number in the text, from 1
  std::string title;
  std::string source_digest;  // SHA-256 of the file, hex
  std::string source_name;    // the file it came from
  std::string adopted_at;     // ISO instant
  std::uint64_t record_number = 0;
};

// The file a text came from.
struct SourceFile {
  std::string name;
  std::string digest;  // SHA-256 of its bytes, hex
  SourceText text;
};

// The act that takes a text into use as the next version. The payload carries the text of the
// source, its digest and the trees, so that the ledger proves what the articles said.
ledger::Act adopt(store::Connection& connection, const Reading& reading, const SourceFile& source,
                  std::string_view actor);
// A ledger::Projection for regulation.*. Throws store::Failure.
void project(store::Connection& connection, const ledger::Record& record);

// 0 when no text was adopted yet.
std::int64_t newest_version(store::Connection& connection);
std::vector<Adopted> adopted_documents(store::Connection& connection, std::int64_t version);
// Nothing when there is no such document; throws store::Failure when its tree cannot be read.
std::optional<Document> adopted_document(store::Connection& connection, std::int64_t version,
                                         std::int64_t document);

// The name of the body, taken from a title: みもり市情報セキュリティ対策要綱 → みもり市. "" when
// the title does not say it.
std::string body_name(std::string_view title);

}  // namespace mamori::regulation
