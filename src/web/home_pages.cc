// わたしの仕事: what waits for this person, what they asked for, what comes due, what is new.
#include <algorithm>

#include "base/text.h"
#include "duties/rounds.h"
#include "identity/accounts.h"
#include "organisation/organisation.h"
#include "procedures/course.h"
#include "procedures/engine.h"
#include "registers/register.h"
#include "web/application_forms.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using procedures::Application;
using procedures::Definition;
using procedures::Offer;
using store::Connection;

constexpr std::size_t notices_on_home = 5;
constexpr std::chrono::days due_soon{7};
constexpr std::chrono::days duty_due_soon{30};

// Everything a part of the page is made from.
struct Scene {
  const Visit& visit;
  Connection& connection;
  Day today;
  procedures::Desk desk;
  std::vector<organisation::Appointment> offices;  // of the visitor

  bool leads(std::string_view section_id) const {
    return std::ranges::any_of(offices, [&](const organisation::Appointment& held) {
      return held.office == "section_manager" && held.section_id == section_id;
    });
  }
};

// An open application with the definition it was filed under.
struct Case {
  const Definition& definition;
  const Application& application;
};

std::string href_of(const Scene& scene, const Application& application) {
  return scene.visit.base() + "/applications/" + application.id;
}

// What is waited for from the visitor, as the buttons say it: 「許可する」「差し戻す」; "" for
// nothing. What the rules leave to the applicant alone stands with their own applications.
std::string asked_of_visitor(const Scene& scene, const Case& one, bool as_applicant) {
  std::string labels;
  for (const Offer& offer :
       procedures::offers(scene.desk, one.definition, one.application, scene.visit.person_id())) {
    if (!offer.decision.allowed) continue;
    if (!as_applicant && procedures::only_the_applicant(*offer.step)) continue;
    if (!procedures::is_waited_for(one.definition, one.application, *offer.step)) continue;
    labels += "「" + offer.step->label + "」";
  }
  return labels;
}

// --- waiting ---

Json waiting_part(const Scene& scene, const Case& one) {
  const Application& application = one.application;
  const std::string task = asked_of_visitor(scene, one, false);
  if (task.empty()) return nullptr;
  const auto applicant =
      organisation::person(scene.connection, application.applicant_id, scene.today);
  const auto section = organisation::section(scene.connection, application.section_id, scene.today);
  const auto since = parse_iso_instant(application.changed_at);
  const procedures::Task* nearest = nearest_task(application);
  const bool late = nearest && nearest->late(scene.desk.now);
  return JsonObject{{"href", href_of(scene, application)},
                    {"number", application.number},
                    {"title", one.definition.title},
                    {"applicant", applicant ? applicant->name : ""},
                    {"section", section ? Json(section->name) : Json()},
                    {"since", since ? day_part(iso_day(day_in_japan(*since))) : Json()},
                    {"task", task},
                    {"deadline", nearest ? task_due_part(*nearest) : day_part(application.due)},
                    {"overdue", late || application.overdue(scene.today)},
                    {"state", application_state(one.definition, application, scene.today)}};
}

// What was decided in the visitor's absence waits for them to see it (後閲).
JsonArray seeing_parts(const Scene& scene) {
  JsonArray parts;
  for (const auto& decision :
       procedures::decisions_to_see(scene.connection, scene.visit.person_id())) {
    const auto at = parse_iso_instant(decision.at);
    parts.push_back(
        JsonObject{{"href", scene.visit.base() + "/applications/" + decision.application_id},
                   {"number", decision.number},
                   {"title", "不在中の代決：" + decision.label},
                   {"applicant", decision.person_name + "さんが代決"},
                   {"section", nullptr},
                   {"since", at ? day_part(iso_day(day_in_japan(*at))) : Json()},
                   {"task", "後閲する"},
                   {"deadline", nullptr},
                   {"overdue", false},
                   {"state", state_part("unseen", "後閲待ち", "waiting")}});
  }
  return parts;
}

// --- mine ---

// Whose turn it is on one's own application.
std::string next_in_words(const Scene& scene, const Case& one) {
  if (const std::string own = asked_of_visitor(scene, one, true); !own.empty()) {
    return "あなたの番です：" + own;
  }
  if (procedures::ends_by_itself(one.definition, one.application)) {
    return "期限の日に、自動的に終わります。";
  }
  const auto facts = procedures::facts_of(scene.connection, one.definition, one.application);
  for (const procedures::Step* step : procedures::possible_steps(one.definition, one.application)) {
    if (!procedures::is_waited_for(one.definition, one.application, *step)) continue;
    return access::describe(scene.desk.access(), step->rule, facts) + "の番です。";
  }
  return {};
}

Json mine_part(const Scene& scene, const Case& one) {
  const Application& application = one.application;
  if (application.applicant_id != scene.visit.person_id()) return nullptr;
  return JsonObject{{"href", href_of(scene, application)},
                    {"number", application.number},
                    {"title", one.definition.title},
                    {"state", application_state(one.definition, application, scene.today)},
                    {"next", next_in_words(scene, one)},
                    {"due", day_part(application.due)},
                    {"overdue", application.overdue(scene.today)}};
}

// --- due ---

std::string remaining_in_words(std::chrono::days left) {
  if (left.count() < 0) return std::to_string(-left.count()) + "日過ぎています";
  if (left.count() == 0) return "今日まで";
  return "あと" + std::to_string(left.count()) + "日";
}

Json due_part(const Scene& scene, const Case& one) {
  const Application& application = one.application;
  const auto due = parse_day(application.due);
  const bool concerns =
      application.applicant_id == scene.visit.person_id() || scene.leads(application.section_id);
  const procedures::Due* watched = one.definition.due_in(application.state);
  if (!due || !watched || !concerns) return nullptr;
  const std::chrono::days left = std::chrono::sys_days{*due} - std::chrono::sys_days{scene.today};
  if (left > due_soon) return nullptr;
  const auto person = organisation::person(scene.connection, application.applicant_id, scene.today);
  return JsonObject{
      {"href", href_of(scene, application)},   {"title", watched->label},
      {"subject", application.number},         {"person", person ? person->name : ""},
      {"deadline", day_part(application.due)}, {"overdue", application.overdue(scene.today)},
      {"remaining", remaining_in_words(left)}};
}

// What of the duties the visitor may do is due soon or late.
void add_duties(const Scene& scene, JsonArray& due) {
  const duties::Desk desk{scene.connection, scene.desk.access(), scene.desk.now};
  duties::Candidates candidates(scene.connection, scene.today);
  for (const auto& [id, duty] : scene.visit.services.body.definitions().duties) {
    const bool personal = duty.rounds() && duty.rounds()->each == duties::Each::person;
    const duties::Narrow only{.person_id = personal ? scene.visit.person_id() : std::string()};
    for (const duties::Owed& owed : duties::owed(candidates, duty, only)) {
      if (owed.settled()) continue;
      const std::chrono::days left =
          std::chrono::sys_days{owed.due} - std::chrono::sys_days{scene.today};
      if (left > duty_due_soon || owed.exception) continue;
      if (!duties::may_do(desk, duty, owed.unit, scene.visit.person_id()).allowed) continue;
      const std::string unit = owed.unit.id.empty() ? "" : "/do?unit=" + owed.unit.id;
      due.push_back(JsonObject{
          {"href", scene.visit.base() + "/duties/" + id + unit},
          {"title", duty.title},
          {"subject", owed.unit.thing_name.empty() ? owed.unit.name : owed.unit.thing_name},
          {"person", ""},
          {"deadline", day_part(iso_day(owed.due))},
          {"overdue", owed.late(scene.today)},
          {"remaining", remaining_in_words(left)}});
    }
  }
}

// --- a new body ---

JsonArray setup_steps(const Scene& scene) {
  const std::string base = scene.visit.base();
  Connection& connection = scene.connection;
  const auto step = [&](std::string_view label, std::string_view explanation, std::string_view path,
                        std::string_view action, bool is_done) {
    return JsonObject{{"label", label},
                      {"explanation", explanation},
                      {"href", base + std::string(path)},
                      {"action_label", action},
                      {"done", is_done},
                      {"current", false}};
  };
  const bool filed = std::ranges::any_of(
      scene.visit.services.body.definitions().procedures, [&](const auto& procedure) {
        return procedures::tally(connection, procedure.first, scene.today).filed > 0;
      });
  return {
      step("組織を登録する", "課や室、職員を登録します。見本の組織から始めることもできます。",
           "/organisation", "組織を開く", !organisation::sections(connection, scene.today).empty()),
      step("役職に就ける",
           "CISO、統括情報セキュリティ責任者、各課の情報セキュリティ管理者を決めます。",
           "/organisation#offices", "役職を開く",
           organisation::was_ever_held(connection, "ciso") &&
               organisation::was_ever_held(connection, "section_manager")),
      step("アカウントを渡す",
           "仮パスワードを印刷して本人に渡します。本人が最初のサインインで変更します。",
           "/organisation#people", "職員を開く", identity::list_accounts(connection).size() > 1),
      step("情報資産を登録する",
           "持ち出す可能性のあるパソコンやUSBメモリから始めると、すぐ申請に使えます。",
           "/registers/assets/new", "登録する", registers::entry_count(connection, "assets") > 0),
      step("最初の申請", "持ち出しの申請を1件出し、課の管理者が許可するところまで試します。",
           "/apply", "申請を選ぶ", filed)};
}

// What is left to prepare, for an administrator; null when everything is done.
Json setup_part(const Scene& scene) {
  const bool administrator =
      std::ranges::find(scene.offices, "administrator", &organisation::Appointment::office) !=
      scene.offices.end();
  if (!administrator) return nullptr;
  JsonArray steps = setup_steps(scene);
  const auto is_done = [](const Json& step) { return flag_at(step, "done"); };
  const auto current = std::ranges::find_if_not(steps, is_done);
  if (current == steps.end()) return nullptr;
  current->get_object()["current"] = true;
  return JsonObject{{"total", steps.size()},
                    {"done", std::ranges::count_if(steps, is_done)},
                    {"steps", std::move(steps)}};
}

// --- the page ---

JsonArray action_parts(const Visit& visit) {
  return {
      JsonObject{{"href", visit.base() + "/apply"},
                 {"label", "申請する"},
                 {"explanation", "持ち出しなど、許可が要ることを申請します。"},
                 {"primary", true}},
      JsonObject{{"href", visit.base() + "/handling"},
                 {"label", "取扱いを確かめる"},
                 {"explanation", "しまう・送る・持ち出す・捨てる前に、してよいかを確かめます。"},
                 {"primary", false}},
      JsonObject{{"href", visit.base() + "/regulations"},
                 {"label", "規程を読む"},
                 {"explanation", "誰が何をしなければならないか、条文ごとに確かめます。"},
                 {"primary", false}}};
}

void add(JsonArray& list, Json part) {
  if (!part.is_null()) list.push_back(std::move(part));
}

void add_cases(const Scene& scene, JsonObject& model) {
  JsonArray waiting = seeing_parts(scene);
  JsonArray mine;
  JsonArray due;
  for (const Application& application : procedures::open_applications(scene.connection)) {
    const auto definition = scene.visit.services.body.definition_of(scene.connection, application);
    if (!definition) continue;  // damaged; the application's own page says so
    const Case one{**definition, application};
    add(waiting, waiting_part(scene, one));
    add(mine, mine_part(scene, one));
    add(due, due_part(scene, one));
  }
  add_duties(scene, due);
  std::ranges::sort(due, std::less<>(), [](const Json& part) {
    return text_at(Json(object_at(part, "deadline")), "iso");
  });
  model["waiting"] = std::move(waiting);
  model["mine"] = std::move(mine);
  model["due"] = std::move(due);
}

Result<Answer> show_home(const Visit& visit) {
  auto& body = visit.services.body;
  return body.store().read([&](Connection& connection) -> Result<Answer> {
    const Day today = today_of(visit);
    const Scene scene{visit, connection, today, body.desk(connection),
                      organisation::offices_of(connection, visit.person_id(), today)};
    JsonObject model{{"actions", action_parts(visit)},
                     {"setup", setup_part(scene)},
                     {"notices", notice_parts(visit, notices::inbox(connection, visit.person_id()),
                                              notices_on_home)}};
    add_cases(scene, model);
    return Page{"home", "わたしの仕事", std::move(model)};
  });
}

}  // namespace

Routes home_routes() {
  return {{Method::get, "/b/{body}/home", "home", "view.home", show_home}};
}

}  // namespace mamori::web
