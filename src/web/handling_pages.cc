// 取扱いを確かめる: may I do this with it, and how? For an entry, for a level, and for all levels
// as a table to print (row C4; definitions/handling/).
#include <algorithm>

#include "handling/level.h"
#include "registers/register.h"
#include "web/handling_parts.h"
#include "web/pages.h"

namespace mamori::web {
namespace {

using handling::Situation;
using registers::Level;
using registers::Scheme;
using store::Connection;

constexpr std::string_view register_asked = "assets";  // from which the page lets one choose

std::string page_href(const Visit& visit) {
  return visit.base() + "/handling";
}

// What is asked about: an entry, or only a level of some scheme.
struct Subject {
  std::optional<registers::Entry> entry;
  const registers::Definition* definition = nullptr;  // of the entry
  std::string scheme;
  std::string level;
};

std::unexpected<Error> no_such_subject() {
  return fail(Fault::not_found, "not_found", "その登録や分類は見つかりません。",
              "「取扱いを確かめる」から選び直してください。");
}

Result<Subject> entry_asked(const Visit& visit, Connection& connection, const std::string& id) {
  const auto& registers = visit.services.body.definitions().registers;
  auto entry = registers::entry(connection, id);
  const auto definition = entry ? registers.find(entry->register_id) : registers.end();
  if (definition == registers.end()) return no_such_subject();
  const auto may = visit.services.acts.may_read(connection, visit.person_id(), definition->second,
                                                entry->values);
  if (!may.allowed) return fail(Fault::forbidden, may.code, may.message, may.remedy);
  const registers::Field* field = registers::level_field(definition->second);
  if (!field) return no_such_subject();
  std::string level = text_at(entry->values, field->name);
  return Subject{std::move(entry), &definition->second, field->scheme, std::move(level)};
}

// scheme:value, as the list of levels sends it.
Result<Subject> level_asked(const Visit& visit, const std::string& text) {
  const auto& schemes = visit.services.body.definitions().schemes;
  const auto colon = text.find(':');
  const auto scheme = schemes.find(text.substr(0, colon));
  if (colon == std::string::npos || scheme == schemes.end()) return no_such_subject();
  Subject subject{.entry = {}, .scheme = scheme->first, .level = text.substr(colon + 1)};
  if (!scheme->second.find(subject.level)) return no_such_subject();
  return subject;
}

Result<std::optional<Subject>> subject_asked(const Visit& visit, Connection& connection) {
  const auto& query = visit.request.query;
  const std::string entry = query.get("entry");
  const std::string level = query.get("level");
  if (entry.empty() && level.empty()) return std::nullopt;
  auto subject = entry.empty() ? level_asked(visit, level) : entry_asked(visit, connection, entry);
  if (!subject) return fail(subject.error());
  return *std::move(subject);
}

// --- the question

JsonArray situation_options(const Visit& visit) {
  const std::string asked = visit.request.query.get("do");
  JsonArray options;
  for (const Situation* situation :
       handling::in_order(visit.services.body.definitions().situations)) {
    options.push_back(select_option(situation->id, situation->title, "", situation->id == asked));
  }
  return options;
}

JsonObject question_part(const Visit& visit, Connection& connection) {
  const auto& registers = visit.services.body.definitions().registers;
  const registers::Definition& assets = registers.at(std::string(register_asked));
  const registers::Field entry{.name = "entry",
                               .label = assets.entry,
                               .type = registers::FieldType::references,
                               .length_max = 1,
                               .help = assets.title + "から選びます。",
                               .of = assets.id};
  const Filled filled{.input = JsonObject{{"entry", visit.request.query.get("entry")}}};
  return {{"action", page_href(visit)},
          {"fields",
           JsonArray{field_part(visit, connection, entry, filled),
                     select_part("level", "または、分類だけ", "台帳にないものは、分類を選びます。",
                                 level_options(visit, visit.request.query.get("level"))),
                     select_part("do", "したいこと", "選ばなければ、すべて表示します。",
                                 situation_options(visit))}}};
}

// --- the answers

Json subject_part(const Visit& visit, const Subject& subject, const Level& level) {
  const auto& schemes = visit.services.body.definitions().schemes;
  const Level* own = schemes.at(subject.scheme).find(subject.level);
  Json part = JsonObject{{"title", own->label},
                         {"href", nullptr},
                         {"chip", chip(own->label, own->tone)},
                         {"reads_as", text_or_null(own == &level ? "" : level.label)}};
  if (!subject.entry) return part;
  part.as_object()["title"] = registers::number_of(*subject.definition, subject.entry->serial) +
                              "　" + subject.entry->label;
  part.as_object()["href"] =
      visit.base() + "/registers/" + subject.definition->id + "/" + subject.entry->id;
  return part;
}

// Leads to the form with what was asked about in it already.
Json apply_part(const Visit& visit, const Situation& situation, const Subject& subject) {
  const auto& procedures = visit.services.body.definitions().procedures;
  const auto found = procedures.find(situation.procedure);
  if (found == procedures.end()) return nullptr;
  std::string href = visit.base() + "/apply/" + situation.procedure;
  for (const procedures::Handled& handled : found->second.handles) {
    if (handled.situation != situation.id) continue;
    const registers::Field& field = *registers::find(found->second.form, handled.field);
    if (subject.entry && field.of == subject.entry->register_id) {
      href += "?" + field.name + "=" + subject.entry->id;
    } else if (field.scheme == subject.scheme) {
      href += "?" + field.name + "=" + subject.level;
    }
    break;
  }
  return JsonObject{{"href", href}, {"title", found->second.title}};
}

JsonObject answer_of(const Visit& visit, Connection& connection, const Situation& situation,
                     const Subject& subject, const Level& level) {
  const handling::Ruling& ruling = situation.ruling(level.rank);
  const bool may = ruling.answer != handling::Answer::forbidden;
  return {{"id", situation.id},
          {"title", situation.title},
          {"explanation", text_or_null(situation.explanation)},
          {"levels", nullptr},
          {"answer", answer_part(ruling.answer)},
          {"demands", demand_parts(visit, connection, ruling)},
          {"remedy", text_or_null(ruling.remedy)},
          {"apply", may ? apply_part(visit, situation, subject) : Json()}};
}

Result<JsonArray> answers_for(const Visit& visit, Connection& connection, const Subject& subject,
                              const Level& level) {
  const auto& situations = visit.services.body.definitions().situations;
  const std::string asked = visit.request.query.get("do");
  if (!asked.empty() && !situations.contains(asked)) return no_such_subject();
  JsonArray answers;
  for (const Situation* situation : handling::in_order(situations)) {
    if (!asked.empty() && situation->id != asked) continue;
    answers.push_back(answer_of(visit, connection, *situation, subject, level));
  }
  return answers;
}

// --- all levels and situations

JsonObject table_part(const Visit& visit, Connection& connection) {
  const Scheme& scheme = visit.services.body.definitions().schemes.at(std::string(usual_scheme));
  JsonArray columns;
  std::vector<const Level*> levels;
  for (const Level& level : scheme.levels) {
    if (level.value == registers::unknown_level) continue;
    levels.push_back(&level);
    columns.push_back(chip(level.label, level.tone));
  }
  JsonArray rows;
  for (const Situation* situation :
       handling::in_order(visit.services.body.definitions().situations)) {
    JsonArray cells;
    for (const Level* level : levels) {
      const handling::Ruling& ruling = situation->ruling(level->rank);
      cells.push_back(JsonObject{{"level", level->label},
                                 {"levels", nullptr},
                                 {"answer", answer_part(ruling.answer)},
                                 {"demands", demand_parts(visit, connection, ruling)},
                                 {"remedy", text_or_null(ruling.remedy)}});
    }
    rows.push_back(JsonObject{{"title", situation->title}, {"cells", std::move(cells)}});
  }
  return {{"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

Result<Answer> show(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto subject = subject_asked(visit, connection);
    if (!subject) return fail(subject.error());
    JsonObject model{{"question", question_part(visit, connection)},
                     {"subject", nullptr},
                     {"answers", JsonArray()},
                     {"table", nullptr}};
    if (!*subject) {
      model["table"] = table_part(visit, connection);
      return Page{"handling", "取扱いを確かめる", std::move(model)};
    }
    const auto& schemes = visit.services.body.definitions().schemes;
    const Level* level =
        handling::level_in(schemes, usual_scheme, (*subject)->scheme, (*subject)->level);
    if (!level) return no_such_subject();
    auto answers = answers_for(visit, connection, **subject, *level);
    if (!answers) return fail(answers.error());
    model["subject"] = subject_part(visit, **subject, *level);
    model["answers"] = *std::move(answers);
    return Page{"handling", "取扱いを確かめる", std::move(model)};
  });
}

}  // namespace

Routes handling_routes() {
  return {{Method::get, "/b/{body}/handling", "handling", "view.apply", show}};
}

}  // namespace mamori::web
