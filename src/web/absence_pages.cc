// 不在と代行: who is away on which days, and who acts in an office then.
#include <algorithm>

#include "organisation/organisation.h"
#include "organisation/standing_in.h"
#include "registers/register.h"
#include "web/going_on.h"
#include "web/parts.h"
#include "web/people_options.h"
#include "web/people_pages.h"

namespace mamori::web {
namespace {

using organisation::Absence;
using organisation::Delegation;
using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr std::string_view absence_form = "absence";
constexpr std::string_view delegation_form = "delegation";
constexpr std::string_view ending_form = "ending";  // of an absence or a delegation
const std::vector<std::string> controls{"ciso-absence-decision", "delegate-recognised"};

struct Scene {
  const Visit& visit;
  Connection& connection;
  const Attempt& attempt;
  Day today;
  organisation::Offices offices;
  bool for_others = false;  // the secretariat enters what others cannot

  std::string base() const { return visit.base() + "/organisation/absences"; }
};

std::vector<Field> absence_fields(bool for_others) {
  std::vector<Field> fields;
  if (for_others) {
    fields.push_back(
        {.name = "person", .label = "職員", .type = FieldType::person, .required = true});
  }
  fields.push_back(day_field("from", "最初の日"));
  fields.push_back(day_field("until", "最後の日"));
  fields.push_back({.name = "reason",
                    .label = "理由",
                    .length_max = reason_length_max,
                    .help = "出張、休暇など。病名などは書かないでください。"});
  return fields;
}

std::vector<Field> delegation_fields(const Scene& scene) {
  Field office{.name = "office", .label = "役職", .type = FieldType::choice, .required = true};
  for (const auto& kind : scene.offices.all()) {
    office.options.push_back({kind.id, kind.title, "", ""});
  }
  std::vector<Field> fields{std::move(office),
                            {.name = "section",
                             .label = "担当する課",
                             .type = FieldType::section,
                             .help = "課ごとに置く役職のときに選びます。"}};
  if (auto system = system_field(scene.visit, scene.connection)) {
    fields.push_back(*std::move(system));
  }
  fields.push_back(
      {.name = "from_person", .label = "本来の人", .type = FieldType::person, .required = true});
  fields.push_back(
      {.name = "to_person", .label = "代行する人", .type = FieldType::person, .required = true});
  fields.push_back(day_field("from", "最初の日"));
  fields.push_back(day_field("until", "最後の日"));
  return fields;
}

// 住民課, or 税務システム of an office of systems; "" of one for the whole body or all systems.
std::string place_name(const Scene& scene, const std::string& id) {
  const auto section = organisation::section(scene.connection, id, scene.today);
  if (section) return section->name;
  const auto system = registers::entry(scene.connection, id);
  return system ? system->label : std::string();
}

std::string name_of(const Scene& scene, std::string_view id) {
  const auto person = organisation::person(scene.connection, id, scene.today);
  return person ? person->name : std::string(id);
}

Json end_part(const Scene& scene, std::string_view what, const std::string& id, bool may) {
  if (!may) return nullptr;
  return JsonObject{{"action", scene.base() + "/" + std::string(what) + "/" + id + "/end"}};
}

JsonArray absence_parts(const Scene& scene) {
  JsonArray parts;
  for (const Absence& away : organisation::absences_from(scene.connection, scene.today)) {
    const bool own = away.person_id == scene.visit.person_id();
    const bool may = own || scene.for_others;
    parts.push_back(JsonObject{{"person", name_of(scene, away.person_id)},
                               {"since", day_part(away.valid_from)},
                               {"until", last_day(away.valid_to)},
                               {"now", away.valid_from <= iso_day(scene.today)},
                               {"reason", may ? text_or_null(away.reason) : Json()},
                               {"end", end_part(scene, "absence", away.id, may)}});
  }
  return parts;
}

JsonArray delegation_parts(const Scene& scene) {
  JsonArray parts;
  for (const Delegation& given : organisation::delegations_from(scene.connection, scene.today)) {
    const std::string of = place_name(scene, given.section_id);
    parts.push_back(JsonObject{
        {"office", scene.offices.title(given.office) + (of.empty() ? of : "（" + of + "）")},
        {"from", name_of(scene, given.from_person)},
        {"to", name_of(scene, given.to_person)},
        {"since", day_part(given.valid_from)},
        {"until", last_day(given.valid_to)},
        {"end", end_part(scene, "delegation", given.id, scene.for_others)}});
  }
  return parts;
}

// The button of the table again, when what it does would stop procedures.
Json ending_part(const Scene& scene) {
  const Error* error = scene.attempt.error_of(ending_form);
  if (!would_stop_procedures(error)) return nullptr;
  return act_part({.id = std::string(ending_form),
                   .label = text_at(scene.attempt.input, "label"),
                   .action = scene.base() + text_at(scene.attempt.input, "address"),
                   .fields = field_parts(scene.visit, scene.connection, {go_on_field(*error)},
                                         scene.attempt.filled(ending_form, {}))});
}

JsonObject form_parts(const Scene& scene) {
  const Json today{{"from", iso_day(scene.today)}};
  const ActForm absence{
      .id = std::string(absence_form),
      .label = "不在を登録する",
      .tone = "primary",
      .action = scene.base(),
      .explanation = scene.for_others ? "職員の不在を登録します。" : "自分の不在を登録します。",
      .fields = field_parts(
          scene.visit, scene.connection,
          with_go_on(absence_fields(scene.for_others), scene.attempt.error_of(absence_form)),
          scene.attempt.filled(absence_form, today))};
  JsonObject forms{
      {"absence", act_part(absence)}, {"delegation", nullptr}, {"ending", ending_part(scene)}};
  if (!scene.for_others) return forms;
  ActForm delegation{
      .id = std::string(delegation_form),
      .label = "代行を登録する",
      .tone = "primary",
      .action = scene.base() + "/delegations",
      .explanation =
          "CISOの承認を受けた代行を登録します。本来の人がその役職に就いている間だけ続きます。",
      .fields =
          field_parts(scene.visit, scene.connection,
                      with_go_on(delegation_fields(scene), scene.attempt.error_of(delegation_form)),
                      scene.attempt.filled(delegation_form, today))};
  // So many options are a list to open, not a row of buttons.
  JsonObject& office = delegation.fields.front().as_object();
  office.erase("is_choice");
  office["is_select"] = true;
  forms["delegation"] = act_part(delegation);
  return forms;
}

std::vector<Field> fields_of_attempt(const Scene& scene) {
  if (scene.attempt.form == ending_form) return with_go_on({}, scene.attempt.error);
  return with_go_on(scene.attempt.form == absence_form ? absence_fields(scene.for_others)
                                                       : delegation_fields(scene),
                    scene.attempt.error);
}

Page absences_page(const Scene& scene) {
  const Error* error = scene.attempt.error;
  const auto fields = fields_of_attempt(scene);
  return {"absences",
          "不在と代行",
          {{"error",
            error ? error_part(scene.visit, *error, fields, scene.attempt.form + "-") : Json()},
           {"away", JsonObject{{"absences", absence_parts(scene)},
                               {"delegations", delegation_parts(scene)},
                               {"forms", form_parts(scene)},
                               {"back_href", scene.visit.base() + "/organisation"}}},
           {"articles", article_parts(scene.visit, scene.visit.services.body.cite(scene.connection,
                                                                                  controls))}}};
}

Page page_with(const Visit& visit, const Attempt& attempt) {
  return visit.services.body.store().read([&](Connection& connection) {
    const bool for_others =
        visit.services.acts.may(connection, visit.person_id(), "organisation.delegate").allowed;
    return absences_page({visit, connection, attempt, today_of(visit),
                          visit.services.body.offices(connection), for_others});
  });
}

Result<Answer> show_absences(const Visit& visit) {
  return page_with(visit, {});
}

Result<Answer> change(const Visit& visit, std::string_view kind, std::string_view form,
                      const Json& asked, std::string_view told) {
  const auto changed = visit.services.acts.change_organisation(visit.person_id(), kind, asked);
  if (changed) {
    return done(visit, visit.base() + "/organisation/absences", told,
                {{"record", changed->record_number}});
  }
  return show_again(visit, changed.error(),
                    page_with(visit, {std::string(form), asked, &changed.error()}));
}

// Whose form does not ask for a person means themselves; who leaves that empty forgot it.
Result<Answer> enter_absence(const Visit& visit) {
  auto input = visit.input();
  if (!input) return fail(input.error());
  Json asked = with_people_named(visit, *std::move(input), {"person"});
  JsonObject& members = asked.as_object();
  if (!members.contains("person")) members["person"] = visit.person_id();
  return change(visit, "organisation.enter_absence", absence_form, asked, "不在を登録しました。");
}

// The buttons of the tables send nothing but, the second time, that one goes on.
struct Ending {
  std::string_view kind;
  std::string_view what;  // in the address and in the act: absence
  std::string_view label;
  std::string_view told;
};

Result<Answer> end(const Visit& visit, const Ending& ending) {
  auto input = visit.input();
  if (!input) return fail(input.error());
  JsonObject& asked = input->as_object();
  asked[ending.what] = visit.capture("id");
  asked["label"] = ending.label;
  asked["address"] = "/" + std::string(ending.what) + "/" + visit.capture("id") + "/end";
  return change(visit, ending.kind, ending_form, *input, ending.told);
}

Result<Answer> end_absence(const Visit& visit) {
  return end(visit, {"organisation.end_absence", "absence", "今日から在席にする",
                     "不在を終わりにしました。今日から在席です。"});
}

Result<Answer> delegate(const Visit& visit) {
  auto input = visit.input();
  if (!input) return fail(input.error());
  const Json asked = with_people_named(visit, *std::move(input), {"from_person", "to_person"});
  return change(visit, "organisation.delegate", delegation_form, asked, "代行を登録しました。");
}

Result<Answer> end_delegation(const Visit& visit) {
  return end(visit, {"organisation.end_delegation", "delegation", "代行を終わりにする",
                     "代行を終わりにしました。"});
}

}  // namespace

// One's own absence everybody may enter: whose it is is asked by the act itself.
Routes absence_routes() {
  const std::string base = "/b/{body}/organisation/absences";
  return {
      {Method::get, base, "absences", "view.organisation", show_absences},
      {Method::post, base, "enter_absence", "view.organisation", enter_absence},
      {Method::post, base + "/absence/{id}/end", "end_absence", "view.organisation", end_absence},
      {Method::post, base + "/delegations", "delegate", "organisation.delegate", delegate},
      {Method::post, base + "/delegation/{id}/end", "end_delegation", "organisation.end_delegation",
       end_delegation}};
}

}  // namespace mamori::web
