// 例外措置の一覧: which exceptions are in force, what they suspend and where, and what was accepted
// under them (row D9; S2 第101条).
#include "organisation/organisation.h"
#include "procedures/application.h"
#include "procedures/suspension.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using procedures::Suspension;
using store::Connection;

std::string joined_with_commas(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "、") + text;
  return all;
}

std::string rules_in_words(const Visit& visit, const Suspension& exception) {
  const auto& schemes = visit.services.body.definitions().schemes;
  const registers::Scheme& rules = schemes.at(std::string(body::suspendable_scheme));
  std::vector<std::string> labels;
  for (const std::string& rule : exception.rules) {
    const registers::Level* known = rules.find(rule);
    labels.push_back(known ? known->label : rule);
  }
  return joined_with_commas(labels);
}

std::string scope_in_words(Connection& connection, const Suspension& exception, Day today) {
  std::vector<std::string> names;
  if (!exception.section_id.empty()) {
    const auto section = organisation::section(connection, exception.section_id, today);
    names.push_back(section ? section->name : exception.section_id);
  }
  for (const std::string& id : exception.system_ids) {
    const auto system = registers::entry(connection, id);
    names.push_back(system ? system->label : id);
  }
  return names.empty() ? "団体全体" : joined_with_commas(names);
}

JsonObject row_of(const Visit& visit, Connection& connection, const Suspension& exception) {
  const std::string href = visit.base() + "/applications/" + exception.application_id;
  const auto accepted = procedures::accepted_under(connection, exception.application_id).size();
  return {{"href", href},
          {"cells",
           JsonArray{cell_part({.text = exception.number, .href = href, .heading = true}),
                     cell_part({.text = rules_in_words(visit, exception)}),
                     cell_part({.text = scope_in_words(connection, exception, today_of(visit))}),
                     cell_part({.text = {}, .date = day_part(exception.until)}),
                     cell_part({.text = std::to_string(accepted) + "件", .number = true})}}};
}

Result<Answer> show(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    JsonArray rows;
    for (const auto& one : procedures::suspensions_in_force(connection, today_of(visit))) {
      rows.push_back(row_of(visit, connection, one));
    }
    JsonObject list = list_model(
        {.title = "例外措置の一覧",
         .lead = "今、外れている決まりと、その範囲です。終わりの日が近いものから並びます。",
         .columns = column_parts({{"number", "番号"},
                                  {"rules", "外れている決まり"},
                                  {"scope", "範囲"},
                                  {"until", "終わりの日"},
                                  {"accepted", "これにより受け付けた申請", true}}),
         .rows = std::move(rows),
         .empty = "今、外れている決まりはありません。",
         .empty_href = visit.base() + "/duties/exception-review",
         .empty_label = "例外措置の点検を開く"});
    return Page{
        "exceptions",
        "例外措置の一覧",
        {{"list", std::move(list)},
         {"articles", articles_served_by(visit, connection,
                                         {catalogue::SatisfierKind::procedure, "exception"})}}};
  });
}

}  // namespace

Routes exception_routes() {
  return {{Method::get, "/b/{body}/exceptions", "exceptions", "view.exceptions", show}};
}

}  // namespace mamori::web
