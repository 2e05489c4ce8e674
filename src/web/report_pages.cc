// Reporting without signing in, from inside the body's network, where the body allows it.
#include <iterator>
#include <sstream>

#include "procedures/tasks.h"
#include "web/application_forms.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/proxies.h"

namespace mamori::web {
namespace {

using procedures::Definition;
using store::Connection;

// Whether somebody at this address may, by what the body has set. A range that cannot be read lets
// nobody in.
bool is_open_to(const Visit& visit, Connection& connection, const Definition& definition) {
  if (!definition.open_door) return false;
  const auto set = procedures::settings_of(connection, definition);
  std::istringstream texts(text_at(set, definition.open_door->networks));
  const std::vector<std::string> ranges{std::istream_iterator<std::string>(texts), {}};
  const auto networks = AddressRanges::parse(ranges);
  return networks && networks->contain(visit.request.remote_address);
}

Result<const Definition*> open_definition(const Visit& visit) {
  const auto& procedures = visit.services.body.definitions().procedures;
  const auto found = procedures.find(visit.capture("procedure"));
  const bool open =
      found != procedures.end() && visit.services.body.store().read([&](Connection& connection) {
        return is_open_to(visit, connection, found->second);
      });
  if (open) return &found->second;
  return fail(Fault::unauthenticated, "not_signed_in", "サインインしていません。",
              "サインインしてから、もう一度行ってください。");
}

// Files are taken of nobody whom we do not know.
std::vector<registers::Field> unsigned_fields(const Definition& definition) {
  std::vector<registers::Field> fields = definition.form;
  std::erase_if(fields, [](const registers::Field& field) {
    return field.type == registers::FieldType::files;
  });
  return fields;
}

Page report_form(const Visit& visit, Connection& connection, const Definition& definition,
                 const Filled& filled) {
  const auto fields = unsigned_fields(definition);
  Page page{"form", definition.shortcut, {}};
  page.model = {
      {"form", JsonObject{{"title", definition.shortcut},
                          {"lead", text_or_null(definition.lead)},
                          {"form_title", definition.form_title},
                          {"approval_boxes", JsonArray()},
                          {"action", visit.base() + "/report/" + definition.id},
                          {"submit_label", definition.filing_step().label},
                          {"cancel_href", visit.base() + "/sign-in"},
                          {"note",
                           "サインインしていないので、この端末のアドレスが記録されます。"
                           "だれの報告かを、書いてください。"},
                          {"fields", field_parts(visit, connection, fields, filled)}}},
      {"articles", articles_served_by(visit, connection,
                                      {catalogue::SatisfierKind::procedure, definition.id})}};
  if (!filled.error) return page;
  page.model["error"] = error_part(visit, *filled.error, fields);
  page.status = status_of(filled.error->fault);
  return page;
}

Result<Answer> show_report_form(const Visit& visit) {
  const auto definition = open_definition(visit);
  if (!definition) return fail(definition.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return report_form(visit, connection, **definition,
                       {Json(suggestions(visit, connection, unsigned_fields(**definition)))});
  });
}

Answer thanks(const Visit& visit, const body::Done& filed) {
  return Page{
      "message",
      "報告を受け付けました",
      {{"message",
        JsonObject{
            {"heading", "報告を受け付けました（" + text_at(filed.payload, "number") + "）"},
            {"text",
             "課の情報セキュリティ管理者とCSIRTに届きました。続きは、電話などで連絡があります。"},
            {"tone", "success"}}},
       {"next", JsonArray{JsonObject{{"href", visit.base() + "/sign-in"},
                                     {"label", "サインインの画面に戻る"},
                                     {"primary", true}}}}}};
}

Result<Answer> take_report(const Visit& visit) {
  const auto definition = open_definition(visit);
  if (!definition) return fail(definition.error());
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const std::string& address = visit.request.remote_address;
  const auto within = visit.services.attempts.begin("report/" + (*definition)->id, address,
                                                    visit.services.body.clock().now());
  if (!within) {
    return fail(Fault::limit, "too_many_reports", "この端末からの報告が続いています。",
                "急ぎのことは、電話で知らせるか、サインインして報告してください。");
  }
  const auto filed = visit.services.acts.file_unsigned((*definition)->id, *input, address);
  if (filed) return thanks(visit, *filed);
  if (visit.request.wants_json() || filed.error().fault != Fault::invalid) {
    return fail(filed.error());
  }
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return report_form(visit, connection, **definition, {*input, &filed.error()});
  });
}

}  // namespace

JsonArray open_report_parts(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) {
    JsonArray parts;
    for (const auto& [id, definition] : visit.services.body.definitions().procedures) {
      if (!is_open_to(visit, connection, definition)) continue;
      parts.push_back(
          JsonObject{{"href", visit.base() + "/report/" + id}, {"label", definition.shortcut}});
    }
    return parts;
  });
}

Routes report_routes() {
  return {{Method::get, "/b/{body}/report/{procedure}", "report", "", show_report_form},
          {Method::post, "/b/{body}/report/{procedure}", "report_post", "", take_report}};
}

}  // namespace mamori::web
