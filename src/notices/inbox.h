// The inbox. Stateless reads on the caller's connection; throw store::Failure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/journal.h"
#include "store/connection.h"

namespace mamori::notices {

struct Notice {
  std::uint64_t record_number = 0;  // the record that tells it
  std::string text;
  std::string href;  // relative to the body's address
  std::string at;    // ISO instant
  bool read = false;
};

inline constexpr std::size_t notices_on_page = 100;

// A page of what came to a person, newest first; `page` from 1 on.
std::vector<Notice> inbox(store::Connection& connection, std::string_view person_id,
                          std::size_t page = 1);
std::size_t inbox_pages(store::Connection& connection, std::string_view person_id);
std::int64_t unread_count(store::Connection& connection, std::string_view person_id);

// The act by which a person marks what came up to and including that record as read.
ledger::Act mark_read(std::string_view person_id, std::uint64_t up_to_record);

// ledger::Projections: every act may tell somebody; notices.read marks.
void project_telling(store::Connection& connection, const ledger::Record& record);
void project_reading(store::Connection& connection, const ledger::Record& record);
// One for ledger.erased: what the erased record told is told no longer.
void project_erasure(store::Connection& connection, const ledger::Record& record);
// One for retention.erased: the inbox of a person who was erased goes with them.
void project_person_erased(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::notices
