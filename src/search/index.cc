#include "search/index.h"

#include <array>
#include <cassert>
#include <map>

#include "search/folding.h"
#include "search/postings.h"

namespace mamori::search {
namespace {

using store::Connection;

constexpr unsigned part_bits = 16;
constexpr unsigned segment_bits = 40;  // of a slot
constexpr std::array kinds{Kind::entry, Kind::application, Kind::provision, Kind::person,
                           Kind::section};

using Postings = std::map<Pair, Numbers>;

std::map<std::int64_t, Postings> postings_of(Connection& connection, std::uint64_t segment) {
  std::map<std::int64_t, Postings> slots;
  for (const store::Row& row : connection.query(
           "SELECT id, kind, text FROM search_documents WHERE id >= $1 AND id < $2 ORDER BY id",
           first_id_of_segment(segment), first_id_of_segment(segment + 1))) {
    const auto kind = static_cast<Kind>(row.integer("kind"));
    const std::uint32_t local = local_number(row.integer("id"));
    for (const Pair pair : pairs_of(fold(row.text("text")).text)) {
      const auto first = static_cast<char32_t>(pair >> 21U);
      slots[slot_of(kind, bucket_of(first), segment)][pair].push_back(local);
    }
  }
  return slots;
}

void write_postings(Connection& connection, const std::map<std::int64_t, Postings>& slots) {
  for (const auto& [slot, postings] : slots) {
    connection.execute("INSERT INTO search_postings (slot, postings) VALUES ($1, $2)", slot,
                       store::Blob{pack(postings)});
  }
}

void drop_postings(Connection& connection, std::uint64_t segment) {
  for (const Kind kind : kinds) {
    for (unsigned bucket = 0; bucket < buckets; ++bucket) {
      connection.execute("DELETE FROM search_postings WHERE slot = $1",
                         slot_of(kind, bucket, segment));
    }
  }
}

}  // namespace

void begin_record(Connection& connection, std::uint64_t record_number) {
  if (record_number % segment_records != 0) return;
  write_postings(connection, postings_of(connection, record_number / segment_records - 1));
}

void put(Connection& connection, std::uint64_t record_number, unsigned part,
         const Document& document) {
  assert(part < parts_max);
  remove(connection, document.subject);
  connection.execute(
      "INSERT INTO search_documents (id, kind, collection, subject, person_id, section_id, text) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      document_id(record_number, part), static_cast<int>(document.kind), document.collection,
      document.subject, document.person_id, document.section_id, document.text);
}

void remove(Connection& connection, std::string_view subject) {
  connection.execute("DELETE FROM search_documents WHERE subject = $1", subject);
}

void remove_all(Connection& connection, Kind kind) {
  connection.execute("DELETE FROM search_documents WHERE kind = $1", static_cast<int>(kind));
}

void forget(Connection& connection, std::uint64_t record_number, std::uint64_t now) {
  connection.execute("DELETE FROM search_documents WHERE id >= $1 AND id < $2",
                     document_id(record_number, 0), document_id(record_number + 1, 0));
  forget_removed(connection, record_number, now);
}

void forget_removed(Connection& connection, std::uint64_t record_number, std::uint64_t now) {
  const std::uint64_t segment = record_number / segment_records;
  if (segment == now / segment_records) return;  // still open: it has no postings
  drop_postings(connection, segment);
  write_postings(connection, postings_of(connection, segment));
}

unsigned bucket_of(char32_t first) {
  return static_cast<std::uint32_t>(first * 2654435761U) >> 25U;  // Knuth: the upper 7 bits
}

std::int64_t slot_of(Kind kind, unsigned bucket, std::uint64_t segment) {
  const auto row = std::uint64_t{static_cast<unsigned>(kind)} * buckets + bucket;
  return static_cast<std::int64_t>(row << segment_bits | segment);
}

std::uint64_t segment_of_slot(std::int64_t slot) {
  return static_cast<std::uint64_t>(slot) & ((std::uint64_t{1} << segment_bits) - 1);
}

std::int64_t document_id(std::uint64_t record_number, unsigned part) {
  return static_cast<std::int64_t>(record_number << part_bits | part);
}

std::int64_t first_id_of_segment(std::uint64_t segment) {
  return document_id(segment * segment_records, 0);
}

std::uint64_t segment_of_id(std::int64_t id) {
  return (static_cast<std::uint64_t>(id) >> part_bits) / segment_records;
}

// Most records put one document, so that most numbers stay small.
std::uint32_t local_number(std::int64_t id) {
  const auto part = static_cast<std::uint64_t>(id) % parts_max;
  const auto record = (static_cast<std::uint64_t>(id) >> part_bits) % segment_records;
  return static_cast<std::uint32_t>(part * segment_records + record);
}

std::int64_t id_of_local(std::uint64_t segment, std::uint32_t local) {
  return document_id(segment * segment_records + local % segment_records,
                     static_cast<unsigned>(local / segment_records));
}

}  // namespace mamori::search
