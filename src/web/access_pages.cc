// 権限の点検: what each person can do and who can do each thing, for the yearly inspection of
// rights; and 成り立たない手続: where the people there are do not suffice (rows B1, B3).
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "access/decision.h"
#include "base/text.h"
#include "organisation/boards.h"
#include "organisation/organisation.h"
#include "procedures/exceptions.h"
#include "procedures/feasibility.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using access::Facts;
using access::Roster;
using access::Rule;
using procedures::Definition;
using store::Connection;

// One thing people do: an act of the program itself, a step of a procedure, writing a register.
struct Deed {
  std::string key;     // takeout.approve: in addresses
  std::string title;   // 許可する
  std::string object;  // 情報資産等の持ち出し
  const Rule* rule;
  std::vector<std::string> controls;
  bool of_application;  // it matters whose application it is
};

std::vector<Deed> deeds_of(const body::Definitions& definitions) {
  std::vector<Deed> deeds;
  for (const auto& [id, procedure] : definitions.procedures) {
    for (const procedures::Step& step : procedure.steps) {
      const Rule* rule = step.from.empty() ? &procedure.apply : &step.rule;
      deeds.push_back({id + "." + step.id, step.label, procedure.title, rule, step.controls,
                       !step.from.empty()});
    }
  }
  for (const auto& [id, definition] : definitions.registers) {
    deeds.push_back({id, "登録・変更する", definition.title, &definition.write, {}, false});
  }
  std::set<std::string> told;  // acts with one rule have one title
  for (const auto& [act, rule] : definitions.policy.rules()) {
    if (!told.insert(definitions.policy.title(act)).second) continue;
    const bool of_application = act == "applications.view";
    deeds.push_back({act, definitions.policy.title(act), "mamori", &rule, {}, of_application});
  }
  return deeds;
}

// What a page is made from.
struct Scene {
  const Visit& visit;
  Connection& connection;
  std::shared_ptr<const Roster> roster;
  std::vector<Deed> deeds;

  std::string href(std::string_view path) const {
    return visit.base() + "/access" + std::string(path);
  }
};

Scene scene_of(const Visit& visit, Connection& connection) {
  return {visit, connection, visit.services.body.roster(connection),
          deeds_of(visit.services.body.definitions())};
}

std::vector<access::Party> parties_of(const Rule& rule) {
  std::vector<access::Party> parties = rule.by;
  for (const access::Exclusion& exclusion : rule.never) parties.push_back(exclusion.party);
  return parties;
}

bool names_place(const access::Party& party) {
  return !party.fact.empty() && party.kind != access::Party::Kind::person;
}

// Whether the office is that of the system which the thing names.
bool names_system(const Roster& roster, const access::Party& party) {
  if (!names_place(party) || party.kind != access::Party::Kind::office) return false;
  const access::OfficeIndex office = roster.office(party.office);
  return office != access::unknown &&
         roster.office_at(office).scope == organisation::OfficeScope::system;
}

// What a rule may be asked about.
struct AskedAbout {
  std::string section_id;
  std::string system_id;  // "" where it asks for none
};

// One that nobody in particular manages: for those who hold an office for all systems.
constexpr std::string_view any_system = organisation::systems_register;

// For a rule that asks for an office of a system: any, then each by itself.
std::vector<std::string> systems_of(const Roster& roster, const Rule& rule) {
  const auto parties = parties_of(rule);
  const auto of_system = [&](const access::Party& party) { return names_system(roster, party); };
  if (std::ranges::none_of(parties, of_system)) return {""};
  std::vector<std::string> systems{std::string(any_system)};
  for (std::size_t at = 0; at < roster.system_count(); ++at) {
    const auto system = static_cast<access::SectionIndex>(roster.section_count() + at);
    systems.push_back(roster.section_at(system).id);
  }
  return systems;
}

bool asks_for_section(const Roster& roster, const Rule& rule) {
  return std::ranges::any_of(parties_of(rule), [&](const access::Party& party) {
    return names_place(party) && !names_system(roster, party);
  });
}

// Every place the rule speaks of is the one asked about.
Facts facts_in(const Roster& roster, const Rule& rule, const AskedAbout& asked,
               std::string_view applicant) {
  Facts facts;
  facts.sections["section"] = asked.section_id;
  for (const access::Party& party : parties_of(rule)) {
    if (!names_place(party)) continue;
    facts.sections[party.fact] = names_system(roster, party) ? asked.system_id : asked.section_id;
  }
  if (!applicant.empty()) facts.people["applicant"] = applicant;
  return facts;
}

// Whom a rule names, whoever they are today:
// 情報セキュリティ管理者、次に統括情報セキュリティ責任者.
// As the body calls it.
std::string titled_office(const Scene& scene, std::string_view id) {
  const auto office = scene.roster->office(std::string(id));
  return office == access::unknown ? std::string(id) : scene.roster->office_at(office).title;
}

std::string parties_in_words(const Scene& scene, const Rule& rule) {
  std::string text;
  for (const access::Party& party : rule.by) {
    if (!text.empty()) text += rule.order == access::Order::first ? "、次に" : "、";
    switch (party.kind) {
      case access::Party::Kind::staff:
        text += "職員";
        break;
      case access::Party::Kind::person:
        text += party.fact == "applicant" ? "申請者" : "本人";
        break;
      case access::Party::Kind::member:
        text += "同じ課の職員";
        break;
      case access::Party::Kind::former_member:
        break;  // only ever excluded
      case access::Party::Kind::office:
        text += names_system(*scene.roster, party) ? "そのシステムの" : "";
        text += titled_office(scene, party.office);
        break;
    }
  }
  return text;
}

// In which sections somebody may do it, and as what: {情報セキュリティ管理者（住民課）: [住民課]}.
using Reach = std::map<std::string, std::vector<std::string>>;

// In what capacities; where somebody may whatever the system, no system is named.
std::set<std::string> capacities(const Scene& scene, const Deed& deed, std::string_view section_id,
                                 std::string_view person_id, std::string_view applicant) {
  std::set<std::string> found;
  const Roster& roster = *scene.roster;
  for (const std::string& system : systems_of(roster, *deed.rule)) {
    const AskedAbout asked{std::string(section_id), system};
    const auto decision = access::decide(roster, *deed.rule,
                                         facts_in(roster, *deed.rule, asked, applicant), person_id);
    if (decision.allowed) found.insert(decision.capacity);
    if (decision.allowed && system == any_system) break;
  }
  return found;
}

Reach reach_of(const Scene& scene, const Deed& deed, std::string_view person_id,
               std::string_view applicant) {
  Reach reach;
  const Roster& roster = *scene.roster;
  const bool alike = !asks_for_section(roster, *deed.rule);
  std::set<std::string> found;
  for (access::SectionIndex section = 0; section < roster.section_count(); ++section) {
    const auto& [id, name] = roster.section_at(section);
    if (section == 0 || !alike) found = capacities(scene, deed, id, person_id, applicant);
    for (const std::string& capacity : found) reach[capacity].push_back(name);
  }
  return reach;
}

// 全ての課（統括情報セキュリティ責任者として）
std::string in_words(const Scene& scene, const Reach& reach) {
  std::string text;
  for (const auto& [capacity, sections] : reach) {
    const bool everywhere = sections.size() == scene.roster->section_count();
    if (!text.empty()) text += "／";
    text += everywhere ? "全ての課" : joined(sections);
    if (!capacity.empty()) text += "（" + capacity + "として）";
  }
  return text;
}

// Why not, for things of the person's own section, in one sentence with its article.
std::string why_not(const Scene& scene, const Deed& deed, std::string_view person_id,
                    std::string_view applicant) {
  const Roster& roster = *scene.roster;
  const auto sections = roster.sections_of(roster.person(person_id));
  Facts facts;
  if (!sections.empty()) {
    const AskedAbout own{roster.section_at(sections.front()).id,
                         systems_of(roster, *deed.rule).back()};
    facts = facts_in(roster, *deed.rule, own, applicant);
  }
  const auto decision = access::decide(roster, *deed.rule, facts, person_id);
  const auto& controls = decision.controls.empty() ? deed.controls : decision.controls;
  const auto citations = scene.visit.services.body.cite(scene.connection, controls);
  const std::string basis = citations.empty() ? "" : "（" + citations.front().place + "）";
  return "できません。" + decision.message + basis;
}

std::string answer_for(const Scene& scene, const Deed& deed, std::string_view person_id,
                       std::string_view applicant) {
  const Reach reach = reach_of(scene, deed, person_id, applicant);
  return reach.empty() ? why_not(scene, deed, person_id, applicant) : in_words(scene, reach);
}

JsonArray view_filter(const Scene& scene, std::string_view current) {
  JsonArray options;
  const std::pair<std::string_view, std::string_view> views[] = {{"", "人から"},
                                                                 {"/acts", "操作から"},
                                                                 {"/obstacles", "成り立たない手続"},
                                                                 {"/exceptions", "兼務の例外"}};
  for (const auto& [path, label] : views) {
    options.push_back(
        JsonObject{{"label", label}, {"href", scene.href(path)}, {"current", path == current}});
  }
  return {JsonObject{{"label", "見かた"}, {"options", std::move(options)}}};
}

struct Wording {
  std::string title;
  std::string lead;
  std::string empty;
};

Page list_page(const Scene& scene, const Wording& wording, std::string_view view, JsonArray columns,
               JsonArray rows, JsonArray articles = {}) {
  return {"access",
          wording.title,
          {{"list", list_model({.title = wording.title,
                                .lead = wording.lead,
                                .columns = std::move(columns),
                                .rows = std::move(rows),
                                .empty = wording.empty,
                                .filters = view_filter(scene, view)})},
           {"articles", std::move(articles)}}};
}

JsonArray articles_on(const Scene& scene, const std::vector<std::string>& controls) {
  return article_parts(scene.visit, scene.visit.services.body.cite(scene.connection, controls));
}

// --- by person ---

std::string offices_words(const Scene& scene, std::string_view person_id) {
  std::vector<std::string> titles;
  const Roster& roster = *scene.roster;
  for (const auto& held :
       organisation::offices_of(scene.connection, person_id, today_of(scene.visit))) {
    const auto section = roster.section(held.section_id);
    const std::string of =
        section == access::unknown ? "" : "（" + roster.section_at(section).name + "）";
    titles.push_back(titled_office(scene, held.office) + of);
  }
  return joined(titles);
}

Result<Answer> show_people(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Scene scene = scene_of(visit, connection);
    JsonArray rows;
    for (const auto& person : organisation::people(connection, today_of(visit))) {
      const std::string href = scene.href("/people/" + person.id);
      rows.push_back(JsonObject{
          {"href", href},
          {"cells", JsonArray{cell_part({.text = person.name, .href = href, .heading = true}),
                              cell_part({.text = person.section_name}),
                              cell_part({.text = person.employment}),
                              cell_part({.text = offices_words(scene, person.id)})}}});
    }
    return list_page(scene,
                     {"権限の点検",
                      "人を選ぶと、その人に今できることと、できないことの理由が分かります。"
                      "印刷して、年に1度の点検に使えます。",
                      "職員が登録されていません。"},
                     "",
                     column_parts({{"name", "氏名"},
                                   {"section", "所属"},
                                   {"employment", "任用の区分"},
                                   {"offices", "役職"}}),
                     std::move(rows));
  });
}

JsonObject deed_row(const Scene& scene, const Deed& deed, std::string_view person_id) {
  const std::string of_others = answer_for(scene, deed, person_id, "");
  const std::string own = deed.of_application ? answer_for(scene, deed, person_id, person_id) : "";
  const std::string href = scene.href("/acts/" + deed.key);
  return {{"href", href},
          {"cells", JsonArray{cell_part({.text = deed.title, .href = href, .heading = true}),
                              cell_part({.text = deed.object}), cell_part({.text = of_others}),
                              cell_part({.text = own})}}};
}

Result<Answer> show_person(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Scene scene = scene_of(visit, connection);
    const auto index = scene.roster->person(visit.capture("person"));
    if (index == access::unknown) {
      return fail(Fault::not_found, "person_unknown", "その職員は見つかりません。",
                  "権限の点検の一覧から選び直してください。");
    }
    const auto& person = scene.roster->person_at(index);
    JsonArray rows;
    for (const Deed& deed : scene.deeds) rows.push_back(deed_row(scene, deed, person.id));
    const std::string offices = offices_words(scene, person.id);
    const std::string away = scene.roster->is_away(index) ? "今日は不在です。" : "";
    return list_page(scene,
                     {person.name + "さんにできること",
                      away + "役職：" + (offices.empty() ? "なし" : offices) +
                          "。課の名前は、その課のものについてできることを示します。",
                      ""},
                     "",
                     column_parts({{"deed", "操作"},
                                   {"object", "対象"},
                                   {"others", "ほかの人の申請・課のもの"},
                                   {"own", "自分の申請"}}),
                     std::move(rows), articles_on(scene, {"applicant-is-not-approver"}));
  });
}

// --- by act ---

Result<Answer> show_acts(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Scene scene = scene_of(visit, connection);
    JsonArray rows;
    for (const Deed& deed : scene.deeds) {
      const std::string href = scene.href("/acts/" + deed.key);
      rows.push_back(JsonObject{
          {"href", href},
          {"cells", JsonArray{cell_part({.text = deed.title, .href = href, .heading = true}),
                              cell_part({.text = deed.object}),
                              cell_part({.text = parties_in_words(scene, *deed.rule)})}}});
    }
    return list_page(
        scene,
        {"操作と、できる人", "操作を選ぶと、今だれにできるかが分かります。", "操作がありません。"},
        "/acts", column_parts({{"deed", "操作"}, {"object", "対象"}, {"who", "できる人"}}),
        std::move(rows));
  });
}

Result<Answer> show_act(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Scene scene = scene_of(visit, connection);
    const auto deed = std::ranges::find(scene.deeds, visit.capture("act"), &Deed::key);
    if (deed == scene.deeds.end()) {
      return fail(Fault::not_found, "act_unknown", "その操作は見つかりません。",
                  "権限の点検の一覧から選び直してください。");
    }
    JsonArray rows;
    for (const auto& person : organisation::people(connection, today_of(visit))) {
      const Reach reach = reach_of(scene, *deed, person.id, "");
      if (reach.empty()) continue;
      const std::string href = scene.href("/people/" + person.id);
      rows.push_back(JsonObject{
          {"href", href},
          {"cells", JsonArray{cell_part({.text = person.name, .href = href, .heading = true}),
                              cell_part({.text = person.section_name}),
                              cell_part({.text = in_words(scene, reach)})}}});
    }
    return list_page(scene,
                     {"「" + deed->title + "」（" + deed->object + "）ができる人",
                      "できるのは、" + parties_in_words(scene, *deed->rule) +
                          "です。申請の当事者になった人は、その申請では除かれます。",
                      "今、これができる人はいません。"},
                     "/acts",
                     column_parts({{"name", "氏名"}, {"section", "所属"}, {"where", "できる範囲"}}),
                     std::move(rows), articles_on(scene, deed->controls));
  });
}

// --- what cannot be carried through ---

// What one appointment, or one person named to act for another, would mend: the obstacles that the
// same absence makes, or the same want in one section.
struct Mending {
  std::string away;  // the person; "" when it is so today
  std::string section_id;
  std::string reason;
  std::vector<procedures::ObstacleWords> mended = {};

  bool mends(const procedures::Obstacle& found) const {
    if (away != found.away) return false;
    return !away.empty() || (section_id == found.section_id && reason == found.reason);
  }
};

// What is so today first, then what mends most.
std::vector<Mending> mendings(const Roster& roster, const procedures::Definitions& all) {
  std::vector<Mending> list;
  for (const auto& found : procedures::obstacles(roster, all)) {
    auto known = std::ranges::find_if(list, [&](const Mending& one) { return one.mends(found); });
    if (known == list.end()) {
      known = list.insert(known, {found.away, found.section_id, found.reason});
    }
    known->mended.push_back(procedures::obstacle_words(roster, all, found));
  }
  std::ranges::stable_sort(list, std::greater<>(), [](const Mending& one) {
    return std::pair(one.away.empty(), one.mended.size());
  });
  return list;
}

constexpr std::size_t sections_named = 3;

// A procedure, its steps, and the sections for which these stop.
struct Stopping {
  std::string procedure;
  std::string steps;
  std::vector<std::string> sections;
};

std::vector<Stopping> stopping_steps(const Mending& mending) {
  std::vector<Stopping> each;
  for (const auto& one : mending.mended) {
    const std::string step = "「" + one.step + "」";
    auto known = std::ranges::find_if(each, [&](const Stopping& entry) {
      return entry.procedure == one.procedure && entry.steps == step;
    });
    if (known == each.end()) known = each.insert(known, {one.procedure, step, {}});
    auto& sections = known->sections;
    if (std::ranges::find(sections, one.section) == sections.end()) sections.push_back(one.section);
  }
  std::vector<Stopping> joined_steps;
  for (Stopping& one : each) {
    const auto alike = std::ranges::find_if(joined_steps, [&](const Stopping& entry) {
      return entry.procedure == one.procedure && entry.sections == one.sections;
    });
    if (alike == joined_steps.end()) {
      joined_steps.push_back(std::move(one));
    } else {
      alike->steps += one.steps;
    }
  }
  return joined_steps;
}

// 情報資産等の持ち出し「許可する」「引き渡した」（住民課、福祉課）／…: of many sections how many,
// of the row's own nothing.
std::string mended_in_words(const Mending& mending, const std::string& own_section) {
  std::string text;
  for (const auto& [procedure, steps, sections] : stopping_steps(mending)) {
    text += (text.empty() ? "" : "／") + procedure + steps;
    if (sections == std::vector{own_section}) continue;
    const bool few = sections.size() <= sections_named;
    text += "（" + (few ? joined(sections) : std::to_string(sections.size()) + "か所") + "）";
  }
  return text;
}

// What is to be decided, and the page to do it on.
std::pair<std::string, std::string> decision_on(const Scene& scene, const Mending& mending) {
  const std::string organisation = scene.visit.base() + "/organisation";
  if (mending.away.empty()) return {"役職に就ける人を決める", organisation + "#offices"};
  const std::string& away = mending.mended.front().away;
  // One acts for another in an office only.
  const bool in_office =
      !organisation::office_kinds_of(scene.connection, mending.away, today_of(scene.visit)).empty();
  if (!in_office) return {away + "さんのほかに、できる人を置く", organisation + "#people"};
  return {away + "さんの職務を代行する人を決める", organisation + "/absences#delegation"};
}

JsonObject mending_row(const Scene& scene, const Mending& mending) {
  const bool is_now = mending.away.empty();
  const auto& first = mending.mended.front();
  const auto [words, href] = decision_on(scene, mending);
  const auto person = scene.roster->person(mending.away);
  const auto sections = scene.roster->sections_of(person);
  const std::string of =
      is_now || sections.empty() ? first.section : scene.roster->section_at(sections.front()).name;
  return {
      {"href", href},
      {"cells",
       JsonArray{cell_part({.text = words, .href = href, .heading = true}), cell_part({.text = of}),
                 cell_part({.text = "",
                            .chip = is_now ? chip("今", "error") : chip("不在のとき", "warning")}),
                 cell_part({.text = std::to_string(mending.mended.size()), .number = true}),
                 cell_part({.text = mended_in_words(mending, of)}),
                 cell_part({.text = mending.reason})}}};
}

Result<Answer> show_obstacles(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Scene scene = scene_of(visit, connection);
    JsonArray rows;
    for (const Mending& one :
         mendings(*scene.roster, visit.services.body.definitions().procedures)) {
      rows.push_back(mending_row(scene, one));
    }
    return list_page(
        scene,
        {"成り立たない手続",
         "今日の役職と所属で最後まで進められない手続と、だれか1人が不在になると進められなくなる"
         "手続です。1行が、決めることの1つです。決めておくと、止まらなくなります。",
         "ありません。どの課のどの手続も、だれか1人が不在でも最後まで進められます。"},
        "/obstacles",
        column_parts({{"mending", "決めること"},
                      {"section", "課"},
                      {"when", "いつ止まるか"},
                      {"count", "止まるところの数", true},
                      {"steps", "止まる手続「止まるところ」（ほかの課）"},
                      {"reason", "理由の例"}}),
        std::move(rows), articles_on(scene, {"applicant-is-not-approver"}));
  });
}

// --- exceptions to segregation ---

Result<Answer> show_exceptions(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Scene scene = scene_of(visit, connection);
    JsonArray rows;
    for (const auto& given : procedures::granted_exceptions(connection)) {
      const std::string href = visit.base() + "/applications/" + given.application_id;
      rows.push_back(JsonObject{
          {"href", href},
          {"cells",
           JsonArray{cell_part({.text = given.number, .href = href, .heading = true}),
                     cell_part({.text = "", .date = instant_part(given.at)}),
                     cell_part({.text = given.person_name}), cell_part({.text = given.what}),
                     cell_part({.text = given.reason}),
                     cell_part({.text = given.consenter_name + "（" + given.capacity + "）"}),
                     cell_part({.text = given.was_used ? "行った" : "まだ行っていない"})}}});
    }
    return list_page(
        scene,
        {"兼務の例外",
         "ほかにできる人がいないため、例外として認められた兼務です。監査を行う人に示します。",
         "認められた例外はありません。"},
        "/exceptions",
        column_parts({{"number", "申請"},
                      {"at", "認めた日時"},
                      {"person", "兼務した人"},
                      {"what", "操作"},
                      {"reason", "理由"},
                      {"consenter", "認めた人"},
                      {"used", "結果"}}),
        std::move(rows), articles_on(scene, {"segregation-exceptions-listed"}));
  });
}

}  // namespace

Routes access_routes() {
  return {{Method::get, "/b/{body}/access", "access", "view.access", show_people},
          {Method::get, "/b/{body}/access/people/{person}", "access_person", "view.access",
           show_person},
          {Method::get, "/b/{body}/access/acts", "access_acts", "view.access", show_acts},
          {Method::get, "/b/{body}/access/acts/{act}", "access_act", "view.access", show_act},
          {Method::get, "/b/{body}/access/obstacles", "access_obstacles", "view.access",
           show_obstacles},
          {Method::get, "/b/{body}/access/exceptions", "access_exceptions", "view.access",
           show_exceptions}};
}

}  // namespace mamori::web
