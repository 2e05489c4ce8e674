// The documents that can be found, and their pairs of characters, in two tables.
//
// Records come in segments of `segment_records`. When the first record of a segment comes, the one
// before is closed: the pairs of its documents are written, packed. What stands in the open segment
// is few and is read through. So an act writes one short row, and what it writes depends on nothing
// but the records, in their order: replaying them gives the same bytes.
//
// Functions throw store::Failure. Those that change are for the Store's writer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/connection.h"

namespace mamori::search {

enum class Kind { entry = 0, application = 1, provision = 2, person = 3, section = 4 };

struct Document {
  Kind kind = Kind::entry;
  std::string collection;  // within its kind: the register, the procedure, the number of the text
  std::string subject;     // its address below the body, e.g. registers/assets/assets-12; unique
  std::string person_id;   // whose it is, and
  std::string section_id;  // which section's: for those who decide who may see it; "" when nobody's
  std::string text;        // as people read it: the title, then the rest, line by line
};

inline constexpr std::uint64_t segment_records = 256;
inline constexpr unsigned parts_max = 1U << 16U;  // documents of one record

// To be called for each record, before what it puts: closes the segment before.
void begin_record(store::Connection& connection, std::uint64_t record_number);
// A document of the record; `part` is 0, 1, 2… within it. It takes the place of the one that had
// the same subject.
void put(store::Connection& connection, std::uint64_t record_number, unsigned part,
         const Document& document);
void remove(store::Connection& connection, std::string_view subject);
void remove_all(store::Connection& connection, Kind kind);
// The payload of a record was erased: nothing of what it put is left in either table, be it long
// superseded. `now` is the number of the record that says so.
void forget(store::Connection& connection, std::uint64_t record_number, std::uint64_t now);
// A part of its payload was erased: pairs of documents that are there no longer are not left
// either.
void forget_removed(store::Connection& connection, std::uint64_t record_number, std::uint64_t now);

// --- for the finder

inline constexpr unsigned buckets = 128;  // pairs are spread over them by their first character
unsigned bucket_of(char32_t first);
// The row of search_postings.
std::int64_t slot_of(Kind kind, unsigned bucket, std::uint64_t segment);
std::uint64_t segment_of_slot(std::int64_t slot);
// The row of search_documents.
std::int64_t document_id(std::uint64_t record_number, unsigned part);
std::int64_t first_id_of_segment(std::uint64_t segment);
std::uint64_t segment_of_id(std::int64_t id);
// Short numbers for documents within a segment, and back.
std::uint32_t local_number(std::int64_t id);
std::int64_t id_of_local(std::uint64_t segment, std::uint32_t local);

}  // namespace mamori::search
