#include "procedures/application.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "organisation/boards.h"
#include "procedures/application_listing.h"
#include "procedures/exceptions.h"

namespace mamori::procedures {
namespace {

using store::Connection;
using store::Row;
using store::Rows;

const std::string select_applications =
    "SELECT id, procedure_id, definition, number, applicant_id, section_id, state, route, agreed, "
    "is_open, was_decided, due, data, origin, submitted_at, changed_at FROM applications ";

std::vector<std::string> list_of(const std::string& json) {
  std::vector<std::string> list;
  const auto read = parse_json(json);
  if (!read || !read->is_array()) return list;
  for (const Json& one : read->get_array()) list.emplace_back(one.as_string());
  return list;
}

Application to_application(const Row& row) {
  const auto data = parse_json(row.text("data"));
  return {.id = row.text("id"),
          .procedure_id = row.text("procedure_id"),
          .definition = row.text("definition"),
          .number = row.text("number"),
          .applicant_id = row.text("applicant_id"),
          .section_id = row.text("section_id"),
          .state = row.text("state"),
          .route = list_of(row.text("route")),
          .agreed = list_of(row.text("agreed")),
          .is_open = row.integer("is_open") != 0,
          .was_decided = row.integer("was_decided") != 0,
          .due = row.text("due"),
          .values = data && data->is_object() ? data->get_object() : registers::Values{},
          .origin = row.text("origin"),
          .submitted_at = row.text("submitted_at"),
          .changed_at = row.text("changed_at")};
}

Task to_task(const Row& row) {
  return {.id = row.text("task"),
          .label = row.text("label"),
          .due_at = row.text("due_at"),
          .by_day = row.integer("by_day") != 0,
          .told = static_cast<int>(row.integer("told")),
          .ended_at = row.text("ended_at"),
          .ended_by = row.text("ended_by"),
          .dropped = row.integer("dropped") != 0};
}

const std::string select_tasks =
    "SELECT application_id, task, label, due_at, by_day, told, ended_at, ended_by, dropped "
    "FROM application_tasks ";

// With the tasks that are open: few of all applications have any, so they are read at once.
std::vector<Application> all(Connection& connection, const Rows& rows) {
  std::map<std::string, std::vector<Task>> open_tasks;
  for (const Row& row :
       connection.query(select_tasks + "WHERE ended_in IS NULL ORDER BY due_at, task")) {
    open_tasks[row.text("application_id")].push_back(to_task(row));
  }
  std::vector<Application> list;
  list.reserve(rows.size());
  for (const Row& row : rows) {
    list.push_back(to_application(row));
    const auto found = open_tasks.find(list.back().id);
    if (found != open_tasks.end()) list.back().tasks = found->second;
  }
  return list;
}

std::vector<DeputyDecision> deputy_decisions_where(Connection& connection,
                                                   const std::string& condition,
                                                   std::string_view value) {
  std::vector<DeputyDecision> list;
  for (const Row& row : connection.query(
           "SELECT record_number, application_id, number, label, absent_id, absent_name, "
           "person_name, capacity, at, seen_in FROM deputy_decisions WHERE " +
               condition + " ORDER BY record_number",
           value)) {
    list.push_back({.record_number = static_cast<std::uint64_t>(row.integer("record_number")),
                    .application_id = row.text("application_id"),
                    .number = row.text("number"),
                    .label = row.text("label"),
                    .absent_id = row.text("absent_id"),
                    .absent_name = row.text("absent_name"),
                    .person_name = row.text("person_name"),
                    .capacity = row.text("capacity"),
                    .at = row.text("at"),
                    .seen = !row.null("seen_in")});
  }
  return list;
}

}  // namespace

std::optional<Application> application(Connection& connection, std::string_view id) {
  const auto row = connection.first(select_applications + "WHERE id = $1", id);
  if (!row) return std::nullopt;
  Application found = to_application(*row);
  for (const Row& task : connection.query(
           select_tasks + "WHERE application_id = $1 ORDER BY opened_in, due_at, task", id)) {
    found.tasks.push_back(to_task(task));
  }
  return found;
}

std::vector<Application> applications(Connection& connection, std::string_view procedure_id) {
  return all(connection,
             connection.query(select_applications +
                                  "WHERE procedure_id = $1 ORDER BY fiscal_year DESC, serial DESC",
                              procedure_id));
}

std::vector<Application> applications_of(Connection& connection, std::string_view applicant_id) {
  return all(connection,
             connection.query(select_applications +
                                  "WHERE applicant_id = $1 ORDER BY submitted_at DESC, id DESC",
                              applicant_id));
}

std::vector<Application> open_applications(Connection& connection) {
  return all(connection,
             connection.query(select_applications + "WHERE is_open = 1 ORDER BY changed_at, id"));
}

std::vector<Application> applications_with(Connection& connection,
                                           std::span<const std::string> ids) {
  if (ids.empty()) return {};
  std::vector<store::Value> values(ids.begin(), ids.end());
  std::map<std::string, Application> found;
  for (Application& one :
       all(connection, connection.query_with(select_applications + "WHERE id IN (" +
                                                 store::parameters(1, ids.size()) + ")",
                                             values))) {
    found.emplace(one.id, std::move(one));
  }
  std::vector<Application> list;
  for (const std::string& id : ids) {
    if (auto node = found.extract(id)) list.push_back(std::move(node.mapped()));
  }
  return list;
}

std::vector<Application> applications_naming(Connection& connection, std::string_view entry_id) {
  // The values are canonical JSON: the id stands there in quotes. LIKE finds candidates only.
  auto list =
      all(connection, connection.query(select_applications +
                                           "WHERE data LIKE $1 ORDER BY submitted_at DESC, id DESC",
                                       "%\"" + std::string(entry_id) + "\"%"));
  std::erase_if(list, [&](const Application& application) {
    return std::ranges::none_of(application.values, [&](const auto& member) {
      const auto texts = registers::texts_of(application.values, member.key());
      return std::ranges::find(texts, entry_id) != texts.end();
    });
  });
  return list;
}

std::vector<Application> applications_assigned_by(Connection& connection,
                                                  std::string_view application_id) {
  return all(connection,
             connection.query(select_applications +
                                  "WHERE origin = $1 ORDER BY submitted_at, procedure_id, serial",
                              application_id));
}

std::vector<std::string> entries_added(Connection& connection, std::string_view application_id,
                                       std::string_view register_id) {
  std::vector<std::string> ids;
  for (const Row& row : connection.query(
           "SELECT e.id FROM application_entries a JOIN register_entries e ON e.id = a.entry_id "
           "WHERE a.application_id = $1 AND e.register = $2 ORDER BY e.serial",
           application_id, register_id)) {
    ids.push_back(row.text("id"));
  }
  return ids;
}

std::vector<Event> events(Connection& connection, std::string_view application_id) {
  std::vector<Event> list;
  for (const Row& row : connection.query(
           "SELECT record_number, application_id, act, label, at, person_id, person_name, "
           "capacity, comment, state, shown FROM application_events WHERE application_id = $1 "
           "ORDER BY record_number",
           application_id)) {
    const auto shown = parse_json(row.text("shown"));
    list.push_back({.record_number = static_cast<std::uint64_t>(row.integer("record_number")),
                    .application_id = row.text("application_id"),
                    .act = row.text("act"),
                    .label = row.text("label"),
                    .at = row.text("at"),
                    .person_id = row.text("person_id"),
                    .person_name = row.text("person_name"),
                    .capacity = row.text("capacity"),
                    .comment = row.text("comment"),
                    .state = row.text("state"),
                    .shown = shown && shown->is_array() ? shown->get_array() : JsonArray{}});
  }
  return list;
}

std::vector<DeputyDecision> deputy_decisions(Connection& connection,
                                             std::string_view application_id) {
  return deputy_decisions_where(connection, "application_id = $1", application_id);
}

std::vector<DeputyDecision> decisions_to_see(Connection& connection, std::string_view absent_id) {
  return deputy_decisions_where(connection, "absent_id = $1 AND seen_in IS NULL", absent_id);
}

Tally tally(Connection& connection, std::string_view procedure_id, Day today) {
  const auto row = connection.first(
      "SELECT count(*) AS filed, coalesce(sum(was_decided), 0) AS decided, "
      "coalesce(sum(is_open), 0) AS open_now, "
      "coalesce(sum(CASE WHEN due < $2 OR EXISTS (SELECT 1 FROM application_tasks t WHERE "
      "t.application_id = applications.id AND t.ended_in IS NULL AND t.due_at < $3) "
      "THEN 1 ELSE 0 END), 0) AS overdue FROM applications WHERE procedure_id = $1",
      procedure_id, iso_day(today), iso_instant(start_of_day_in_japan(today)));
  return {row->integer("filed"), row->integer("decided"), row->integer("open_now"),
          row->integer("overdue")};
}

std::int64_t count_acts(Connection& connection, std::string_view procedure_id,
                        const std::vector<std::string>& acts) {
  std::int64_t count = 0;
  for (const std::string& act : acts) {
    count += connection
                 .first(
                     "SELECT count(*) AS n FROM application_events e "
                     "JOIN applications a ON a.id = e.application_id "
                     "WHERE a.procedure_id = $1 AND e.act = $2",
                     procedure_id, act)
                 ->integer("n");
  }
  return count;
}

access::Facts facts_of(Connection& connection, const Application& application) {
  access::Facts facts;
  facts.people["applicant"] = application.applicant_id;
  facts.sections["section"] = application.section_id;
  for (const Event& event : events(connection, application.id)) {
    facts.people[event.act] = event.person_id;
  }
  facts.exceptions = exceptions_of(connection, application.id);
  return facts;
}

std::map<std::string, access::Facts, std::less<>> facts_of_open(Connection& connection) {
  std::map<std::string, access::Facts, std::less<>> all_facts;
  for (const Row& row : connection.query(
           "SELECT a.id, a.applicant_id, a.section_id, e.act, e.person_id FROM applications a "
           "LEFT JOIN application_events e ON e.application_id = a.id WHERE a.is_open = 1 "
           "ORDER BY e.record_number")) {
    access::Facts& facts = all_facts[row.text("id")];
    facts.people.try_emplace("applicant", row.text("applicant_id"));
    facts.sections.try_emplace("section", row.text("section_id"));
    if (!row.null("act")) facts.people[row.text("act")] = row.text("person_id");
  }
  for (const Row& row : connection.query(
           "SELECT x.application_id, x.record_number, x.rule, x.person_id "
           "FROM segregation_exceptions x JOIN applications a ON a.id = x.application_id "
           "WHERE a.is_open = 1 ORDER BY x.record_number")) {
    all_facts[row.text("application_id")].exceptions.push_back(
        {row.text("rule"), row.text("person_id"),
         static_cast<std::uint64_t>(row.integer("record_number"))});
  }
  return all_facts;
}

access::Facts facts_of(Connection& connection, const Definition& definition,
                       const Application& application) {
  access::Facts facts = facts_of(connection, application);
  name_people(definition, application.values, facts);
  return facts;
}

void name_people(const Definition& definition, const registers::Values& values,
                 access::Facts& facts) {
  for (const registers::Field& field : definition.form) {
    const auto named = registers::texts_of(values, field.name);
    if (named.empty()) continue;
    if (field.type == registers::FieldType::person) facts.people[field.name] = named.front();
    const bool of_systems = field.of == organisation::systems_register;
    if (field.type == registers::FieldType::section || of_systems) {
      facts.sections[field.name] = named.front();
    }
  }
}

Day day_after(const Due& due, Day from) {
  return std::chrono::sys_days{months_after(from, std::chrono::months{due.months})} +
         std::chrono::days{due.days};
}

std::string due_day(const Definition& definition, const Application& application) {
  const Due* watched = definition.due_in(application.state);
  for (const Due& due : definition.dues) {
    if (due.field.empty() || !due.days_setting.empty()) continue;
    if (watched && watched != &due) continue;
    const auto days = registers::texts_of(application.values, due.field);
    const auto from = days.empty() ? std::nullopt : parse_day(days.front());
    return from ? iso_day(day_after(due, *from)) : std::string();
  }
  return application.due;
}

}  // namespace mamori::procedures
