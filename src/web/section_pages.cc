// 課: what a section is called and where it stands, since when; renaming it, correcting a slip of
// the pen, abolishing or merging it, with what that entails shown before.
#include <algorithm>

#include "body/sections.h"
#include "organisation/corrections.h"
#include "organisation/organisation.h"
#include "organisation/section_history.h"
#include "web/going_on.h"
#include "web/parts.h"
#include "web/people_pages.h"

namespace mamori::web {
namespace {

using organisation::Section;
using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr std::string_view dissolving = "organisation.dissolve_section";
const std::vector<std::string> controls{"office-holders-recorded", "personnel-changes-processed"};

// Everything a part of the page is made from.
struct Scene {
  const Visit& visit;
  Connection& connection;
  const Attempt& attempt;
  Section section;
  Day today;

  std::string href() const { return visit.base() + "/organisation/sections/" + section.id; }
  bool may(std::string_view act) const {
    return visit.services.acts.may(connection, visit.person_id(), act).allowed;
  }
};

std::vector<Field> place_fields() {
  return {name_field("名称"),
          {.name = "parent",
           .label = "上に立つ部や課",
           .type = FieldType::section,
           .help = "部のない課は、空けておきます。"}};
}

ThingForm change_form() {
  ThingForm form{"change",
                 "organisation.change_section",
                 "名称や位置を変える",
                 "その日から、新しい名称や位置になります。前の日までの記録は、前のままです。",
                 "変更を登録しました。",
                 "primary",
                 place_fields()};
  form.fields.push_back(day_field("from", "変わる日"));
  return form;
}

ThingForm correct_form() {
  return {"correct",
          "organisation.correct_section",
          "入力の誤りを訂正する",
          "きょう登録したことと、これからのことは、入力の誤りを直せます。訂正したことも記録に残りま"
          "す。",
          "訂正しました。",
          "secondary",
          place_fields()};
}

ThingForm dissolve_form() {
  return {
      "dissolve",
      dissolving,
      "廃止・統合する",
      "まず、所属する職員、役職、申請がどうなるかを確かめます。登録するまで、何も変わりません。",
      "",
      "danger",
      {day_field("until", "最後の日"),
       {.name = "into",
        .label = "統合する先",
        .type = FieldType::section,
        .help = "選ぶと、職員と係がそこへ移ります。廃止するだけのときは空けておきます。"}}};
}

std::vector<ThingForm> forms_of(const Scene& scene) {
  std::vector<ThingForm> forms{change_form()};
  if (organisation::can_correct_section(scene.connection, scene.section.id, scene.today)) {
    forms.push_back(correct_form());
  }
  forms.push_back(dissolve_form());
  return forms;
}

JsonArray act_parts(const Scene& scene) {
  JsonArray parts;
  for (const ThingForm& form : forms_of(scene)) {
    if (!scene.may(form.kind)) continue;
    const Json known{{"name", scene.section.name}, {"parent", scene.section.parent_id}};
    parts.push_back(
        act_part(act_form(scene.visit, scene.connection, form, scene.href(), scene.attempt,
                          form.id == "dissolve" ? Json(JsonObject{}) : known)));
  }
  return parts;
}

std::string name_on(Connection& connection, const std::string& section_id, std::string_view day) {
  const auto when = parse_day(day);
  const auto found = when ? organisation::section(connection, section_id, *when) : std::nullopt;
  return found ? found->name : std::string();
}

// What it was called, is called and will be called.
JsonArray state_parts(const Scene& scene) {
  JsonArray parts;
  for (const auto& state : organisation::section_states(scene.connection, scene.section.id)) {
    const std::string above = name_on(scene.connection, state.parent_id, state.valid_from);
    parts.push_back(JsonObject{{"name", state.name},
                               {"above", text_or_null(above)},
                               {"since", day_part(state.valid_from)},
                               {"until", last_day(state.valid_to)},
                               {"coming", state.valid_from > iso_day(scene.today)}});
  }
  return parts;
}

JsonArray people_parts(const Scene& scene) {
  JsonArray parts;
  for (const auto& person : organisation::people(scene.connection, scene.today)) {
    const auto held = organisation::memberships_of(scene.connection, person.id, scene.today);
    const auto here =
        std::ranges::find(held, scene.section.id, &organisation::Membership::section_id);
    if (here == held.end() || here->valid_from > iso_day(scene.today)) continue;
    parts.push_back(JsonObject{{"name", person.name},
                               {"href", scene.visit.base() + "/organisation/people/" + person.id},
                               {"post", text_or_null(here->post)},
                               {"besides", !here->main}});
  }
  return parts;
}

std::vector<Field> fields_of(std::string_view form) {
  if (form == "change") return change_form().fields;
  return form == "correct" ? correct_form().fields : dissolve_form().fields;
}

Page section_page(const Scene& scene) {
  const Error* error = scene.attempt.error;
  return {"section",
          scene.section.name,
          {{"error", error ? error_part(scene.visit, *error,
                                        with_go_on(fields_of(scene.attempt.form), error),
                                        scene.attempt.form + "-")
                           : Json()},
           {"section", JsonObject{{"name", scene.section.name},
                                  {"level", organisation::level_label(scene.section.level)},
                                  {"states", state_parts(scene)},
                                  {"people", people_parts(scene)},
                                  {"back_href", scene.visit.base() + "/organisation#sections"}}},
           {"acts", act_parts(scene)},
           {"blocked", JsonArray()},
           {"articles", article_parts(scene.visit, scene.visit.services.body.cite(scene.connection,
                                                                                  controls))}}};
}

Result<Page> page_with(const Visit& visit, const Attempt& attempt) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Page> {
    const Day today = today_of(visit);
    auto section = organisation::nearest_section(connection, visit.capture("id"), today);
    if (!section) {
      return fail(Fault::not_found, "not_found", "その課は見つかりません。",
                  "アドレスを確かめるか、組織の画面から開き直してください。");
    }
    return section_page({visit, connection, attempt, *std::move(section), today});
  });
}

Result<Answer> show_section(const Visit& visit) {
  const auto page = page_with(visit, {});
  if (!page) return fail(page.error());
  return *page;
}

Result<Answer> refused(const Visit& visit, std::string_view form, const Json& input,
                       const Error& error) {
  const auto page = page_with(visit, {std::string(form), input, &error});
  return page ? show_again(visit, error, *page) : Result<Answer>(fail(error));
}

Result<Answer> change(const Visit& visit, const ThingForm& form) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  Json asked = *input;
  asked.as_object()["section"] = visit.capture("id");
  const auto changed = visit.services.acts.change_organisation(visit.person_id(), form.kind, asked);
  if (!changed) return refused(visit, form.id, *input, changed.error());
  return done(visit, visit.base() + "/organisation/sections/" + visit.capture("id"), form.told,
              {{"record", changed->record_number}});
}

// --- ending it

// The form asks for the last day, the act for the first day without. What is no date goes on as it
// is: the act says what is wrong with it.
Json ending_of(const Visit& visit, const Json& input) {
  const auto last = parse_day(text_at(input, "until"));
  const std::string to =
      last ? iso_day(std::chrono::sys_days{*last} + std::chrono::days{1}) : text_at(input, "until");
  return {{"section", visit.capture("id")}, {"into", text_at(input, "into")}, {"to", to}};
}

Error of_the_form(Error error) {
  for (FieldError& field : error.fields) {
    if (field.field == "to" || field.field == "section") field.field = "until";
  }
  return error;
}

JsonObject group(std::string_view title, std::string_view explanation,
                 const std::vector<std::string>& names) {
  return {{"title", title},
          {"explanation", explanation},
          {"count", names.size()},
          {"items", JsonArray(names.begin(), names.end())}};
}

JsonArray group_parts(const body::DissolutionPreview& preview) {
  const auto& found = preview.found;
  std::vector<std::string> offices;
  for (const auto& ended : found.offices) offices.push_back(ended.title + "：" + ended.person_name);
  std::vector<std::string> waiting;
  for (const auto& one : preview.waiting) waiting.push_back(one.number + "　" + one.title);
  std::vector<std::string> stops;
  for (const auto& stop : preview.stops) stops.push_back(stop.text);
  JsonArray groups;
  const auto add = [&](std::string_view title, std::string_view explanation,
                       const std::vector<std::string>& names) {
    if (!names.empty()) groups.push_back(group(title, explanation, names));
  };
  add("所属がなくなる職員", "その日から、申請ができません。異動を登録してください。",
      found.without_section);
  add("統合する先に移る職員", "職名は、そのまま引き継ぎます。", found.moved);
  add("兼務が終わる職員", "本来の所属は変わりません。", found.besides);
  add("終わる役職", "この課の役職は、その日に終わります。", offices);
  add("位置が変わる部や係", "名称は変わりません。", found.raised);
  add("成り立たなくなる手続", "任命するか、職務を代行する人を決めておくと、なくせます。", stops);
  add("終わっていない申請",
      "課がなくなると、この課の役職では決裁できません。先に決裁するか、取り下げてもらってください"
      "。",
      waiting);
  return groups;
}

JsonObject ending_part(const Visit& visit, const Json& input,
                       const body::DissolutionPreview& preview) {
  const auto& found = preview.found;
  const std::string base = visit.base() + "/organisation/sections/" + found.section_id;
  const std::string what = found.into_name.empty() ? "廃止" : "「" + found.into_name + "」に統合";
  const auto hidden = [](std::string_view name, std::string_view value) {
    return JsonObject{{"name", name}, {"value", value}};
  };
  return {
      {"name", found.section_name},
      {"what", what},
      {"last_day", last_day(found.to)},
      {"groups", group_parts(preview)},
      {"action", base + "/ending"},
      {"hidden", JsonArray{hidden("until", text_at(input, "until")),
                           hidden("into", text_at(input, "into")), hidden("seen", preview.seen())}},
      {"confirm", JsonObject{{"title", "「" + found.section_name + "」を" + what + "しますか"},
                             {"text", "ここに示したことを、一度に登録します。記録に残ります。"},
                             {"label", what + "する"}}},
      {"back_href", base}};
}

Result<Answer> look_at_ending(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  body::Sections sections(visit.services.body, visit.services.acts);
  const auto preview = sections.preview(visit.person_id(), ending_of(visit, *input));
  if (!preview) return refused(visit, "dissolve", *input, of_the_form(preview.error()));
  return visit.services.body.store().read([&](Connection& connection) -> Page {
    return {"section-ending",
            "課の廃止・統合で変わるところ",
            {{"ending", ending_part(visit, *input, *preview)},
             {"articles", article_parts(visit, visit.services.body.cite(connection, controls))}}};
  });
}

Result<Answer> end_section(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  body::Sections sections(visit.services.body, visit.services.acts);
  const auto ended =
      sections.dissolve(visit.person_id(), ending_of(visit, *input), text_at(*input, "seen"));
  if (!ended) return refused(visit, "dissolve", *input, of_the_form(ended.error()));
  return done(visit, visit.base() + "/organisation#sections", "課の廃止・統合を登録しました。",
              {{"record", ended->record_number}});
}

}  // namespace

Routes section_routes() {
  const std::string base = "/b/{body}/organisation/sections/{id}";
  Routes routes{
      {Method::get, base, "section", "view.organisation", show_section},
      {Method::post, base + "/dissolve", "section_ending", std::string(dissolving), look_at_ending},
      {Method::post, base + "/ending", "end_section", std::string(dissolving), end_section}};
  for (const ThingForm& form : {change_form(), correct_form()}) {
    routes.push_back({Method::post, base + "/" + std::string(form.id),
                      "section_" + std::string(form.id), std::string(form.kind),
                      [form](const Visit& visit) { return change(visit, form); }});
  }
  return routes;
}

}  // namespace mamori::web
