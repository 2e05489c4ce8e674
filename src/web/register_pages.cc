// 台帳: the list of any register, its entries, the forms that add and change them (row C1).
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "organisation/organisation.h"
#include "procedures/application.h"
#include "registers/register.h"
#include "reports/xlsx.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/records.h"
#include "web/register_list.h"
#include "web/retention_parts.h"

namespace mamori::web {
namespace {

using registers::Definition;
using registers::Entry;
using registers::Field;
using store::Connection;

std::unexpected<Error> no_such(std::string what) {
  return fail(Fault::not_found, "not_found", std::move(what) + "は見つかりません。",
              "台帳の一覧から開き直してください。");
}

std::unexpected<Error> refused(const access::Decision& decision) {
  return fail(Fault::forbidden, decision.code, decision.message, decision.remedy);
}

Result<const Definition*> open_register(const Visit& visit) {
  const auto& registers = visit.services.body.definitions().registers;
  const auto found = registers.find(visit.capture("register"));
  if (found == registers.end()) return no_such("その台帳");
  return &found->second;
}

struct Opened {
  const Definition* definition = nullptr;
  Entry entry;
};

Result<Opened> open_entry(const Visit& visit, Connection& connection) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  auto entry = registers::entry(connection, visit.capture("id"));
  if (!entry || entry->register_id != (*definition)->id) {
    const std::string subject = "registers/" + (*definition)->id + "/" + visit.capture("id");
    return fail(not_there(connection, subject, no_such("その登録").error()));
  }
  return Opened{*definition, *std::move(entry)};
}

std::string register_href(const Visit& visit, const Definition& definition) {
  return visit.base() + "/registers/" + definition.id;
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
  const auto decide = [&](const Json& values) {
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

// --- the list

Result<Answer> list(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Definition& shown = **definition;
    const bool add = may_add(visit, connection, shown).allowed;
    return Page{"register",
                shown.title,
                {{"register", JsonObject{{"id", shown.id}, {"title", shown.title}}},
                 {"list", register_list(visit, connection, shown, add)},
                 {"articles", articles_of(visit, connection, shown)}}};
  });
}

Result<Answer> file(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto bytes = register_file(visit, connection, **definition);
    if (!bytes) return fail(bytes.error());
    return Response::file((*definition)->title + ".xlsx", reports::xlsx_content_type, *bytes);
  });
}

// --- the forms

struct EntryForm {
  const Definition& definition;
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
                          {"fields", field_parts(visit, connection, definition.fields, filled)}}},
      {"articles", articles_of(visit, connection, definition)}};
  Page page{"form", form.title, std::move(model)};
  if (filled.error) {
    page.model["error"] = error_part(visit, *filled.error, definition.fields, filled.prefix);
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
  return {definition, definition.entry + "を登録する", "登録する", href + "/new", href};
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
    if (person) filled.input = JsonObject{{"section", person->section_id}};
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
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto added = visit.services.acts.add_entry(visit.person_id(), (*definition)->id, *input);
  if (added) {
    return done(visit, visit.base() + "/" + added->subject,
                text_at(added->payload, "number") + "として登録しました。", result_of(*added));
  }
  if (visit.request.wants_json() || !is_of_form(added.error())) return fail(added.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return form_page(visit, connection, new_form(visit, **definition),
                     {.input = *input, .error = &added.error()});
  });
}

// The version the person saw goes with the address, so that a change in between is noticed.
EntryForm change_form(const Visit& visit, const Opened& opened, std::int64_t version) {
  const std::string href = entry_href(visit, opened);
  return {*opened.definition, opened.entry.label + "の内容を直す", "直した内容を登録する",
          href + "/edit?version=" + std::to_string(version), href};
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

Result<Answer> change(const Visit& visit) {
  auto& store = visit.services.body.store();
  const auto opened =
      store.read([&](Connection& connection) { return open_entry(visit, connection); });
  if (!opened) return fail(opened.error());
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const std::int64_t version = version_asked(visit);
  const auto changed =
      visit.services.acts.change_entry(visit.person_id(), opened->entry.id, version, *input);
  if (changed) {
    return done(visit, entry_href(visit, *opened), "内容を直しました。", result_of(*changed));
  }
  if (visit.request.wants_json() || !is_of_form(changed.error())) return fail(changed.error());
  return store.read([&](Connection& connection) -> Result<Answer> {
    return form_page(visit, connection, change_form(visit, *opened, version),
                     {.input = *input, .error = &changed.error()});
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

using Shown = std::map<std::string, std::string>;

Shown shown_in(const ledger::Record& record) {
  Shown shown;
  for (const auto& [label, texts] : object_at(record.payload, "shown")) {
    std::string line;
    if (!texts.is_array()) continue;
    for (const Json& text : texts.get_array()) {
      if (text.is_string()) line += (line.empty() ? "" : "、") + std::string(text.get_string());
    }
    shown[label] = line;
  }
  return shown;
}

// 保管場所：2階 → 3階
std::string difference(const std::vector<Field>& fields, const Shown& before, const Shown& after) {
  const auto text_in = [](const Shown& shown, const std::string& label) {
    const auto found = shown.find(label);
    return found == shown.end() ? std::string("（なし）") : found->second;
  };
  std::string lines;
  for (const Field& field : fields) {
    const std::string old = text_in(before, field.label);
    const std::string now = text_in(after, field.label);
    if (old == now) continue;
    lines += (lines.empty() ? "" : "　") + field.label + "：" + old + " → " + now;
  }
  return lines;
}

JsonArray history_parts(const Visit& visit, Connection& connection, const Opened& opened) {
  const RecordLinks links(visit, connection);
  JsonArray parts;
  Shown before;
  const std::string subject = "registers/" + opened.definition->id + "/" + opened.entry.id;
  for (const auto& record : ledger::records_of(connection, subject)) {
    Shown after = shown_in(record);
    const std::string changes =
        parts.empty() ? "" : difference(opened.definition->fields, before, after);
    parts.push_back(JsonObject{{"record", record.number},
                               {"href", text_or_null(links.href(record.number))},
                               {"at", instant_part(iso_instant(record.at))},
                               {"act_label", act_label(record)},
                               {"person", actor_name(connection, record)},
                               {"office", text_or_null(actor_capacity(record))},
                               {"comment", text_or_null(changes)}});
    before = std::move(after);
  }
  return parts;
}

// Whether this person may change the entry: as an act, or among what is not possible and why.
void add_change(const Visit& visit, Connection& connection, const Opened& opened,
                JsonObject& part) {
  constexpr std::string_view label = "内容を直す";
  const auto decision = visit.services.acts.may_write(connection, visit.person_id(),
                                                      *opened.definition, opened.entry.values);
  JsonArray acts;
  JsonArray blocked;
  if (decision.allowed) {
    JsonObject act = act_part({.id = "edit", .label = std::string(label), .action = {}});
    act["href"] = entry_href(visit, opened) + "/edit";
    act["action"] = nullptr;
    acts.push_back(std::move(act));
    const std::string subject = "registers/" + opened.definition->id + "/" + opened.entry.id;
    Json erasure = erasure_act(visit, connection, subject);
    if (!erasure.is_null()) acts.push_back(std::move(erasure));
  } else {
    const auto basis = visit.services.body.cite(connection, decision.controls);
    blocked.push_back(JsonObject{
        {"label", label}, {"reason", decision.message}, {"basis", article_parts(visit, basis)}});
  }
  part["acts"] = std::move(acts);
  part["blocked"] = std::move(blocked);
}

JsonObject entry_part(const Visit& visit, Connection& connection, const Opened& opened) {
  const Definition& definition = *opened.definition;
  const Day today = today_of(visit);
  JsonObject part{
      {"register", JsonObject{{"id", definition.id},
                              {"title", definition.title},
                              {"href", register_href(visit, definition)},
                              {"entry", definition.entry}}},
      {"number", registers::number_of(definition, opened.entry.serial)},
      {"title", opened.entry.label},
      {"href", entry_href(visit, opened)},
      {"state", holding_of(visit, connection, opened.entry.id).state},
      {"chips", chips_of(opened)},
      {"fields", value_parts(visit, connection, definition.fields, opened.entry.values, today)},
      {"related", related_parts(visit, connection, opened)},
      {"history", history_parts(visit, connection, opened)}};
  add_change(visit, connection, opened, part);
  return part;
}

Result<Answer> entry(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto opened = open_entry(visit, connection);
    if (!opened) return fail(opened.error());
    return Page{"entry",
                opened->entry.label,
                {{"entry", entry_part(visit, connection, *opened)},
                 {"articles", articles_of(visit, connection, *opened->definition)}}};
  });
}

}  // namespace

Routes register_routes() {
  const std::string act = "registers.view";  // writing is decided by the register's own rule
  const std::string list_pattern = "/b/{body}/registers/{register}";
  const std::string entry_pattern = list_pattern + "/{id}";
  return {{Method::get, list_pattern, "register", act, list},
          {Method::get, list_pattern + "/list.xlsx", "register_file", act, file},
          {Method::get, list_pattern + "/new", "entry_new", act, show_new},
          {Method::post, list_pattern + "/new", "entry_add", act, add},
          {Method::get, entry_pattern, "entry", act, entry},
          {Method::get, entry_pattern + "/edit", "entry_edit", act, show_change},
          {Method::post, entry_pattern + "/edit", "entry_change", act, change}};
}

}  // namespace mamori::web
