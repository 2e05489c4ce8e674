// 定期の実施事項: what must be done again and again, what of it is due, doing it, and what was
// found each time (rows D11, E4, I2; definitions/duties/).
#include <algorithm>
#include <map>
#include <utility>

#include "ledger/journal.h"
#include "organisation/organisation.h"
#include "web/duty_scene.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/records.h"

namespace mamori::web {
namespace {

using duties::Definition;
using duties::Each;
using duties::Owed;
using duties::Thing;
using store::Connection;

constexpr std::size_t performances_shown_max = 100;
constexpr std::size_t units_shown_max = 500;  // the file has all

// --- the list of all

Cell unit_cell(const std::vector<Owed>& all) {
  if (all.empty()) return {.text = "今は対象がありません"};
  if (all.size() == 1 && all.front().unit.id.empty()) return {.text = "全体で1回"};
  const auto done =
      std::ranges::count_if(all, [](const Owed& owed) { return owed.last.has_value(); });
  return {.text = std::to_string(all.size()) + "のうち" + std::to_string(done) + "が実施済み"};
}

// What is owed first; of what is settled, the first of all.
std::vector<Owed>::const_iterator owed_first(const std::vector<Owed>& all) {
  return std::ranges::min_element(
      all, {}, [](const Owed& owed) { return std::pair(owed.settled(), owed.due); });
}

JsonObject duty_row(const DutyScene& scene, const Definition& duty, const std::vector<Owed>& all) {
  const Day today = scene.desk.today();
  const auto next = owed_first(all);
  const std::string href = duty_href(scene.visit, duty);
  const bool none = next == all.end();
  return {
      {"href", href},
      {"cells",
       JsonArray{cell_part({.text = duty.title, .href = href, .heading = true}),
                 cell_part({.text = none ? "" : duties::who_does(scene.desk, duty, next->unit)}),
                 cell_part({.text = duty.interval()}), cell_part(unit_cell(all)),
                 cell_part({.text = {}, .date = none ? Json() : day_part(iso_day(next->due))}),
                 cell_part({.text = {}, .chip = none ? Json() : owed_chip(*next, today)})}}};
}

// The earliest first; what concerns nobody yet comes last.
JsonArray duty_rows(const DutyScene& scene, bool own) {
  std::multimap<Day, JsonObject> rows;
  const Day never = std::chrono::year(9999) / 12 / 31;
  duties::Candidates candidates(scene.connection, scene.desk.today());
  for (const auto& [id, duty] : scene.visit.services.body.definitions().duties) {
    if (!duty.rounds()) continue;
    const bool personal = own && duty.rounds()->each == Each::person;
    auto all = duties::owed(
        candidates, duty,
        {.person_id = personal ? scene.visit.person_id() : std::string(), .thing_id = {}});
    if (own) std::erase_if(all, [&](const Owed& owed) { return !scene.may_do(owed); });
    if (own && all.empty()) continue;
    const auto next = owed_first(all);
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

JsonObject duties_part(const DutyScene& scene, bool own) {
  JsonArray rows = duty_rows(scene, own);
  return list_model(
      {.title = "定期の実施事項",
       .lead =
           "点検・見直し・自己点検など、規程が繰り返し求めることの一覧です。期限の近いものから並び"
           "ます。",
       .columns = column_parts({{"title", "すること"},
                                {"holder", "行う人"},
                                {"interval", "間隔"},
                                {"units", "実施の状況"},
                                {"due", "次の期限"},
                                {"state", "状態"}}),
       .rows = std::move(rows),
       .empty = "あなたが行うことになっているものは、ありません。",
       .empty_href = scene.visit.base() + "/duties?of=all",
       .empty_label = "すべてを見る",
       .filters = JsonArray{filter_part(scene.visit, own)}});
}

Result<Answer> show_all(const Visit& visit) {
  const bool own = visit.request.query.get("of") != "all";
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const DutyScene scene(visit, connection);
    return Page{"duties", "定期の実施事項", {{"list", duties_part(scene, own)}}};
  });
}

// --- the units of one duty

std::string unit_label(Each each) {
  if (duties::is_of_people(each)) return "職員";
  return each == Each::section ? "課" : each == Each::system ? "情報システム" : "対象";
}

// What would stand in the list, where nothing does.
std::string nobody_in_words(Each each) {
  if (each == Each::leaver) {
    return "今、課を離れる人はいません。異動や退職を登録すると、ここに出ます。";
  }
  if (each == Each::newcomer) {
    return "今、新しく採用された人はいません。職員を登録すると、ここに出ます。";
  }
  return "今、これを行う課や職員はありません。";
}

std::string section_name(const DutyScene& scene, const std::string& id) {
  const auto section = organisation::section(scene.connection, id, scene.desk.today());
  return section ? section->name : std::string();
}

// What of a duty somebody asked to see.
struct AskedUnits {
  std::string thing_id;
  std::string section_id;
  bool open_only = false;

  explicit AskedUnits(const Visit& visit)
      : thing_id(visit.request.query.get("about")),
        section_id(visit.request.query.get("section")),
        open_only(visit.request.query.get("state") == "open") {}

  std::string query() const {
    std::string query;
    const auto add = [&](std::string_view name, const std::string& value) {
      if (value.empty()) return;
      query += (query.empty() ? "?" : "&") + std::string(name) + "=" + value;
    };
    add("about", thing_id);
    add("section", section_id);
    add("state", open_only ? "open" : "");
    return query;
  }
};

// Those the visitor may see, before they are narrowed by section and state.
std::vector<Owed> seen_units(const DutyScene& scene, const Definition& duty,
                             const AskedUnits& asked) {
  auto all = duties::owed(scene.connection, duty, scene.desk.today(),
                          {.person_id = {}, .thing_id = asked.thing_id});
  std::erase_if(all, [&](const Owed& owed) { return !scene.may_see(owed); });
  return all;
}

bool is_asked(const AskedUnits& asked, const Owed& owed) {
  const bool of_section = asked.section_id.empty() || owed.unit.section_id == asked.section_id;
  return of_section && !(asked.open_only && owed.last);
}

// When it was done, or when something was found that leaves it open.
std::optional<Day> last_day(const Owed& owed) {
  return owed.last ? owed.last : owed.found;
}

JsonObject unit_row(const DutyScene& scene, const Owed& owed) {
  const bool may = scene.may_do(owed) && !owed.settled();
  const std::string name = owed.unit.name.empty() ? "全体" : owed.unit.name;
  const auto day = last_day(owed);
  const Json found_chip = owed.found ? chip(owed.duty->found_label(), "warning") : Json();
  const std::string href =
      may ? unit_href(scene.visit, *owed.duty, "do", owed.unit.id) : std::string();
  return {
      {"href", text_or_null(href)},
      {"cells", JsonArray{cell_part({.text = name}),
                          cell_part({.text = duties::who_does(scene.desk, *owed.duty, owed.unit)}),
                          cell_part({.text = {},
                                     .chip = found_chip,
                                     .date = day ? day_part(iso_day(*day)) : Json()}),
                          cell_part({.text = {}, .date = day_part(iso_day(owed.due))}),
                          cell_part({.text = {}, .chip = owed_chip(owed, scene.desk.today())}),
                          cell_part({.text = may ? "行って記録する" : "", .href = href})}}};
}

std::string tally_text(const std::vector<Owed>& units) {
  const auto done =
      std::ranges::count_if(units, [](const Owed& owed) { return owed.last.has_value(); });
  return std::to_string(done) + "／" + std::to_string(units.size());
}

// Each section with how many of how many have done it, and who has not.
JsonArray unit_filters(const DutyScene& scene, const Definition& duty, const AskedUnits& asked,
                       const std::vector<Owed>& all) {
  if (!duties::is_of_people(duty.rounds()->each)) return {};
  const std::string href = duty_href(scene.visit, duty);
  const auto option = [&](const std::string& label, const AskedUnits& to, bool current) {
    return JsonObject{{"label", label}, {"href", href + to.query()}, {"current", current}};
  };
  std::map<std::string, std::vector<Owed>> by_section;
  for (const Owed& owed : all) by_section[owed.unit.section_id].push_back(owed);
  AskedUnits to = asked;
  to.section_id.clear();
  JsonArray sections{option("すべて（" + tally_text(all) + "）", to, asked.section_id.empty())};
  for (const auto& [id, units] : by_section) {
    if (id.empty()) continue;
    to.section_id = id;
    sections.push_back(option(section_name(scene, id) + "（" + tally_text(units) + "）", to,
                              asked.section_id == id));
  }
  AskedUnits every = asked;
  every.open_only = false;
  AskedUnits open = asked;
  open.open_only = true;
  return {JsonObject{{"label", "課"}, {"options", std::move(sections)}},
          JsonObject{{"label", "状態"},
                     {"options", JsonArray{option("すべて", every, !asked.open_only),
                                           option("まだの人", open, asked.open_only)}}}};
}

JsonArray unit_actions(const DutyScene& scene, const Definition& duty, const AskedUnits& asked,
                       const std::vector<Owed>& all) {
  if (duty.rounds()->each != Each::person) return {};
  const auto for_others = [&](const Owed& owed) {
    return !owed.settled() && owed.unit.person_id != scene.visit.person_id() && scene.may_do(owed);
  };
  if (std::ranges::none_of(all, for_others)) return {};
  return {JsonObject{{"href", duty_href(scene.visit, duty) + "/many" + asked.query()},
                     {"label", "まとめて記録する"},
                     {"primary", true}}};
}

std::string thing_name(const std::vector<Owed>& units) {
  return units.empty() ? std::string() : units.front().unit.thing_name;
}

JsonObject units_part(const DutyScene& scene, const Definition& duty) {
  const AskedUnits asked(scene.visit);
  const auto all = seen_units(scene, duty, asked);
  JsonArray rows;
  std::size_t total = 0;
  for (const Owed& owed : all) {
    if (!is_asked(asked, owed)) continue;
    if (++total <= units_shown_max) rows.emplace_back(unit_row(scene, owed));
  }
  const duties::Rounds& rounds = *duty.rounds();
  const std::string thing = thing_name(all);
  return list_model(
      {.title = duty.title + (thing.empty() ? "" : "：" + thing),
       .lead = rounds.once ? rounds.lead : rounds.lead + "（" + duty.interval() + "）",
       .columns = column_parts({{"unit", unit_label(rounds.each)},
                                {"holder", "行う人"},
                                {"last", rounds.once ? "行った日" : "前回"},
                                {"due", rounds.once ? "期限" : "次の期限"},
                                {"state", "状態"},
                                {"do", "実施"}}),
       .rows = std::move(rows),
       .empty = nobody_in_words(rounds.each),
       .empty_href = scene.visit.base() + "/organisation",
       .empty_label = "組織を開く",
       .total = total,
       .filters = unit_filters(scene, duty, asked, all),
       .actions = unit_actions(scene, duty, asked, all),
       .downloads = download_parts(duty_href(scene.visit, duty), asked.query())});
}

// --- the things of one duty

JsonObject thing_row(const DutyScene& scene, const Definition& duty, const Thing& thing) {
  auto all = duties::owed(scene.connection, duty, scene.desk.today(),
                          {.person_id = {}, .thing_id = thing.id});
  const auto own = std::ranges::find(all, scene.visit.person_id(),
                                     [](const Owed& owed) { return owed.unit.person_id; });
  const bool asked = own != all.end();
  const Json own_chip = asked ? owed_chip(*own, scene.desk.today()) : chip("対象外", "neutral");
  const bool mine = asked && !own->settled();
  const std::string own_href =
      mine ? unit_href(scene.visit, duty, "do", own->unit.id) : std::string();
  const Json own_due = asked ? day_part(iso_day(own->due)) : Json();
  std::erase_if(all, [&](const Owed& owed) { return !scene.may_see(owed); });
  const auto late =
      std::ranges::count_if(all, [&](const Owed& owed) { return owed.late(scene.desk.today()); });
  const std::string href = duty_href(scene.visit, duty) + "?about=" + thing.id;
  return {{"href", href},
          {"cells", JsonArray{cell_part({.text = thing.name, .href = href, .heading = true}),
                              cell_part({.text = {}, .date = own_due}),
                              cell_part({.text = {}, .chip = own_chip}),
                              cell_part({.text = mine ? "行って記録する" : "", .href = own_href}),
                              cell_part({.text = tally_text(all)}),
                              cell_part({.text = late > 0 ? std::to_string(late) + "人" : ""})}}};
}

// What of it the visitor may know of: what concerns them, or what they may read.
bool may_know(const DutyScene& scene, const Definition& duty, const Thing& thing) {
  const auto& registers = scene.visit.services.body.definitions().registers;
  const auto found = registers.find(duty.about()->register_id);
  if (found == registers.end()) return true;
  return scene.visit.services.acts
      .may_read(scene.connection, scene.visit.person_id(), found->second, thing.values)
      .allowed;
}

JsonObject things_part(const DutyScene& scene, const Definition& duty) {
  JsonArray rows;
  for (const Thing& thing : duties::things(scene.connection, *duty.rounds(), scene.desk.today())) {
    if (may_know(scene, duty, thing)) rows.emplace_back(thing_row(scene, duty, thing));
  }
  const std::string& register_id = duty.about()->register_id;
  const std::string source = register_id.empty() ? "/regulations" : "/registers/" + register_id;
  return list_model({.title = duty.title,
                     .lead = duty.rounds()->lead,
                     .columns = column_parts({{"thing", "対象"},
                                              {"due", "あなたの期限"},
                                              {"own", "あなたの状態"},
                                              {"do", "実施"},
                                              {"done", "済んだ人／対象の人"},
                                              {"late", "期限超過"}}),
                     .rows = std::move(rows),
                     .empty = "今、対象になっているものはありません。",
                     .empty_href = scene.visit.base() + source,
                     .empty_label = "もとの一覧を開く"});
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

// Of a duty about things only what was done about this one.
JsonArray duty_history(const DutyScene& scene, const Definition& duty) {
  const AskedUnits asked(scene.visit);
  const bool of_people = duties::is_of_people(duty.rounds()->each);
  const RecordLinks links(scene.visit, scene.connection);
  JsonArray parts;
  for (const auto& performed : duties::performances(scene.connection, duty.id)) {
    if (parts.size() == performances_shown_max) break;
    if (!asked.thing_id.empty() && !performed.unit_id.starts_with(asked.thing_id + "~")) continue;
    const auto record = ledger::record_at(scene.connection, performed.record_number);
    if (!record || record->erased) continue;
    if (of_people && !scene.may_see_record(*record)) continue;
    parts.push_back(JsonObject{{"record", record->number},
                               {"href", text_or_null(links.href(record->number))},
                               {"at", instant_part(iso_instant(record->at))},
                               {"act_label", act_label(*record)},
                               {"person", actor_name(scene.connection, *record)},
                               {"office", text_or_null(actor_capacity(*record))},
                               {"comment", text_or_null(in_one_line(*record))},
                               {"written", JsonArray()}});
  }
  return parts;
}

Result<Answer> show_duty(const Visit& visit) {
  const auto duty = open_duty(visit);
  if (!duty) return fail(duty.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const DutyScene scene(visit, connection);
    const bool of_things = (*duty)->about() && visit.request.query.get("about").empty();
    return Page{"duty",
                (*duty)->title,
                {{"list", of_things ? things_part(scene, **duty) : units_part(scene, **duty)},
                 {"history", duty_history(scene, **duty)},
                 {"articles", duty_articles(visit, connection, **duty)}}};
  });
}

// --- as files

std::vector<reports::Value> file_row_of(const DutyScene& scene, const Owed& owed) {
  const auto state = owed_chip(owed, scene.desk.today());
  const auto day = last_day(owed);
  return {owed.unit.thing_name,
          section_name(scene, owed.unit.section_id),
          owed.unit.name,
          owed.due,
          day ? reports::Value(*day) : reports::Value(std::monostate()),
          owed.found ? reports::Value(owed.duty->found_label()) : reports::Value(std::monostate()),
          text_at(state, "label")};
}

Result<Response> duty_file(const DutyScene& scene, const Definition& duty, ListFile kind) {
  const AskedUnits asked(scene.visit);
  reports::Rows rows;
  for (const Owed& owed : seen_units(scene, duty, asked)) {
    if (is_asked(asked, owed)) rows.push_back(file_row_of(scene, owed));
  }
  reports::Table table{.title = duty.title,
                       .made = scene.desk.today(),
                       .columns = {{"対象", 32},
                                   {"課", 20},
                                   {"職員など", 20},
                                   {"期限", 16},
                                   {"行った日", 16},
                                   {"残っていること", 24},
                                   {"状態", 12}},
                       .rows = std::move(rows)};
  return list_file(kind, std::move(table));
}

template <ListFile kind>
Result<Answer> file_of_duty(const Visit& visit) {
  const auto duty = open_duty(visit);
  if (!duty) return fail(duty.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    auto made = duty_file(DutyScene(visit, connection), **duty, kind);
    if (!made) return fail(made.error());
    return Answer(*std::move(made));
  });
}

}  // namespace

bool DutyScene::may_see(const Owed& owed) const {
  if (!duties::is_of_people(owed.duty->rounds()->each)) return true;
  return owed.unit.person_id == visit.person_id() || may_see_people_of(owed.unit.section_id);
}

bool DutyScene::may_see_people_of(const std::string& section_id) const {
  const auto known = sections_seen_.find(section_id);
  if (known != sections_seen_.end()) return known->second;
  access::Facts facts;
  facts.sections["section"] = section_id;
  const bool may =
      visit.services.acts.may(connection, visit.person_id(), "duties.view_people", facts).allowed;
  return sections_seen_.emplace(section_id, may).first->second;
}

bool DutyScene::may_see_record(const ledger::Record& record) const {
  return record.actor == visit.person_id() ||
         text_at(record.payload, "person") == visit.person_id() ||
         may_see_people_of(text_at(record.payload, "section"));
}

Result<const Definition*> open_duty(const Visit& visit) {
  const auto& duties = visit.services.body.definitions().duties;
  const auto found = duties.find(visit.capture("duty"));
  if (found == duties.end() || !found->second.rounds()) {
    return fail(Fault::not_found, "not_found", "その実施事項は見つかりません。",
                "一覧から開き直してください。");
  }
  return &found->second;
}

std::string duty_href(const Visit& visit, const Definition& duty) {
  return visit.base() + "/duties/" + duty.id;
}

std::string unit_href(const Visit& visit, const Definition& duty, std::string_view what,
                      const std::string& unit_id) {
  return duty_href(visit, duty) + "/" + std::string(what) +
         (unit_id.empty() ? "" : "?unit=" + unit_id);
}

JsonArray duty_articles(const Visit& visit, Connection& connection, const Definition& duty) {
  return articles_served_by(visit, connection, {catalogue::SatisfierKind::duty, duty.id});
}

Json owed_chip(const Owed& owed, Day today) {
  if (owed.exception) return chip("例外中", "warning");
  if (owed.late(today)) return chip("期限超過", "error");
  if (!owed.last) return chip("これから", "waiting");
  return chip("実施済み", "success");
}

Routes duty_routes() {
  const std::string one = "/b/{body}/duties/{duty}";
  Routes routes{
      {Method::get, "/b/{body}/duties", "duties", "view.duties", show_all},
      {Method::get, one, "duty", "view.duties", show_duty},
      {Method::get, one + "/list.xlsx", "duty_file", "view.duties", file_of_duty<ListFile::xlsx>},
      {Method::get, one + "/list.csv", "duty_csv", "view.duties", file_of_duty<ListFile::csv>}};
  std::ranges::move(duty_form_routes(), std::back_inserter(routes));
  return routes;
}

}  // namespace mamori::web
