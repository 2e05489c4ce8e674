#include "procedures/engine.h"

#include <algorithm>
#include <cassert>
#include <map>

#include "base/json.h"
#include "organisation/organisation.h"
#include "procedures/course.h"
#include "procedures/exceptions.h"
#include "procedures/projection.h"
#include "procedures/sampling.h"
#include "procedures/scrutiny.h"
#include "procedures/tasks.h"
#include "registers/attachment.h"
#include "registers/register.h"

namespace mamori::procedures {
namespace {

using access::Facts;
using access::Holder;
using registers::Values;

// A step about to be recorded, with everything the record will say.
struct Move {
  const Desk& desk;
  const Definition& definition;
  const Step& step;
  std::string from;   // the state before; "" when it is filed
  Application after;  // as it will be
  std::string person_id;
  std::string capacity;
  std::string acted_for;  // somebody absent, or ""
  Facts facts;
  Values remarks;                   // the step's own fields
  std::vector<Passed> passed = {};  // what was not refused, by which exception
  bool stays = false;  // nothing begins anew: what is owed stays owed, nobody's turn comes
  TaskChanges tasks = {};
  Task about = {};  // the task that is told of, when it is one
};

Error denied(const Desk& desk, const Step& step, const access::Decision& decision) {
  Error error{Fault::forbidden, decision.code, decision.message, decision.remedy};
  return with_basis(desk, std::move(error),
                    decision.controls.empty() ? step.controls : decision.controls);
}

using Marks = std::map<std::string_view, std::string>;  // number → 令和8年度 持出 第12号

// Fills {number} and the like in one pass: what a person wrote is never read for marks itself.
std::string filled(std::string_view text, const Marks& marks) {
  std::string result;
  while (!text.empty()) {
    const auto open = text.find('{');
    result += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const auto close = text.find('}');
    const auto mark =
        close == std::string_view::npos ? marks.end() : marks.find(text.substr(1, close - 1));
    const std::size_t used = mark == marks.end() ? 1 : close + 1;
    result += mark == marks.end() ? "{" : mark->second;
    text.remove_prefix(used);
  }
  return result;
}

std::string name_of(const Desk& desk, std::string_view person_id) {
  const auto person = organisation::person(desk.connection, person_id, desk.today());
  return person ? person->name : std::string(person_id);
}

// The day that counts from today on, for what is watched in the state the application is in.
std::string due_from(const Desk& desk, const Definition& definition,
                     const Application& application) {
  const Due* due = definition.due_in(application.state);
  if (!due) return {};
  if (due->days_setting.empty() && !due->field.empty()) return due_day(definition, application);
  const auto from = due->field.empty() ? std::vector<std::string>{}
                                       : registers::texts_of(application.values, due->field);
  const auto begins = from.empty() ? desk.today() : parse_day(from.front()).value_or(desk.today());
  Due owed = *due;
  if (!due->days_setting.empty()) {
    owed.days = number_set(settings_of(desk.connection, definition), due->days_setting);
  }
  return iso_day(day_after(owed, begins));
}

std::string spelled_due(const Definition& definition, const Application& application) {
  const auto day = parse_day(due_day(definition, application));
  return day ? wareki_day(*day) : std::string();
}

// Where nobody may go on: those who may consent to an exception, told so.
std::vector<Holder> consenters(const Move& move, std::string& text) {
  std::vector<Holder> people;
  for (NeededException& needed :
       needed_exceptions(*move.desk.roster, move.definition, move.after, move.facts)) {
    for (Holder& one : needed.consenters) {
      const bool known =
          std::ranges::find(people, one.person_id, &Holder::person_id) != people.end();
      if (!known) people.push_back(std::move(one));
    }
  }
  text = "【例外の承認】できる人がほかにいないため、例外として認めるかを決めてください。" + text;
  return people;
}

// The notices of a step, resolved to people now, so that the record itself says who was told.
JsonArray resolved(const Move& move, const std::vector<Telling>& tellings) {
  JsonArray notices;
  const auto comments = registers::texts_of(move.remarks, "comment");
  const DecisionStep* waiting =
      move.definition.decision ? move.definition.decision->waiting_in(move.after.state) : nullptr;
  const Marks marks{{"number", move.after.number},
                    {"title", move.definition.title},
                    {"due", move.about.id.empty() ? spelled_due(move.definition, move.after)
                                                  : due_in_words(move.about)},
                    {"task", move.about.label},
                    {"step", waiting ? waiting->label : ""},
                    {"comment", comments.empty() ? "" : comments.front()},
                    {"applicant", name_of(move.desk, move.facts.people.at("applicant"))}};
  for (const Telling& telling : tellings) {
    std::vector<Holder> people;
    std::string text = filled(telling.text, marks);
    if (telling.next) {
      people = next_holders(move.desk, move.definition, move.after, move.facts);
      if (people.empty()) people = consenters(move, text);
    } else {
      people = access::who_is_told(move.desk.access(), telling.to, move.facts);
    }
    for (const Holder& person : people) {
      const Json notice{
          {"person", person.person_id}, {"text", text}, {"href", "applications/" + move.after.id}};
      // Who is named twice, as an office and as whoever is next, is told once.
      if (std::ranges::find(notices, notice) == notices.end()) notices.push_back(notice);
    }
  }
  return notices;
}

// What was done in somebody's absence is reported to them (第14条第4項).
JsonObject report(const Move& move) {
  const std::string text = "【代決の報告】" + move.after.number + "（" + move.definition.title +
                           "）は、あなたの不在中に、" + name_of(move.desk, move.person_id) + "（" +
                           move.capacity + "）が処理しました：" + move.step.done;
  return {{"person", move.acted_for}, {"text", text}, {"href", "applications/" + move.after.id}};
}

JsonArray cited(const Desk& desk, const std::vector<std::string>& controls) {
  return controls.empty() ? JsonArray() : basis_json(desk.cite(controls));
}

std::string section_name(const Desk& desk, const Facts& facts) {
  const auto section =
      organisation::section(desk.connection, facts.sections.at("section"), desk.today());
  return section ? section->name : std::string();
}

// The two sides of each rule on who may not also be whom, as far as this step takes one: 1, who did
// what excludes; 2, who did what they are excluded from. The store refuses one person on both
// sides, whatever was decided here (see projection.h).
JsonArray sides_taken(const Move& move) {
  JsonArray sides;
  const std::string done = move.from.empty() ? "applicant" : move.step.id;
  const auto take = [&](const access::Exclusion& exclusion, int side) {
    JsonObject taken{{"rule", exclusion.key()}, {"side", side}};
    for (const access::Exception& exception : move.facts.exceptions) {
      const bool used = side == 2 && exception.exclusion == exclusion.key() &&
                        exception.person_id == move.person_id;
      if (used) taken["exception"] = static_cast<std::int64_t>(exception.record_number);
    }
    const Json side_taken = std::move(taken);
    if (std::ranges::find(sides, side_taken) == sides.end()) sides.push_back(side_taken);
  };
  for (const Step& step : move.definition.steps) {
    for (const access::Exclusion& exclusion : step.rule.never) {
      if (exclusion.party.kind != access::Party::Kind::person) continue;
      if (exclusion.party.fact == done) take(exclusion, 1);
      if (step.id == move.step.id) take(exclusion, 2);
    }
  }
  return sides;
}

// Whom the step tells: of an agreement that others wait for, nobody.
const std::vector<Telling>& tellings_of(const Move& move) {
  static const std::vector<Telling> nobody;
  if (move.stays) return move.step.role == Role::own ? move.step.tell : nobody;
  const bool onward =
      move.step.role == Role::approve && move.after.state != move.definition.decision->outcome;
  return onward ? move.step.tell_onward : move.step.tell;
}

// What was accepted only by an exception, and what the application suspends itself from now on.
void add_exceptions(const Move& move, JsonObject& payload) {
  JsonArray passed;
  for (const Passed& one : move.passed) {
    passed.push_back(JsonObject{
        {"code", one.code}, {"exception", one.exception_id}, {"number", one.exception_number}});
  }
  if (!passed.empty()) payload["passed"] = std::move(passed);
  if (move.definition.suspending) {
    payload["suspends"] = suspension_json(move.definition, move.after);
  }
}

// What the route of a decision has come to.
void add_course(const Move& move, JsonObject& payload) {
  if (!move.definition.decision) return;
  payload["route"] = JsonArray(move.after.route.begin(), move.after.route.end());
  payload["agreed"] = JsonArray(move.after.agreed.begin(), move.after.agreed.end());
}

// What the tasks that begin with the step tell.
void add_beginnings(const Move& move, JsonArray& notices) {
  for (const Json& opened : move.tasks.opened) {
    Move beginning = move;
    beginning.about = opened_task(opened);
    const auto& begins = move.definition.task(beginning.about.id)->begins;
    for (Json& notice : resolved(beginning, begins)) notices.push_back(std::move(notice));
  }
}

// What was written with the step, for a record that needs no lookup later.
JsonArray written(const Move& move) {
  JsonArray list;
  for (const registers::Field& field : move.step.fields) {
    if (field.name == "comment" || !move.remarks.contains(field.name)) continue;
    JsonArray texts;
    if (field.type == registers::FieldType::files) {
      for (const auto& file : registers::texts_of(move.remarks, field.name)) {
        texts.emplace_back(file);
      }
      list.push_back(JsonObject{{"label", field.label}, {"files", std::move(texts)}});
      continue;
    }
    for (const auto& text :
         registers::display(move.desk.connection, field, move.remarks, move.desk.today())) {
      texts.emplace_back(text);
    }
    list.push_back(JsonObject{{"label", field.label}, {"texts", std::move(texts)}});
  }
  return list;
}

// The hashes of the files that come with the step.
void add_attachments(const Move& move, JsonObject& payload) {
  JsonArray digests;
  const auto add = [&](const std::vector<registers::Field>& fields, const Values& values) {
    for (Json& digest : registers::digests_of(fields, values)) digests.push_back(std::move(digest));
  };
  add(move.step.fields, move.remarks);
  if (move.step.form) add(move.definition.form, move.after.values);
  if (!digests.empty()) payload["attachments"] = std::move(digests);
}

// Tasks that begin or end, and what was written; nothing where there is none.
void add_course_of_events(const Move& move, JsonObject& payload) {
  if (!move.tasks.opened.empty()) payload["opens"] = move.tasks.opened;
  if (!move.tasks.ended.empty()) payload["ends"] = move.tasks.ended;
  if (!move.about.id.empty()) payload["told_of_task"] = move.about.id;
  if (JsonArray list = written(move); !list.empty()) payload["written"] = std::move(list);
  add_attachments(move, payload);
}

ledger::Act recorded(Move move) {
  const Desk& desk = move.desk;
  const State& to = *move.definition.state(move.after.state);
  const std::string due_before = move.after.due;
  if (!move.stays) move.after.due = due_from(desk, move.definition, move.after);
  JsonObject payload{{"application", move.after.id},
                     {"number", move.after.number},
                     {"procedure", move.definition.id},
                     {"title", move.definition.title},
                     {"definition", move.definition.digest},
                     {"act", move.step.id},
                     {"label", move.step.done},
                     {"from", move.from},
                     {"to", to.id},
                     {"to_label", to.label},
                     {"open", to.open},
                     {"decided", to.decided},
                     {"due", move.after.due},
                     {"due_restarts", move.after.due != due_before},  // told of once for each
                     {"applicant", move.facts.people.at("applicant")},
                     {"applicant_name", name_of(desk, move.facts.people.at("applicant"))},
                     {"section", move.facts.sections.at("section")},
                     {"section_name", section_name(desk, move.facts)},
                     {"person_name", name_of(desk, move.person_id)},
                     {"capacity", move.capacity},
                     {"remarks", move.remarks},
                     {"sides", sides_taken(move)},
                     {"basis", cited(desk, move.step.controls)},
                     {"tell", resolved(move, tellings_of(move))}};
  add_course(move, payload);
  add_course_of_events(move, payload);
  add_exceptions(move, payload);
  add_beginnings(move, payload.at("tell").as_array());
  if (!move.acted_for.empty()) {
    payload["to_be_seen"] = is_decided(move.step.role);
    payload["acted_for"] = move.acted_for;
    payload["acted_for_name"] = name_of(desk, move.acted_for);
    payload.at("tell").as_array().push_back(report(move));
  }
  if (move.step.form) {
    payload["values"] = move.after.values;
    for (const auto& [key, value] : registers::display_all(desk.connection, move.definition.form,
                                                           move.after.values, desk.today())) {
      payload[key] = value;
    }
  }
  if (move.definition.occupation) {
    JsonArray held;
    if (to.occupies) {
      for (const auto& id :
           registers::texts_of(move.after.values, move.definition.occupation->field)) {
        held.emplace_back(id);
      }
    }
    payload["holds"] = std::move(held);
  }
  return {"procedures." + move.step.id, move.person_id, "applications/" + move.after.id,
          std::move(payload)};
}

// Whether somebody may do the step, be it by an exception to which somebody may consent.
bool somebody_may(const Desk& desk, const Definition& definition, const Application& application,
                  const Step& step, const Facts& facts) {
  if (!access::who_may(desk.access(), step.rule, facts).empty()) return true;
  const auto needed = needed_exceptions(*desk.roster, definition, application, facts);
  return std::ranges::any_of(needed, [&](const NeededException& one) {
    return one.step == &step && !one.consenters.empty();
  });
}

std::unexpected<Error> nobody_next(const Desk& desk, const Step& step, const Facts& facts) {
  const auto decision = access::decide(desk.access(), step.rule, facts, "");
  Error error{Fault::conflict, decision.code, "次にこれを進める人がいません。" + decision.message,
              decision.remedy};
  return fail(with_basis(desk, std::move(error), step.controls));
}

// Refuses what nobody could take further: an application must never be stuck. At a step of the
// decision each seat needs somebody.
Result<void> check_somebody_next(const Desk& desk, const Definition& definition,
                                 const Application& application, const Facts& facts) {
  const Step* stuck = nullptr;
  bool somebody = false;
  for (const Step* step : possible_steps(definition, application)) {
    if (only_the_applicant(*step) || is_unasked(*step)) continue;
    const bool may = somebody_may(desk, definition, application, *step, facts);
    if (!may && step->role == Role::approve) return nobody_next(desk, *step, facts);
    somebody = somebody || may;
    if (!may && !stuck) stuck = step;
  }
  if (somebody || !stuck) return {};
  return nobody_next(desk, *stuck, facts);
}

// The same for every step of the decision that lies ahead.
Result<void> check_decidable(const Desk& desk, const Definition& definition,
                             const Application& application, const Facts& facts) {
  for (const DecisionStep& step : definition.decision->steps) {
    if (!is_on_route(application, step)) continue;
    Application there = application;
    there.state = step.state;
    if (auto next = check_somebody_next(desk, definition, there, facts); !next) return next;
  }
  return {};
}

// Which steps of the decision apply to this form. An application keeps them.
std::vector<std::string> route_for(const Desk& desk, const Definition& definition,
                                   const Values& values) {
  std::vector<std::string> route;
  for (const DecisionStep& step : definition.decision->steps) {
    const bool applies = !step.when || registers::holds(desk.connection, desk.schemes, *step.when,
                                                        values, desk.today());
    if (applies) route.push_back(step.id);
  }
  return route;
}

// Takes the form: its values, the people it names, and who decides. Returns what an exception let
// pass.
Result<std::vector<Passed>> take_form(const Desk& desk, const Definition& definition,
                                      const Json& input, Application& application, Facts& facts) {
  auto accepted = accept_form(desk, definition, input, application, facts);
  if (!accepted) return fail(accepted.error());
  application.values = std::move(accepted->values);
  name_people(definition, application.values, facts);
  if (definition.decision) {
    application.route = route_for(desk, definition, application.values);
    const auto decidable = check_decidable(desk, definition, application, facts);
    if (!decidable) return fail(decidable.error());
  }
  return std::move(accepted->passed);
}

std::int64_t next_serial(const Desk& desk, const Definition& definition, int year) {
  const auto newest = desk.connection
                          .first(
                              "SELECT coalesce(max(serial), 0) AS newest FROM applications "
                              "WHERE procedure_id = $1 AND fiscal_year = $2",
                              definition.id, year)
                          ->integer("newest");
  const std::string series = definition.id + "-" + std::to_string(year);
  return std::max(newest + 1, registers::next_number(desk.connection, series));
}

Result<Facts> facts_of_applicant(const Desk& desk, std::string_view person_id,
                                 const Origin& origin = {}) {
  const auto person = organisation::person(desk.connection, person_id, desk.today());
  const std::string section = person && person->section_id.empty() ? origin.section_id
                              : person                             ? person->section_id
                                                                   : "";
  if (section.empty()) {
    return fail(Fault::conflict, "not_a_member", "どの課にも所属していないため、申請できません。",
                "組織の事務局に、所属の登録を依頼してください。");
  }
  Facts facts;
  facts.people["applicant"] = person->id;
  facts.sections["section"] = section;
  return facts;
}

std::string holders_in_words(const Desk& desk, const std::vector<Holder>& holders) {
  std::string words;
  for (const Holder& holder : holders) {
    if (!words.empty()) words += "、";
    words += name_of(desk, holder.person_id);
    if (!holder.capacity.empty()) words += "（" + holder.capacity + "）";
  }
  return words;
}

// How many of the applications it assigned are open, as refusals ask.
std::string open_assignments(const Desk& desk, const Application& application) {
  return std::to_string(
      std::ranges::count_if(applications_assigned_by(desk.connection, application.id),
                            [](const Application& task) { return task.is_open; }));
}

// What the step draws by lot; empty for one that does not.
Result<JsonObject> sample_of(const Desk& desk, const Step& step, const Values& values,
                             const Values& remarks) {
  if (!step.sampling) return JsonObject();
  return draw_sample(desk, *step.sampling, values, remarks);
}

Result<void> check_state(const Definition& definition, const Application& application,
                         const Step& step) {
  const auto possible = possible_steps(definition, application);
  if (std::ranges::find(possible, &step) != possible.end()) return {};
  const State* state = definition.state(application.state);
  return fail(Fault::conflict, "act_not_now",
              application.number + "は「" + (state ? state->label : application.state) +
                  "」なので、「" + step.label + "」はできません。",
              "画面を開き直して、今の状態を確かめてください。");
}

Values with(Values values, const Values& remarks) {
  for (const auto& [name, value] : remarks) values[name] = value;
  return values;
}

// What has a limit of its own is done, or is said not to be needed, before the end.
Result<void> check_tasks_settled(const Definition& definition, const Application& application,
                                 const Step& step) {
  const State* state = definition.state(application.state);
  if (!state || state->open) return {};
  std::string left;
  for (const Task& task : application.tasks) {
    if (task.is_open()) left += (left.empty() ? "「" : "、「") + task.label + "」";
  }
  if (left.empty()) return {};
  return fail(Fault::conflict, "tasks_left",
              "「" + step.label + "」の前に、まだ済んでいないことがあります：" + left + "。",
              "済ませて記録するか、要らないときはそのわけを記録してください。");
}

// What comes of the day alone: nobody's act, in no capacity.
Move by_clock(const Desk& desk, const Definition& definition, const Step& step,
              const Application& application) {
  return {.desk = desk,
          .definition = definition,
          .step = step,
          .from = application.state,
          .after = application,
          .person_id = "system:clock",
          .capacity = "",
          .acted_for = "",
          .facts = facts_of(desk.connection, definition, application),
          .remarks = {},
          .stays = true};
}

}  // namespace

bool only_the_applicant(const Step& step) {
  // To agree is the applicant's turn where a procedure asks for it, not a choice of theirs.
  if (step.role == Role::approve) return false;
  return std::ranges::all_of(step.rule.by, [](const access::Party& party) {
    return party.kind == access::Party::Kind::person && party.fact == "applicant";
  });
}

bool is_unasked(const Step& step) {
  return step.stays && step.does.empty();
}

std::vector<Holder> next_holders(const Desk& desk, const Definition& definition,
                                 const Application& application, const Facts& facts) {
  std::vector<Holder> people;
  for (const Step* step : possible_steps(definition, application)) {
    if (only_the_applicant(*step) || is_unasked(*step)) continue;
    for (Holder& holder : access::who_may(desk.access(), step->rule, facts)) {
      const bool known =
          std::ranges::find(people, holder.person_id, &Holder::person_id) != people.end();
      if (!known) people.push_back(std::move(holder));
    }
  }
  return people;
}

std::vector<Offer> offers(const Desk& desk, const Definition& definition,
                          const Application& application, std::string_view person_id) {
  std::vector<Offer> list;
  const Facts facts = facts_of(desk.connection, definition, application);
  for (const Step* step : possible_steps(definition, application)) {
    list.push_back({step, access::decide(desk.access(), step->rule, facts, person_id)});
  }
  return list;
}

bool concerns(const Desk& desk, const Definition& definition, const Application& application,
              std::string_view person_id) {
  const Facts facts = facts_of(desk.connection, definition, application);
  const bool named =
      std::ranges::any_of(facts.people, [&](const auto& fact) { return fact.second == person_id; });
  if (named) return true;
  return std::ranges::any_of(offers(desk, definition, application, person_id),
                             [](const Offer& offer) { return offer.decision.allowed; });
}

// When a step applies, as a clerk reads it; "" when it always does.
std::string condition_in_words(const Definition& definition, const DecisionStep& step) {
  return step.when ? registers::in_words(*step.when, definition.form) : std::string();
}

// Whether a step of the decision asks for somebody whom only the form will name.
bool depends_on_form(const Definition& definition, const DecisionStep& step) {
  return std::ranges::any_of(step.seats, [&](const Seat& seat) {
    return std::ranges::any_of(definition.step(seat.act)->rule.by, [&](const access::Party& party) {
      return registers::find(definition.form, party.fact) && party.fact != "section";
    });
  });
}

Result<std::vector<ExpectedStep>> expected_steps(const Desk& desk, const Definition& definition,
                                                 std::string_view person_id) {
  const auto facts = facts_of_applicant(desk, person_id);
  if (!facts) return fail(facts.error());
  const auto may = access::decide(desk.access(), definition.apply, *facts, person_id);
  if (!may.allowed) return fail(denied(desk, definition.filing_step(), may));
  Application application{.state = definition.filing_step().to};
  for (const std::string& id : definition.filing_step().opens) {
    application.tasks.push_back({.id = id});
  }
  if (!definition.decision) {
    if (auto next = check_somebody_next(desk, definition, application, *facts); !next) {
      return fail(next.error());
    }
    return std::vector<ExpectedStep>{
        {"", holders_in_words(desk, next_holders(desk, definition, application, *facts)), ""}};
  }
  std::vector<ExpectedStep> steps;
  for (const DecisionStep& step : definition.decision->steps) {
    application.state = step.state;
    if (depends_on_form(definition, step)) {
      steps.push_back({step.label, "申請に書く人・課・システムで決まる人",
                       condition_in_words(definition, step)});
      continue;
    }
    // A step that perhaps never comes keeps nobody from asking.
    const auto next = check_somebody_next(desk, definition, application, *facts);
    if (!next && !step.when) return fail(next.error());
    steps.push_back({step.label,
                     holders_in_words(desk, next_holders(desk, definition, application, *facts)),
                     condition_in_words(definition, step)});
  }
  return steps;
}

Result<std::string> next_in_words(const Desk& desk, const Definition& definition,
                                  std::string_view person_id) {
  const auto steps = expected_steps(desk, definition, person_id);
  if (!steps) return fail(steps.error());
  const auto first =
      std::ranges::find_if(*steps, [](const ExpectedStep& step) { return step.when.empty(); });
  return first == steps->end() ? std::string() : first->who;
}

Result<ledger::Act> file(const Desk& desk, const Definition& definition, std::string_view person_id,
                         const Json& input, const Origin& origin) {
  auto facts = facts_of_applicant(desk, person_id, origin);
  if (!facts) return fail(facts.error());
  const Step& step = definition.filing_step();
  const auto decision = access::decide(desk.access(), definition.apply, *facts, person_id);
  if (!decision.allowed) return fail(denied(desk, step, decision));
  Application filed{.procedure_id = definition.id};
  auto passed = take_form(desk, definition, input, filed, *facts);
  if (!passed) return fail(passed.error());
  filed = after(definition, filed, step);
  TaskChanges tasks = task_changes(desk, definition, filed, step, filed.values);
  apply_changes(tasks, desk.now, filed);
  if (auto next = check_somebody_next(desk, definition, filed, *facts); !next) {
    return fail(next.error());
  }
  const int year = fiscal_year(desk.today());
  const std::int64_t serial = next_serial(desk, definition, year);
  filed.id = definition.id + "-" + std::to_string(year) + "-" + std::to_string(serial);
  filed.number =
      wareki_fiscal_year(year) + " " + definition.number + " 第" + std::to_string(serial) + "号";
  ledger::Act act = recorded({.desk = desk,
                              .definition = definition,
                              .step = step,
                              .from = "",
                              .after = std::move(filed),
                              .person_id = std::string(person_id),
                              .capacity = "",
                              .acted_for = "",
                              .facts = *std::move(facts),
                              .remarks = {},
                              .passed = *std::move(passed),
                              .tasks = std::move(tasks)});
  if (!origin.application_id.empty()) act.payload.as_object()["origin"] = origin.application_id;
  act.payload.as_object()["fiscal_year"] = year;
  act.payload.as_object()["serial"] = serial;
  return act;
}

Result<ledger::Act> file_unsigned(const Desk& desk, const Definition& definition, const Json& input,
                                  std::string_view address) {
  std::string named;
  for (const access::Party& party : definition.open_door->to) {
    const auto people = access::who_may(desk.access(), {.by = {party}, .never = {}}, {});
    if (named.empty() && !people.empty()) named = people.front().person_id;
  }
  if (named.empty()) {
    return fail(Fault::conflict, "nobody_to_take_it", "報告を受ける役職に、だれも就いていません。",
                "電話で、総務課に知らせてください。");
  }
  auto filed = file(desk, definition, named, input);
  if (!filed) return filed;
  filed->actor = "system:report";
  filed->payload.as_object()["person_name"] = "サインインなし（" + std::string(address) + "）";
  return filed;
}

Result<ledger::Act> act(const Desk& desk, const Definition& definition,
                        const Application& application, std::string_view step_id,
                        std::string_view person_id, const Json& input) {
  const Step* step = definition.step(step_id);
  if (!step || step->from.empty()) {
    return fail(Fault::not_found, "act_unknown", "そのような操作はありません。",
                "画面を開き直してください。");
  }
  Facts facts = facts_of(desk.connection, definition, application);
  const auto decision = access::decide(desk.access(), step->rule, facts, person_id);
  if (!decision.allowed) return fail(denied(desk, *step, decision));
  if (auto now = check_state(definition, application, *step); !now) return fail(now.error());

  Application changed = application;
  Values remarks;
  std::vector<Passed> passed;
  if (step->form) {
    auto taken = take_form(desk, definition, input, changed, facts);
    if (!taken) return fail(taken.error());
    passed = *std::move(taken);
  } else {
    const Values known{{open_assignments_named, open_assignments(desk, application)},
                       {falls_due_named, application.due}};
    auto accepted = accept_remarks(desk, definition, *step, input, application, person_id, known);
    if (!accepted) return fail(accepted.error());
    remarks = std::move(accepted->values);
    passed = std::move(accepted->passed);
  }
  auto sample = sample_of(desk, *step, application.values, remarks);
  if (!sample) return fail(sample.error());
  const bool stays = step->stays || waits_for_others(definition, changed, *step);
  changed = after(definition, changed, *step);
  TaskChanges tasks = task_changes(desk, definition, changed, *step, with(changed.values, remarks));
  apply_changes(tasks, desk.now, changed);
  if (auto settled = check_tasks_settled(definition, changed, *step); !settled) {
    return fail(settled.error());
  }
  // Who does the step counts among those it keeps from the next one.
  facts.people[step->id] = std::string(person_id);
  if (auto next = check_somebody_next(desk, definition, changed, facts); !next) {
    return fail(next.error());
  }
  ledger::Act done = recorded({.desk = desk,
                               .definition = definition,
                               .step = *step,
                               .from = application.state,
                               .after = std::move(changed),
                               .person_id = std::string(person_id),
                               .capacity = decision.capacity,
                               .acted_for = decision.acted_for,
                               .facts = std::move(facts),
                               .remarks = std::move(remarks),
                               .passed = std::move(passed),
                               .stays = stays,
                               .tasks = std::move(tasks)});
  if (!sample->empty()) done.payload.as_object()["sample"] = *std::move(sample);
  return done;
}

Result<ledger::Act> except(const Desk& desk, const Definition& definition,
                           const Application& application, std::string_view consenter_id,
                           const Json& input) {
  const Facts facts = facts_of(desk.connection, definition, application);
  const auto needed = needed_exceptions(*desk.roster, definition, application, facts);
  const auto asked = std::ranges::find_if(needed, [&](const NeededException& one) {
    return one.exclusion->key() == text_at(input, "rule") && one.step->id == text_at(input, "step");
  });
  if (asked == needed.end()) {
    return fail(Fault::conflict, "exception_needless",
                "例外は要りません。ほかにできる人がいるか、その操作は今できません。",
                "画面を開き直して、今の状態を確かめてください。");
  }
  const auto consenter = std::ranges::find(asked->consenters, consenter_id, &Holder::person_id);
  if (consenter == asked->consenters.end()) {
    return fail(Fault::forbidden, "not_the_holder", "この例外を認めることはできません。",
                "例外を認める役職の、ほかの人に依頼してください。");
  }
  const Json reason{{"comment", text_at(input, "comment")}};
  auto remarks = registers::check(desk.connection, exception_fields(), reason, desk.today());
  if (!remarks) return fail(remarks.error());
  const Step step{.id = std::string(exception_act),
                  .label = "例外として認める",
                  .done = "兼務の例外の承認",
                  .to = application.state,
                  .controls = asked->exclusion->controls};
  ledger::Act act = recorded({.desk = desk,
                              .definition = definition,
                              .step = step,
                              .from = application.state,
                              .after = application,
                              .person_id = std::string(consenter_id),
                              .capacity = consenter->capacity,
                              .acted_for = "",
                              .facts = facts,
                              .remarks = *std::move(remarks),
                              .stays = true});
  JsonObject& payload = act.payload.as_object();
  payload["exception"] = JsonObject{{"rule", asked->exclusion->key()},
                                    {"person", asked->person_id},
                                    {"person_name", name_of(desk, asked->person_id)},
                                    {"what", asked->step->label}};
  payload["tell"] = JsonArray{
      JsonObject{{"person", asked->person_id},
                 {"text", "【例外の承認】" + application.number + "の「" + asked->step->label +
                              "」を、例外としてあなたが行うことが認められました。"},
                 {"href", "applications/" + application.id}}};
  return act;
}

std::vector<registers::Field> exception_fields() {
  return {{.name = "comment",
           .label = "やむを得ない理由",
           .type = registers::FieldType::long_text,
           .required = true,
           .length_max = 400,
           .help = "例：課の職員が1人で、ほかの課にも行える職員がいないため"}};
}

std::vector<Application> overdue_untold(store::Connection& connection, Day today) {
  std::vector<Application> list;
  for (const auto& row : connection.query(
           "SELECT id FROM applications WHERE is_open = 1 AND overdue_told = 0 AND due < $1 "
           "ORDER BY due, id",
           iso_day(today))) {
    if (auto found = application(connection, row.text("id"))) list.push_back(*std::move(found));
  }
  return list;
}

Result<ledger::Act> see(const Desk& desk, const Definition& definition,
                        const Application& application, std::string_view person_id,
                        const Json& input) {
  const auto waiting = decisions_to_see(desk.connection, person_id);
  const auto seen = std::ranges::find_if(waiting, [&](const DeputyDecision& one) {
    return one.application_id == application.id &&
           std::to_string(one.record_number) == text_at(input, "record");
  });
  if (seen == waiting.end()) {
    return fail(Fault::conflict, "nothing_to_see", "あなたが後閲する代決はありません。",
                "画面を開き直して、今の状態を確かめてください。");
  }
  const Json comment{{"comment", text_at(input, "comment")}};
  auto remarks = registers::check(desk.connection, seen_fields(), comment, desk.today());
  if (!remarks) return fail(remarks.error());
  const Step step{.id = std::string(seen_act), .label = "後閲した", .done = "後閲"};
  ledger::Act act = recorded({.desk = desk,
                              .definition = definition,
                              .step = step,
                              .from = application.state,
                              .after = application,
                              .person_id = std::string(person_id),
                              .capacity = "",
                              .acted_for = "",
                              .facts = facts_of(desk.connection, definition, application),
                              .remarks = *std::move(remarks),
                              .stays = true});
  act.payload.as_object()["seen"] = static_cast<std::int64_t>(seen->record_number);
  return act;
}

std::vector<registers::Field> seen_fields() {
  return {{.name = "comment",
           .label = "意見",
           .type = registers::FieldType::long_text,
           .required = false,
           .length_max = 400}};
}

ledger::Act tell_overdue(const Desk& desk, const Definition& definition,
                         const Application& application) {
  const Due* due = definition.due_in(application.state);
  const bool ends = due && !due->becomes.empty();
  const Step clock{.id = "overdue",
                   .label = "期限超過",
                   .done = ends ? "期限による終了" : "期限超過の通知",
                   .tell = due ? due->tell : std::vector<Telling>{}};
  Move move = by_clock(desk, definition, clock, application);
  if (!ends) return recorded(move);
  // Who is told reads the day that has passed, so the notices are made first.
  move.stays = false;
  const JsonArray notices = resolved(move, clock.tell);
  move.after.state = due->becomes;
  ledger::Act act = recorded(move);
  act.payload.as_object()["tell"] = notices;
  return act;
}

std::vector<UntoldTask> untold_tasks(store::Connection& connection, Instant now) {
  std::vector<UntoldTask> list;
  const std::string at = iso_instant(now);
  for (const auto& row : connection.query(
           "SELECT t.application_id, t.task, CASE WHEN t.due_at < $1 THEN 1 ELSE 0 END AS late "
           "FROM application_tasks t JOIN applications a ON a.id = t.application_id "
           "WHERE a.is_open = 1 AND t.ended_in IS NULL AND "
           "((t.told < 2 AND t.due_at < $1) OR (t.told = 0 AND t.remind_at <= $1)) "
           "ORDER BY t.due_at, t.application_id, t.task",
           at)) {
    list.push_back({row.text("application_id"), row.text("task"), row.integer("late") != 0});
  }
  return list;
}

ledger::Act tell_task(const Desk& desk, const Definition& definition,
                      const Application& application, const UntoldTask& untold) {
  const TaskDefinition* declared = definition.task(untold.task_id);
  const auto about = std::ranges::find_if(application.tasks, [&](const Task& task) {
    return task.id == untold.task_id && task.is_open();
  });
  assert(declared && about != application.tasks.end());  // untold_tasks() saw to it
  const Step clock{.id = untold.is_late ? "task_late" : "task_reminder",
                   .label = "期限の通知",
                   .done = (untold.is_late ? "期限超過：" : "期限が近い：") + about->label,
                   .tell = untold.is_late ? declared->tell : declared->remind};
  Move move = by_clock(desk, definition, clock, application);
  if (untold.is_late) {
    move.tasks.opened =
        opened_tasks(desk, definition, application, declared->opens, application.values);
  }
  move.about = *about;
  return recorded(move);
}

Result<ledger::Act> set(const Desk& desk, const Definition& definition, std::string_view person_id,
                        const Json& input) {
  auto values = registers::check(desk.connection, definition.settings, input, desk.today());
  if (!values) return fail(values.error());
  const JsonObject read =
      registers::display_all(desk.connection, definition.settings, *values, desk.today());
  JsonObject payload{{"procedure", definition.id},
                     {"title", definition.title},
                     {"set_to", object_at(read, "shown")}};
  payload["values"] = *std::move(values);
  payload["person_name"] = name_of(desk, person_id);
  return ledger::Act{std::string(set_kind), std::string(person_id), "procedures/" + definition.id,
                     std::move(payload)};
}

}  // namespace mamori::procedures
