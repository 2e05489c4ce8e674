#include "procedures/engine.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "organisation/organisation.h"
#include "procedures/exceptions.h"
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
  std::string application_id;
  std::string number;
  std::string from;
  std::string person_id;
  std::string capacity;
  std::string acted_for;  // somebody absent, or ""
  Facts facts;
  Values values;   // of the application after the step
  Values remarks;  // the step's own fields
};

Error with_basis(const Desk& desk, Error error, const std::vector<std::string>& controls) {
  if (!controls.empty()) error.basis = desk.cite(controls);
  return error;
}

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

std::string due_of(const Definition& definition, std::string_view state_id, const Values& values) {
  const State* state = definition.state(state_id);
  if (!definition.due || !state || !state->due) return {};
  const auto days = registers::texts_of(values, definition.due->field);
  return days.empty() ? std::string() : days.front();
}

std::string spelled_due(const Definition& definition, const Values& values) {
  if (!definition.due) return {};
  const auto days = registers::texts_of(values, definition.due->field);
  const auto day = days.empty() ? std::nullopt : parse_day(days.front());
  return day ? wareki_day(*day) : std::string();
}

// Where nobody may go on: those who may consent to an exception, told so.
std::vector<Holder> consenters(const Move& move, std::string_view state, std::string& text) {
  std::vector<Holder> people;
  for (NeededException& needed :
       needed_exceptions(*move.desk.roster, move.definition, state, move.facts)) {
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
JsonArray resolved(const Move& move, const std::vector<Telling>& tellings, std::string_view state) {
  JsonArray notices;
  const auto comments = registers::texts_of(move.remarks, "comment");
  const Marks marks{{"number", move.number},
                    {"title", move.definition.title},
                    {"due", spelled_due(move.definition, move.values)},
                    {"comment", comments.empty() ? "" : comments.front()},
                    {"applicant", name_of(move.desk, move.facts.people.at("applicant"))}};
  for (const Telling& telling : tellings) {
    std::vector<Holder> people;
    std::string text = filled(telling.text, marks);
    if (telling.next) {
      people = next_holders(move.desk, move.definition, state, move.facts);
      if (people.empty()) people = consenters(move, state, text);
    } else {
      people = access::who_may(move.desk.access(), {.by = telling.to, .never = {}}, move.facts);
    }
    for (const Holder& person : people) {
      notices.push_back(JsonObject{{"person", person.person_id},
                                   {"text", text},
                                   {"href", "applications/" + move.application_id}});
    }
  }
  return notices;
}

// What was done in somebody's absence is reported to them (第14条第4項).
JsonObject report(const Move& move) {
  const std::string text = "【代決の報告】" + move.number + "（" + move.definition.title +
                           "）は、あなたの不在中に、" + name_of(move.desk, move.person_id) + "（" +
                           move.capacity + "）が処理しました：" + move.step.done;
  return {
      {"person", move.acted_for}, {"text", text}, {"href", "applications/" + move.application_id}};
}

JsonArray cited(const Desk& desk, const std::vector<std::string>& controls) {
  JsonArray basis;
  if (controls.empty()) return basis;
  for (const Citation& citation : desk.cite(controls)) {
    basis.push_back(JsonObject{
        {"place", citation.place}, {"text", citation.text}, {"document", citation.document_title}});
  }
  return basis;
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
  const std::string done = move.step.from.empty() ? "applicant" : move.step.id;
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

ledger::Act recorded(const Move& move) {
  const Desk& desk = move.desk;
  const State& to = *move.definition.state(move.step.to);
  JsonObject payload{{"application", move.application_id},
                     {"number", move.number},
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
                     {"due", due_of(move.definition, to.id, move.values)},
                     {"applicant", move.facts.people.at("applicant")},
                     {"applicant_name", name_of(desk, move.facts.people.at("applicant"))},
                     {"section", move.facts.sections.at("section")},
                     {"section_name", section_name(desk, move.facts)},
                     {"person_name", name_of(desk, move.person_id)},
                     {"capacity", move.capacity},
                     {"remarks", move.remarks},
                     {"sides", sides_taken(move)},
                     {"basis", cited(desk, move.step.controls)},
                     {"tell", resolved(move, move.step.tell, to.id)}};
  if (!move.acted_for.empty()) {
    payload["acted_for"] = move.acted_for;
    payload["acted_for_name"] = name_of(desk, move.acted_for);
    payload.at("tell").as_array().push_back(report(move));
  }
  if (move.step.form) {
    payload["values"] = move.values;
    for (const auto& [key, value] :
         registers::display_all(desk.connection, move.definition.form, move.values, desk.today())) {
      payload[key] = value;
    }
  }
  if (move.definition.occupation) {
    JsonArray held;
    if (to.occupies) {
      for (const auto& id : registers::texts_of(move.values, move.definition.occupation->field)) {
        held.emplace_back(id);
      }
    }
    payload["holds"] = std::move(held);
  }
  return {"procedures." + move.step.id, move.person_id, "applications/" + move.application_id,
          std::move(payload)};
}

Result<void> check_occupation(const Desk& desk, const Definition& definition, const Values& values,
                              std::string_view application_id) {
  if (!definition.occupation) return {};
  const Occupation& occupation = *definition.occupation;
  for (const std::string& id : registers::texts_of(values, occupation.field)) {
    const auto held = desk.connection.first(
        "SELECT application_id FROM application_holdings WHERE entry_id = $1 AND "
        "application_id <> $2",
        id, application_id);
    if (!held) continue;
    Error error{Fault::conflict, occupation.code, occupation.message, occupation.remedy};
    error.fields.push_back({occupation.field, occupation.message});
    return fail(with_basis(desk, std::move(error), occupation.controls));
  }
  return {};
}

Result<Values> check_form(const Desk& desk, const Definition& definition, const Json& input,
                          std::string_view application_id) {
  auto values = registers::check(desk.connection, definition.form, input, desk.today());
  if (!values) return values;
  for (const Refusal& refusal : definition.refusals) {
    if (!registers::holds(desk.connection, desk.schemes, refusal.when, *values, desk.today())) {
      continue;
    }
    Error error{Fault::invalid, refusal.code, refusal.message, refusal.remedy};
    if (!refusal.field.empty()) error.fields.push_back({refusal.field, refusal.message});
    return fail(with_basis(desk, std::move(error), refusal.controls));
  }
  auto free = check_occupation(desk, definition, *values, application_id);
  if (!free) return fail(free.error());
  return values;
}

// Refuses what nobody could take further: an application must never be stuck.
Result<void> check_somebody_next(const Desk& desk, const Definition& definition,
                                 std::string_view state, const Facts& facts) {
  if (!next_holders(desk, definition, state, facts).empty()) return {};
  const auto needed = needed_exceptions(*desk.roster, definition, state, facts);
  const bool may_be_excepted = std::ranges::any_of(
      needed, [](const NeededException& one) { return !one.consenters.empty(); });
  if (may_be_excepted) return {};
  for (const Step* step : definition.steps_from(state)) {
    if (only_the_applicant(step->rule)) continue;
    const auto decision = access::decide(desk.access(), step->rule, facts, "");
    Error error{Fault::conflict, decision.code, "次にこれを進める人がいません。" + decision.message,
                decision.remedy};
    return fail(with_basis(desk, std::move(error), step->controls));
  }
  return {};
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

Result<Facts> facts_of_applicant(const Desk& desk, std::string_view person_id) {
  const auto person = organisation::person(desk.connection, person_id, desk.today());
  if (!person || person->section_id.empty()) {
    return fail(Fault::conflict, "not_a_member", "どの課にも所属していないため、申請できません。",
                "組織の事務局に、所属の登録を依頼してください。");
  }
  Facts facts;
  facts.people["applicant"] = person->id;
  facts.sections["section"] = person->section_id;
  return facts;
}

Result<void> check_state(const Definition& definition, const Application& application,
                         const Step& step) {
  if (std::ranges::find(step.from, application.state) != step.from.end()) return {};
  const State* state = definition.state(application.state);
  return fail(Fault::conflict, "act_not_now",
              application.number + "は「" + (state ? state->label : application.state) +
                  "」なので、「" + step.label + "」はできません。",
              "画面を開き直して、今の状態を確かめてください。");
}

}  // namespace

bool only_the_applicant(const access::Rule& rule) {
  return std::ranges::all_of(rule.by, [](const access::Party& party) {
    return party.kind == access::Party::Kind::person && party.fact == "applicant";
  });
}

std::vector<Holder> next_holders(const Desk& desk, const Definition& definition,
                                 std::string_view state, const Facts& facts) {
  std::vector<Holder> people;
  for (const Step* step : definition.steps_from(state)) {
    if (only_the_applicant(step->rule)) continue;
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
  const Facts facts = facts_of(desk.connection, application);
  for (const Step* step : definition.steps_from(application.state)) {
    list.push_back({step, access::decide(desk.access(), step->rule, facts, person_id)});
  }
  return list;
}

Result<std::string> next_in_words(const Desk& desk, const Definition& definition,
                                  std::string_view person_id) {
  const auto facts = facts_of_applicant(desk, person_id);
  if (!facts) return fail(facts.error());
  const std::string& state = definition.filing_step().to;
  if (auto next = check_somebody_next(desk, definition, state, *facts); !next) {
    return fail(next.error());
  }
  std::string words;
  for (const Holder& holder : next_holders(desk, definition, state, *facts)) {
    if (!words.empty()) words += "、";
    words += name_of(desk, holder.person_id);
    if (!holder.capacity.empty()) words += "（" + holder.capacity + "）";
  }
  return words;
}

Result<ledger::Act> file(const Desk& desk, const Definition& definition, std::string_view person_id,
                         const Json& input) {
  const auto facts = facts_of_applicant(desk, person_id);
  if (!facts) return fail(facts.error());
  const Step& step = definition.filing_step();
  const auto decision = access::decide(desk.access(), definition.apply, *facts, person_id);
  if (!decision.allowed) return fail(denied(desk, step, decision));
  auto values = check_form(desk, definition, input, "");
  if (!values) return fail(values.error());
  if (auto next = check_somebody_next(desk, definition, step.to, *facts); !next) {
    return fail(next.error());
  }
  const int year = fiscal_year(desk.today());
  const std::int64_t serial = next_serial(desk, definition, year);
  ledger::Act filed = recorded(
      {.desk = desk,
       .definition = definition,
       .step = step,
       .application_id = definition.id + "-" + std::to_string(year) + "-" + std::to_string(serial),
       .number = wareki_fiscal_year(year) + " " + definition.number + " 第" +
                 std::to_string(serial) + "号",
       .from = "",
       .person_id = std::string(person_id),
       .capacity = "",
       .acted_for = "",
       .facts = *facts,
       .values = *std::move(values),
       .remarks = {}});
  filed.payload.as_object()["fiscal_year"] = year;
  filed.payload.as_object()["serial"] = serial;
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
  const Facts facts = facts_of(desk.connection, application);
  const auto decision = access::decide(desk.access(), step->rule, facts, person_id);
  if (!decision.allowed) return fail(denied(desk, *step, decision));
  if (auto now = check_state(definition, application, *step); !now) return fail(now.error());
  if (auto next = check_somebody_next(desk, definition, step->to, facts); !next) {
    return fail(next.error());
  }

  Move move{.desk = desk,
            .definition = definition,
            .step = *step,
            .application_id = application.id,
            .number = application.number,
            .from = application.state,
            .person_id = std::string(person_id),
            .capacity = decision.capacity,
            .acted_for = decision.acted_for,
            .facts = facts,
            .values = application.values,
            .remarks = {}};
  if (step->form) {
    auto values = check_form(desk, definition, input, application.id);
    if (!values) return fail(values.error());
    move.values = *std::move(values);
  } else {
    auto remarks = registers::check(desk.connection, step->fields, input, desk.today());
    if (!remarks) return fail(remarks.error());
    move.remarks = *std::move(remarks);
  }
  return recorded(move);
}

Result<ledger::Act> except(const Desk& desk, const Definition& definition,
                           const Application& application, std::string_view consenter_id,
                           const Json& input) {
  const Facts facts = facts_of(desk.connection, application);
  const auto needed = needed_exceptions(*desk.roster, definition, application.state, facts);
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
                              .application_id = application.id,
                              .number = application.number,
                              .from = application.state,
                              .person_id = std::string(consenter_id),
                              .capacity = consenter->capacity,
                              .acted_for = "",
                              .facts = facts,
                              .values = application.values,
                              .remarks = *std::move(remarks)});
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

ledger::Act tell_overdue(const Desk& desk, const Definition& definition,
                         const Application& application) {
  const Step clock{.id = "overdue",
                   .label = "期限超過",
                   .done = "期限超過の通知",
                   .to = application.state,
                   .tell = definition.due ? definition.due->tell : std::vector<Telling>{}};
  return recorded({.desk = desk,
                   .definition = definition,
                   .step = clock,
                   .application_id = application.id,
                   .number = application.number,
                   .from = application.state,
                   .person_id = "system:clock",
                   .capacity = "",
                   .acted_for = "",
                   .facts = facts_of(desk.connection, application),
                   .values = application.values,
                   .remarks = {}});
}

}  // namespace mamori::procedures
