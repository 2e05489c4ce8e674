// 定期の実施事項: what must be done again and again, what of it is due, doing it, and what was
// found each time (rows D11, E4, I2; definitions/duties/).
#include <algorithm>
#include <map>

#include "duties/rounds.h"
#include "ledger/journal.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/records.h"

namespace mamori::web {
namespace {

using duties::Definition;
using duties::Desk;
using duties::Owed;
using store::Connection;

constexpr std::size_t performances_shown_max = 100;

std::unexpected<Error> no_such_duty() {
  return fail(Fault::not_found, "not_found", "その実施事項は見つかりません。",
              "一覧から開き直してください。");
}

// One that is done in rounds.
Result<const Definition*> open_duty(const Visit& visit) {
  const auto& duties = visit.services.body.definitions().duties;
  const auto found = duties.find(visit.capture("duty"));
  if (found == duties.end() || !found->second.rounds()) return no_such_duty();
  return &found->second;
}

std::string duty_href(const Visit& visit, const Definition& duty) {
  return visit.base() + "/duties/" + duty.id;
}

std::string do_href(const Visit& visit, const Definition& duty, const std::string& unit_id) {
  return duty_href(visit, duty) + "/do" + (unit_id.empty() ? "" : "?unit=" + unit_id);
}

JsonArray articles_of(const Visit& visit, Connection& connection, const Definition& duty) {
  return articles_served_by(visit, connection, {catalogue::SatisfierKind::duty, duty.id});
}

Json state_chip(const Owed& owed, Day today) {
  if (owed.late(today)) return chip("期限超過", "error");
  if (!owed.last) return chip("これから", "waiting");
  return chip("実施済み", "success");
}

struct Scene {
  const Visit& visit;
  Connection& connection;
  std::shared_ptr<const access::Roster> roster;
  Desk desk;

  Scene(const Visit& seen, Connection& read)
      : visit(seen),
        connection(read),
        roster(seen.services.body.roster(read)),
        desk{read, *roster, seen.services.body.clock().now()} {}

  bool may_do(const Owed& owed) const {
    return duties::may_do(desk, *owed.duty, owed.unit.id, visit.person_id()).allowed;
  }
};

// --- the list of all

Cell unit_cell(const std::vector<Owed>& all) {
  if (all.size() == 1 && all.front().unit.id.empty()) return {.text = "全体で1回"};
  const auto done =
      std::ranges::count_if(all, [](const Owed& owed) { return owed.last.has_value(); });
  return {.text = std::to_string(all.size()) + "のうち" + std::to_string(done) + "が実施済み"};
}

JsonObject duty_row(const Scene& scene, const Definition& duty, const std::vector<Owed>& all) {
  const Day today = scene.desk.today();
  const auto next = std::ranges::min_element(all, {}, &Owed::due);
  const std::string href = duty_href(scene.visit, duty);
  const bool none = next == all.end();
  return {
      {"href", href},
      {"cells",
       JsonArray{cell_part({.text = duty.title, .href = href, .heading = true}),
                 cell_part({.text = none ? "" : duties::who_does(scene.desk, duty, next->unit.id)}),
                 cell_part({.text = duty.interval()}), cell_part(unit_cell(all)),
                 cell_part({.text = {}, .date = none ? Json() : day_part(iso_day(next->due))}),
                 cell_part({.text = {}, .chip = none ? Json() : state_chip(*next, today)})}}};
}

// The earliest first; what concerns nobody yet comes last.
JsonArray duty_rows(const Scene& scene, bool own) {
  std::multimap<Day, JsonObject> rows;
  const Day never = std::chrono::year(9999) / 12 / 31;
  for (const auto& [id, duty] : scene.visit.services.body.definitions().duties) {
    if (!duty.rounds()) continue;
    auto all = duties::owed(scene.connection, duty, scene.desk.today());
    if (own) std::erase_if(all, [&](const Owed& owed) { return !scene.may_do(owed); });
    if (own && all.empty()) continue;
    const auto next = std::ranges::min_element(all, {}, &Owed::due);
    rows.emplace(next == all.end() ? never : next->due, duty_row(scene, duty, all));
  }
  JsonArray sorted;
  for (auto& [day, row] : rows) sorted.emplace_back(std::move(row));
  return sorted;
}

Json filter_part(const Visit& visit, bool own) {
  const std::string href = visit.base() + "/duties";
  return JsonObject{
      {"label", "範囲"},
      {"options",
       JsonArray{JsonObject{{"label", "自分が行うもの"}, {"href", href}, {"current", own}},
                 JsonObject{{"label", "すべて"}, {"href", href + "?of=all"}, {"current", !own}}}}};
}

JsonObject list_part(const Scene& scene, bool own) {
  JsonArray rows = duty_rows(scene, own);
  return {{"title", "定期の実施事項"},
          {"lead",
           "点検・見直し・自己点検など、規程が繰り返し求めることの一覧です。期限の近いものから並び"
           "ます。"},
          {"total", rows.size()},
          {"columns", column_parts({{"title", "すること"},
                                    {"holder", "行う人"},
                                    {"interval", "間隔"},
                                    {"units", "実施の状況"},
                                    {"due", "次の期限"},
                                    {"state", "状態"}})},
          {"rows", std::move(rows)},
          {"search", nullptr},
          {"filters", JsonArray{filter_part(scene.visit, own)}},
          {"pages", nullptr},
          {"actions", JsonArray()},
          {"downloads", JsonArray()},
          {"empty", JsonObject{{"text", "あなたが行うことになっているものは、ありません。"},
                               {"href", scene.visit.base() + "/duties?of=all"},
                               {"label", "すべてを見る"}}}};
}

Result<Answer> show_all(const Visit& visit) {
  const bool own = visit.request.query.get("of") != "all";
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Scene scene(visit, connection);
    return Page{"duties", "定期の実施事項", {{"list", list_part(scene, own)}}};
  });
}

// --- one duty

std::string unit_label(duties::Each each) {
  return each == duties::Each::person ? "職員" : each == duties::Each::section ? "課" : "対象";
}

JsonObject unit_row(const Scene& scene, const Owed& owed) {
  const bool may = scene.may_do(owed);
  const std::string name = owed.unit.name.empty() ? "全体" : owed.unit.name;
  const std::string href = may ? do_href(scene.visit, *owed.duty, owed.unit.id) : std::string();
  return {{"href", text_or_null(href)},
          {"cells",
           JsonArray{
               cell_part({.text = name}),
               cell_part({.text = duties::who_does(scene.desk, *owed.duty, owed.unit.id)}),
               cell_part({.text = {}, .date = owed.last ? day_part(iso_day(*owed.last)) : Json()}),
               cell_part({.text = {}, .date = day_part(iso_day(owed.due))}),
               cell_part({.text = {}, .chip = state_chip(owed, scene.desk.today())}),
               cell_part({.text = may ? "行って記録する" : "", .href = href})}}};
}

JsonObject units_part(const Scene& scene, const Definition& duty) {
  JsonArray rows;
  for (const Owed& owed : duties::owed(scene.connection, duty, scene.desk.today())) {
    rows.emplace_back(unit_row(scene, owed));
  }
  const duties::Rounds& rounds = *duty.rounds();
  return {{"title", duty.title},
          {"lead", rounds.lead + "（" + duty.interval() + "）"},
          {"total", rows.size()},
          {"columns", column_parts({{"unit", unit_label(rounds.each)},
                                    {"holder", "行う人"},
                                    {"last", "前回"},
                                    {"due", "次の期限"},
                                    {"state", "状態"},
                                    {"do", "実施"}})},
          {"rows", std::move(rows)},
          {"search", nullptr},
          {"filters", JsonArray()},
          {"pages", nullptr},
          {"actions", JsonArray()},
          {"downloads", JsonArray()},
          {"empty", JsonObject{{"text", "行う課や職員が、まだ登録されていません。"},
                               {"href", scene.visit.base() + "/organisation"},
                               {"label", "組織を開く"}}}};
}

// 総務課　行った日：令和8年11月22日　結果：気になる点あり: what a person reads in one line.
std::string in_one_line(const ledger::Record& record) {
  std::string line = text_at(record.payload, "unit_name");
  const Json shown = object_at(record.payload, "shown");
  for (const char* label : {"行った日", "結果", "気になる点と対応"}) {
    for (const Json& text : array_at(shown, label)) {
      line +=
          (line.empty() ? "" : "　") + std::string(label) + "：" + std::string(text.as_string());
    }
  }
  return line;
}

JsonArray history_parts(const Scene& scene, const Definition& duty) {
  const RecordLinks links(scene.visit, scene.connection);
  JsonArray parts;
  for (const auto& performed : duties::performances(scene.connection, duty.id)) {
    if (parts.size() == performances_shown_max) break;
    const auto record = ledger::record_at(scene.connection, performed.record_number);
    if (!record || record->erased) continue;
    parts.push_back(JsonObject{{"record", record->number},
                               {"href", text_or_null(links.href(record->number))},
                               {"at", instant_part(iso_instant(record->at))},
                               {"act_label", act_label(*record)},
                               {"person", actor_name(scene.connection, *record)},
                               {"office", text_or_null(actor_capacity(*record))},
                               {"comment", text_or_null(in_one_line(*record))}});
  }
  return parts;
}

Result<Answer> show_duty(const Visit& visit) {
  const auto duty = open_duty(visit);
  if (!duty) return fail(duty.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Scene scene(visit, connection);
    return Page{"duty",
                (*duty)->title,
                {{"list", units_part(scene, **duty)},
                 {"history", history_parts(scene, **duty)},
                 {"articles", articles_of(visit, connection, **duty)}}};
  });
}

// --- doing it

Page form_page(const Visit& visit, Connection& connection, const Definition& duty,
               const Filled& filled) {
  const duties::Rounds& rounds = *duty.rounds();
  const std::string unit = visit.request.query.get("unit");
  Page page{"form",
            duty.title,
            {{"form", JsonObject{{"title", duty.title},
                                 {"lead", text_or_null(rounds.lead)},
                                 {"form_title", nullptr},
                                 {"approval_boxes", JsonArray()},
                                 {"action", do_href(visit, duty, unit)},
                                 {"submit_label", "行ったことを記録する"},
                                 {"cancel_href", duty_href(visit, duty)},
                                 {"note", "記録は、あとから変えられません。"},
                                 {"fields", field_parts(visit, connection, rounds.form, filled)}}},
             {"articles", articles_of(visit, connection, duty)}}};
  if (filled.error) {
    page.model["error"] = error_part(visit, *filled.error, rounds.form);
    page.status = status_of(filled.error->fault);
  }
  return page;
}

Result<Answer> show_form(const Visit& visit) {
  const auto duty = open_duty(visit);
  if (!duty) return fail(duty.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Scene scene(visit, connection);
    const auto decision =
        duties::may_do(scene.desk, **duty, visit.request.query.get("unit"), visit.person_id());
    if (!decision.allowed) {
      return fail(Fault::forbidden, decision.code, decision.message, decision.remedy);
    }
    const JsonObject suggested{{duties::done_on_field, iso_day(today_of(visit))}};
    return form_page(visit, connection, **duty, {.input = suggested});
  });
}

Result<Answer> perform(const Visit& visit) {
  const auto duty = open_duty(visit);
  if (!duty) return fail(duty.error());
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const std::string unit = visit.request.query.get("unit");
  const auto performed =
      visit.services.acts.perform_duty(visit.person_id(), (*duty)->id, unit, *input);
  if (performed) {
    return done(visit, duty_href(visit, **duty), "「" + (*duty)->title + "」を記録しました。",
                {{"record", performed->record_number}});
  }
  if (visit.request.wants_json() || performed.error().fault != Fault::invalid) {
    return fail(performed.error());
  }
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return form_page(visit, connection, **duty, {.input = *input, .error = &performed.error()});
  });
}

}  // namespace

Routes duty_routes() {
  return {{Method::get, "/b/{body}/duties", "duties", "view.duties", show_all},
          {Method::get, "/b/{body}/duties/{duty}", "duty", "view.duties", show_duty},
          {Method::get, "/b/{body}/duties/{duty}/do", "duty_form", "view.duties", show_form},
          {Method::post, "/b/{body}/duties/{duty}/do", "perform_duty", "duties.perform", perform}};
}

}  // namespace mamori::web
