#include "duties/rounds.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "ledger/newest.h"
#include "organisation/organisation.h"

namespace mamori::duties {
namespace {

using registers::Values;
using store::Connection;

constexpr std::string_view told_kind = "duties.late";

std::string subject_of(const Definition& duty) {
  return "duties/" + duty.id;
}

Day later(Day left, Day right) {
  return left < right ? right : left;
}

// The day of the first record: nothing was owed before.
Day body_began(Connection& connection, Day today) {
  const auto first = ledger::record_at(connection, 1);
  return first ? day_in_japan(first->at) : today;
}

using Days = std::map<std::string, Day, std::less<>>;

// When each unit did the duty last.
Days last_days(Connection& connection, std::string_view duty) {
  Days days;
  for (const auto& row : connection.query(
           "SELECT unit, max(done_on) AS day FROM duty_performances WHERE duty = $1 GROUP BY unit",
           duty)) {
    if (const auto day = parse_day(row.text("day"))) days.emplace(row.text("unit"), *day);
  }
  return days;
}

struct Candidate {
  Unit unit;
  Day since;
};

std::vector<Candidate> candidates(Connection& connection, Each each, Day today) {
  const Day began = body_began(connection, today);
  if (each == Each::body) return {{Unit{}, began}};
  std::vector<Candidate> found;
  const auto add = [&](std::string id, std::string name, const Days& first) {
    const auto came = first.find(id);
    found.push_back({{std::move(id), std::move(name)},
                     came == first.end() ? began : later(came->second, began)});
  };
  if (each == Each::section) {
    const Days first = organisation::first_days_of_sections(connection);
    for (const auto& section : organisation::sections(connection, today)) {
      if (section.level == organisation::SectionLevel::section)
        add(section.id, section.name, first);
    }
  } else {
    const Days first = organisation::first_days_of_people(connection);
    for (const auto& person : organisation::people(connection, today)) {
      add(person.id, person.name, first);
    }
  }
  return found;
}

std::optional<Unit> unit_of(const Desk& desk, Each each, std::string_view id) {
  if (each == Each::body) return id.empty() ? std::optional(Unit{}) : std::nullopt;
  if (each == Each::section) {
    const auto section = organisation::section(desk.connection, id, desk.today());
    return section ? std::optional(Unit{section->id, section->name}) : std::nullopt;
  }
  const auto person = organisation::person(desk.connection, id, desk.today());
  return person && person->employed ? std::optional(Unit{person->id, person->name}) : std::nullopt;
}

access::Facts facts_of_unit(const Rounds& rounds, std::string_view unit_id) {
  access::Facts facts;
  if (rounds.each == Each::section) facts.sections["section"] = unit_id;
  if (rounds.each == Each::person) facts.people["person"] = unit_id;
  return facts;
}

std::unexpected<Error> wrong(std::string_view field, std::string code, std::string message,
                             std::string remedy) {
  Error error{Fault::invalid, std::move(code), std::move(message), std::move(remedy)};
  error.fields.push_back({std::string(field), error.message});
  return std::unexpected(std::move(error));
}

Result<void> check_findings(const Rounds& rounds, const Values& values, Day today) {
  const bool good = text_at(values, result_field) == result_good;
  const auto* points = registers::find(rounds.form, points_field);
  const std::size_t checked = registers::texts_of(values, points_field).size();
  if (good && points && checked < points->options.size()) {
    return wrong(points_field, "points_unchecked", "確かめていないことがあります。",
                 "すべて確かめるか、結果を「気になる点あり」にして内容を書いてください。");
  }
  if (!good && text_at(values, note_field).empty()) {
    return wrong(note_field, "note_missing", "気になる点が書かれていません。",
                 "何が気になったか、誰がいつまでに何をするかを書いてください。");
  }
  const auto day = parse_day(text_at(values, done_on_field));
  if (day && today < *day) {
    return wrong(done_on_field, "done_in_future", "行った日が、まだ来ていない日になっています。",
                 "今日までの日を入力してください。");
  }
  return {};
}

// The unit was told of this day already.
bool was_told(Connection& connection, const Owed& owed) {
  return connection
      .first("SELECT 1 AS found FROM duty_tellings WHERE duty = $1 AND unit = $2 AND due = $3",
             owed.duty->id, owed.unit.id, iso_day(owed.due))
      .has_value();
}

}  // namespace

std::vector<Owed> owed(Connection& connection, const Definition& duty, Day today) {
  const Rounds* rounds = duty.rounds();
  if (!rounds) return {};
  const Days last = last_days(connection, duty.id);
  std::vector<Owed> list;
  for (Candidate& candidate : candidates(connection, rounds->each, today)) {
    const auto done = last.find(candidate.unit.id);
    Owed one{.duty = &duty, .unit = std::move(candidate.unit), .last = {}, .due = {}};
    if (done != last.end()) one.last = done->second;
    one.due = one.last ? duty.due_after(*one.last)
                       : Day(std::chrono::sys_days(candidate.since) + first_within);
    list.push_back(std::move(one));
  }
  return list;
}

access::Decision may_do(const Desk& desk, const Definition& duty, std::string_view unit_id,
                        std::string_view person_id) {
  const Rounds* rounds = duty.rounds();
  if (!rounds) {
    return {.code = "act_not_allowed", .message = "この義務は、別の画面で行います。"};
  }
  return access::decide(desk.roster, rounds->rule, facts_of_unit(*rounds, unit_id), person_id);
}

std::string who_does(const Desk& desk, const Definition& duty, std::string_view unit_id) {
  const Rounds* rounds = duty.rounds();
  if (!rounds) return "";
  if (rounds->each == Each::person) return "職員一人ひとり";
  return access::describe(desk.roster, rounds->rule, facts_of_unit(*rounds, unit_id));
}

std::vector<Performance> performances(Connection& connection, std::string_view duty) {
  std::vector<Performance> list;
  for (const auto& row : connection.query(
           "SELECT record_number, unit, done_on, found FROM duty_performances WHERE duty = $1 "
           "ORDER BY record_number DESC",
           duty)) {
    list.push_back({static_cast<std::uint64_t>(row.integer("record_number")), row.text("unit"),
                    parse_day(row.text("done_on")).value_or(Day{}), row.integer("found") != 0});
  }
  return list;
}

Result<ledger::Act> perform(const Desk& desk, const Definition& duty, std::string_view unit_id,
                            std::string_view person_id, const Json& input) {
  const access::Decision decision = may_do(desk, duty, unit_id, person_id);
  if (!decision.allowed) {
    return fail(Fault::forbidden, decision.code, decision.message, decision.remedy);
  }
  const Rounds& rounds = *duty.rounds();
  const auto unit = unit_of(desk, rounds.each, unit_id);
  if (!unit) {
    return fail(Fault::not_found, "unit_unknown", "その課や職員は、今はありません。",
                "一覧から開き直してください。");
  }
  const auto values = registers::check(desk.connection, rounds.form, input, desk.today());
  if (!values) return fail(values.error());
  if (auto sound = check_findings(rounds, *values, desk.today()); !sound) {
    return fail(sound.error());
  }
  JsonObject payload = registers::display_all(desk.connection, rounds.form, *values, desk.today());
  payload["duty"] = duty.id;
  payload["title"] = duty.title;
  payload["unit"] = unit->id;
  payload["unit_name"] = unit->name;
  payload["capacity"] = decision.capacity;
  payload["values"] = *values;
  return ledger::Act{std::string(done_kind), std::string(person_id), subject_of(duty),
                     std::move(payload)};
}

std::optional<ledger::Act> tell_late(const Desk& desk, const Definition& duty) {
  JsonArray late;
  JsonArray tell;
  for (const Owed& one : owed(desk.connection, duty, desk.today())) {
    if (!one.late(desk.today()) || was_told(desk.connection, one)) continue;
    late.push_back(JsonObject{{"unit", one.unit.id}, {"due", iso_day(one.due)}});
    const Rounds& rounds = *duty.rounds();
    const std::string of_unit =
        rounds.each == Each::section ? "（" + one.unit.name + "）" : std::string();
    const std::string text = "【期限超過】「" + duty.title + "」" + of_unit + "の期限（" +
                             wareki_day(one.due) + "）を過ぎています。行って記録してください。";
    for (const auto& holder :
         access::who_may(desk.roster, rounds.rule, facts_of_unit(rounds, one.unit.id))) {
      tell.push_back(
          JsonObject{{"person", holder.person_id}, {"text", text}, {"href", "duties/" + duty.id}});
    }
  }
  if (late.empty()) return std::nullopt;
  return ledger::Act{std::string(told_kind), "system:clock", subject_of(duty),
                     JsonObject{{"duty", duty.id},
                                {"title", duty.title},
                                {"late", std::move(late)},
                                {"tell", std::move(tell)}}};
}

void project(Connection& connection, const ledger::Record& record) {
  if (record.erased) return;
  const Json& payload = record.payload;
  if (record.kind == done_kind) {
    const JsonObject& values = object_at(payload, "values");
    connection.execute(
        "INSERT INTO duty_performances (record_number, duty, unit, done_on, found) "
        "VALUES ($1, $2, $3, $4, $5)",
        static_cast<std::int64_t>(record.number), text_at(payload, "duty"),
        text_at(payload, "unit"), text_at(values, done_on_field),
        text_at(values, result_field) == result_found ? 1 : 0);
  }
  for (const Json& late : array_at(payload, "late")) {
    connection.execute(
        "INSERT INTO duty_tellings (duty, unit, due) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        text_at(payload, "duty"), text_at(late, "unit"), text_at(late, "due"));
  }
}

}  // namespace mamori::duties
