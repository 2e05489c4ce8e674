// Doing what is owed: the form of one unit, of many at a time, and the sheet to be signed.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "organisation/organisation.h"
#include "procedures/application.h"
#include "registers/entries.h"
#include "registers/list_index.h"
#include "web/duty_scene.h"
#include "web/pages.h"

namespace mamori::web {
namespace {

using duties::Definition;
using duties::Owed;
using duties::Thing;
using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr std::string_view units_field = "units";
constexpr std::string_view names_field = "names";
constexpr int names_length_max = 20000;
constexpr std::size_t version_digits_shown = 16;

std::unexpected<Error> no_such_unit() {
  return fail(Fault::not_found, "unit_unknown",
              "その課や職員は、今はありません。版が改められていることもあります。",
              "一覧から開き直してください。");
}

// --- what the form is about

// What is to be read, exactly; null for a duty about nothing.
Json about_part(const DutyScene& scene, const Owed& owed) {
  for (const Thing& thing :
       duties::things(scene.connection, *owed.duty->rounds(), scene.desk.today())) {
    if (thing.id != owed.unit.thing_id) continue;
    const auto& registers = scene.visit.services.body.definitions().registers;
    const auto found = registers.find(owed.duty->about()->register_id);
    JsonArray fields;
    if (found != registers.end()) {
      fields = value_parts(scene.visit, scene.connection, found->second.fields, thing.values,
                           scene.desk.today());
    }
    return JsonObject{
        {"title", thing.name},
        {"href", scene.visit.base() + "/" + thing.address},
        {"since",
         thing.since.ok() && thing.since != Day{} ? day_part(iso_day(thing.since)) : Json()},
        {"version", text_or_null(thing.version.substr(0, version_digits_shown))},
        {"fields", std::move(fields)}};
  }
  return nullptr;
}

// Entries that name the person, from whichever register the visitor may see.
void add_held_entries(const DutyScene& scene, const std::string& person_id, JsonArray& held) {
  for (const auto& [id, definition] : scene.visit.services.body.definitions().registers) {
    for (const Field& field : definition.fields) {
      if (field.type != FieldType::person) continue;
      const auto named = registers::listed_with(scene.connection, id, field.name, person_id);
      for (const auto& entry : registers::entries(scene.connection, id, named.numbers())) {
        const bool kept = entry.closed_on.empty();
        if (!kept ||
            !scene.visit.services.acts
                 .may_read(scene.connection, scene.visit.person_id(), definition, entry.values)
                 .allowed) {
          continue;
        }
        held.push_back(
            JsonObject{{"href", scene.visit.base() + "/registers/" + id + "/" + entry.id},
                       {"number", registers::number_of(definition, entry.serial)},
                       {"title", entry.label},
                       {"where", definition.title + "の「" + field.label + "」"}});
      }
    }
  }
}

// What the person has asked for and what has not ended yet: 持ち出し, 貸与.
void add_open_applications(const DutyScene& scene, const std::string& person_id, JsonArray& held) {
  for (const auto& application : procedures::open_applications(scene.connection)) {
    if (application.applicant_id != person_id) continue;
    const auto definition = scene.visit.services.body.definition_of(scene.connection, application);
    if (!definition) continue;  // damaged; the application's own page says so
    held.push_back(JsonObject{{"href", scene.visit.base() + "/applications/" + application.id},
                              {"number", application.number},
                              {"title", (*definition)->title},
                              {"where", "終わっていない申請"}});
  }
}

// What the person has of the body's things; null where the duty does not ask.
Json held_part(const DutyScene& scene, const Owed& owed) {
  if (!owed.duty->rounds()->lists_held) return nullptr;
  JsonArray held;
  add_held_entries(scene, owed.unit.person_id, held);
  add_open_applications(scene, owed.unit.person_id, held);
  return JsonObject{{"person", owed.unit.name}, {"things", std::move(held)}};
}

// --- one unit

Result<Owed> open_unit(const DutyScene& scene, const Definition& duty) {
  auto owed = duties::owed_by(scene.connection, duty, scene.desk.today(),
                              scene.visit.request.query.get("unit"));
  if (!owed) return no_such_unit();
  const auto decision = duties::may_do(scene.desk, duty, owed->unit, scene.visit.person_id());
  if (!decision.allowed) {
    return fail(Fault::forbidden, decision.code, decision.message, decision.remedy);
  }
  return *std::move(owed);
}

Json sheet_link(const DutyScene& scene, const Owed& owed) {
  const duties::Rounds& rounds = *owed.duty->rounds();
  if (rounds.sheet.empty()) return nullptr;
  return JsonObject{{"label", rounds.sheet + "を印刷する"},
                    {"href", unit_href(scene.visit, *owed.duty, "sheet", owed.unit.id)}};
}

struct DutyForm {
  const Definition& duty;
  std::string title;
  std::string lead;
  std::string action;
  std::string cancel_href;
  std::vector<Field> fields;
  Json about = nullptr;
  Json held = nullptr;
  Json sheet = nullptr;
};

Page duty_form_page(const DutyScene& scene, const DutyForm& form, const Filled& filled) {
  const Visit& visit = scene.visit;
  Page page{
      "duty-form",
      form.title,
      {{"form", JsonObject{{"title", form.title},
                           {"lead", text_or_null(form.lead)},
                           {"duty", JsonObject{{"title", form.duty.title},
                                               {"href", duty_href(visit, form.duty)}}},
                           {"about", form.about},
                           {"held", form.held},
                           {"sheet", form.sheet},
                           {"action", form.action},
                           {"submit_label", "記録する"},
                           {"cancel_href", form.cancel_href},
                           {"note", "記録は、あとから変えられません。"},
                           {"fields", field_parts(visit, scene.connection, form.fields, filled)}}},
       {"articles", duty_articles(visit, scene.connection, form.duty)}}};
  if (filled.error) {
    page.model["error"] = error_part(visit, *filled.error, form.fields);
    page.status = status_of(filled.error->fault);
  }
  return page;
}

Page unit_page(const DutyScene& scene, const Owed& owed, const Filled& filled) {
  const Definition& duty = *owed.duty;
  const duties::Unit& unit = owed.unit;
  std::string title = duty.title;
  if (!unit.thing_name.empty()) title += "：" + unit.thing_name;
  const bool own = unit.person_id == scene.visit.person_id();
  if (!unit.name.empty() && !own) title += "（" + unit.name + "）";
  return duty_form_page(scene,
                        {.duty = duty,
                         .title = std::move(title),
                         .lead = duty.rounds()->lead,
                         .action = unit_href(scene.visit, duty, "do", unit.id),
                         .cancel_href = duty_href(scene.visit, duty),
                         .fields = duty.rounds()->form,
                         .about = about_part(scene, owed),
                         .held = held_part(scene, owed),
                         .sheet = sheet_link(scene, owed)},
                        filled);
}

// What a new form begins with.
JsonObject suggested_values(const std::vector<Field>& fields, Day today) {
  JsonObject input;
  for (const Field& field : fields) {
    if (field.suggest_today) input[field.name] = iso_day(today);
    if (!field.suggested.empty()) input[field.name] = field.suggested;
  }
  return input;
}

Result<Answer> show_unit_form(const Visit& visit) {
  const auto duty = open_duty(visit);
  if (!duty) return fail(duty.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const DutyScene scene(visit, connection);
    const auto owed = open_unit(scene, **duty);
    if (!owed) return fail(owed.error());
    return unit_page(scene, *owed,
                     {.input = suggested_values((*duty)->rounds()->form, scene.desk.today())});
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
    const DutyScene scene(visit, connection);
    const auto owed = open_unit(scene, **duty);
    if (!owed) return fail(owed.error());
    return unit_page(scene, *owed, {.input = *input, .error = &performed.error()});
  });
}

// --- the sheet to be signed

// 根拠：みもり市情報セキュリティ対策要綱 第44条第2項、第44条第3項; each document once.
std::string basis_of_sheet(const Visit& visit, Connection& connection, const Definition& duty) {
  std::string text;
  std::string document;
  for (const Citation& cited :
       visit.services.body.cite_served_by(connection, {catalogue::SatisfierKind::duty, duty.id})) {
    const bool same = cited.document_title == document;
    document = cited.document_title;
    text += same ? "、" : (text.empty() ? "根拠：" : "　") + document + " ";
    text += cited.place;
  }
  return text;
}

Result<Answer> show_sheet(const Visit& visit) {
  const auto duty = open_duty(visit);
  if (!duty) return fail(duty.error());
  const duties::Rounds& rounds = *(*duty)->rounds();
  if (rounds.sheet.empty()) {
    return fail(Fault::not_found, "not_found", "この実施事項に、印刷する用紙はありません。",
                "一覧から開き直してください。");
  }
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const DutyScene scene(visit, connection);
    const auto owed = open_unit(scene, **duty);
    if (!owed) return fail(owed.error());
    JsonArray points;
    if (const Field* field = registers::find(rounds.form, duties::points_field)) {
      for (const auto& option : field->options) points.emplace_back(option.label);
    }
    const auto section =
        organisation::section(connection, owed->unit.section_id, scene.desk.today());
    return Page{
        "duty-sheet",
        rounds.sheet,
        {{"sheet", JsonObject{{"title", rounds.sheet},
                              {"duty", (*duty)->title},
                              {"href", unit_href(visit, **duty, "do", owed->unit.id)},
                              {"points", std::move(points)},
                              {"basis", text_or_null(basis_of_sheet(visit, connection, **duty))},
                              {"person", owed->unit.name},
                              {"section", section ? Json(section->name) : Json()}}},
         {"articles", duty_articles(visit, connection, **duty)}}};
  });
}

// --- many at a time

// Those who have not done it yet, for whom the visitor may record it.
std::vector<Owed> open_units(const DutyScene& scene, const Definition& duty) {
  const auto& query = scene.visit.request.query;
  auto all = duties::owed(scene.connection, duty, scene.desk.today(),
                          {.person_id = {}, .thing_id = query.get("about")});
  const std::string section = query.get("section");
  std::erase_if(all, [&](const Owed& owed) {
    const bool elsewhere = !section.empty() && owed.unit.section_id != section;
    return owed.settled() || elsewhere || !scene.may_do(owed);
  });
  return all;
}

// Who it was, ticked or written; then what a single form asks.
std::vector<Field> many_fields(const DutyScene& scene, const Definition& duty,
                               const std::vector<Owed>& open) {
  Field units{.name = std::string(units_field),
              .label = "職員",
              .type = FieldType::choices,
              .length_max = std::max(1, static_cast<int>(open.size())),
              .help = "済んだ人を選びます。名簿を下に貼り付けることもできます。"};
  for (const Owed& owed : open) {
    const auto section =
        organisation::section(scene.connection, owed.unit.section_id, scene.desk.today());
    units.options.push_back({owed.unit.id, owed.unit.name, section ? section->name : "", "", 0});
  }
  std::vector<Field> fields{std::move(units),
                            Field{.name = std::string(names_field),
                                  .label = "名簿から選ぶ",
                                  .type = FieldType::long_text,
                                  .length_max = names_length_max,
                                  .help = "出席簿の氏名か職員番号を、1行に1人ずつ貼り付けます。"}};
  std::ranges::copy(duty.rounds()->form, std::back_inserter(fields));
  return fields;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (std::string line = trimmed(text.substr(0, end)); !line.empty()) {
      lines.push_back(std::move(line));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// A name as people write it in lists: 石井　由美, 石井 由美 and 石井由美 are one.
std::string name_key(std::string_view name) {
  std::string key = text_key(name);
  std::erase(key, ' ');
  return key;
}

// The units that the lines name; a line that names nobody, or several, is an error at the field.
Result<std::set<std::string>> named_units(const DutyScene& scene, const std::vector<Owed>& open,
                                          std::string_view text) {
  std::multimap<std::string, std::string> known;
  for (const Owed& owed : open) {
    known.emplace(name_key(owed.unit.name), owed.unit.id);
    const auto person =
        organisation::person(scene.connection, owed.unit.person_id, scene.desk.today());
    if (person && !person->number.empty()) known.emplace(name_key(person->number), owed.unit.id);
  }
  std::set<std::string> units;
  std::string unknown;
  for (const std::string& line : lines_of(text)) {
    const auto [begin, end] = known.equal_range(name_key(line));
    if (std::distance(begin, end) == 1) {
      units.insert(begin->second);
    } else {
      unknown += (unknown.empty() ? "" : "、") + line;
    }
  }
  if (unknown.empty()) return units;
  Error error{
      Fault::invalid, "name_unknown",
      "まだ済んでいない対象の人の中に、見つからない（又は同じ氏名が二人いる）行があります：" +
          unknown,
      "綴りを確かめるか、職員番号で書くか、その行を消してください。"};
  error.fields = {{std::string(names_field), error.message}};
  return fail(std::move(error));
}

// Whom the form names, and what is left for each of them.
struct Many {
  std::set<std::string> units;
  Json input;
};

Result<Many> read_many(const DutyScene& scene, const std::vector<Owed>& open, const Json& input) {
  if (!input.is_object()) return no_such_unit();
  JsonObject each = input.get_object();
  auto units = named_units(scene, open, text_at(input, names_field));
  if (!units) return fail(units.error());
  for (std::string& unit : registers::texts_of(each, units_field)) units->insert(std::move(unit));
  each.erase(units_field);
  each.erase(names_field);
  if (units->empty()) {
    Error error{Fault::invalid, "field_required", "だれについて記録するかを選んでください。", ""};
    error.fields = {{std::string(units_field), error.message}};
    return fail(std::move(error));
  }
  return Many{*std::move(units), Json(std::move(each))};
}

Page many_page(const DutyScene& scene, const Definition& duty, const Filled& filled) {
  const auto open = open_units(scene, duty);
  const auto& query = scene.visit.request.query;
  const std::string about = query.get("about");
  const std::string back = duty_href(scene.visit, duty) + (about.empty() ? "" : "?about=" + about);
  const std::string section = query.get("section");
  const std::string thing = open.empty() ? std::string() : open.front().unit.thing_name;
  return duty_form_page(
      scene,
      {.duty = duty,
       .title = duty.title + (thing.empty() ? "" : "：" + thing) + "をまとめて記録する",
       .lead = "同じ日に同じように済んだ人を、まとめて記録します。一人ずつの記録になります。",
       .action = duty_href(scene.visit, duty) + "/many?about=" + about +
                 (section.empty() ? "" : "&section=" + section),
       .cancel_href = back,
       .fields = many_fields(scene, duty, open)},
      filled);
}

Result<Answer> show_many(const Visit& visit) {
  const auto duty = open_duty(visit);
  if (!duty) return fail(duty.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const DutyScene scene(visit, connection);
    return many_page(scene, **duty,
                     {.input = suggested_values((*duty)->rounds()->form, scene.desk.today())});
  });
}

Result<Answer> perform_many(const Visit& visit) {
  const auto duty = open_duty(visit);
  if (!duty) return fail(duty.error());
  const auto input = visit.input();
  if (!input) return fail(input.error());
  auto& store = visit.services.body.store();
  const auto many = store.read([&](Connection& connection) -> Result<Many> {
    const DutyScene scene(visit, connection);
    return read_many(scene, open_units(scene, **duty), *input);
  });
  const auto performed = many ? visit.services.acts.perform_duty_for(visit.person_id(), (*duty)->id,
                                                                     many->units, many->input)
                              : Result<body::Done>(fail(many.error()));
  if (performed) {
    const std::string about = visit.request.query.get("about");
    return done(visit, duty_href(visit, **duty) + (about.empty() ? "" : "?about=" + about),
                std::to_string(many->units.size()) + "人について記録しました。",
                {{"record", performed->record_number}});
  }
  if (visit.request.wants_json() || performed.error().fault != Fault::invalid) {
    return fail(performed.error());
  }
  return store.read([&](Connection& connection) -> Result<Answer> {
    return many_page(DutyScene(visit, connection), **duty,
                     {.input = *input, .error = &performed.error()});
  });
}

}  // namespace

Routes duty_form_routes() {
  const std::string one = "/b/{body}/duties/{duty}";
  return {{Method::get, one + "/do", "duty_form", "view.duties", show_unit_form},
          {Method::post, one + "/do", "perform_duty", "duties.perform", perform},
          {Method::get, one + "/sheet", "duty_sheet", "view.duties", show_sheet},
          {Method::get, one + "/many", "duty_many", "view.duties", show_many},
          {Method::post, one + "/many", "perform_duty_many", "duties.perform", perform_many}};
}

}  // namespace mamori::web
