// 対応と期限: what of the open applications has a limit of its own, the nearest first; and what a
// body sets of a procedure, its limits above all.
#include <algorithm>

#include "base/text.h"
#include "organisation/organisation.h"
#include "procedures/engine.h"
#include "procedures/tasks.h"
#include "web/application_forms.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using procedures::Application;
using procedures::Definition;
using procedures::Task;
using store::Connection;

// 12分, 3時間, 5日: the largest unit that says enough.
std::string span_in_words(std::chrono::milliseconds span) {
  using namespace std::chrono;
  if (span < hours{2}) return std::to_string(duration_cast<minutes>(span).count()) + "分";
  if (span < days{2}) return std::to_string(duration_cast<hours>(span).count()) + "時間";
  return std::to_string(duration_cast<days>(span).count()) + "日";
}

// A row of the list, and when it is due: what has no limit stands last.
struct Row {
  std::string due_at;
  JsonObject part;
};

Row row_of(const Visit& visit, Connection& connection, const Definition& definition,
           const Application& application, const Task* task) {
  const Day today = today_of(visit);
  const std::string href = visit.base() + "/applications/" + application.id;
  const auto section = organisation::section(connection, application.section_id, today);
  const auto state = application_state(definition, application, today);
  const Json due = task ? task_due_part(*task) : Json();
  const Json clock =
      task ? task_state(definition, application, *task, visit.services.body.clock().now()) : Json();
  return {
      task ? task->due_at : "9",
      {{"href", href},
       {"cells",
        JsonArray{
            cell_part({.text = application.number, .href = href, .heading = true}),
            cell_part({.text = section ? section->name : ""}),
            cell_part({.text = "", .chip = chip(text_at(state, "label"), text_at(state, "tone"))}),
            cell_part({.text = task ? task->label : "期限のあるものはありません"}),
            cell_part({.text = "", .date = due}), cell_part({.text = "", .chip = clock})}}}};
}

std::vector<Row> rows_of(const Visit& visit, Connection& connection) {
  std::vector<Row> rows;
  for (const Application& application : procedures::open_applications(connection)) {
    const auto definition = visit.services.body.definition_of(connection, application);
    if (!definition || (*definition)->tasks.empty()) continue;
    if (!is_visible(visit, connection, **definition, application)) continue;
    for (const Task& task : application.tasks) {
      rows.push_back(row_of(visit, connection, **definition, application, &task));
    }
    if (application.tasks.empty()) {
      rows.push_back(row_of(visit, connection, **definition, application, nullptr));
    }
  }
  std::ranges::stable_sort(rows, {}, &Row::due_at);
  return rows;
}

// To report, and to set the limits.
JsonArray actions(const Visit& visit, Connection& connection) {
  JsonArray list;
  const bool may_set =
      visit.services.acts.may(connection, visit.person_id(), "procedures.set").allowed;
  for (const auto& [id, definition] : visit.services.body.definitions().procedures) {
    if (!definition.shortcut.empty()) {
      list.push_back(JsonObject{{"href", visit.base() + "/apply/" + id},
                                {"label", definition.shortcut},
                                {"primary", true}});
    }
    if (definition.settings.empty() || !may_set) continue;
    list.push_back(JsonObject{{"href", visit.base() + "/procedures/" + id + "/settings"},
                              {"label", "「" + definition.title + "」の期限などを決める"},
                              {"primary", false}});
  }
  return list;
}

Result<Answer> show_clocks(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    JsonArray rows;
    for (Row& row : rows_of(visit, connection)) rows.push_back(std::move(row.part));
    JsonObject list = list_model(
        {.title = "対応と期限",
         .lead = "終わっていない事故などについて、期限のあることを、近い順に並べています。",
         .columns = column_parts({{"number", "番号"},
                                  {"section", "課"},
                                  {"state", "状態"},
                                  {"task", "すること"},
                                  {"due", "期限"},
                                  {"clock", "残り"}}),
         .rows = std::move(rows),
         .empty = "対応しているものはありません。",
         .empty_href = visit.base() + "/home",
         .empty_label = "わたしの仕事に戻る",
         .actions = actions(visit, connection)});
    return Page{
        "applications", "対応と期限", {{"list", std::move(list)}, {"articles", JsonArray{}}}};
  });
}

// --- settings

Result<const Definition*> settable(const Visit& visit) {
  const auto& procedures = visit.services.body.definitions().procedures;
  const auto found = procedures.find(visit.capture("procedure"));
  if (found != procedures.end() && !found->second.settings.empty()) return &found->second;
  return fail(Fault::not_found, "not_found", "その手続に、団体が決めるものはありません。",
              "「対応と期限」から開き直してください。");
}

Page settings_page(const Visit& visit, Connection& connection, const Definition& definition,
                   const Filled& filled) {
  const std::string title = "「" + definition.title + "」の期限などを決める";
  Page page{"form", title, {}};
  page.model = {
      {"form",
       JsonObject{
           {"title", title},
           {"lead", "これから報告されるものに使われます。変えたことと変えた人は、記録に残ります。"},
           {"form_title", nullptr},
           {"approval_boxes", JsonArray()},
           {"action", visit.base() + "/procedures/" + definition.id + "/settings"},
           {"submit_label", "決める"},
           {"cancel_href", visit.base() + "/clocks"},
           {"note", nullptr},
           {"fields", field_parts(visit, connection, definition.settings, filled)}}},
      {"articles", articles_served_by(visit, connection,
                                      {catalogue::SatisfierKind::procedure, definition.id})}};
  if (!filled.error) return page;
  page.model["error"] = error_part(visit, *filled.error, definition.settings);
  page.status = status_of(filled.error->fault);
  return page;
}

Result<Answer> show_settings(const Visit& visit) {
  const auto definition = settable(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return settings_page(visit, connection, **definition,
                         {Json(procedures::settings_of(connection, **definition))});
  });
}

Result<Answer> change_settings(const Visit& visit) {
  const auto definition = settable(visit);
  if (!definition) return fail(definition.error());
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto set = visit.services.acts.set_procedure(visit.person_id(), (*definition)->id, *input);
  if (set) {
    return done(visit, visit.base() + "/clocks", "期限などを決めました。",
                {{"record", set->record_number}});
  }
  if (visit.request.wants_json() || set.error().fault != Fault::invalid) return fail(set.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return settings_page(visit, connection, **definition, {*input, &set.error()});
  });
}

}  // namespace

const Task* nearest_task(const Application& application) {
  const Task* nearest = nullptr;
  for (const Task& task : application.tasks) {
    if (task.is_open() && (!nearest || task.due_at < nearest->due_at)) nearest = &task;
  }
  return nearest;
}

Json task_due_part(const Task& task) {
  return JsonObject{{"text", procedures::due_in_words(task)}, {"iso", task.due_at}};
}

Json task_state(const Definition& definition, const Application& application, const Task& task,
                Instant now) {
  const auto due = parse_iso_instant(task.due_at).value_or(now);
  if (task.dropped) return chip("不要と判断", "neutral");
  if (task.was_done()) {
    return task.late(now) ? chip("遅れて済み（" + task.ended_by + "）", "warning")
                          : chip("済み（" + task.ended_by + "）", "success");
  }
  if (procedures::was_skipped(definition, application, task)) {
    return chip("飛ばされています", "error");
  }
  if (due < now) return chip(span_in_words(now - due) + "過ぎています", "error");
  return chip("あと" + span_in_words(due - now), "waiting");
}

Routes clock_routes() {
  return {{Method::get, "/b/{body}/clocks", "clocks", "view.clocks", show_clocks},
          {Method::get, "/b/{body}/procedures/{procedure}/settings", "procedure_settings",
           "procedures.set", show_settings},
          {Method::post, "/b/{body}/procedures/{procedure}/settings", "procedure_set",
           "procedures.set", change_settings}};
}

}  // namespace mamori::web
