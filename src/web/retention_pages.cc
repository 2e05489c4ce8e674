// 保存期間: what has been kept long enough, and what was erased (row J2).
#include "organisation/organisation.h"
#include "retention/retention.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/retention_parts.h"

namespace mamori::web {
namespace {

using store::Connection;

retention::Rules rules_of(const Visit& visit) {
  const auto& definitions = visit.services.body.definitions();
  return {definitions.registers, definitions.procedures, definitions.people.retention};
}

std::string name_of(const retention::Thing& thing) {
  return thing.name.empty() ? thing.number : thing.number + "（" + thing.name + "）";
}

// ?show=
constexpr std::string_view erased_view = "erased";

JsonArray view_filter(const Visit& visit, bool erased) {
  const std::string href = visit.base() + "/retention";
  return {JsonObject{
      {"label", "表示"},
      {"options",
       JsonArray{JsonObject{{"label", "満了したもの"}, {"href", href}, {"current", !erased}},
                 JsonObject{{"label", "消去したもの"},
                            {"href", href + "?show=" + std::string(erased_view)},
                            {"current", erased}}}}}};
}

struct Wording {
  std::string_view lead;
  std::string_view empty;
};

JsonObject list_part(const Visit& visit, bool erased, const Wording& wording, JsonArray columns,
                     JsonArray rows) {
  return list_model({.title = "保存期間",
                     .lead = std::string(wording.lead),
                     .columns = std::move(columns),
                     .rows = std::move(rows),
                     .empty = std::string(wording.empty),
                     .filters = view_filter(visit, erased)});
}

JsonObject due_list(const Visit& visit, Connection& connection) {
  JsonArray rows;
  for (const auto& thing : retention::due(connection, rules_of(visit), today_of(visit))) {
    const std::string href = thing_href(visit, thing.subject);
    const std::string ask = erasure_form_href(visit, connection, thing.subject);
    rows.push_back(JsonObject{
        {"href", href},
        {"cells",
         JsonArray{cell_part({.text = name_of(thing), .href = href, .heading = true}),
                   cell_part({.text = thing.title}),
                   cell_part({.text = {}, .date = day_part(thing.ended)}),
                   cell_part({.text = {}, .date = day_part(thing.kept_until)}),
                   cell_part({.text = ask.empty() ? "" : "消去を申請する", .href = ask})}}});
  }
  return list_part(visit, false,
                   {"終わった年度の末から数えて、定められた年数を過ぎたものです。"
                    "申請と承認を経て、内容を消去します。",
                    "保存期間が満了したものはありません。"},
                   column_parts({{"number", "番号"},
                                 {"title", "種類"},
                                 {"ended", "終わった日"},
                                 {"kept_until", "保存期間の満了日"},
                                 {"ask", "手続"}}),
                   std::move(rows));
}

JsonObject erased_list(const Visit& visit, Connection& connection) {
  JsonArray rows;
  for (const auto& erasure : retention::erasures(connection)) {
    const std::string application = visit.base() + "/applications/" + erasure.application;
    rows.push_back(JsonObject{
        {"href", application},
        {"cells",
         JsonArray{cell_part({.text = erasure.number, .href = application, .heading = true}),
                   cell_part({.text = erasure.title}),
                   cell_part({.text = {}, .date = instant_part(erasure.erased_at)}),
                   cell_part({.text = erasure.reason}), cell_part({.text = erasure.asked_by}),
                   cell_part({.text = erasure.approved_by})}}});
  }
  return list_part(visit, true,
                   {"内容は残っていません。番号・日時・行った人と、消去の理由が残ります。",
                    "まだ消去したものはありません。"},
                   column_parts({{"number", "番号"},
                                 {"title", "種類"},
                                 {"erased_at", "消去した日時"},
                                 {"reason", "理由"},
                                 {"asked_by", "申請した人"},
                                 {"approved_by", "承認した人"}}),
                   std::move(rows));
}

const procedures::Definition* erasing_procedure(const Visit& visit) {
  for (const auto& [id, definition] : visit.services.body.definitions().procedures) {
    if (definition.erasing) return &definition;
  }
  return nullptr;
}

Result<Answer> show(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const bool erased = visit.request.query.get("show") == erased_view;
    const auto* procedure = erasing_procedure(visit);
    return Page{"retention",
                "保存期間",
                {{"list", erased ? erased_list(visit, connection) : due_list(visit, connection)},
                 {"articles", procedure ? articles_served_by(
                                              visit, connection,
                                              {catalogue::SatisfierKind::procedure, procedure->id})
                                        : JsonArray()}}};
  });
}

}  // namespace

std::string thing_href(const Visit& visit, std::string_view subject) {
  const bool of_person = subject.starts_with(retention::of_people);
  return visit.base() + (of_person ? "/organisation/" : "/") + std::string(subject);
}

std::string erasure_form_href(const Visit& visit, Connection& connection,
                              std::string_view subject) {
  const procedures::Definition* definition = erasing_procedure(visit);
  if (!definition) return {};
  const auto person = organisation::person(connection, visit.person_id(), today_of(visit));
  if (!person || person->section_id.empty()) return {};  // could not apply for anything
  access::Facts facts;
  facts.sections["section"] = person->section_id;
  const auto roster = visit.services.body.roster(connection);
  if (!access::decide(*roster, definition->apply, facts, visit.person_id()).allowed) return {};
  return visit.base() + "/apply/" + definition->id + "?" + definition->erasing->thing + "=" +
         percent_encode(subject);
}

Json erasure_act(const Visit& visit, Connection& connection, std::string_view subject) {
  const std::string href = erasure_form_href(visit, connection, subject);
  if (href.empty()) return nullptr;
  JsonObject act = act_part({.id = "erasure", .label = "消去を申請する", .action = {}});
  act["href"] = href;
  act["action"] = nullptr;
  return act;
}

Error not_there(Connection& connection, std::string_view subject, Error otherwise) {
  const auto erasure = retention::erasure_of(connection, subject);
  if (!erasure) return otherwise;
  return {Fault::not_found, "erased",
          erasure->number + "の内容は、" + retention::sentence_of(*erasure),
          "申請：" + erasure->asked_by + "、承認：" + erasure->approved_by + "（" +
              erasure->application_number + "、記録 第" + std::to_string(erasure->record_number) +
              "号）"};
}

Routes retention_routes() {
  return {{Method::get, "/b/{body}/retention", "retention", "view.retention", show}};
}

}  // namespace mamori::web
