// The body's regulation as adopted: kept in the ledger with its text, read back version by version.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/journal.h"
#include "regulation/document.h"
#include "regulation/drafts.h"
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

// When and why a text is taken into use, and by whom.
struct Adoption {
  std::vector<Undone> undone;  // repairs taken back
  std::string in_force_from;   // ISO day; "" when nobody said
  std::string reason;
  std::string draft;  // its id; "" when there was none
  Author author;
};

// The act that takes a text into use as the next version. The payload carries the text of the
// source, its digest, the repairs and the trees, so that the ledger proves what the articles said
// and how they were read. Fails with "regulation_too_large" when that is more than a record holds.
Result<ledger::Act> adopt(store::Connection& connection, const Reading& reading,
                          const SourceFile& source, const Adoption& adoption);
// A ledger::Projection for regulation.*. Throws store::Failure.
void project(store::Connection& connection, const ledger::Record& record);

// How a version came into use.
struct Version {
  std::int64_t number = 0;
  std::string in_force_from;  // ISO day or ""
  std::string reason;
  std::string person_name;  // "" when the program adopted it
  std::string adopted_at;   // ISO instant
  std::uint64_t record_number = 0;
};
std::optional<Version> version(store::Connection& connection, std::int64_t number);
// What was read, from the payload of an adoption; its diagnostics are those of that day.
Result<Reading> reading_from_json(const Json& payload);

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
