// 団体の項目: what a body writes in a register beside what mamori asks for.
#include "registers/own_fields.h"
#include "web/parts.h"
#include "web/register_parts.h"

namespace mamori::web {

using registers::Definition;
using registers::Field;
using store::Connection;

Result<std::shared_ptr<const Definition>> open_register(const Visit& visit) {
  const auto& registers = visit.services.body.definitions().registers;
  const auto found = registers.find(visit.capture("register"));
  if (found == registers.end()) {
    return fail(Fault::not_found, "not_found", "その台帳は見つかりません。",
                "台帳の一覧から開き直してください。");
  }
  return visit.services.body.store().read([&](Connection& connection) {
    return std::make_shared<const Definition>(
        registers::with_own_fields(connection, found->second));
  });
}

std::string register_href(const Visit& visit, const Definition& definition) {
  return visit.base() + "/registers/" + definition.id;
}

namespace {

std::string fields_href(const Visit& visit, const Definition& definition) {
  return register_href(visit, definition) + "/fields";
}

JsonArray own_parts(const Visit& visit, Connection& connection, const Definition& definition) {
  JsonArray parts;
  for (const auto& own : registers::own_fields(connection, definition.id)) {
    const Json action =
        own.ended ? Json() : Json(fields_href(visit, definition) + "/" + own.field.name + "/end");
    parts.push_back(JsonObject{{"label", own.field.label},
                               {"type", own.type_label},
                               {"required", own.field.required},
                               {"help", text_or_null(own.field.help)},
                               {"added_at", instant_part(own.added_at)},
                               {"ended", own.ended},
                               {"action", action}});
  }
  return parts;
}

Page fields_page(const Visit& visit, Connection& connection, const Definition& definition,
                 const Filled& filled) {
  const auto form = registers::own_field_form();
  Page page{"register-fields",
            definition.title + "の項目",
            {{"register",
              JsonObject{{"title", definition.title}, {"href", register_href(visit, definition)}}},
             {"own", own_parts(visit, connection, definition)},
             {"form", JsonObject{{"action", fields_href(visit, definition)},
                                 {"fields", field_parts(visit, connection, form, filled)}}}}};
  if (filled.error) page.model["error"] = error_part(visit, *filled.error, form);
  return page;
}

Result<Answer> show(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return fields_page(visit, connection, **definition, {.input = JsonObject{{"required", "no"}}});
  });
}

Result<Answer> add(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto added =
      visit.services.acts.add_own_field(visit.person_id(), (*definition)->id, *input);
  if (added) {
    return done(visit, fields_href(visit, **definition),
                "「" + text_at(added->payload, "label") + "」を足しました。",
                {{"record", added->record_number}, {"name", text_at(added->payload, "name")}});
  }
  if (added.error().fault != Fault::invalid) return fail(added.error());
  return visit.services.body.store().read([&](Connection& connection) {
    return show_again(
        visit, added.error(),
        fields_page(visit, connection, **definition, {.input = *input, .error = &added.error()}));
  });
}

Result<Answer> end(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  const auto ended = visit.services.acts.end_own_field(visit.person_id(), (*definition)->id,
                                                       visit.capture("name"));
  if (!ended) return fail(ended.error());
  return done(visit, fields_href(visit, **definition),
              "「" + text_at(ended->payload, "label") + "」を終えました。記録には残っています。",
              {{"record", ended->record_number}});
}

}  // namespace

Routes own_field_routes() {
  const std::string act = "registers.change_fields";
  const std::string fields = "/b/{body}/registers/{register}/fields";
  return {{Method::get, fields, "register_fields", act, show},
          {Method::post, fields, "register_field_add", act, add},
          {Method::post, fields + "/{name}/end", "register_field_end", act, end}};
}

}  // namespace mamori::web
