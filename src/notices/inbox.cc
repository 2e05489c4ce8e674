#include "notices/inbox.h"

#include "base/date.h"
#include "base/json.h"
#include "ledger/record.h"

namespace mamori::notices {

std::vector<Notice> inbox(store::Connection& connection, std::string_view person_id,
                          std::size_t page) {
  std::vector<Notice> list;
  for (const auto& row : connection.query(
           "SELECT record_number, text, href, at, read_at FROM notices WHERE person_id = $1 "
           "ORDER BY record_number DESC LIMIT $2 OFFSET $3",
           person_id, static_cast<std::int64_t>(notices_on_page),
           static_cast<std::int64_t>((page - 1) * notices_on_page))) {
    list.push_back({static_cast<std::uint64_t>(row.integer("record_number")), row.text("text"),
                    row.text("href"), row.text("at"), !row.null("read_at")});
  }
  return list;
}

std::size_t inbox_pages(store::Connection& connection, std::string_view person_id) {
  const auto count = static_cast<std::size_t>(
      connection.first("SELECT count(*) AS n FROM notices WHERE person_id = $1", person_id)
          ->integer("n"));
  return (count + notices_on_page - 1) / notices_on_page;
}

std::int64_t unread_count(store::Connection& connection, std::string_view person_id) {
  return connection
      .first("SELECT count(*) AS n FROM notices WHERE person_id = $1 AND read_at IS NULL",
             person_id)
      ->integer("n");
}

ledger::Act mark_read(std::string_view person_id, std::uint64_t up_to_record) {
  return {"notices.read", std::string(person_id), "inbox/" + std::string(person_id),
          JsonObject{{"up_to", static_cast<std::int64_t>(up_to_record)}}};
}

void project_telling(store::Connection& connection, const ledger::Record& record) {
  for (const Json& notice : array_at(record.payload, "tell")) {
    connection.execute(
        "INSERT INTO notices (record_number, person_id, text, href, at) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        static_cast<std::int64_t>(record.number), text_at(notice, "person"),
        text_at(notice, "text"), text_at(notice, "href"), iso_instant(record.at));
  }
}

void project_reading(store::Connection& connection, const ledger::Record& record) {
  connection.execute(
      "UPDATE notices SET read_at = $3 WHERE person_id = $1 AND record_number <= $2 AND "
      "read_at IS NULL",
      record.actor, integer_at(record.payload, "up_to"), iso_instant(record.at));
}

void project_erasure(store::Connection& connection, const ledger::Record& record) {
  if (const auto erased = ledger::erased_number({.kind = record.kind, .subject = record.subject})) {
    connection.execute("DELETE FROM notices WHERE record_number = $1",
                       static_cast<std::int64_t>(*erased));
  }
}

void project_person_erased(store::Connection& connection, const ledger::Record& record) {
  constexpr std::string_view prefix = "people/";
  if (!record.subject.starts_with(prefix)) return;
  connection.execute("DELETE FROM notices WHERE person_id = $1",
                     record.subject.substr(prefix.size()));
}

}  // namespace mamori::notices
