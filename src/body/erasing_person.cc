#include "body/erasing_person.h"

#include <algorithm>

#include "base/json.h"
#include "directory/links.h"
#include "ledger/rest.h"
#include "organisation/erasure.h"

namespace mamori::body {
namespace {

using ledger::Record;
using store::Connection;

template <class Work>
void each_record_of(Connection& connection, std::string_view subject, Work work) {
  std::uint64_t after = 0;
  for (auto records = ledger::records_of(connection, subject); !records.empty();
       records = ledger::records_of(connection, subject, after)) {
    for (const Record& record : records) work(record);
    after = records.back().number;
  }
}

// Records of other rooms about a person (that something was read and understood, say) are evidence
// and end with what they belong to.
bool tells_of_person(std::string_view kind) {
  return kind.starts_with("organisation.") || kind.starts_with("identity.") ||
         kind.starts_with("directory.");
}

// How somebody first came who was linked to the person by that record, with name and number.
void add_arrivals(Connection& connection, const Record& linked,
                  std::vector<std::uint64_t>& numbers) {
  if (linked.kind != "directory.linked") return;
  const std::string id =
      directory::link_id(text_at(linked.payload, "source"), text_at(linked.payload, "subject"));
  each_record_of(connection, "arrivals/" + id, [&](const Record& arrival) {
    if (!arrival.erased && arrival.number < linked.number) numbers.push_back(arrival.number);
  });
}

std::vector<std::uint64_t> rosters(Connection& connection) {
  std::vector<std::uint64_t> numbers;
  for (const auto& row : connection.query("SELECT number FROM ledger_records WHERE kind = "
                                          "'organisation.import_roster' ORDER BY number")) {
    numbers.push_back(static_cast<std::uint64_t>(row.integer("number")));
  }
  return numbers;
}

}  // namespace

std::vector<std::uint64_t> records_about_person(Connection& connection,
                                                std::string_view person_id) {
  std::vector<std::uint64_t> numbers;
  for (const std::string& subject : organisation::subjects_about(connection, person_id)) {
    each_record_of(connection, subject, [&](const Record& record) {
      if (record.erased || !tells_of_person(record.kind)) return;
      numbers.push_back(record.number);
      add_arrivals(connection, record, numbers);
    });
  }
  std::ranges::sort(numbers);
  const auto twice = std::ranges::unique(numbers);
  numbers.erase(twice.begin(), twice.end());
  return numbers;
}

Result<void> erase_from_rosters(Body& body, Connection& connection, std::string_view person_id,
                                const std::string& actor, const std::string& reason) {
  for (const std::uint64_t number : rosters(connection)) {
    const auto payload =
        ledger::payload_or_rest(connection, ledger::record_at(connection, number).value());
    if (!payload) continue;
    const auto rest = organisation::roster_without(*payload, person_id);
    if (!rest) continue;
    const auto erased = ledger::erase_but(body.journal(), connection, number, actor, reason, *rest);
    if (!erased) return fail(erased.error());
  }
  return {};
}

}  // namespace mamori::body
