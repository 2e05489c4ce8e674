// 年間計画: what a register plans for a 年度 by role, and whom of each role it reached (rows E1;
// definitions/registers/, `yearly`).
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "duties/yearly.h"
#include "web/duty_scene.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/register_parts.h"

namespace mamori::web {
namespace {

using duties::Attendee;
using duties::Occasions;
using duties::Reach;
using duties::RoleYear;
using store::Connection;

// A plan as one visitor asked for it, with those people of whom they may know.
struct YearScene {
  const DutyScene& scene;
  const registers::Definition& definition;
  int year = 0;
  std::vector<RoleYear> roles;

  Day today() const { return scene.desk.today(); }
  std::string href() const { return register_href(scene.visit, definition) + "/year"; }
  std::string query(int of_year) const { return "?year=" + std::to_string(of_year); }
  // There are people of whom they may not.
  bool is_narrowed() const {
    return std::ranges::any_of(roles, [](const RoleYear& role) { return role.hidden > 0; });
  }
};

int asked_year(const Visit& visit, Day today) {
  constexpr int years_apart_max = 20;
  const int current = fiscal_year(today);
  int year = current;
  const std::string text = visit.request.query.get("year");
  const auto read = std::from_chars(text.data(), text.data() + text.size(), year);
  const bool near = std::abs(year - current) <= years_apart_max;
  return read.ec == std::errc() && near ? year : current;
}

YearScene year_scene(const DutyScene& scene, const registers::Definition& definition) {
  auto& body = scene.visit.services.body;
  YearScene made{scene, definition, asked_year(scene.visit, scene.desk.today()), {}};
  made.roles = duties::year_plan(scene.connection, definition, body.definitions().duties,
                                 body.offices(scene.connection), made.year, made.today());
  for (RoleYear& role : made.roles) {
    const auto may_not_see = [&](const Attendee& one) {
      return one.person.id != scene.visit.person_id() &&
             !scene.may_see_people_of(one.person.section_id);
    };
    role.hidden = static_cast<std::int64_t>(std::erase_if(role.people, may_not_see));
  }
  return made;
}

Json reach_chip(const RoleYear& role, Reach reach) {
  switch (reach) {
    case Reach::unplanned:
      return chip("計画がない", "error");
    case Reach::late:
      return chip("予定の日を過ぎている", "error");
    case Reach::unfit:
      return chip("役割向けの計画がない", "warning");
    case Reach::missing:
      return chip("まだの人がいる", "warning");
    case Reach::found:
      return chip("気になる点のある人がいる", "warning");
    case Reach::coming:
      return chip("これから", "waiting");
    case Reach::reached:
      return chip(role.hidden > 0 ? "見られる人の全員に行った" : "全員に行った", "success");
    case Reach::hidden:
      return chip("あなたが見られる人はいない", "neutral");
    case Reach::nobody:
      return chip("今はいない", "neutral");
  }
  return nullptr;
}

std::string found_label(const YearScene& year) {
  const auto* duty =
      duties::duty_about(year.scene.visit.services.body.definitions().duties, year.definition.id);
  return duty ? duty->found_label() : "気になる人";
}

std::string names_of(const Occasions& occasions) {
  std::string names;
  for (const auto& one : occasions) names += (names.empty() ? "" : "、") + one->entry.label;
  return names;
}

// 管理者研修（6月1日に実施）: what is planned, and what became of it.
std::string planned_in_words(const Occasions& occasions) {
  std::string words;
  for (const auto& one : occasions) {
    const std::string when = one->held_on      ? wareki_day(*one->held_on) + "に実施"
                             : one->planned_on ? wareki_day(*one->planned_on) + "の予定"
                                               : "日は未定";
    words += (words.empty() ? "" : "、") + one->entry.label + "（" + when + "）";
  }
  return words;
}

std::string people_text(std::int64_t count) {
  return std::to_string(count) + "人";
}

std::int64_t count_with(const RoleYear& role, bool (*holds)(const Attendee&)) {
  return std::ranges::count_if(role.people, holds);
}

// 3／4人; nothing where they have people of whom the visitor may not know alone.
std::string reached_in_words(const RoleYear& role) {
  if (role.people.empty() && role.hidden > 0) return "";
  const auto reached = count_with(role, [](const Attendee& one) { return one.reached(); });
  return std::to_string(reached) + "／" + people_text(std::ssize(role.people));
}

// --- all roles

// The choice by which an entry is meant for that role.
std::string audience_of(const registers::Definition& definition, const registers::Role& role) {
  const auto& circles = definition.audience->circles;
  const auto fits = [&](const registers::Circle& circle) {
    if (role.circle.everybody() || circle.everybody()) {
      return role.circle.everybody() && circle.everybody();
    }
    const auto within = [](const auto& small, const auto& large) {
      return std::ranges::all_of(
          small, [&](const auto& one) { return std::ranges::find(large, one) != large.end(); });
    };
    return within(role.circle.offices, circle.offices) &&
           within(role.circle.employment, circle.employment) &&
           role.circle.came_within <= circle.came_within && circle.sections.empty();
  };
  const auto found =
      std::ranges::find_if(circles, [&](const auto& entry) { return fits(entry.second); });
  return found == circles.end() ? std::string() : found->first;
}

std::string new_entry_href(const YearScene& year, const registers::Role& role) {
  const std::string audience = audience_of(year.definition, role);
  std::string href = register_href(year.scene.visit, year.definition) + "/new?" +
                     year.definition.yearly->year + "=" + std::to_string(year.year);
  if (!audience.empty()) href += "&" + year.definition.audience->field + "=" + audience;
  return href;
}

JsonObject role_row(const YearScene& year, std::size_t at, bool may_add) {
  const RoleYear& role = year.roles[at];
  const Reach reach = duties::reach_of(role, year.today());
  const std::string href = year.href() + year.query(year.year) + "&role=" + std::to_string(at + 1);
  const auto missing = count_with(role, [](const Attendee& one) { return !one.missing.empty(); });
  const auto found = count_with(role, [](const Attendee& one) { return !one.found.empty(); });
  const bool to_plan = may_add && (reach == Reach::unplanned || reach == Reach::unfit);
  return {{"href", href},
          {"cells",
           JsonArray{
               cell_part({.text = role.label, .href = href, .heading = true}),
               cell_part({.text = {}, .chip = reach_chip(role, reach)}),
               cell_part({.text = planned_in_words(role.own)}),
               cell_part({.text = planned_in_words(role.common)}),
               cell_part({.text = reached_in_words(role)}),
               cell_part({.text = missing > 0 ? people_text(missing) : ""}),
               cell_part({.text = found > 0 ? people_text(found) : ""}),
               cell_part({.text = to_plan ? "計画に入れる" : "",
                          .href = to_plan ? new_entry_href(year, year.definition.yearly->roles[at])
                                          : std::string()})}}};
}

JsonArray year_filter(const YearScene& year) {
  const int current = fiscal_year(year.today());
  JsonArray options;
  for (const int one : {current - 1, current, current + 1}) {
    options.push_back(JsonObject{{"label", wareki_fiscal_year(one)},
                                 {"href", year.href() + year.query(one)},
                                 {"current", one == year.year}});
  }
  return {JsonObject{{"label", "年度"}, {"options", std::move(options)}}};
}

std::string year_title(const YearScene& year) {
  return wareki_fiscal_year(year.year) + " " + year.definition.yearly->title;
}

std::string narrowed_note(const YearScene& year) {
  return year.is_narrowed() ? "あなたが見られる人だけを数えています。" : "";
}

JsonObject roles_list(const YearScene& year, bool may_add) {
  const std::string& entry = year.definition.entry;
  const std::string year_text = std::to_string(year.year);
  const std::string entries_href = register_href(year.scene.visit, year.definition) + "?" +
                                   year.definition.yearly->year + "_from=" + year_text + "&" +
                                   year.definition.yearly->year + "_to=" + year_text;
  JsonArray rows;
  for (std::size_t at = 0; at < year.roles.size(); ++at) {
    rows.emplace_back(role_row(year, at, may_add));
  }
  JsonArray actions;
  if (may_add) {
    actions.push_back(JsonObject{{"href", new_entry_href(year, {})},
                                 {"label", entry + "を計画に入れる"},
                                 {"primary", true}});
  }
  actions.push_back(JsonObject{
      {"href", entries_href}, {"label", "この年度の" + entry + "の一覧"}, {"primary", false}});
  return list_model({.title = year_title(year),
                     .lead = "役割ごとに、計画した" + entry +
                             "と、受けた人・まだの人を示します。役割を開くと、"
                             "一人ひとりが分かります。" +
                             narrowed_note(year),
                     .columns = column_parts({{"role", "役割"},
                                              {"state", "状態"},
                                              {"own", "役割向けの" + entry},
                                              {"common", "全員向けの" + entry},
                                              {"done", "済んだ人／全員"},
                                              {"missing", "まだの人"},
                                              {"found", found_label(year)},
                                              {"plan", "計画"}}),
                     .rows = std::move(rows),
                     .empty = "役割が決められていません。",
                     .filters = year_filter(year),
                     .actions = std::move(actions),
                     .downloads = download_parts(year.href(), year.query(year.year))});
}

// --- one role

Json attendee_chip(const Attendee& one) {
  if (!one.missing.empty()) return chip("まだ", "warning");
  if (!one.found.empty()) return chip("気になる点あり", "warning");
  if (one.done.empty()) return chip("これから", "waiting");
  return chip("済み", "success");
}

// What is said where nobody of the role is shown.
std::string nobody_in_words(const RoleYear& role) {
  if (role.people.empty()) {
    return role.hidden > 0 ? "この役割の人のうち、あなたが見られる人はいません。"
                           : "この役割の人は、今はいません。";
  }
  return role.hidden > 0 ? "あなたが見られる人の中に、まだの人はいません。"
                         : "まだの人はいません。";
}

JsonObject people_list(const YearScene& year, const RoleYear& role, const std::string& number) {
  const bool open_only = year.scene.visit.request.query.get("state") == "open";
  JsonArray rows;
  for (const Attendee& one : role.people) {
    if (open_only && one.missing.empty()) continue;
    rows.push_back(
        JsonObject{{"href", nullptr},
                   {"cells", JsonArray{cell_part({.text = one.person.name}),
                                       cell_part({.text = one.person.section_name}),
                                       cell_part({.text = {}, .chip = attendee_chip(one)}),
                                       cell_part({.text = names_of(one.done)}),
                                       cell_part({.text = names_of(one.missing)}),
                                       cell_part({.text = names_of(one.found)})}}});
  }
  const std::string href = year.href() + year.query(year.year);
  const std::string of_role = href + "&role=" + number;
  const auto option = [&](std::string_view label, const std::string& to, bool current) {
    return JsonObject{{"label", label}, {"href", to}, {"current", current}};
  };
  return list_model(
      {.title = year_title(year) + "：" + role.label,
       .lead = narrowed_note(year),
       .columns = column_parts({{"person", "氏名"},
                                {"section", "課"},
                                {"state", "状態"},
                                {"done", "済んだもの"},
                                {"missing", "まだのもの"},
                                {"found", found_label(year)}}),
       .rows = std::move(rows),
       .empty = nobody_in_words(role),
       .empty_href = href,
       .empty_label = "すべての役割を見る",
       .filters = JsonArray{JsonObject{
           {"label", "状態"},
           {"options", JsonArray{option("すべて", of_role, !open_only),
                                 option("まだの人", of_role + "&state=open", open_only)}}}},
       .downloads = download_parts(year.href(), year.query(year.year) + "&role=" + number)});
}

// The role that was asked for by its number; nullptr for all.
const RoleYear* asked_role(const YearScene& year, const std::string& number) {
  std::size_t at = 0;
  std::from_chars(number.data(), number.data() + number.size(), at);
  return at >= 1 && at <= year.roles.size() ? &year.roles[at - 1] : nullptr;
}

Result<std::shared_ptr<const registers::Definition>> open_yearly(const Visit& visit) {
  auto definition = open_register(visit);
  if (!definition || (*definition)->yearly) return definition;
  return fail(Fault::not_found, "not_found", "この台帳に、年間計画はありません。",
              "台帳の一覧から選び直してください。");
}

Result<Answer> show_year(const Visit& visit) {
  const auto definition = open_yearly(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const DutyScene scene(visit, connection);
    const YearScene year = year_scene(scene, **definition);
    const std::string number = visit.request.query.get("role");
    const RoleYear* role = asked_role(year, number);
    const bool may_add =
        visit.services.acts
            .may_write(connection, visit.person_id(), **definition, registers::Values{})
            .allowed;
    return Page{"register-year",
                year_title(year),
                {{"back", JsonObject{{"href", role ? year.href() + year.query(year.year)
                                                   : register_href(visit, **definition)},
                                     {"label", role ? year_title(year) : (*definition)->title}}},
                 {"list", role ? people_list(year, *role, number) : roles_list(year, may_add)},
                 {"articles",
                  articles_served_by(visit, connection,
                                     {catalogue::SatisfierKind::register_, (*definition)->id})}}};
  });
}

// --- as files: one row for each person of a role and each occasion that concerns them

std::string attended_in_words(const Attendee& one, const duties::Occasion& occasion,
                              const std::string& found) {
  const auto done = occasion.done.find(one.person.id);
  if (done != occasion.done.end()) return done->second ? found : "済み";
  return occasion.held_on ? "まだ" : "これから";
}

void add_file_rows(const YearScene& year, const RoleYear& role, reports::Rows& rows) {
  const auto value = [](const std::optional<Day>& day) {
    return day ? reports::Value(*day) : reports::Value(std::monostate());
  };
  const std::string found = found_label(year);
  for (const Attendee& one : role.people) {
    for (const Occasions* occasions : {&role.own, &role.common}) {
      for (const auto& occasion : *occasions) {
        rows.push_back({role.label, one.person.section_name, one.person.name, occasion->entry.label,
                        value(occasion->planned_on), value(occasion->held_on),
                        attended_in_words(one, *occasion, found)});
      }
    }
  }
}

Result<Response> year_file(const YearScene& year, ListFile kind) {
  reports::Rows rows;
  const RoleYear* asked = asked_role(year, year.scene.visit.request.query.get("role"));
  for (const RoleYear& role : year.roles) {
    if (!asked || asked == &role) add_file_rows(year, role, rows);
  }
  reports::Table table{.title = year_title(year),
                       .made = year.today(),
                       .columns = {{"役割", 28},
                                   {"課", 20},
                                   {"氏名", 20},
                                   {year.definition.entry, 32},
                                   {"予定の日", 16},
                                   {"行った日", 16},
                                   {"状態", 24}},
                       .rows = std::move(rows)};
  return list_file(kind, std::move(table));
}

template <ListFile kind>
Result<Answer> file_of_year(const Visit& visit) {
  const auto definition = open_yearly(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const DutyScene scene(visit, connection);
    auto made = year_file(year_scene(scene, **definition), kind);
    if (!made) return fail(made.error());
    return Answer(*std::move(made));
  });
}

}  // namespace

Routes yearly_routes() {
  const std::string year = "/b/{body}/registers/{register}/year";
  return {{Method::get, year, "register_year", "registers.view", show_year},
          {Method::get, year + "/list.xlsx", "register_year_file", "registers.view",
           file_of_year<ListFile::xlsx>},
          {Method::get, year + "/list.csv", "register_year_csv", "registers.view",
           file_of_year<ListFile::csv>}};
}

}  // namespace mamori::web
