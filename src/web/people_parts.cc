#include "organisation/boards.h"
#include "registers/register.h"
#include "web/going_on.h"
#include "web/people_pages.h"

namespace mamori::web {

using registers::Field;
using registers::FieldType;

Field name_field(std::string label) {
  return {
      .name = "name", .label = std::move(label), .required = true, .length_max = name_length_max};
}

Field kana_field() {
  return {.name = "kana", .label = "フリガナ", .required = true, .length_max = name_length_max};
}

Field day_field(std::string name, std::string label) {
  return {.name = std::move(name),
          .label = std::move(label),
          .type = FieldType::date,
          .required = true,
          .help = "例：令和9年4月1日"};
}

std::optional<Field> system_field(const Visit& visit, store::Connection& connection) {
  const auto& registers = visit.services.body.definitions().registers;
  if (!registers.contains(organisation::systems_register)) return std::nullopt;
  Field system{
      .name = "system",
      .label = "担当する情報システム",
      .type = FieldType::choice,
      .help = "システムごとに置く役職のときに選びます。選ばなければ、全てのシステムです。"};
  for (const auto& entry : registers::entries(connection, organisation::systems_register)) {
    if (entry.closed_on.empty()) system.options.push_back({entry.id, entry.label, "", ""});
  }
  return system.options.empty() ? std::nullopt : std::optional(std::move(system));
}

ActForm act_form(const Visit& visit, store::Connection& connection, const ThingForm& form,
                 const std::string& href, const Attempt& attempt, Json suggested) {
  return {
      .id = std::string(form.id),
      .label = std::string(form.label),
      .tone = std::string(form.tone),
      .action = href + "/" + std::string(form.id),
      .explanation = std::string(form.explanation),
      .open = attempt.form == form.id,
      .fields = field_parts(visit, connection, with_go_on(form.fields, attempt.error_of(form.id)),
                            attempt.filled(form.id, std::move(suggested)))};
}

Json last_day(std::string_view valid_to) {
  const auto end = parse_day(valid_to);
  return end ? day_part(iso_day(std::chrono::sys_days{*end} - std::chrono::days{1})) : Json();
}

}  // namespace mamori::web
