#include "procedures/application_listing.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace mamori::procedures {
namespace {

using registers::Filter;
using store::Connection;
using store::Row;

// The applications, as l.
constexpr std::string_view listed = "FROM applications l ";
// Each with the moment after which it is late: the end of the day in `due` (midnight in Japan), or
// an open task's, whichever comes first. Only for questions that ask by it: it takes as long again.
constexpr std::string_view listed_with_limits =
    "FROM (SELECT a.*, CASE WHEN coalesce(a.due, '') = '' THEN t.due_at "
    "WHEN t.due_at IS NULL OR a.due || 'T15:00:00.000Z' < t.due_at THEN a.due || 'T15:00:00.000Z' "
    "ELSE t.due_at END AS limit_at FROM applications a LEFT JOIN (SELECT application_id, "
    "min(due_at) AS due_at FROM application_tasks WHERE ended_in IS NULL GROUP BY application_id) "
    "t ON t.application_id = a.id) l ";

std::string applications_for(const ApplicationsAsked& asked, std::string_view sorted_by = {}) {
  const bool by_limit =
      sorted_by == "due" ||
      std::ranges::find(asked.standings, Standing::overdue) != asked.standings.end() ||
      std::ranges::find(asked.filters, "due", &Filter::field) != asked.filters.end();
  return std::string(by_limit ? listed_with_limits : listed);
}

// What is compared of a field; "" for one that is not compared here.
std::string_view column_of(std::string_view field) {
  static const std::map<std::string_view, std::string_view> columns{
      {"procedure", "l.procedure_id"},
      {"section", "l.section_id"},
      {"applicant", "l.applicant_id"},
      {"stage", "l.procedure_id || '/' || l.state"},
      {"filed", "l.submitted_at"},
      {"changed", "l.changed_at"},
      {"due", "l.limit_at"}};
  const auto found = columns.find(field);
  return found == columns.end() ? std::string_view() : found->second;
}

// A statement grown piece by piece with its parameters.
class Statement {
 public:
  explicit Statement(std::string beginning) : sql_(std::move(beginning)) {}

  Statement& operator+=(std::string_view piece) {
    sql_ += piece;
    return *this;
  }
  std::string parameter(std::string value) {
    values_.emplace_back(std::move(value));
    return "$" + std::to_string(values_.size());
  }
  // l.id IN ($1, $2); of no values nothing is one.
  std::string is_one_of(std::string_view column, const std::vector<std::string>& values) {
    if (values.empty()) return "1 = 0";
    const std::size_t first = values_.size() + 1;
    values_.insert(values_.end(), values.begin(), values.end());
    return std::string(column) + " IN (" + store::parameters(first, values.size()) + ")";
  }
  void where(const std::string& condition) {
    sql_ += (narrowed_ ? " AND (" : "WHERE (") + condition + ")";
    narrowed_ = true;
  }
  store::Rows run(Connection& connection) const { return connection.query_with(sql_, values_); }

 private:
  std::string sql_;
  std::vector<store::Value> values_;
  bool narrowed_ = false;
};

std::string begin_of(const std::string& day, int days_later) {
  const auto read = parse_day(day);
  if (!read) return day;
  const auto then = std::chrono::sys_days{*read} + std::chrono::days{days_later};
  return iso_instant(start_of_day_in_japan(Day{then}));
}

void narrow_to_sight(Statement& statement, const Sight& sight) {
  if (sight.everything) return;
  std::string any = statement.is_one_of("l.id", sight.ids);
  if (!sight.applicant_id.empty()) {
    any += " OR l.applicant_id = " + statement.parameter(sight.applicant_id);
  }
  if (!sight.section_ids.empty()) {
    any += " OR " + statement.is_one_of("l.section_id", sight.section_ids);
  }
  statement.where(any);
}

// The end of a day is the beginning of the next: a limit that lies there is one of that day.
void narrow_to_days(Statement& statement, std::string_view column, const Filter& filter) {
  const bool is_limit = filter.field == "due";
  const std::string compared(column);
  if (!filter.from.empty()) {
    statement.where(compared + (is_limit ? " > " : " >= ") +
                    statement.parameter(begin_of(filter.from, 0)));
  }
  if (!filter.to.empty()) {
    statement.where(compared + (is_limit ? " <= " : " < ") +
                    statement.parameter(begin_of(filter.to, 1)));
  }
}

void narrow_to(Statement& statement, const Filter& filter) {
  const std::string_view column = column_of(filter.field);
  if (column.empty()) return;
  if (filter.any_of.empty() && !filter.or_nothing) {
    return narrow_to_days(statement, column, filter);
  }
  std::string any = statement.is_one_of(column, filter.any_of);
  if (filter.or_nothing) any += " OR " + std::string(column) + " IS NULL";
  statement.where(any);
}

std::string condition_of(Statement& statement, Standing standing, const ApplicationsAsked& asked) {
  switch (standing) {
    case Standing::open:
      return "l.is_open = 1";
    case Standing::awaited:
      return statement.is_one_of("l.id", asked.awaited);
    case Standing::overdue:
      return "l.limit_at <= " + statement.parameter(iso_instant(asked.now));
    case Standing::closed:
      return "l.is_open = 0";
  }
  return {};
}

// Everything that was asked, but for the filter of one field where the values of that are counted.
void narrow(Statement& statement, const ApplicationsAsked& asked, std::string_view but_for = {}) {
  narrow_to_sight(statement, asked.sight);
  if (asked.within) statement.where(statement.is_one_of("l.id", *asked.within));
  std::string any;
  for (const Standing standing : asked.standings) {
    any += (any.empty() ? "" : " OR ") + condition_of(statement, standing, asked);
  }
  if (!any.empty()) statement.where(any);
  for (const Filter& filter : asked.filters) {
    if (filter.field != but_for) narrow_to(statement, filter);
  }
}

// The values of the field with their places in the order, as a table r. SQLite makes itself an
// index of it only where it is said to be kept, and of texts.
void begin_with_ranks(Statement& statement, const std::vector<std::string>& ranked) {
  statement +=
      "WITH r (value, place) AS MATERIALIZED (SELECT CAST(column1 AS TEXT), column2 FROM (VALUES ";
  for (std::size_t place = 0; place < ranked.size(); ++place) {
    statement += (place == 0 ? "(" : ", (") + statement.parameter(ranked[place]) + ", " +
                 std::to_string(place) + ")";
  }
  statement += ") AS v) ";
}

std::string order_of(const registers::Sorting& sorting) {
  const std::string direction = sorting.descending ? " DESC" : "";
  const std::string_view column = column_of(sorting.field);
  std::string order;
  if (!column.empty()) {
    const std::string key = sorting.ranked.empty() ? std::string(column) : "r.place";
    order = key + " IS NULL, " + key + direction + ", l.submitted_at DESC, ";
  } else {
    order = "l.fiscal_year" + direction + ", ";
  }
  return "ORDER BY " + order + "l.procedure_id" + direction + ", l.serial" + direction;
}

}  // namespace

ApplicationListing::ApplicationListing(Connection& connection, ApplicationsAsked asked)
    : connection_(connection), asked_(std::move(asked)) {
  Statement statement("SELECT count(*) AS n " + applications_for(asked_));
  narrow(statement, asked_);
  total_ = statement.run(connection_).front().integer("n");
}

std::vector<std::int64_t> ApplicationListing::counts(std::string_view field,
                                                     const std::vector<std::string>& values) const {
  const std::string column(column_of(field));
  Statement statement("SELECT " + column + " AS value, count(*) AS n " + applications_for(asked_));
  narrow(statement, asked_, field);
  statement += " GROUP BY " + column;
  std::map<std::string, std::int64_t> found;
  for (const Row& row : statement.run(connection_)) found[row.text("value")] = row.integer("n");
  std::vector<std::int64_t> counts;
  for (const std::string& value : values) counts.push_back(found[value]);
  return counts;
}

std::vector<std::string> ApplicationListing::page(const registers::Sorting& sorting,
                                                  const registers::Slice& slice) const {
  Statement statement("");
  const bool ranked = !sorting.ranked.empty();
  if (ranked) begin_with_ranks(statement, sorting.ranked);
  statement += "SELECT l.id " + applications_for(asked_, sorting.field);
  if (ranked) {
    statement += "LEFT JOIN r ON r.value = " + std::string(column_of(sorting.field)) + " ";
  }
  narrow(statement, asked_);
  statement += " " + order_of(sorting) + " LIMIT " + std::to_string(slice.limit) + " OFFSET " +
               std::to_string(slice.offset);
  std::vector<std::string> ids;
  for (const Row& row : statement.run(connection_)) ids.push_back(row.text("id"));
  return ids;
}

std::vector<long> days_to_decide(Connection& connection, const Definition& definition,
                                 int count_max) {
  std::vector<std::string> decided;
  for (const State& state : definition.states) {
    if (state.decided) decided.push_back(state.id);
  }
  Statement statement(
      "SELECT a.submitted_at, min(e.at) AS decided_at FROM (SELECT id, "
      "submitted_at FROM applications WHERE procedure_id = ");
  statement += statement.parameter(definition.id);
  statement += " AND was_decided = 1 ORDER BY fiscal_year DESC, serial DESC LIMIT " +
               std::to_string(count_max) +
               ") a JOIN application_events e ON e.application_id = a.id WHERE " +
               statement.is_one_of("e.state", decided) + " GROUP BY a.id, a.submitted_at";
  std::vector<long> days;
  for (const Row& row : statement.run(connection)) {
    const auto filed = parse_iso_instant(row.text("submitted_at"));
    const auto at = parse_iso_instant(row.text("decided_at"));
    if (!filed || !at) continue;
    days.push_back(std::chrono::duration_cast<std::chrono::days>(*at - *filed).count());
  }
  std::ranges::sort(days);
  return days;
}

}  // namespace mamori::procedures
