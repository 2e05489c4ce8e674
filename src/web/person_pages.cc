// 職員: where one person belongs, since when, in what offices; moving, leaving, how to reach them.
#include <algorithm>

#include "organisation/contacts.h"
#include "organisation/corrections.h"
#include "organisation/organisation.h"
#include "organisation/people_acts.h"
#include "organisation/standing_in.h"
#include "web/going_on.h"
#include "web/parts.h"
#include "web/people_pages.h"
#include "web/retention_parts.h"

namespace mamori::web {
namespace {

using organisation::Person;
using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr int post_length_max = 40;
constexpr int number_length_max = 20;
constexpr int phone_length_max = 40;
const std::vector<std::string> controls{"personnel-changes-processed", "office-holders-recorded"};

Field section_field(std::string label) {
  return {
      .name = "section", .label = std::move(label), .type = FieldType::section, .required = true};
}

Field post_field() {
  return {.name = "post",
          .label = "職名",
          .length_max = post_length_max,
          .help = "例：課長、主任。なければ空けておきます。"};
}

Field employment_field() {
  Field field{
      .name = "employment", .label = "任用の区分", .type = FieldType::choice, .required = true};
  for (const std::string_view kind : organisation::employments()) {
    field.options.push_back({std::string(kind), std::string(kind), "", ""});
  }
  return field;
}

std::vector<ThingForm> forms_of_employed() {
  return {{"move",
           "organisation.move_person",
           "異動を登録する",
           "所属か職名が変わる日を登録します。前の課で就いている役職は、その日に終わります。",
           "異動を登録しました。",
           "primary",
           {section_field("新しい所属"), post_field(), day_field("from", "異動の日")}},
          {"besides",
           "organisation.add_membership",
           "兼務を加える",
           "今の所属のほかに、別の課にも所属させます。",
           "兼務を登録しました。",
           "secondary",
           {section_field("兼務先"), post_field(), day_field("from", "始まりの日")}},
          {"besides-end",
           "organisation.end_membership",
           "兼務を終える",
           "兼務先の課での所属を終わらせます。",
           "兼務の終わりを登録しました。",
           "secondary",
           {section_field("兼務先"), day_field("until", "最後の日")}},
          {"change",
           "organisation.change_person",
           "氏名や任用の区分を変える",
           "変わる日から、新しい内容になります。前の日の記録は、前の名前のままです。",
           "変更を登録しました。",
           "secondary",
           {name_field("氏名"),
            kana_field(),
            {.name = "number", .label = "職員番号", .length_max = number_length_max},
            employment_field(),
            day_field("from", "変わる日")}},
          {"leave",
           "organisation.leave",
           "退職を登録する",
           "最後の日の翌日に、役職と所属が終わり、アカウントが閉じられます。",
           "退職を登録しました。アカウントは、最後の日の翌日に閉じられます。",
           "danger",
           {day_field("until", "最後の日"),
            {.name = "reason",
             .label = "理由",
             .type = FieldType::long_text,
             .length_max = reason_length_max,
             .help = "例：定年退職、任期満了"}}}};
}

// Slips of the pen, while they can still be mended.
ThingForm correct_person_form() {
  return {"correct",
          "organisation.correct_person",
          "氏名などの入力の誤りを訂正する",
          "きょう登録したことと、これからのことは、入力の誤りを直せます。訂正したことも記録に残りま"
          "す。",
          "訂正しました。",
          "secondary",
          {name_field("氏名"),
           kana_field(),
           {.name = "number", .label = "職員番号", .length_max = number_length_max},
           employment_field()}};
}

ThingForm correct_move_form() {
  return {"correct-move",
          "organisation.correct_move",
          "所属の入力の誤りを訂正する",
          "きょう登録したことと、これからのことは、入力の誤りを直せます。訂正したことも記録に残りま"
          "す。",
          "訂正しました。",
          "secondary",
          {section_field("正しい所属"), post_field()}};
}

ThingForm contact_form() {
  return {
      "contact",
      "organisation.set_contact",
      "連絡先を登録する",
      "緊急連絡網に使います。見られるのは、本人、事務局、CISO、統括情報セキュリティ責任者です。",
      "連絡先を登録しました。",
      "secondary",
      {{.name = "office_phone",
        .label = "勤務先の電話",
        .length_max = phone_length_max,
        .help = "例：0120-00-0000 内線12"},
       {.name = "mobile_phone",
        .label = "携帯電話",
        .length_max = phone_length_max,
        .help = "勤務時間の外にも連絡できる番号"},
       {.name = "home_phone", .label = "自宅の電話", .length_max = phone_length_max}}};
}

ThingForm rejoin_form() {
  return {
      "rejoin",
      "organisation.rejoin",
      "再任用を登録する",
      "退職した人を、もう一度職員として登録します。",
      "再任用を登録しました。",
      "primary",
      {section_field("所属"), post_field(), employment_field(), day_field("from", "始まりの日")}};
}

// Everything a part of the page is made from.
struct Scene {
  const Visit& visit;
  Connection& connection;
  const Attempt& attempt;
  Person person;
  Day today;

  std::string href() const { return visit.base() + "/organisation/people/" + person.id; }
  bool may(std::string_view act) const {
    access::Facts facts;
    facts.people["person"] = person.id;
    return visit.services.acts.may(connection, visit.person_id(), act, facts).allowed;
  }
};

std::vector<ThingForm> forms_of(const Scene& scene) {
  if (!scene.person.employed) return {rejoin_form()};
  std::vector<ThingForm> forms = forms_of_employed();
  if (organisation::can_correct_person(scene.connection, scene.person.id, scene.today)) {
    forms.push_back(correct_person_form());
  }
  if (organisation::can_correct_move(scene.connection, scene.person.id, scene.today)) {
    forms.push_back(correct_move_form());
  }
  forms.push_back(contact_form());
  return forms;
}

// What a form begins with: how it stands.
JsonObject suggested(const Scene& scene, const ThingForm& form) {
  if (form.id == "contact") {
    const auto known = organisation::contact(scene.connection, scene.person.id);
    if (!known) return {};
    return {{"office_phone", known->office_phone},
            {"mobile_phone", known->mobile_phone},
            {"home_phone", known->home_phone}};
  }
  JsonObject input{{"employment", scene.person.employment}};
  if (form.id == "change" || form.id == "correct") {
    input["name"] = scene.person.name;
    input["kana"] = scene.person.kana;
    input["number"] = scene.person.number;
  }
  return input;
}

bool belongs_besides(const Scene& scene) {
  const auto held = organisation::memberships_of(scene.connection, scene.person.id, scene.today);
  return std::ranges::find(held, false, &organisation::Membership::main) != held.end();
}

JsonArray act_parts(const Scene& scene) {
  JsonArray parts;
  for (const ThingForm& form : forms_of(scene)) {
    if (!scene.may(form.kind) || (form.id == "besides-end" && !belongs_besides(scene))) continue;
    ActForm act = act_form(scene.visit, scene.connection, form, scene.href(), scene.attempt,
                           suggested(scene, form));
    if (form.id == "leave") {
      act.confirm = JsonObject{{"title", scene.person.name + "さんの退職を登録しますか"},
                               {"text", "最後の日の翌日から、サインインも決裁もできなくなります。"},
                               {"label", "登録する"}};
    }
    parts.push_back(act_part(act));
  }
  if (scene.person.employed) return parts;
  Json ask = erasure_act(scene.visit, scene.connection, "people/" + scene.person.id);
  if (!ask.is_null()) parts.push_back(std::move(ask));
  return parts;
}

std::string name_of_section(const Scene& scene, const std::string& id, std::string_view day) {
  const auto when = std::max(std::string(day), iso_day(scene.today));
  const auto of =
      organisation::section(scene.connection, id, parse_day(when).value_or(scene.today));
  return of ? of->name : std::string();
}

JsonArray place_parts(const Scene& scene) {
  JsonArray parts;
  for (const auto& held :
       organisation::memberships_of(scene.connection, scene.person.id, scene.today)) {
    parts.push_back(
        JsonObject{{"section", name_of_section(scene, held.section_id, held.valid_from)},
                   {"post", text_or_null(held.post)},
                   {"besides", !held.main},
                   {"coming", held.valid_from > iso_day(scene.today)},
                   {"since", day_part(held.valid_from)},
                   {"until", last_day(held.valid_to)}});
  }
  return parts;
}

JsonArray office_parts(const Scene& scene) {
  const auto offices = scene.visit.services.body.offices(scene.connection);
  JsonArray parts;
  for (const auto& held :
       organisation::offices_of(scene.connection, scene.person.id, scene.today)) {
    const std::string of = name_of_section(scene, held.section_id, held.valid_from);
    parts.push_back(JsonObject{{"title", offices.title(held.office)},
                               {"section", text_or_null(of)},
                               {"since", day_part(held.valid_from)},
                               {"until", last_day(held.valid_to)}});
  }
  return parts;
}

JsonArray absence_parts(const Scene& scene) {
  JsonArray parts;
  for (const auto& away : organisation::absences_from(scene.connection, scene.today)) {
    if (away.person_id != scene.person.id) continue;
    parts.push_back(
        JsonObject{{"since", day_part(away.valid_from)}, {"until", last_day(away.valid_to)}});
  }
  return parts;
}

// Numbers are for those who need them.
Json contact_part(const Scene& scene) {
  const bool own = scene.person.id == scene.visit.person_id();
  const auto known = organisation::contact(scene.connection, scene.person.id);
  if (!known || (!own && !scene.may("view.emergency_network"))) return nullptr;
  return JsonObject{{"office_phone", text_or_null(known->office_phone)},
                    {"mobile_phone", text_or_null(known->mobile_phone)},
                    {"home_phone", text_or_null(known->home_phone)}};
}

std::vector<Field> fields_of(const Scene& scene, std::string_view id) {
  for (ThingForm& form : forms_of(scene)) {
    if (form.id == id) return with_go_on(std::move(form.fields), scene.attempt.error);
  }
  return {};
}

Page person_page(const Scene& scene) {
  const Error* error = scene.attempt.error;
  const Person& person = scene.person;
  return {"person",
          person.name,
          {{"error", error ? error_part(scene.visit, *error, fields_of(scene, scene.attempt.form),
                                        scene.attempt.form + "-")
                           : Json()},
           {"one", JsonObject{{"id", person.id},
                              {"name", person.name},
                              {"kana", person.kana},
                              {"number", text_or_null(person.number)},
                              {"employment", person.employment},
                              {"employed", person.employed},
                              {"places", place_parts(scene)},
                              {"offices", office_parts(scene)},
                              {"absences", absence_parts(scene)},
                              {"contact", contact_part(scene)},
                              {"back_href", scene.visit.base() + "/organisation#people"}}},
           {"acts", act_parts(scene)},
           {"blocked", JsonArray()},
           {"articles", article_parts(scene.visit, scene.visit.services.body.cite(scene.connection,
                                                                                  controls))}}};
}

Error person_unknown() {
  return {Fault::not_found, "not_found", "その職員は見つかりません。",
          "アドレスを確かめるか、組織の画面から開き直してください。"};
}

Result<Page> page_with(const Visit& visit, const Attempt& attempt) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Page> {
    const Day today = today_of(visit);
    auto person = organisation::person(connection, visit.capture("id"), today);
    if (!person) {
      return fail(not_there(connection, "people/" + visit.capture("id"), person_unknown()));
    }
    return person_page({visit, connection, attempt, *std::move(person), today});
  });
}

Result<Answer> show_person(const Visit& visit) {
  const auto page = page_with(visit, {});
  if (!page) return fail(page.error());
  return *page;
}

// Forms ask for the last day, acts for the first day without. What is no date goes on as it is: the
// act says what is wrong with it.
Json act_input(const Visit& visit, const Json& input) {
  Json asked = input;
  JsonObject& members = asked.as_object();
  members["person"] = visit.capture("id");
  if (const Json* until = members.if_contains("until")) {
    const auto last = parse_day(text_at(input, "until"));
    members["to"] =
        last ? Json(iso_day(std::chrono::sys_days{*last} + std::chrono::days{1})) : *until;
  }
  return asked;
}

Result<Answer> change(const Visit& visit, const ThingForm& form) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto done_act = visit.services.acts.change_organisation(visit.person_id(), form.kind,
                                                                act_input(visit, *input));
  if (done_act) {
    return done(visit, visit.base() + "/organisation/people/" + visit.capture("id"), form.told,
                {{"record", done_act->record_number}});
  }
  Error error = done_act.error();
  for (FieldError& field : error.fields) {
    if (field.field == "to") field.field = "until";
  }
  const auto page = page_with(visit, {std::string(form.id), *input, &error});
  return page ? show_again(visit, error, *page) : Result<Answer>(fail(error));
}

}  // namespace

Routes person_routes() {
  const std::string base = "/b/{body}/organisation/people/{id}";
  Routes routes{{Method::get, base, "person", "view.organisation", show_person}};
  std::vector<ThingForm> forms = forms_of_employed();
  forms.push_back(correct_person_form());
  forms.push_back(correct_move_form());
  forms.push_back(contact_form());
  forms.push_back(rejoin_form());
  for (const ThingForm& form : forms) {
    // One's own numbers everybody may enter: whose they are is asked by the act itself.
    const std::string_view act = form.id == "contact" ? "view.organisation" : form.kind;
    routes.push_back({Method::post, base + "/" + std::string(form.id),
                      "person_" + std::string(form.id), std::string(act),
                      [form](const Visit& visit) { return change(visit, form); }});
  }
  return routes;
}

}  // namespace mamori::web
