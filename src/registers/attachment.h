// Attachments: files that belong to entries of registers and to applications. The bytes stand in
// the Store beside the ledger, by their SHA-256, and not in it; the records of the entries name the
// hash, so that a file changed or exchanged is noticed. They are backed up and moved with the
// Store, and go with the last entry that names them. Stateless on the caller's connection; throws
// store::Failure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "ledger/journal.h"
#include "registers/field.h"
#include "store/connection.h"

namespace mamori::registers {

inline constexpr std::size_t attachment_size_max = 7U << 20;  // bytes; a request has 8 MiB
inline constexpr std::size_t file_name_length_max = 120;      // characters

// The value of a field of type files is, for each, "<SHA-256 in hex> <name>".
std::string file_value(std::string_view digest, std::string_view name);
std::string file_name_of(std::string_view value);
std::string file_digest_of(std::string_view value);  // "" when malformed

struct Attachment {
  std::string digest;
  std::string type;  // media type, as its content says
  std::int64_t size = 0;
};

// What is kept for a value; nothing when it is malformed or not here.
std::optional<Attachment> attachment(store::Connection& connection, std::string_view value);

// The bytes, if they are still those of the hash: fails with "file_damaged", "not_found".
Result<std::string> attachment_bytes(store::Connection& connection, std::string_view digest);

// Keeps a file and gives the value for the field. Its kind is told by its content (libmagic), not
// by its name: fails with "file_type_refused" for what runs, or is not what its name says,
// "file_empty", "file_too_large", "file_name_malformed". Files that no entry took within a day are
// thrown away on the way.
Result<std::string> keep_attachment(store::Connection& connection, std::string_view bytes,
                                    std::string_view name, Instant now);

// The hashes of the files that the values name, for a record: its member "attachments".
JsonArray digests_of(const std::vector<Field>& fields, const Values& values);

// Whether an entry or an application names the file, now or in what it said before.
bool is_attached(store::Connection& connection, std::string_view entry_id, std::string_view digest);

// Projections for the acts registers.*, procedures.* and retention.erased.
void project_attachments(store::Connection& connection, const ledger::Record& record);
void project_attachments_erased(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::registers
