// 申請する: which procedures there are, and the form of one.
#include "base/text.h"
#include "procedures/application_listing.h"
#include "procedures/engine.h"
#include "web/application_forms.h"
#include "web/attachment_parts.h"
#include "web/beside_parts.h"
#include "web/handling_parts.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using procedures::Definition;
using store::Connection;

constexpr int durations_counted_max = 50;
constexpr std::size_t durations_counted_min = 3;

Json usual_time(Connection& connection, const Definition& definition) {
  const auto days = procedures::days_to_decide(connection, definition, durations_counted_max);
  if (days.size() < durations_counted_min) return nullptr;
  const long median = days[days.size() / 2];
  if (median < 1) return "ふつう1日以内";
  return Json("ふつう" + std::to_string(median) + "日ほど");
}

Json blocked_part(const Visit& visit, const Error& error) {
  return JsonObject{{"reason", error.message + error.remedy},
                    {"basis", article_parts(visit, error.basis)}};
}

// 課の承認：佐々木 誠（情報セキュリティ管理者（住民課））
std::string in_words(const procedures::ExpectedStep& step) {
  std::string text = step.label.empty() ? step.who : step.label + "：" + step.who;
  return step.when.empty() ? text : text + "〔" + step.when + "〕";
}

using ExpectedSteps = Result<std::vector<procedures::ExpectedStep>>;

// Whether others may file it and the visitor not; where nobody could decide, the fault is another.
bool is_for_others(const ExpectedSteps& steps) {
  return !steps && steps.error().fault == Fault::forbidden &&
         steps.error().code == "not_the_holder";
}

// Folded below what the visitor may apply for.
JsonObject other_part(const Visit& visit, const Definition& definition, const Error& error) {
  return {{"situation", definition.situation},
          {"title", definition.title},
          {"href", visit.base() + "/apply/" + definition.id},
          {"reason", error.message}};
}

JsonObject situation_part(const Visit& visit, Connection& connection, const Definition& definition,
                          const ExpectedSteps& steps) {
  JsonArray decides;
  if (steps) {
    for (const auto& step : *steps) decides.emplace_back(in_words(step));
  }
  return {{"id", definition.id},
          {"situation", definition.situation},
          {"title", definition.title},
          {"href", visit.base() + "/apply/" + definition.id},
          {"explanation", text_or_null(definition.lead)},
          {"decides", std::move(decides)},
          {"usual_time", usual_time(connection, definition)},
          {"words", joined(definition.words, " ")},
          {"articles", articles_served_by(visit, connection,
                                          {catalogue::SatisfierKind::procedure, definition.id})},
          {"blocked", steps ? Json(nullptr) : blocked_part(visit, steps.error())}};
}

// Who will decide, in order, as it stands beside the button.
Json who_decides(const Visit& visit, Connection& connection, const Definition& definition) {
  const auto steps = procedures::expected_steps(visit.services.body.desk(connection), definition,
                                                visit.person_id());
  if (!steps) return nullptr;
  if (steps->size() == 1) return Json("申請すると、" + steps->front().who + "に届きます。");
  std::string text = "決裁の順：";
  for (const auto& step : *steps) {
    if (&step != &steps->front()) text += "　→　";
    text += in_words(step);
  }
  return Json(std::move(text));
}

// The situations of a group; those that are not the visitor's go to `others`.
JsonArray situations_of(const Visit& visit, Connection& connection, std::string_view group,
                        JsonArray& others) {
  const auto desk = visit.services.body.desk(connection);
  JsonArray situations;
  for (const auto& [id, definition] : visit.services.body.definitions().procedures) {
    if (definition.group != group) continue;
    const auto steps = procedures::expected_steps(desk, definition, visit.person_id());
    if (is_for_others(steps)) {
      others.push_back(other_part(visit, definition, steps.error()));
    } else {
      situations.push_back(situation_part(visit, connection, definition, steps));
    }
  }
  return situations;
}

Result<Answer> show_situations(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    JsonArray groups;
    JsonArray others;
    std::int64_t total = 0;
    for (const auto& group : visit.services.body.definitions().groups) {
      JsonArray situations = situations_of(visit, connection, group.id, others);
      if (situations.empty()) continue;
      total += static_cast<std::int64_t>(situations.size());
      groups.push_back(JsonObject{
          {"id", group.id}, {"title", group.title}, {"situations", std::move(situations)}});
    }
    return Page{"apply",
                "申請する",
                {{"total", total}, {"groups", std::move(groups)}, {"others", std::move(others)}}};
  });
}

Result<const Definition*> procedure_of(const Visit& visit) {
  const auto& procedures = visit.services.body.definitions().procedures;
  const auto found = procedures.find(visit.capture("procedure"));
  if (found != procedures.end()) return &found->second;
  return fail(Fault::not_found, "not_found", "その申請の様式はありません。",
              "「申請する」から選び直してください。");
}

FormPage filing_form(const Visit& visit, const Definition& definition) {
  return {.definition = definition,
          .title = "「" + definition.title + "」を" + definition.filing_step().label,
          .submit_label = definition.filing_step().label,
          .action = visit.base() + "/apply/" + definition.id,
          .cancel_href = visit.base() + "/apply"};
}

Result<Answer> show_form(const Visit& visit) {
  const auto definition = procedure_of(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto next = procedures::next_in_words(visit.services.body.desk(connection), **definition,
                                                visit.person_id());
    JsonObject input = beginning(visit, connection, (*definition)->form);
    fill_gathered(visit, connection, **definition, input);
    const Filled filled{std::move(input), next ? nullptr : &next.error()};
    Page page = application_form(visit, connection, filing_form(visit, **definition), filled);
    if ((*definition)->gathering) {
      const int year = gathered_year(visit, **definition, filled.input.as_object());
      page.model["gathered"].as_object()["other_year"] = other_year_part(visit, **definition, year);
    }
    return page;
  });
}

Result<Answer> file(const Visit& visit) {
  const auto definition = procedure_of(visit);
  if (!definition) return fail(definition.error());
  auto sent = sent_form(visit, (*definition)->form);
  if (!sent) return fail(sent.error());
  std::optional<Error> wrong = std::move(sent->wrong);
  if (!wrong) {
    const auto filed =
        visit.services.acts.file_application(visit.person_id(), (*definition)->id, sent->input);
    if (filed) return application_done(visit, *filed);
    wrong = filed.error();
  }
  if (visit.request.wants_json()) return fail(*wrong);
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return application_form(visit, connection, filing_form(visit, **definition),
                            {sent->input, &*wrong});
  });
}

}  // namespace

Page application_form(const Visit& visit, Connection& connection, const FormPage& form,
                      const Filled& filled) {
  JsonArray boxes;
  for (const auto& step : form.definition.route) boxes.emplace_back(step.label);
  Page page{"form", form.title, {}, filled.error ? status_of(filled.error->fault) : 200};
  const auto values = registers::Values(filled.input.as_object());
  const auto gate =
      procedures::gate_answers(visit.services.body.desk(connection), form.definition, values);
  page.model = {
      {"error", filled.error ? error_part(visit, *filled.error, form.definition.form) : Json()},
      {"form",
       JsonObject{{"title", form.title},
                  {"lead", text_or_null(form.definition.lead)},
                  {"form_title", form.definition.form_title},
                  {"approval_boxes", std::move(boxes)},
                  {"action", form.action},
                  {"submit_label", form.submit_label},
                  {"cancel_href", form.cancel_href},
                  {"note", who_decides(visit, connection, form.definition)},
                  {"fields", field_parts(visit, connection, form.definition.form, filled)}}},
      {"handling", gate_parts(visit, connection, gate)},
      {"gathered", gathered_part(visit, connection, form.definition,
                                 gathered_year(visit, form.definition, values), std::nullopt)},
      {"articles", articles_served_by(visit, connection,
                                      {catalogue::SatisfierKind::procedure, form.definition.id})}};
  if (takes_files(form.definition.form)) page.model["form"].as_object()["is_with_files"] = true;
  return page;
}

Answer application_done(const Visit& visit, const body::Done& done_act) {
  const std::string number = text_at(done_act.payload, "number");
  return done(visit, visit.base() + "/" + done_act.subject,
              number + "：" + text_at(done_act.payload, "label") + "を記録しました。",
              {{"application", text_at(done_act.payload, "application")},
               {"number", number},
               {"state", text_at(done_act.payload, "to")},
               {"record_number", static_cast<std::int64_t>(done_act.record_number)}});
}

Routes apply_routes() {
  return {{Method::get, "/b/{body}/apply", "apply", "view.apply", show_situations},
          {Method::get, "/b/{body}/apply/{procedure}", "apply_form", "view.apply", show_form},
          {Method::post, "/b/{body}/apply/{procedure}", "apply_file", "procedures.use", file}};
}

}  // namespace mamori::web
