#include "duties/rounds.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "duties/places.h"
#include "ledger/newest.h"
#include "organisation/boards.h"

namespace mamori::duties {
namespace {

using registers::Values;
using store::Connection;

// In the table of tellings, instead of the day that has passed: that it was asked.
constexpr std::string_view asked_mark = "asked";
constexpr std::size_t told_at_once_max = 1000;
constexpr std::size_t named_in_text_max = 5;

std::string subject_of(const Definition& duty) {
  return "duties/" + duty.id;
}

// When a unit did the duty last, with nothing found and with something.
struct LastDay {
  std::optional<Day> good;
  std::optional<Day> found;

  std::optional<Day> done(const Rounds& rounds) const {
    return rounds.found_stays_open ? good : std::max(good, found);
  }
};
using LastDays = std::map<std::string, LastDay, std::less<>>;

void add(LastDay& last, const store::Row& row) {
  (row.integer("found") != 0 ? last.found : last.good) = parse_day(row.text("day"));
}

// Of each unit that did it, or of a few units only.
LastDays last_days(Connection& connection, std::string_view duty) {
  LastDays days;
  for (const auto& row : connection.query(
           "SELECT unit, found, max(done_on) AS day FROM duty_performances WHERE duty = $1 "
           "GROUP BY unit, found",
           duty)) {
    add(days[row.text("unit")], row);
  }
  return days;
}

LastDays last_days_of(Connection& connection, std::string_view duty,
                      const std::vector<Candidate>& units) {
  LastDays days;
  for (const Candidate& one : units) {
    for (const auto& row : connection.query(
             "SELECT found, max(done_on) AS day FROM duty_performances WHERE duty = $1 AND "
             "unit = $2 GROUP BY found",
             duty, one.unit.id)) {
      add(days[one.unit.id], row);
    }
  }
  return days;
}

access::Facts facts_of_unit(const Rounds& rounds, const Unit& unit) {
  access::Facts facts;
  if (rounds.each == Each::body) return facts;
  facts.sections["section"] = unit.section_id;
  if (rounds.each == Each::system) {
    // While none is registered, whoever holds the office for all of them.
    facts.sections["system"] =
        unit.system_id.empty() ? organisation::systems_register : std::string_view(unit.system_id);
  }
  if (!unit.person_id.empty()) facts.people["person"] = unit.person_id;
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

// The exceptions that take the duty from somebody: they name it, or all that it fulfils. What names
// it comes first.
std::vector<procedures::Suspension> exceptions_from(Connection& connection, const Definition& duty,
                                                    Day today) {
  std::vector<procedures::Suspension> named;
  std::vector<procedures::Suspension> by_controls;
  for (auto& one : procedures::suspensions_in_force(connection, today)) {
    if (one.names(procedures::rule_of_duty(duty.id))) {
      named.push_back(std::move(one));
    } else if (one.names_all(duty.controls)) {
      by_controls.push_back(std::move(one));
    }
  }
  std::ranges::move(by_controls, std::back_inserter(named));
  return named;
}

// A telling: the unit, and the day that had passed, or asked_mark.
using Telling = std::pair<std::string, std::string>;

// Takes away what was told already.
template <class Mark>
void drop_told(Connection& connection, const Definition& duty, std::vector<Owed>& list,
               const Mark& mark) {
  if (list.empty()) return;
  std::set<Telling> told;
  for (const auto& row :
       connection.query("SELECT unit, due FROM duty_tellings WHERE duty = $1", duty.id)) {
    told.emplace(row.text("unit"), row.text("due"));
  }
  std::erase_if(list, [&](const Owed& one) { return told.contains({one.unit.id, mark(one)}); });
  if (list.size() > told_at_once_max) list.resize(told_at_once_max);
}

Owed owed_of(const Definition& duty, Candidate candidate, const LastDays& last) {
  const Rounds& rounds = *duty.rounds();
  const auto last_of = [&](std::string_view unit) {
    const auto known = last.find(unit);
    return known == last.end() ? LastDay() : known->second;
  };
  const LastDay own = last_of(candidate.unit.id);
  std::optional<Day> done = own.done(rounds);
  // What was done for all systems at once, before they were registered, was done for each; but not
  // for one that came when the next was already late.
  if (!done && !candidate.unit.system_id.empty()) {
    done = last_of("").done(rounds);
    if (done && duty.due_after(*done) < candidate.since) done.reset();
  }
  Owed one{.duty = &duty,
           .unit = std::move(candidate.unit),
           .last = done,
           .found = done ? std::nullopt : own.found,
           .due = {}};
  const Day first = std::chrono::sys_days(candidate.since) + rounds.within;
  if (one.last && !rounds.once) {
    one.due = duty.due_after(*one.last);
  } else {
    // Who came after that day has the time that everybody has.
    one.due = candidate.until && candidate.since <= *candidate.until ? *candidate.until : first;
  }
  return one;
}

// Whom to tell of what: of their own, and of what others owe. Each person once, as an act can tell
// a person only once.
class Tellings {
 public:
  using Units = std::vector<const Owed*>;

  explicit Tellings(const Definition& duty) : duty_(duty) {}

  void add_own(const std::string& person_id, const Owed& owed) {
    people_[person_id].own.push_back(&owed);
  }
  void add_others(const std::string& person_id, const Owed& owed) {
    people_[person_id].others.push_back(&owed);
  }

  // `text(own, others)` says it to somebody.
  template <class Text>
  JsonArray take(const Text& text) const {
    JsonArray tell;
    for (const auto& [person_id, told] : people_) {
      tell.push_back(JsonObject{{"person", person_id},
                                {"text", text(told.own, told.others)},
                                {"href", href(told.own, told.others)}});
    }
    return tell;
  }

 private:
  struct Told {
    Units own;
    Units others;
  };

  // The form, where it is one; else the list.
  std::string href(const Units& own, const Units& others) const {
    const bool one = own.size() == 1 && others.empty() && !own.front()->unit.id.empty();
    return "duties/" + duty_.id + (one ? "/do?unit=" + own.front()->unit.id : "");
  }

  const Definition& duty_;
  std::map<std::string, Told, std::less<>> people_;
};

// What a unit is called by whoever is told of it: to oneself only the thing needs a name.
std::string told_name(const Owed& one, bool own) {
  const Unit& unit = one.unit;
  const bool of_oneself = own && one.duty->rounds()->each == Each::person;
  if (unit.thing_name.empty()) return of_oneself ? "" : unit.name;
  return "「" + unit.thing_name + "」" + (of_oneself ? "" : unit.name);
}

// 「（総務課、福祉課）」: what the units are, as far as it fits.
std::string units_in_words(const Tellings::Units& units, bool own) {
  std::string words;
  std::size_t named = 0;
  for (const Owed* one : units) {
    const std::string name = told_name(*one, own);
    if (name.empty()) continue;
    if (named++ == named_in_text_max) return "（" + words + "ほか）";
    words += (words.empty() ? "" : "、") + name;
  }
  return words.empty() ? "" : "（" + words + "）";
}

Day first_due(const Tellings::Units& units) {
  return (*std::ranges::min_element(units, {}, &Owed::due))->due;
}

std::string late_text(const Definition& duty, const Tellings::Units& own,
                      const Tellings::Units& others) {
  std::string text = "【期限超過】「" + duty.title + "」";
  if (!own.empty()) {
    text += units_in_words(own, true) + "の期限（" + wareki_day(first_due(own)) +
            "）を過ぎています。行って記録してください。";
  }
  if (!others.empty()) {
    text += (own.empty() ? "が" : "ほかに、") + std::string("済んでいない人がいます") +
            units_in_words(others, false) + "。本人に、行って記録するよう伝えてください。";
  }
  return text;
}

std::string asked_text(const Definition& duty, const Tellings::Units& units) {
  return "【お願い】「" + duty.title + "」" + units_in_words(units, true) + "を、" +
         wareki_day(first_due(units)) + "までに行ってください。";
}

// Who is to do it. Of what each person does for themselves nobody else is told, though others may.
void add_doers(const Desk& desk, const Owed& one, Tellings& tellings) {
  const Rounds& rounds = *one.duty->rounds();
  if (rounds.each == Each::person) return tellings.add_own(one.unit.person_id, one);
  for (const auto& holder :
       access::who_may(desk.roster, rounds.rule, facts_of_unit(rounds, one.unit))) {
    tellings.add_own(holder.person_id, one);
  }
}

void add_escalated(const Desk& desk, const Owed& one, Tellings& tellings) {
  const Rounds& rounds = *one.duty->rounds();
  if (rounds.escalate.empty()) return;
  for (const auto& holder :
       access::who_is_told(desk.roster, rounds.escalate, facts_of_unit(rounds, one.unit))) {
    if (holder.person_id != one.unit.person_id) tellings.add_others(holder.person_id, one);
  }
}

JsonArray told_units(const std::vector<Owed>& told, std::string_view mark) {
  JsonArray units;
  for (const Owed& one : told) {
    units.push_back(JsonObject{{"unit", one.unit.id},
                               {"due", mark.empty() ? iso_day(one.due) : std::string(mark)}});
  }
  return units;
}

ledger::Act telling_act(const Definition& duty, std::string_view kind, JsonArray units,
                        JsonArray tell) {
  return {std::string(kind), "system:clock", subject_of(duty),
          JsonObject{{"duty", duty.id},
                     {"title", duty.title},
                     {"late", std::move(units)},
                     {"tell", std::move(tell)}}};
}

// What it was about, exactly: which version of which thing.
Json about_json(const Desk& desk, const Definition& duty, const Unit& unit) {
  for (const Thing& thing : things(desk.connection, *duty.rounds(), desk.today())) {
    if (thing.id != unit.thing_id) continue;
    return JsonObject{{"thing", thing.address},
                      {"name", thing.name},
                      {"version", thing.version},
                      {"values", thing.values}};
  }
  return nullptr;
}

std::optional<ledger::Act> tell_late(const Desk& desk, const Definition& duty,
                                     std::vector<Owed> late) {
  drop_told(desk.connection, duty, late, [](const Owed& one) { return iso_day(one.due); });
  if (late.empty()) return std::nullopt;
  Tellings tellings(duty);
  for (const Owed& one : late) {
    add_doers(desk, one, tellings);
    add_escalated(desk, one, tellings);
  }
  JsonArray tell = tellings.take(
      [&](const auto& own, const auto& others) { return late_text(duty, own, others); });
  return telling_act(duty, late_kind, told_units(late, {}), std::move(tell));
}

std::optional<ledger::Act> tell_asked(const Desk& desk, const Definition& duty,
                                      std::vector<Owed> asked) {
  drop_told(desk.connection, duty, asked, [](const Owed&) { return std::string(asked_mark); });
  if (asked.empty()) return std::nullopt;
  Tellings tellings(duty);
  for (const Owed& one : asked) add_doers(desk, one, tellings);
  JsonArray tell =
      tellings.take([&](const auto& own, const auto&) { return asked_text(duty, own); });
  return telling_act(duty, asked_kind, told_units(asked, asked_mark), std::move(tell));
}

}  // namespace

std::vector<Owed> owed(Connection& connection, const Definition& duty, Day today,
                       const Narrow& only) {
  Candidates candidates(connection, today);
  return owed(candidates, duty, only);
}

std::vector<Owed> owed(Candidates& candidates, const Definition& duty, const Narrow& only) {
  const Rounds* rounds = duty.rounds();
  if (!rounds) return {};
  Connection& connection = candidates.connection();
  const Day today = candidates.today();
  auto units = candidates.of(*rounds, only);
  const LastDays last = only.person_id.empty() ? last_days(connection, duty.id)
                                               : last_days_of(connection, duty.id, units);
  std::vector<Owed> list;
  list.reserve(units.size());
  for (Candidate& candidate : units) list.push_back(owed_of(duty, std::move(candidate), last));
  const auto exceptions = exceptions_from(connection, duty, today);
  if (exceptions.empty()) return list;
  Places places(connection, today);
  for (Owed& one : list) {
    const auto covers = [&](const auto& exception) {
      return procedures::covers(exception, places.of(one.unit));
    };
    const auto found = std::ranges::find_if(exceptions, covers);
    if (found != exceptions.end()) one.exception = *found;
  }
  return list;
}

std::optional<Owed> owed_by(Connection& connection, const Definition& duty, Day today,
                            std::string_view unit_id) {
  const Rounds* rounds = duty.rounds();
  if (!rounds) return std::nullopt;
  Narrow only;
  // The last part of the id of somebody's unit is the person, but for those who come and leave.
  if (rounds->each == Each::person) {
    const auto mark = unit_id.rfind('~');
    only.person_id = mark == std::string_view::npos ? unit_id : unit_id.substr(mark + 1);
    if (only.person_id.empty()) return std::nullopt;
  }
  for (Owed& one : owed(connection, duty, today, only)) {
    if (one.unit.id == unit_id) return std::move(one);
  }
  return std::nullopt;
}

access::Decision may_do(const Desk& desk, const Definition& duty, const Unit& unit,
                        std::string_view person_id) {
  const Rounds* rounds = duty.rounds();
  if (!rounds) {
    return {.code = "act_not_allowed", .message = "この義務は、別の画面で行います。"};
  }
  return access::decide(desk.roster, rounds->rule, facts_of_unit(*rounds, unit), person_id);
}

std::string who_does(const Desk& desk, const Definition& duty, const Unit& unit) {
  const Rounds* rounds = duty.rounds();
  if (!rounds) return "";
  if (rounds->each == Each::person) return "本人";
  return access::describe(desk.roster, rounds->rule, facts_of_unit(*rounds, unit));
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
  const auto one = owed_by(desk.connection, duty, desk.today(), unit_id);
  if (!one) {
    return fail(Fault::not_found, "unit_unknown",
                "その課や職員は、今はありません。版が改められていることもあります。",
                "一覧から開き直してください。");
  }
  const access::Decision decision = may_do(desk, duty, one->unit, person_id);
  if (!decision.allowed) {
    return fail(Fault::forbidden, decision.code, decision.message, decision.remedy);
  }
  if (one->settled()) {
    return fail(Fault::conflict, "done_already", "すでに記録されています。",
                "記録は、あとから変えられません。一覧で確かめてください。");
  }
  const Rounds& rounds = *duty.rounds();
  const auto values = registers::check(desk.connection, rounds.form, input, desk.today());
  if (!values) return fail(values.error());
  if (auto sound = check_findings(rounds, *values, desk.today()); !sound) {
    return fail(sound.error());
  }
  JsonObject payload = registers::display_all(desk.connection, rounds.form, *values, desk.today());
  payload["duty"] = duty.id;
  payload["title"] = duty.title;
  payload["unit"] = one->unit.id;
  payload["unit_name"] = one->unit.name;
  if (!one->unit.person_id.empty()) payload["person"] = one->unit.person_id;
  if (!one->unit.section_id.empty()) payload["section"] = one->unit.section_id;
  payload["capacity"] = decision.capacity;
  payload["values"] = *values;
  if (rounds.about) payload["about"] = about_json(desk, duty, one->unit);
  return ledger::Act{std::string(done_kind), std::string(person_id), subject_of(duty),
                     std::move(payload)};
}

std::vector<ledger::Act> tellings(const Desk& desk, const Definition& duty) {
  if (!duty.rounds()) return {};
  std::vector<Owed> late;
  std::vector<Owed> asked;
  for (Owed& one : owed(desk.connection, duty, desk.today())) {
    if (one.exception || one.settled()) continue;
    if (one.late(desk.today())) {
      late.push_back(std::move(one));
    } else if (duty.rounds()->once) {
      asked.push_back(std::move(one));
    }
  }
  std::vector<ledger::Act> acts;
  if (auto act = tell_late(desk, duty, std::move(late))) acts.push_back(*std::move(act));
  if (auto act = tell_asked(desk, duty, std::move(asked))) acts.push_back(*std::move(act));
  return acts;
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
