// 申請: one application with its route, what is possible now and why not, and the list of them.
#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "ledger/newest.h"
#include "organisation/organisation.h"
#include "procedures/course.h"
#include "procedures/engine.h"
#include "procedures/exceptions.h"
#include "procedures/suspension.h"
#include "procedures/tasks.h"
#include "registers/attachment.h"
#include "web/application_forms.h"
#include "web/attachment_parts.h"
#include "web/beside_parts.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/retention_parts.h"

namespace mamori::web {
namespace {

using procedures::Application;
using procedures::Definition;
using procedures::Event;
using procedures::Role;
using procedures::Step;
using store::Connection;

// An application as one visitor meets it.
struct Scene {
  const Visit& visit;
  Connection& connection;
  const Application& application;
  const Definition& definition;
  access::Facts facts;
  std::vector<Event> events;
  std::vector<procedures::DeputyDecision> deputy_decisions;
  Day today;

  procedures::Desk desk() const { return visit.services.body.desk(connection); }
  std::string href() const { return visit.base() + "/applications/" + application.id; }
  std::string name_of(std::string_view person_id) const {
    const auto person = organisation::person(connection, person_id, today);
    return person ? person->name : std::string();
  }
};

Result<Answer> with_scene(const Visit& visit,
                          const std::function<Result<Answer>(const Scene&)>& show) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto application = procedures::application(connection, visit.capture("id"));
    if (!application) {
      return fail(not_there(connection, "applications/" + visit.capture("id"),
                            {Fault::not_found, "not_found", "その番号の申請はありません。",
                             "申請の一覧から選び直してください。"}));
    }
    const auto definition = visit.services.body.definition_of(connection, *application);
    if (!definition) return fail(definition.error());
    auto facts = procedures::facts_of(connection, **definition, *application);
    // Whoever decides or acts on it sees it, whatever office they hold.
    if (!procedures::concerns(visit.services.body.desk(connection), **definition, *application,
                              visit.person_id())) {
      auto allowed =
          visit.services.acts.require(connection, visit.person_id(), "applications.view", facts);
      if (!allowed) return fail(allowed.error());
    }
    return show({visit, connection, *application, **definition, std::move(facts),
                 procedures::events(connection, application->id),
                 procedures::deputy_decisions(connection, application->id),
                 day_in_japan(visit.services.body.clock().now())});
  });
}

bool is_step_of(const procedures::RouteStep& route, std::string_view step_id) {
  return std::ranges::find(route.acts, step_id) != route.acts.end();
}

// A box of the decision whose step does not apply to this application.
bool is_left_out(const Scene& scene, const procedures::RouteStep& box) {
  if (!scene.definition.decision) return false;
  const Step* step = scene.definition.step(box.acts.front());
  if (!step || step->role != Role::approve) return false;
  const auto* at = scene.definition.decision->waiting_in(step->from.front());
  return at && !procedures::is_on_route(scene.application, *at);
}

// What was done in a box since the application was handed in last: a new round begins then.
const Event* latest_event(const Scene& scene, const procedures::RouteStep& box) {
  const bool is_filing = is_step_of(box, scene.definition.filing_step().id);
  const Event* latest = nullptr;
  for (const Event& event : scene.events) {
    const Step* step = scene.definition.step(event.act);
    if (step && step->to_decision && !is_filing) latest = nullptr;
    if (is_step_of(box, event.act)) latest = &event;
  }
  return latest;
}

const procedures::DeputyDecision* deputy_decision(const Scene& scene, const Event& event) {
  const auto found = std::ranges::find(scene.deputy_decisions, event.record_number,
                                       &procedures::DeputyDecision::record_number);
  return found == scene.deputy_decisions.end() ? nullptr : &*found;
}

// 代決: somebody else than the office that decides first.
bool is_deputy(const Scene& scene, const Event& event) {
  if (deputy_decision(scene, event)) return true;
  const Step* step = scene.definition.step(event.act);
  if (!step || step->rule.order != access::Order::first || event.capacity.empty()) return false;
  return event.capacity.contains("のため代決") || event.capacity.contains("不在のため");
}

// Whether it ends or interrupts what was under way.
bool stops(const Step& step) {
  return step.tone == "danger" || step.role == Role::refuse || step.role == Role::send_back ||
         step.role == Role::pull_back || step.role == Role::withdraw;
}

JsonObject box_part(const Scene& scene, const procedures::RouteStep& box, bool current) {
  const Event* event = current ? nullptr : latest_event(scene, box);
  const Step& step = *scene.definition.step(box.acts.front());
  const bool ended = !current && !scene.application.is_open;
  JsonObject part{{"label", box.label},
                  {"act_label", step.label},
                  {"office", access::describe(scene.desk().access(), step.rule, scene.facts)},
                  {"section", nullptr},
                  {"name", nullptr},
                  {"at", nullptr},
                  {"deputy", false},
                  {"seen", nullptr},
                  {"comment", nullptr},
                  {"current", current},
                  {"state", current ? state_part("now", "待っています", "waiting")
                            : ended ? state_part("none", "行われません", "neutral")
                                    : state_part("later", "まだ", "neutral")}};
  if (!event) return part;
  const auto* reached = scene.definition.state(event->state);
  const Step* done = scene.definition.step(event->act);
  const bool stopped = (reached && reached->tone == "stopped") || (done && stops(*done));
  part["office"] = text_or_null(event->capacity);
  part["name"] = event->person_name;
  part["at"] = instant_part(event->at);
  part["deputy"] = is_deputy(scene, *event);
  if (const auto* decision = deputy_decision(scene, *event)) {
    part["seen"] = decision->seen ? decision->absent_name + "さんが後閲済み"
                                  : decision->absent_name + "さんの後閲を待っています";
  }
  part["comment"] = text_or_null(event->comment);
  part["state"] = state_part("done", event->label, stopped ? "stopped" : "success");
  return part;
}

JsonArray route_parts(const Scene& scene) {
  JsonArray parts;
  const auto current = procedures::boxes_waited_for(scene.definition, scene.application);
  for (const auto& box : scene.definition.route) {
    if (is_left_out(scene, box)) continue;
    parts.push_back(box_part(scene, box, std::ranges::find(current, &box) != current.end()));
  }
  return parts;
}

// Who may do what these boxes wait for: the applicant too, where it is their turn.
std::vector<std::string> names_at(const Scene& scene,
                                  const std::vector<const procedures::RouteStep*>& boxes) {
  std::vector<std::string> names;
  for (const Step* step : procedures::possible_steps(scene.definition, scene.application)) {
    const auto asks_for = [&](const auto* box) { return is_step_of(*box, step->id); };
    if (std::ranges::none_of(boxes, asks_for)) continue;
    for (const auto& holder : access::who_may(scene.desk().access(), step->rule, scene.facts)) {
      std::string name = scene.name_of(holder.person_id);
      if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
  }
  return names;
}

Json next_part(const Scene& scene) {
  if (procedures::ends_by_itself(scene.definition, scene.application)) {
    return JsonObject{{"text", "期限の日に、自動的に終わります"}, {"who", nullptr}};
  }
  const auto boxes = procedures::boxes_waited_for(scene.definition, scene.application);
  if (!scene.application.is_open || boxes.empty()) return nullptr;
  std::vector<std::string> labels;
  for (const auto* box : boxes) labels.push_back(box->label);
  return JsonObject{{"text", joined(labels)},
                    {"who", text_or_null(joined(names_at(scene, boxes)))}};
}

Json confirmation(const Scene& scene, const Step& step) {
  if (step.tone != "danger") return nullptr;
  const procedures::State* to = scene.definition.state(step.to);
  return JsonObject{{"title", scene.application.number + "：" + step.label},
                    {"text", (to ? "「" + to->label + "」になります。" : std::string()) +
                                 "記録に残り、元には戻せません。"},
                    {"label", step.label}};
}

JsonObject offered_act(const Scene& scene, const Step& step, const Filled& filled) {
  ActForm form{.id = step.id,
               .label = step.label,
               .tone = step.tone.empty() ? "secondary" : step.tone,
               .action = scene.href() + "/" + step.id,
               .open = filled.error != nullptr,
               .confirm = confirmation(scene, step)};
  JsonObject part;
  if (step.form) {
    part = act_part(form);
    part["href"] = form.action;
    part["action"] = nullptr;
    return part;
  }
  form.fields = field_parts(scene.visit, scene.connection, step.fields, filled);
  return act_part(form);
}

// What was decided in the visitor's absence, to be marked as seen.
void add_seeing(const Scene& scene, const Attempt& attempt, JsonArray& acts) {
  for (const auto& decision : scene.deputy_decisions) {
    if (decision.seen || decision.absent_id != scene.visit.person_id()) continue;
    const Filled filled = attempt.filled(procedures::seen_act);
    acts.push_back(act_part(
        {.id = std::string(procedures::seen_act),
         .label = "後閲した",
         .tone = "primary",
         .action = scene.href() + "/" + std::string(procedures::seen_act) +
                   "?record=" + std::to_string(decision.record_number),
         .explanation = "あなたの不在中に、" + decision.person_name + "（" + decision.capacity +
                        "）が「" + decision.label +
                        "」と決めました。内容を確かめたら、記録します。",
         .open = filled.error != nullptr,
         .fields = field_parts(scene.visit, scene.connection, procedures::seen_fields(), filled)}));
  }
}

// What the visitor may consent to: one form for each rule that keeps everybody from going on.
void add_exceptions(const Scene& scene, const Attempt& attempt, JsonArray& acts) {
  std::set<std::string> offered;
  for (const auto& needed : procedures::needed_exceptions(*scene.desk().roster, scene.definition,
                                                          scene.application, scene.facts)) {
    const std::string rule = needed.exclusion->key();
    const bool may = std::ranges::find(needed.consenters, scene.visit.person_id(),
                                       &access::Holder::person_id) != needed.consenters.end();
    if (!may || !offered.insert(rule).second) continue;
    const Filled filled = attempt.filled(procedures::exception_act);
    acts.push_back(act_part(
        {.id = std::string(procedures::exception_act),
         .label = "例外として認める",
         .action = scene.href() + "/" + std::string(procedures::exception_act) +
                   "?rule=" + percent_encode(rule) + "&step=" + needed.step->id,
         .explanation = "「" + needed.step->label +
                        "」ができる人が、ほかにいません。やむを得ないときは、" +
                        scene.name_of(needed.person_id) +
                        "さんが行うことを認めます。理由は記録に残り、監査を行う人に示されます。",
         .open = filled.error != nullptr,
         .fields =
             field_parts(scene.visit, scene.connection, procedures::exception_fields(), filled)}));
  }
}

// What the form says, in words, for drafts.
JsonObject in_words(const Scene& scene) {
  JsonObject words;
  for (const registers::Field& field : scene.definition.form) {
    words[field.name] =
        joined(registers::display(scene.connection, field, scene.application.values, scene.today));
  }
  return words;
}

void add_offers(const Scene& scene, const Attempt& attempt, JsonObject& model) {
  JsonArray acts;
  JsonArray blocked;
  const JsonObject about = in_words(scene);
  for (const auto& offer : procedures::offers(scene.desk(), scene.definition, scene.application,
                                              scene.visit.person_id())) {
    if (!offer.decision.allowed) {
      const auto basis = scene.visit.services.body.cite(scene.connection, offer.decision.controls);
      blocked.push_back(JsonObject{{"label", offer.step->label},
                                   {"reason", offer.decision.message},
                                   {"basis", article_parts(scene.visit, basis)}});
      continue;
    }
    const Filled filled =
        attempt.filled(offer.step->id,
                       Json(suggestions(scene.visit, scene.connection, offer.step->fields, about)));
    acts.push_back(offered_act(scene, *offer.step, filled));
  }
  add_seeing(scene, attempt, acts);
  add_exceptions(scene, attempt, acts);
  if (!scene.application.is_open) {
    const std::string subject = "applications/" + scene.application.id;
    if (Json ask = erasure_act(scene.visit, scene.connection, subject); !ask.is_null()) {
      acts.push_back(std::move(ask));
    }
  }
  model["acts"] = std::move(acts);
  model["blocked"] = std::move(blocked);
}

// What was written with an act; of a file also its hash, by which it is known anywhere.
JsonArray written_parts(const Visit& visit, const Event& event) {
  JsonArray parts;
  for (const Json& one : event.shown) {
    std::vector<std::string> texts;
    for (const Json& text : array_at(one, "texts")) texts.emplace_back(text.as_string());
    JsonArray files;
    for (const Json& file : array_at(one, "files")) {
      const std::string value(file.as_string());
      const std::string digest = registers::file_digest_of(value);
      files.push_back(JsonObject{{"name", registers::file_name_of(value)},
                                 {"digest", digest},
                                 {"href", visit.base() + "/attachments/" + digest}});
    }
    parts.push_back(JsonObject{{"label", text_at(one, "label")},
                               {"text", text_or_null(joined(texts))},
                               {"files", std::move(files)}});
  }
  return parts;
}

JsonArray history_parts(const Scene& scene) {
  const bool may_see_ledger =
      scene.visit.services.acts.may(scene.connection, scene.visit.person_id(), "view.ledger")
          .allowed;
  JsonArray parts;
  for (const Event& event : scene.events) {
    const std::string record = std::to_string(event.record_number);
    parts.push_back(JsonObject{
        {"record", static_cast<std::int64_t>(event.record_number)},
        {"href", may_see_ledger ? Json(scene.visit.base() + "/ledger/" + record) : Json()},
        {"at", instant_part(event.at)},
        {"act_label", event.label},
        {"person", event.person_name.starts_with("system:") ? "mamori" : event.person_name},
        {"office", text_or_null(event.capacity)},
        {"comment", text_or_null(event.comment)},
        {"written", written_parts(scene.visit, event)}});
  }
  return parts;
}

// What the day on the page is: of what is owed now, or else of what will be.
Json due_label(const Scene& scene) {
  if (const auto* watched = scene.definition.due_in(scene.application.state)) {
    return Json(watched->label);
  }
  const auto& dues = scene.definition.dues;
  const auto of_form =
      std::ranges::find_if(dues, [](const auto& due) { return !due.field.empty(); });
  return of_form == dues.end() ? Json("期限") : Json(of_form->label);
}

Json overdue_part(const Scene& scene) {
  if (!scene.application.overdue(scene.today)) return nullptr;
  const auto due = *parse_day(scene.application.due);
  const auto late = std::chrono::sys_days{scene.today} - std::chrono::sys_days{due};
  const procedures::Due* watched = scene.definition.due_in(scene.application.state);
  return JsonObject{{"text", "期限（" + wareki_day(due) + "）を" + std::to_string(late.count()) +
                                 "日過ぎています。" + (watched ? watched->late : "")}};
}

JsonObject applicant_part(const Scene& scene) {
  const auto section =
      organisation::section(scene.connection, scene.application.section_id, scene.today);
  const auto titled = scene.visit.services.body.offices(scene.connection);
  JsonArray offices;
  for (const auto& held :
       organisation::offices_of(scene.connection, scene.application.applicant_id, scene.today)) {
    offices.emplace_back(titled.title(held.office));
  }
  return {{"id", scene.application.applicant_id},
          {"name", scene.name_of(scene.application.applicant_id)},
          {"section", section ? section->name : ""},
          {"offices", std::move(offices)}};
}

BesideScene beside_scene(const Scene& scene) {
  return {scene.visit, scene.connection, scene.definition, scene.application, scene.events};
}

// May be ticked by whoever is offered the act that does so.
Json checklist_of(const Scene& scene) {
  const auto& beside = scene.definition.beside;
  if (!beside || !beside->has_steps()) return nullptr;
  const auto offers = procedures::offers(scene.desk(), scene.definition, scene.application,
                                         scene.visit.person_id());
  return checklist_part(beside_scene(scene), std::ranges::any_of(offers, [&](const auto& offer) {
                          return offer.decision.allowed && offer.step->id == beside->done;
                        }));
}

// What had been recorded when the application was filed; how it reads and stands is of today.
Json gathered_of(const Scene& scene) {
  const int year = gathered_year(scene.visit, scene.definition, scene.application.values);
  return gathered_part(scene.visit, scene.connection, scene.definition, year,
                       parse_iso_instant(scene.application.submitted_at));
}

// Telephone numbers are for those who lead in an emergency.
Json network_href(const Scene& scene) {
  const bool may = scene.definition.beside &&
                   scene.visit.services.acts
                       .may(scene.connection, scene.visit.person_id(), "view.emergency_network")
                       .allowed;
  return may ? Json(scene.visit.base() + "/organisation/emergency") : Json();
}

JsonArray task_parts(const Scene& scene) {
  JsonArray parts;
  const Instant now = scene.visit.services.body.clock().now();
  const auto& tasks = scene.application.tasks;
  for (auto one = tasks.begin(); one != tasks.end(); ++one) {
    const procedures::Task& task = *one;
    const bool anew = std::find_if(std::next(one), tasks.end(), [&](const procedures::Task& later) {
                        return later.id == task.id;
                      }) != tasks.end();
    if (task.dropped && anew) continue;  // reckoned anew since
    const auto* declared = scene.definition.task(task.id);
    parts.push_back(
        JsonObject{{"label", task.label},
                   {"due", task_due_part(task)},
                   {"state", task_state(scene.definition, scene.application, task, now)},
                   {"source", text_or_null(declared ? declared->source : "")}});
  }
  return parts;
}

std::string title_of(const Scene& scene, const Application& application) {
  const auto& known = scene.visit.services.body.definitions().procedures;
  const auto found = known.find(application.procedure_id);
  return found == known.end() ? application.procedure_id : found->second.title;
}

// The application whose act assigned this one.
Json origin_part(const Scene& scene) {
  const auto origin = procedures::application(scene.connection, scene.application.origin);
  if (!origin) return nullptr;
  return JsonObject{{"href", scene.visit.base() + "/applications/" + origin->id},
                    {"number", origin->number},
                    {"title", title_of(scene, *origin)}};
}

// What acts on this application assigned to others, and what became of it.
JsonArray assigned_parts(const Scene& scene) {
  JsonArray parts;
  for (const Application& task :
       procedures::applications_assigned_by(scene.connection, scene.application.id)) {
    const auto definition = scene.visit.services.body.definition_of(scene.connection, task);
    if (!definition) continue;
    const auto facts = procedures::facts_of(scene.connection, **definition, task);
    std::vector<std::string> names;
    for (const auto& holder : procedures::next_holders(scene.desk(), **definition, task, facts)) {
      names.push_back(scene.name_of(holder.person_id));
    }
    parts.push_back(JsonObject{{"href", scene.visit.base() + "/applications/" + task.id},
                               {"number", task.number},
                               {"title", (*definition)->title},
                               {"who", text_or_null(joined(names))},
                               {"due", day_part(procedures::due_day(**definition, task))},
                               {"state", application_state(**definition, task, scene.today)}});
  }
  return parts;
}

// What was drawn by lot, with all that is needed to draw it again.
JsonArray sample_parts(const Scene& scene) {
  JsonArray parts;
  for (const Event& event : scene.events) {
    const Step* step = scene.definition.step(event.act);
    if (!step || !step->sampling) continue;
    const auto record = ledger::record_at(scene.connection, event.record_number);
    if (!record || record->erased) continue;
    const Json sample = object_at(record->payload, "sample");
    JsonArray things;
    for (const Json& thing : array_at(sample, "drawn")) {
      things.push_back(JsonObject{{"href", scene.visit.base() + "/" + text_at(thing, "thing")},
                                  {"number", text_at(thing, "number")},
                                  {"label", text_at(thing, "label")}});
    }
    const auto population = static_cast<std::int64_t>(array_at(sample, "population").size());
    parts.push_back(JsonObject{{"at", instant_part(event.at)},
                               {"seed", text_at(sample, "seed")},
                               {"population", population},
                               {"record", static_cast<std::int64_t>(event.record_number)},
                               {"things", std::move(things)}});
  }
  return parts;
}

Json exception_part(const Scene& scene, std::string_view label,
                    const std::map<std::string, std::string>& numbers) {
  JsonArray links;
  for (const auto& [id, number] : numbers) {
    links.push_back(
        JsonObject{{"number", number}, {"href", scene.visit.base() + "/applications/" + id}});
  }
  return JsonObject{{"label", label}, {"applications", std::move(links)}};
}

// By which exceptions the application was accepted; what was accepted under it, if it is one.
JsonArray exception_parts(const Scene& scene) {
  JsonArray parts;
  std::map<std::string, std::string> passed;
  for (const auto& one : procedures::passed_by(scene.connection, scene.application.id)) {
    passed.emplace(one.exception_id, one.exception_number);
  }
  if (!passed.empty()) {
    parts.push_back(exception_part(scene, "次の例外措置により受け付けました", passed));
  }
  std::map<std::string, std::string> accepted;
  for (const std::string& id : procedures::accepted_under(scene.connection, scene.application.id)) {
    const auto application = procedures::application(scene.connection, id);
    if (application) accepted.emplace(id, application->number);
  }
  if (!accepted.empty()) {
    parts.push_back(exception_part(scene, "この例外措置により受け付けた申請", accepted));
  }
  return parts;
}

Page application_page(const Scene& scene, const Attempt& attempt) {
  const Definition& definition = scene.definition;
  JsonObject model{{"number", scene.application.number},
                   {"title", definition.title},
                   {"href", scene.href()},
                   {"procedure", JsonObject{{"id", definition.id},
                                            {"title", definition.title},
                                            {"form_title", definition.form_title}}},
                   {"applicant", applicant_part(scene)},
                   {"filed", instant_part(scene.application.submitted_at)},
                   {"filed_word", definition.filing_step().done},
                   {"due", day_part(procedures::due_day(definition, scene.application))},
                   {"due_label", due_label(scene)},
                   {"overdue", overdue_part(scene)},
                   {"fields", value_parts(scene.visit, scene.connection, definition.form,
                                          scene.application.values, scene.today)},
                   {"state", application_state(definition, scene.application, scene.today)},
                   {"route", route_parts(scene)},
                   {"next", next_part(scene)},
                   {"tasks", task_parts(scene)},
                   {"beside", beside_parts(beside_scene(scene))},
                   {"checklist", checklist_of(scene)},
                   {"gathered", gathered_of(scene)},
                   {"network_href", network_href(scene)},
                   {"origin", origin_part(scene)},
                   {"assigned", assigned_parts(scene)},
                   {"samples", sample_parts(scene)},
                   {"exceptions", exception_parts(scene)},
                   {"history", history_parts(scene)}};
  add_offers(scene, attempt, model);
  const Step* step = definition.step(attempt.form);
  Page page{"application", scene.application.number, {}};
  page.status = attempt.error ? status_of(attempt.error->fault) : 200;
  page.model = {
      {"error", attempt.error ? error_part(scene.visit, *attempt.error,
                                           step ? step->fields : std::vector<registers::Field>{},
                                           attempt.form + "-")
                              : Json()},
      {"application", std::move(model)},
      {"articles", articles_served_by(scene.visit, scene.connection,
                                      {catalogue::SatisfierKind::procedure, definition.id})}};
  return page;
}

Result<Answer> show_application(const Visit& visit) {
  return with_scene(
      visit, [](const Scene& scene) -> Result<Answer> { return application_page(scene, {}); });
}

FormPage step_form(const Scene& scene, const Step& step) {
  return {.definition = scene.definition,
          .title = scene.application.number + "：" + step.label,
          .submit_label = step.label,
          .action = scene.href() + "/" + step.id,
          .cancel_href = scene.href()};
}

// The form of a step that takes the whole form again (直して申請し直す).
Result<Answer> show_step_form(const Visit& visit) {
  return with_scene(visit, [&](const Scene& scene) -> Result<Answer> {
    const Step* step = scene.definition.step(visit.capture("step"));
    if (!step || !step->form) {
      return Response::redirect_see_other(scene.href());
    }
    return application_form(visit, scene.connection, step_form(scene, *step),
                            {Json(scene.application.values)});
  });
}

// A consent to an exception, or that a decision was seen: which one, says the address of its form.
Json with_address(const Visit& visit, Json input) {
  for (const char* name : {"rule", "step", "record"}) {
    if (visit.request.query.has(name)) input.as_object()[name] = visit.request.query.get(name);
  }
  return input;
}

Result<body::Done> act_on(const Visit& visit, const std::string& step_id, const Json& input) {
  auto& acts = visit.services.acts;
  const std::string id = visit.capture("id");
  if (step_id == procedures::exception_act) {
    return acts.except_on_application(visit.person_id(), id, with_address(visit, input));
  }
  if (step_id == procedures::seen_act) {
    return acts.see_decision(visit.person_id(), id, with_address(visit, input));
  }
  return acts.act_on_application(visit.person_id(), id, step_id, input);
}

// What the step takes, when the visitor may do it: files are kept of nobody else.
std::vector<registers::Field> fields_taken(const Visit& visit, const std::string& step_id) {
  using Fields = std::vector<registers::Field>;
  return visit.services.body.store().read([&](Connection& connection) -> Fields {
    const auto application = procedures::application(connection, visit.capture("id"));
    if (!application) return {};
    const auto definition = visit.services.body.definition_of(connection, *application);
    if (!definition) return {};
    for (const auto& offer : procedures::offers(visit.services.body.desk(connection), **definition,
                                                *application, visit.person_id())) {
      if (offer.step->id != step_id || !offer.decision.allowed) continue;
      return offer.step->form ? (*definition)->form : offer.step->fields;
    }
    return {};
  });
}

Result<Answer> act(const Visit& visit) {
  const std::string step_id = visit.capture("step");
  auto sent = sent_form(visit, fields_taken(visit, step_id));
  if (!sent) return fail(sent.error());
  std::optional<Error> wrong = std::move(sent->wrong);
  if (!wrong) {
    const auto acted = act_on(visit, step_id, sent->input);
    if (acted) return application_done(visit, *acted);
    wrong = acted.error();
  }
  if (visit.request.wants_json()) return fail(*wrong);
  return with_scene(visit, [&](const Scene& scene) -> Result<Answer> {
    const Step* step = scene.definition.step(step_id);
    if (step && step->form) {
      return application_form(visit, scene.connection, step_form(scene, *step),
                              {sent->input, &*wrong});
    }
    return application_page(scene, {step_id, sent->input, &*wrong});
  });
}

}  // namespace

bool is_visible(const Visit& visit, Connection& connection, const Definition& definition,
                const Application& application) {
  const auto facts = procedures::facts_of(connection, definition, application);
  return visit.services.acts.may(connection, visit.person_id(), "applications.view", facts)
             .allowed ||
         procedures::concerns(visit.services.body.desk(connection), definition, application,
                              visit.person_id());
}

Routes application_routes() {
  Routes routes = apply_routes();
  for (const auto more : {application_list_routes, clock_routes, report_routes}) {
    for (auto& route : more()) routes.push_back(std::move(route));
  }
  const Routes own{{Method::get, "/b/{body}/applications/{id}", "application", "view.applications",
                    show_application},
                   {Method::get, "/b/{body}/applications/{id}/{step}", "application_form",
                    "procedures.use", show_step_form},
                   {Method::post, "/b/{body}/applications/{id}/{step}", "application_act",
                    "procedures.use", act}};
  routes.insert(routes.end(), own.begin(), own.end());
  return routes;
}

}  // namespace mamori::web
