// 台帳: the list of any register, its entries, the forms that add and change them (row C1).
#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <optional>

#include "body/list_views.h"
#include "organisation/organisation.h"
#include "procedures/application.h"
#include "registers/register.h"
#include "web/attachment_parts.h"
#include "web/entry_history.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/recorded_offices.h"
#include "web/register_list.h"
#include "web/register_parts.h"
#include "web/retention_parts.h"

namespace mamori::web {
namespace {

using registers::Definition;
using registers::Entry;
using registers::Field;
using store::Connection;

// Headings of the registers that come first, in this order; the others follow by name.
constexpr std::string_view group_order[] = {"情報資産と機器",         "文書・ID・記録",
                                            "外部の事業者とサービス", "個人情報",
                                            "備えと見直し",           "監査と是正"};
constexpr std::size_t references_max = 200;  // shown on the page of an entry

std::unexpected<Error> refused(const access::Decision& decision) {
  return fail(Fault::forbidden, decision.code, decision.message, decision.remedy);
}

std::unexpected<Error> no_such_entry() {
  return fail(Fault::not_found, "not_found", "その登録は見つかりません。",
              "台帳の一覧から開き直してください。");
}

struct Opened {
  std::shared_ptr<const Definition> definition;
  Entry entry;

  std::string subject() const { return "registers/" + definition->id + "/" + entry.id; }
};

Result<Opened> open_entry(const Visit& visit, Connection& connection) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  auto entry = registers::entry(connection, visit.capture("id"));
  if (!entry || entry->register_id != (*definition)->id) {
    const std::string subject = "registers/" + (*definition)->id + "/" + visit.capture("id");
    return fail(not_there(connection, subject, no_such_entry().error()));
  }
  const auto decision =
      visit.services.acts.may_read(connection, visit.person_id(), **definition, entry->values);
  if (!decision.allowed) return refused(decision);
  return Opened{*definition, *std::move(entry)};
}

std::string entry_href(const Visit& visit, const Opened& opened) {
  return register_href(visit, *opened.definition) + "/" + opened.entry.id;
}

JsonArray articles_of(const Visit& visit, Connection& connection, const Definition& definition) {
  return articles_served_by(visit, connection,
                            {catalogue::SatisfierKind::register_, definition.id});
}

// Whether the person may add an entry at all: to the body or to some section.
access::Decision may_add(const Visit& visit, Connection& connection, const Definition& definition) {
  auto& acts = visit.services.acts;
  const auto decide = [&](const registers::Values& values) {
    return acts.may_write(connection, visit.person_id(), definition, values);
  };
  access::Decision decision = decide(JsonObject{});
  const Day today = today_of(visit);
  for (const auto& section : organisation::sections(connection, today)) {
    if (decision.allowed) break;
    auto of_section = decide(JsonObject{{"section", section.id}});
    if (of_section.allowed) decision = std::move(of_section);
  }
  return decision;
}

// Who may see no entry of a register, in whatever section, is told so instead of shown an empty
// one.
Result<void> check_readable(const Visit& visit, Connection& connection,
                            const Definition& definition) {
  auto& acts = visit.services.acts;
  if (acts.readable(connection, visit.person_id(), definition).somewhere) return {};
  return refused(acts.may_read(connection, visit.person_id(), definition, JsonObject{}));
}

// --- all registers

JsonObject register_part(const Visit& visit, Connection& connection, const Definition& definition) {
  return {{"href", register_href(visit, definition)},
          {"title", definition.title},
          {"lead", text_or_null(definition.lead)},
          {"count", registers::entry_count(connection, definition.id)}};
}

// The registers somebody may see, under their headings, the headings in the order of `group_order`.
JsonArray group_parts(const Visit& visit, Connection& connection) {
  std::map<std::string, JsonArray, std::less<>> groups;
  for (const auto& [id, definition] : visit.services.body.definitions().registers) {
    if (!check_readable(visit, connection, definition)) continue;
    groups[definition.group].push_back(register_part(visit, connection, definition));
  }
  JsonArray parts;
  const auto add = [&](const std::string& label, JsonArray& list) {
    parts.push_back(JsonObject{{"label", label}, {"registers", std::move(list)}});
  };
  for (const std::string_view first : group_order) {
    const auto found = groups.find(first);
    if (found == groups.end()) continue;
    add(found->first, found->second);
    groups.erase(found);
  }
  for (auto& [label, list] : groups) add(label, list);
  return parts;
}

Result<Answer> index(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return Page{"registers", "台帳", {{"groups", group_parts(visit, connection)}}};
  });
}

// --- the list

Result<Answer> list(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Definition& shown = **definition;
    if (auto readable = check_readable(visit, connection, shown); !readable) {
      return fail(readable.error());
    }
    const bool add = may_add(visit, connection, shown).allowed;
    return Page{"register",
                shown.title,
                {{"register", JsonObject{{"id", shown.id}, {"title", shown.title}}},
                 {"list", register_list(visit, connection, shown, add)},
                 {"articles", articles_of(visit, connection, shown)}}};
  });
}

template <ListFile kind>
Result<Answer> file(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    if (auto readable = check_readable(visit, connection, **definition); !readable) {
      return fail(readable.error());
    }
    auto made = register_file(visit, connection, **definition, kind);
    if (!made) return fail(made.error());
    return *std::move(made);
  });
}

template <ChangeView change>
Result<Answer> change_register_views(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  return change_views(visit, change, (*definition)->id, register_href(visit, **definition));
}

// --- the forms

struct EntryForm {
  const Definition& definition;
  std::vector<Field> fields;
  std::string title;
  std::string submit_label;
  std::string action;
  std::string cancel_href;
};

Page form_page(const Visit& visit, Connection& connection, const EntryForm& form,
               const Filled& filled) {
  const Definition& definition = form.definition;
  JsonObject model{
      {"form", JsonObject{{"title", form.title},
                          {"lead", nullptr},
                          {"form_title", nullptr},
                          {"approval_boxes", JsonArray()},
                          {"action", form.action},
                          {"submit_label", form.submit_label},
                          {"cancel_href", form.cancel_href},
                          {"note", nullptr},
                          {"fields", field_parts(visit, connection, form.fields, filled)}}},
      {"handling", JsonArray()},
      {"gathered", nullptr},
      {"articles", articles_of(visit, connection, definition)}};
  if (takes_files(form.fields)) model["form"].as_object()["is_with_files"] = true;
  Page page{"form", form.title, std::move(model)};
  if (filled.error) {
    page.model["error"] = error_part(visit, *filled.error, form.fields, filled.prefix);
    page.status = status_of(filled.error->fault);
  }
  return page;
}

// What a person mends in the form itself; everything else is answered by the page of errors.
bool is_of_form(const Error& error) {
  return error.fault == Fault::invalid || error.fault == Fault::conflict;
}

EntryForm new_form(const Visit& visit, const Definition& definition) {
  const std::string href = register_href(visit, definition);
  return {definition, definition.fields, definition.entry + "を登録する",
          "登録する", href + "/new",     href};
}

Result<Answer> show_new(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    if (const auto decision = may_add(visit, connection, **definition); !decision.allowed) {
      return refused(decision);
    }
    const Day today = today_of(visit);
    const auto person = organisation::person(connection, visit.person_id(), today);
    Filled filled;
    filled.input = beginning(visit, connection, (*definition)->fields);
    if (person) filled.input.as_object()["section"] = person->section_id;
    return form_page(visit, connection, new_form(visit, **definition), filled);
  });
}

JsonObject result_of(const body::Done& done_act) {
  return {{"record", done_act.record_number},
          {"id", text_at(done_act.payload, "id")},
          {"number", text_at(done_act.payload, "number")}};
}

Result<Answer> add(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  auto& store = visit.services.body.store();
  const auto may =
      store.read([&](Connection& connection) { return may_add(visit, connection, **definition); });
  if (!may.allowed) return refused(may);
  const auto sent = sent_form(visit, (*definition)->fields);
  if (!sent) return fail(sent.error());
  const auto added = sent->wrong ? Result<body::Done>(fail(*sent->wrong))
                                 : visit.services.acts.add_entry(visit.person_id(),
                                                                 (*definition)->id, sent->input);
  if (added) {
    return done(visit, visit.base() + "/" + added->subject,
                text_at(added->payload, "number") + "として登録しました。", result_of(*added));
  }
  if (visit.request.wants_json() || !is_of_form(added.error())) return fail(added.error());
  return store.read([&](Connection& connection) -> Result<Answer> {
    return form_page(visit, connection, new_form(visit, **definition),
                     {.input = sent->input, .error = &added.error()});
  });
}

// The version the person saw goes with the address, so that a change in between is noticed.
EntryForm change_form(const Visit& visit, const Opened& opened, std::int64_t version) {
  const std::string href = entry_href(visit, opened);
  std::vector<Field> fields = opened.definition->fields;
  fields.push_back(registers::reason_field());
  return {*opened.definition,
          std::move(fields),
          opened.entry.label + "の内容を直す",
          "直した内容を登録する",
          href + "/edit?version=" + std::to_string(version),
          href};
}

Result<Answer> show_change(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto opened = open_entry(visit, connection);
    if (!opened) return fail(opened.error());
    const auto decision = visit.services.acts.may_write(connection, visit.person_id(),
                                                        *opened->definition, opened->entry.values);
    if (!decision.allowed) return refused(decision);
    return form_page(visit, connection, change_form(visit, *opened, opened->entry.version),
                     {.input = opened->entry.values});
  });
}

std::int64_t version_asked(const Visit& visit) {
  const std::string text = visit.request.query.get("version");
  std::int64_t version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

// The entry, for somebody who may write it.
Result<Opened> open_to_write(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Opened> {
    auto opened = open_entry(visit, connection);
    if (!opened) return opened;
    const auto decision = visit.services.acts.may_write(connection, visit.person_id(),
                                                        *opened->definition, opened->entry.values);
    if (!decision.allowed) return refused(decision);
    return opened;
  });
}

Result<Answer> change(const Visit& visit) {
  const auto opened = open_to_write(visit);
  if (!opened) return fail(opened.error());
  const auto sent = sent_form(visit, opened->definition->fields);
  if (!sent) return fail(sent.error());
  const std::int64_t version = version_asked(visit);
  const auto changed = sent->wrong ? Result<body::Done>(fail(*sent->wrong))
                                   : visit.services.acts.change_entry(
                                         visit.person_id(), opened->entry.id, version, sent->input);
  if (changed) {
    return done(visit, entry_href(visit, *opened), "内容を直しました。", result_of(*changed));
  }
  if (visit.request.wants_json() || !is_of_form(changed.error())) return fail(changed.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return form_page(visit, connection, change_form(visit, *opened, version),
                     {.input = sent->input, .error = &changed.error()});
  });
}

// --- an entry

JsonArray chips_of(const Opened& opened) {
  JsonArray chips;
  for (const Field& field : opened.definition->fields) {
    if (field.scheme.empty()) continue;
    const auto* option = field.find(text_at(opened.entry.values, field.name));
    if (option) chips.push_back(chip(option->label, option->tone));
  }
  return chips;
}

JsonArray related_parts(const Visit& visit, Connection& connection, const Opened& opened) {
  const Day today = today_of(visit);
  JsonArray parts;
  for (const auto& application : procedures::applications_naming(connection, opened.entry.id)) {
    const auto definition = visit.services.body.definition_of(connection, application);
    if (!definition) continue;
    parts.push_back(JsonObject{{"href", visit.base() + "/applications/" + application.id},
                               {"number", application.number},
                               {"title", (*definition)->title},
                               {"state", application_state(**definition, application, today)},
                               {"due", day_part(application.due)}});
  }
  return parts;
}

// What the entry refers to it, from whichever register the person may see.
JsonArray reference_parts(const Visit& visit, Connection& connection, const Opened& opened) {
  const auto& registers = visit.services.body.definitions().registers;
  JsonArray parts;
  for (const auto& reference :
       registers::references_to(connection, opened.entry.id, references_max)) {
    const auto found = registers.find(reference.entry.register_id);
    if (found == registers.end()) continue;
    const Definition& definition = found->second;
    const auto decision = visit.services.acts.may_read(connection, visit.person_id(), definition,
                                                       reference.entry.values);
    if (!decision.allowed) continue;
    const Field* field = registers::find(definition.fields, reference.field);
    parts.push_back(JsonObject{
        {"href", visit.base() + "/registers/" + definition.id + "/" + reference.entry.id},
        {"number", registers::number_of(definition, reference.entry.serial)},
        {"title", reference.entry.label},
        {"register", definition.title},
        {"field", field ? Json(field->label) : Json()},
        {"closed", !reference.entry.closed_on.empty()}});
  }
  return parts;
}

// --- what may be done to it

// An act with a form of its own on the page of the entry; the version the person saw goes with it.
JsonObject form_act(const Visit& visit, Connection& connection, const Opened& opened,
                    std::string_view id, std::string label, std::vector<Field> fields,
                    const Filled& attempt) {
  const std::string prefix = std::string(id) + "-";
  const bool tried = attempt.error != nullptr && attempt.prefix == prefix;
  Filled filled;
  filled.prefix = prefix;
  if (tried) {
    filled = attempt;
  } else {
    filled.input = suggestions(visit, connection, fields);
  }
  return act_part({.id = std::string(id),
                   .label = std::move(label),
                   .action = entry_href(visit, opened) + "/" + std::string(id) +
                             "?version=" + std::to_string(opened.entry.version),
                   .open = tried,
                   .fields = field_parts(visit, connection, fields, filled)});
}

// An act with a page of its own.
JsonObject link_act(std::string id, std::string label, std::string href) {
  JsonObject part = act_part({.id = std::move(id), .label = std::move(label), .action = {}});
  part["href"] = std::move(href);
  part["action"] = nullptr;
  return part;
}

JsonArray writing_acts(const Visit& visit, Connection& connection, const Opened& opened,
                       const Filled& attempt) {
  const Definition& definition = *opened.definition;
  JsonArray acts;
  if (!opened.entry.closed_on.empty()) {
    acts.push_back(form_act(visit, connection, opened, "reopen", definition.closing + "を取り消す",
                            {registers::reason_field()}, attempt));
    return acts;
  }
  acts.push_back(link_act("edit", "内容を直す", entry_href(visit, opened) + "/edit"));
  acts.push_back(form_act(visit, connection, opened, "close", definition.closing + "を登録する",
                          registers::closing_fields(definition), attempt));
  return acts;
}

// Whoever decides about levels is not always who writes the register.
void add_lowering(const Visit& visit, Connection& connection, const Opened& opened,
                  const Filled& attempt, JsonArray& acts) {
  if (!opened.entry.closed_on.empty()) return;
  auto fields = registers::lowering_fields(*opened.definition, opened.entry);
  if (fields.empty()) return;
  const auto facts = registers::facts_of(*opened.definition, opened.entry.values).front();
  const auto decision =
      visit.services.acts.may(connection, visit.person_id(), "registers.decide_level", facts);
  if (!decision.allowed) return;
  const std::string label = registers::level_field(*opened.definition)->label + "を下げる";
  acts.push_back(form_act(visit, connection, opened, "lower", label, std::move(fields), attempt));
}

// Whether this person may change the entry: as acts, or among what is not possible and why.
void add_acts(const Visit& visit, Connection& connection, const Opened& opened,
              const Filled& attempt, JsonObject& part) {
  const auto decision = visit.services.acts.may_write(connection, visit.person_id(),
                                                      *opened.definition, opened.entry.values);
  JsonArray acts;
  JsonArray blocked;
  if (decision.allowed) {
    acts = writing_acts(visit, connection, opened, attempt);
    Json erasure = erasure_act(visit, connection, opened.subject());
    if (!erasure.is_null()) acts.push_back(std::move(erasure));
  } else {
    const auto basis = visit.services.body.cite(connection, decision.controls);
    blocked.push_back(JsonObject{{"label", "内容を直す"},
                                 {"reason", decision.message},
                                 {"basis", article_parts(visit, basis)}});
  }
  add_lowering(visit, connection, opened, attempt, acts);
  if (registers::level_field(*opened.definition)) {
    acts.push_back(link_act("handling", "取扱いを確かめる",
                            visit.base() + "/handling?entry=" + opened.entry.id));
    acts.push_back(link_act("labels", "ラベルを作る",
                            register_href(visit, *opened.definition) +
                                "/labels?entry=" + std::to_string(opened.entry.serial)));
  }
  part["acts"] = std::move(acts);
  part["blocked"] = std::move(blocked);
}

Json closed_part(const Opened& opened) {
  if (opened.entry.closed_on.empty()) return nullptr;
  return JsonObject{{"label", opened.definition->closing},
                    {"date", day_part(opened.entry.closed_on)}};
}

JsonObject entry_part(const Visit& visit, Connection& connection, const Opened& opened,
                      const Filled& attempt) {
  const Definition& definition = *opened.definition;
  JsonObject part{
      {"register", JsonObject{{"id", definition.id},
                              {"title", definition.title},
                              {"href", register_href(visit, definition)},
                              {"entry", definition.entry}}},
      {"number", registers::number_of(definition, opened.entry.serial)},
      {"title", opened.entry.label},
      {"href", entry_href(visit, opened)},
      {"state", holding_of(visit, connection, opened.entry.id)},
      {"chips", chips_of(opened)},
      {"closed", closed_part(opened)},
      {"fields", value_parts_with_offices(visit, connection, definition, opened.entry)},
      {"related", related_parts(visit, connection, opened)},
      {"references", reference_parts(visit, connection, opened)},
      {"history", entry_history(visit, connection, definition.fields, opened.subject())}};
  add_acts(visit, connection, opened, attempt, part);
  return part;
}

Page entry_page(const Visit& visit, Connection& connection, const Opened& opened,
                const Filled& attempt) {
  Page page{"entry",
            opened.entry.label,
            {{"entry", entry_part(visit, connection, opened, attempt)},
             {"articles", articles_of(visit, connection, *opened.definition)}}};
  return page;
}

Result<Answer> entry(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto opened = open_entry(visit, connection);
    if (!opened) return fail(opened.error());
    return entry_page(visit, connection, *opened, {});
  });
}

// --- closing, and taking it back

struct Ending {
  std::string_view id;  // in the address, and before the ids of the fields
  Result<body::Done> (body::Acts::*act)(std::string_view, std::string_view, std::int64_t,
                                        const Json&);
};

Result<Answer> end(const Visit& visit, const Ending& ending) {
  auto& store = visit.services.body.store();
  const auto opened =
      store.read([&](Connection& connection) { return open_entry(visit, connection); });
  if (!opened) return fail(opened.error());
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto ended = (visit.services.acts.*ending.act)(visit.person_id(), opened->entry.id,
                                                       version_asked(visit), *input);
  if (ended) {
    return done(visit, entry_href(visit, *opened), "登録しました。", result_of(*ended));
  }
  if (visit.request.wants_json() || !is_of_form(ended.error())) return fail(ended.error());
  return store.read([&](Connection& connection) -> Result<Answer> {
    const Filled attempt{.input = *input, .error = &ended.error()};
    Page page = entry_page(visit, connection, *opened, attempt);
    page.model["error"] =
        error_part(visit, ended.error(), registers::closing_fields(*opened->definition),
                   std::string(ending.id) + "-");
    page.status = status_of(ended.error().fault);
    return page;
  });
}

Result<Answer> close(const Visit& visit) {
  return end(visit, {"close", &body::Acts::close_entry});
}

Result<Answer> reopen(const Visit& visit) {
  return end(visit, {"reopen", &body::Acts::reopen_entry});
}

Result<Answer> lower(const Visit& visit) {
  return end(visit, {"lower", &body::Acts::lower_level});
}

}  // namespace

Routes register_routes() {
  const std::string act = "registers.view";  // writing is decided by the register's own rule
  const std::string list_pattern = "/b/{body}/registers/{register}";
  const std::string entry_pattern = list_pattern + "/{id}";
  Routes routes{
      {Method::get, "/b/{body}/registers", "registers", act, index},
      {Method::get, list_pattern, "register", act, list},
      {Method::get, list_pattern + "/list.xlsx", "register_file", act, file<ListFile::xlsx>},
      {Method::get, list_pattern + "/list.csv", "register_csv", act, file<ListFile::csv>},
      {Method::post, list_pattern + "/views", "view_save", "lists.save_view",
       change_register_views<&body::ListViews::save>},
      {Method::post, list_pattern + "/views/remove", "view_remove", "lists.save_view",
       change_register_views<&body::ListViews::remove>},
      {Method::get, list_pattern + "/new", "entry_new", act, show_new},
      {Method::post, list_pattern + "/new", "entry_add", act, add},
      {Method::get, entry_pattern, "entry", act, entry},
      {Method::get, entry_pattern + "/edit", "entry_edit", act, show_change},
      {Method::post, entry_pattern + "/edit", "entry_change", act, change},
      {Method::post, entry_pattern + "/close", "entry_close", act, close},
      {Method::post, entry_pattern + "/reopen", "entry_reopen", act, reopen},
      {Method::post, entry_pattern + "/lower", "entry_lower", act, lower}};
  std::ranges::move(yearly_routes(), std::back_inserter(routes));
  return routes;
}

}  // namespace mamori::web
