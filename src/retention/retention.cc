#include "retention/retention.h"

#include <algorithm>

#include "base/json.h"
#include "organisation/erasure.h"
#include "organisation/leavers.h"
#include "organisation/organisation.h"
#include "procedures/application.h"

namespace mamori::retention {
namespace {

using store::Connection;
using store::Row;

constexpr std::string_view of_entries = "registers/";
constexpr std::string_view of_applications = "applications/";

void set_ended(Thing& thing, const std::optional<registers::Retention>& retention,
               const std::optional<Day>& day) {
  if (!day) return;
  thing.ended = iso_day(*day);
  if (retention) thing.kept_until = iso_day(registers::kept_until(*retention, *day));
}

Thing thing_of(Connection& connection, const registers::Definition& definition,
               const registers::Entry& entry) {
  Thing thing{.subject = "registers/" + definition.id + "/" + entry.id,
              .number = registers::number_of(definition, entry.serial),
              .title = definition.title};
  thing.in_use =
      connection.first("SELECT entry_id FROM application_holdings WHERE entry_id = $1", entry.id)
          .has_value();
  if (definition.retention) {
    set_ended(thing, definition.retention, parse_day(registers::ended_on(definition, entry)));
  }
  return thing;
}

// An application has ended with the last act on it.
Thing thing_of(const Rules& rules, const procedures::Application& application) {
  const auto found = rules.procedures.find(application.procedure_id);
  const bool known = found != rules.procedures.end();
  Thing thing{.subject = "applications/" + application.id,
              .number = application.number,
              .title = known ? found->second.title : application.procedure_id,
              .ended = {},
              .kept_until = {},
              .in_use = application.is_open};
  const auto changed = parse_iso_instant(application.changed_at);
  if (!application.is_open && changed) {
    set_ended(thing, known ? found->second.retention : std::nullopt, day_in_japan(*changed));
  }
  return thing;
}

// A person has ended with the last day of their employment.
std::optional<Thing> thing_of_person(Connection& connection, const Rules& rules,
                                     std::string_view person_id, Day today) {
  const auto person = organisation::person(connection, person_id, today);
  if (!person) return std::nullopt;
  Thing thing{.subject = std::string(of_people) + person->id,
              .number = organisation::leaver_label(person->id),
              .title = "職員の登録",
              .name = person->name};
  const auto left = organisation::left_on(connection, person_id);
  if (left) {
    const Day last = std::chrono::sys_days{*left} - std::chrono::days{1};
    set_ended(thing, rules.people, last);
  }
  const bool asks = connection
                        .first(
                            "SELECT 1 AS found FROM applications WHERE applicant_id = $1 AND "
                            "is_open = 1 LIMIT 1",
                            person_id)
                        .has_value();
  thing.in_use = asks || !left || *left > today;
  return thing;
}

void add_due(std::vector<Thing>& things, Thing thing, Day today) {
  if (!thing.in_use && thing.is_due(today)) things.push_back(std::move(thing));
}

Erasure to_erasure(const Row& row) {
  return {.subject = row.text("subject"),
          .number = row.text("number"),
          .title = row.text("title"),
          .reason = row.text("reason"),
          .application = row.text("application"),
          .application_number = row.text("application_number"),
          .asked_by = row.text("asked_by"),
          .approved_by = row.text("approved_by"),
          .erased_at = row.text("erased_at"),
          .record_number = static_cast<std::uint64_t>(row.integer("record_number"))};
}

}  // namespace

std::optional<Thing> thing_at(Connection& connection, const Rules& rules, std::string_view subject,
                              Day today) {
  if (subject.starts_with(of_people)) {
    return thing_of_person(connection, rules, subject.substr(of_people.size()), today);
  }
  if (subject.starts_with(of_applications)) {
    const auto found = procedures::application(connection, subject.substr(of_applications.size()));
    return found ? std::optional(thing_of(rules, *found)) : std::nullopt;
  }
  if (!subject.starts_with(of_entries)) return std::nullopt;
  const auto entry = registers::entry(connection, subject.substr(subject.rfind('/') + 1));
  const auto definition = entry ? rules.registers.find(entry->register_id) : rules.registers.end();
  if (definition == rules.registers.end()) return std::nullopt;
  Thing thing = thing_of(connection, definition->second, *entry);
  return thing.subject == subject ? std::optional(std::move(thing)) : std::nullopt;
}

std::vector<Thing> due(Connection& connection, const Rules& rules, Day today) {
  std::vector<Thing> things;
  for (const auto& [id, definition] : rules.registers) {
    if (!definition.retention) continue;
    for (const auto& entry : registers::entries(connection, id)) {
      add_due(things, thing_of(connection, definition, entry), today);
    }
  }
  for (const auto& [id, definition] : rules.procedures) {
    if (!definition.retention) continue;
    for (const auto& application : procedures::applications(connection, id)) {
      add_due(things, thing_of(rules, application), today);
    }
  }
  for (const std::string& id : organisation::leavers(connection, today)) {
    if (auto thing = thing_of_person(connection, rules, id, today)) {
      add_due(things, *std::move(thing), today);
    }
  }
  std::ranges::sort(things, {},
                    [](const Thing& thing) { return std::pair(thing.kept_until, thing.subject); });
  return things;
}

ledger::Act erase(const Thing& thing, const Order& order) {
  return {std::string(erased_kind), order.actor, thing.subject,
          JsonObject{{"number", thing.number},
                     {"title", thing.title},
                     {"ended", thing.ended},
                     {"kept_until", thing.kept_until},
                     {"reason", order.reason},
                     {"application", order.application},
                     {"application_number", order.number},
                     {"asked_by", order.asked_by},
                     {"approved_by", order.approved_by}}};
}

std::optional<Erasure> erasure_of(Connection& connection, std::string_view subject) {
  const auto row = connection.first("SELECT * FROM erasures WHERE subject = $1", subject);
  return row ? std::optional(to_erasure(*row)) : std::nullopt;
}

std::vector<Erasure> erasures(Connection& connection) {
  std::vector<Erasure> list;
  for (const Row& row :
       connection.query("SELECT * FROM erasures ORDER BY record_number DESC LIMIT 1000")) {
    list.push_back(to_erasure(row));
  }
  return list;
}

std::string sentence_of(const Erasure& erasure) {
  const auto at = parse_iso_instant(erasure.erased_at);
  return (at ? wareki_day(day_in_japan(*at)) + "に、" : std::string()) + "「" + erasure.reason +
         "」により消去されました。";
}

void project(Connection& connection, const ledger::Record& record) {
  if (record.erased) return;
  const Json& payload = record.payload;
  connection.execute(
      "INSERT INTO erasures (subject, number, title, reason, application, application_number, "
      "asked_by, approved_by, erased_at, record_number) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      record.subject, text_at(payload, "number"), text_at(payload, "title"),
      text_at(payload, "reason"), text_at(payload, "application"),
      text_at(payload, "application_number"), text_at(payload, "asked_by"),
      text_at(payload, "approved_by"), iso_instant(record.at),
      static_cast<std::int64_t>(record.number));
}

}  // namespace mamori::retention
