// Texts on their way into use: read, looked at beside their source, repairs taken back one by one,
// then adopted or dropped. Each step is an act in the ledger; the draft itself survives anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/journal.h"
#include "regulation/document.h"
#include "regulation/reader.h"
#include "regulation/source.h"
#include "store/connection.h"

namespace mamori::regulation {

inline constexpr std::size_t drafts_max = 10;
inline constexpr std::size_t undone_max = 5'000;

// The file a text came from.
struct SourceFile {
  std::string name;
  std::string digest;  // SHA-256 of its bytes, hex
  SourceText text;
};

// The members of a payload that carry a source whole, and the source out of them. A payload written
// before formats were known is plain text.
JsonObject source_to_json(const SourceFile& source);
SourceFile source_from_json(const Json& payload);
JsonArray undone_to_json(const std::vector<Undone>& undone);
std::vector<Undone> undone_from_json(const JsonArray& list);

struct Draft {
  std::string id;
  std::string source_name;
  std::vector<Undone> undone;
  std::int64_t revision = 0;  // grows with each change
  std::string person_id;      // who loaded it
  std::string person_name;
  std::string made_at;              // ISO instant
  std::uint64_t record_number = 0;  // of the record with the source
};

std::vector<Draft> drafts(store::Connection& connection);  // newest first
std::optional<Draft> draft(store::Connection& connection, std::string_view id);

struct Author {
  std::string id;
  std::string name;
};
ledger::Act make_draft(std::string_view id, const SourceFile& source,
                       const std::vector<Undone>& undone, const Author& author);

// "draft_changed" when `revision`, the one somebody looks at, is not the newest.
Result<void> check_unchanged(const Draft& draft, std::int64_t revision);

// A repair to take back, or one taken back to make again after all.
struct RepairChange {
  Undone repair;
  bool take_back = true;
};
// Fails as check_unchanged, or with "repair_unknown" when what is to be made again was not taken
// back.
Result<ledger::Act> change_draft(const Draft& draft, std::int64_t revision,
                                 const RepairChange& change, const Author& author);
ledger::Act discard_draft(const Draft& draft, const Author& author);

// Part of the projection of regulation.* (library.h).
void project_draft(store::Connection& connection, const ledger::Record& record);
void remove_draft(store::Connection& connection, std::string_view id);

}  // namespace mamori::regulation
