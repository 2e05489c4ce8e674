#include "body/rebuild.h"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <vector>

#include "body/projections.h"
#include "ledger/journal.h"
#include "store/migrations.h"
#include "store/scratch.h"

namespace mamori::body {
namespace {

using store::Connection;
using store::Row;
using store::Rows;

struct Table {
  std::string_view name;
  std::vector<std::string_view> key;  // columns
};

// Every table that is neither the ledger itself, a secret of identity nor the migrations (a test
// sees to it that none is forgotten); what others refer to comes first.
std::vector<Table> projected_tables() {
  return {{"anchorings", {"record_number"}},
          {"account_events", {"record_number"}},
          {"account_rules", {"record_number"}},
          {"sections", {"id"}},
          {"section_states", {"section_id", "valid_from"}},
          {"people", {"id"}},
          {"person_states", {"person_id", "valid_from"}},
          {"memberships", {"person_id", "section_id", "valid_from"}},
          {"appointments", {"id"}},
          {"absences", {"id"}},
          {"delegations", {"id"}},
          {"organisation_changes", {"one"}},
          {"contacts", {"person_id"}},
          {"office_titles", {"office", "valid_from"}},
          {"regulation_documents", {"version", "document"}},
          {"regulation_versions", {"version"}},
          {"regulation_drafts", {"id"}},
          {"alignments", {"version", "document", "place", "control"}},
          {"confirmations", {"version", "document", "place"}},
          {"confirmed_controls", {"version", "document", "place", "control"}},
          {"confirmation_events", {"record_number", "document", "place"}},
          {"vanished_confirmations", {"version", "document", "place"}},
          {"register_entries", {"id"}},
          {"list_values", {"list", "field", "key", "segment"}},
          {"register_links", {"from_id", "field", "to_id"}},
          {"attachment_uses", {"digest", "entry_id"}},
          {"own_fields", {"register", "name"}},
          {"procedure_definitions", {"digest"}},
          {"applications", {"id"}},
          {"application_events", {"record_number"}},
          {"application_holdings", {"entry_id"}},
          {"application_entries", {"application_id", "entry_id"}},
          {"segregated_people", {"application_id", "rule", "person_id"}},
          {"segregation_exceptions", {"record_number"}},
          {"deputy_decisions", {"record_number"}},
          {"application_tasks", {"application_id", "task", "opened_in"}},
          {"procedure_settings", {"procedure_id"}},
          {"duty_performances", {"record_number"}},
          {"suspensions", {"application_id"}},
          {"passed_refusals", {"record_number", "code"}},
          {"duty_tellings", {"duty", "unit", "due"}},
          {"directory_arrivals", {"id"}},
          {"directory_links", {"id"}},
          {"notices", {"record_number", "person_id"}},
          {"taken_numbers", {"series"}},
          {"erasures", {"subject"}},
          {"search_documents", {"id"}},
          {"search_postings", {"slot"}}};
}

constexpr std::size_t rows_per_page = 1000;

using Key = std::vector<store::Value>;

// The next rows behind the key `after`, in the order of the keys; the first ones when it is empty.
Rows page_of(Connection& connection, const Table& table, const Key& after) {
  std::string columns;
  for (std::size_t at = 0; at < table.key.size(); ++at) {
    columns += (at > 0 ? ", " : "") + std::string(table.key[at]);
  }
  const std::string where =
      after.empty() ? ""
                    : " WHERE (" + columns + ") > (" + store::parameters(1, after.size()) + ")";
  return connection.query_with("SELECT * FROM " + std::string(table.name) + where + " ORDER BY " +
                                   columns + " LIMIT " + std::to_string(rows_per_page),
                               after);
}

Key last_key(const Table& table, const Rows& page) {
  Key key;
  for (const std::string_view column : table.key) {
    const auto& columns = page.back().columns();
    const auto place = std::ranges::find(columns, column) - columns.begin();
    key.push_back(page.back().values()[static_cast<std::size_t>(place)]);
  }
  return key;
}

std::string key_of(const Table& table, const Row& row) {
  std::string key;
  for (const std::string_view column : table.key) {
    key += (key.empty() ? "" : " ") + row.text(column);
  }
  return key;
}

std::string shown(const Row& row, const std::string& column) {
  return row.null(column) ? "NULL" : row.text(column);
}

std::optional<Difference> difference_of(const Table& table, const Row& stored,
                                        const Row& replayed) {
  const std::string key = key_of(table, stored);
  const std::string replayed_key = key_of(table, replayed);
  if (key != replayed_key) return Difference{std::string(table.name), key, "", key, replayed_key};
  for (const std::string& column : stored.columns()) {
    std::string left = shown(stored, column);
    std::string right = shown(replayed, column);
    if (left == right) continue;
    return Difference{std::string(table.name), key, column, std::move(left), std::move(right)};
  }
  return std::nullopt;
}

std::optional<Difference> difference_of(const Table& table, const Rows& stored,
                                        const Rows& replayed) {
  const std::size_t both = std::min(stored.size(), replayed.size());
  for (std::size_t index = 0; index < both; ++index) {
    if (auto found = difference_of(table, stored[index], replayed[index])) return found;
  }
  if (stored.size() == replayed.size()) return std::nullopt;
  const bool kept_only = stored.size() > replayed.size();
  const std::string key = key_of(table, kept_only ? stored[both] : replayed[both]);
  return Difference{std::string(table.name), key, "", kept_only ? key : "", kept_only ? "" : key};
}

std::optional<Difference> compare(Connection& stored, Connection& replayed, const Table& table,
                                  std::uint64_t& rows) {
  for (Key after;;) {
    const Rows page = page_of(stored, table, after);
    if (auto found = difference_of(table, page, page_of(replayed, table, after))) return found;
    rows += page.size();
    if (page.size() < rows_per_page) return std::nullopt;
    after = last_key(table, page);
  }
}

void replay(Connection& from, Connection& into) {
  // Replaying signs nothing and asks no time: name, key and clock of this journal mean nothing.
  const SystemClock clock;
  ledger::Journal journal("replay", clock, ledger::NoteSigner::generate("mamori/replay"));
  register_projections(journal);
  journal.replay(from, into);
}

Result<RebuildReport> replay_and_compare(Connection& stored, Connection& replayed) {
  if (auto made = store::migrate(replayed, embedded::migrations()); !made) {
    return fail(made.error());
  }
  RebuildReport report{.records = ledger::record_count(stored), .difference = std::nullopt};
  replayed.begin(store::Transaction::writing);  // never committed: nothing of it is to stay
  replay(stored, replayed);
  for (const Table& table : projected_tables()) {
    report.difference = compare(stored, replayed, table, report.rows);
    if (report.difference) break;
  }
  return report;
}

}  // namespace

std::string sentence_of(const Difference& difference) {
  const std::string row = "表 " + difference.table + " の行「" + difference.row + "」";
  if (!difference.column.empty()) {
    return row + "の " + difference.column + " が、記録では「" + difference.replayed +
           "」ですが、今の表では「" + difference.stored + "」です。";
  }
  if (difference.replayed.empty()) return row + "は、記録にありません。";
  if (difference.stored.empty()) return row + "は、記録にありますが、今の表にありません。";
  return row + "のところに、記録では「" + difference.replayed + "」があります。";
}

std::vector<std::string> compared_tables() {
  std::vector<std::string> names;
  for (const Table& table : projected_tables()) names.emplace_back(table.name);
  return names;
}

Result<RebuildReport> check_rebuild(Connection& stored, const std::filesystem::path& scratch) {
  try {
    store::Scratch database(scratch);
    return replay_and_compare(stored, database.connection());
  } catch (const store::Failure& failure) {
    return fail(Fault::corrupt, "replay_failed",
                "記録から表を作り直せません（" + std::string(failure.what()) + "）。",
                "mamori verify で記録を調べてください。");
  }
}

std::uint64_t rebuild(Connection& writer) {
  for (const Table& table : projected_tables() | std::views::reverse) {
    writer.execute("DELETE FROM " + std::string(table.name));
  }
  replay(writer, writer);
  return ledger::record_count(writer);
}

}  // namespace mamori::body
