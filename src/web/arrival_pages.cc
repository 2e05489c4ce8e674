// サインインを待っている人: for whom a directory or a provider vouches, and nobody has said yet who
// of the organisation they are.
#include "body/directory_acts.h"
#include "directory/links.h"
#include "directory/ways.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/people_options.h"

namespace mamori::web {
namespace {

using directory::Arrival;
using registers::Field;
using registers::FieldType;
using store::Connection;

std::vector<Field> link_fields() {
  return {{.name = "person", .label = "組織のだれか", .type = FieldType::person, .required = true}};
}

// What staff call the place that vouches.
std::string source_label(const Visit& visit, const std::string& source) {
  if (source == directory::ldap_source) return "庁内のディレクトリ";
  const auto* ways = visit.services.ways;
  return ways && ways->provider ? ways->provider->settings().label : source;
}

std::string form_of(const std::string& arrival_id) {
  return "link-" + arrival_id;
}

Json link_act(const Visit& visit, Connection& connection, const Arrival& arrival,
              const Attempt& attempt) {
  const std::string id = form_of(arrival.id);
  const Filled filled = attempt.filled(id);
  return act_part(
      {.id = id,
       .label = "組織の人とつなぐ",
       .tone = "primary",
       .action = visit.base() + "/arrivals/" + arrival.id + "/link",
       .explanation =
           "本人に確かめてから、つないでください。つなぐと、その人の役職でmamoriを使えます。"
           "名前がないときは、先に組織の画面で人を登録します。",
       .open = filled.error != nullptr,
       .fields = field_parts(visit, connection, link_fields(), filled)});
}

Json dismiss_act(const Visit& visit, const Arrival& arrival) {
  return act_part(
      {.id = "dismiss-" + arrival.id,
       .label = "一覧から除く",
       .action = visit.base() + "/arrivals/" + arrival.id + "/dismiss",
       .explanation =
           "mamoriを使わない人のときに押します。もう一度サインインすると、また現れます。"});
}

JsonObject arrival_part(const Visit& visit, Connection& connection, const Arrival& arrival,
                        const Attempt& attempt) {
  const directory::Vouched& vouched = arrival.vouched;
  return {{"id", arrival.id},
          {"name", vouched.name.empty() ? vouched.login : vouched.name},
          {"kana", text_or_null(vouched.kana)},
          {"login", text_or_null(vouched.login)},
          {"number", text_or_null(vouched.number)},
          {"sections", JsonArray(vouched.sections.begin(), vouched.sections.end())},
          {"source", source_label(visit, vouched.source)},
          {"at", instant_part(arrival.at)},
          {"acts",
           JsonArray{link_act(visit, connection, arrival, attempt), dismiss_act(visit, arrival)}}};
}

Page arrivals_page(const Visit& visit, const Attempt& attempt) {
  return visit.services.body.store().read([&](Connection& connection) -> Page {
    JsonArray waiting;
    for (const Arrival& arrival : directory::arrivals(connection)) {
      waiting.push_back(arrival_part(visit, connection, arrival, attempt));
    }
    const Error* error = attempt.error;
    const std::string prefix = attempt.form + "-";
    return Page{"arrivals",
                "サインインを待っている人",
                {{"error", error ? error_part(visit, *error, link_fields(), prefix) : Json()},
                 {"arrivals", std::move(waiting)},
                 {"articles", article_parts(visit, visit.services.body.cite(
                                                       connection, {"user-id-procedure"}))}}};
  });
}

Result<Answer> list(const Visit& visit) {
  return arrivals_page(visit, {});
}

Result<Answer> after(const Visit& visit, const Result<body::Done>& acted, const Json& input,
                     std::string_view message) {
  if (acted) {
    return done(visit, visit.base() + "/arrivals", message, {{"record", acted->record_number}});
  }
  if (acted.error().fields.empty()) return fail(acted.error());
  return show_again(visit, acted.error(),
                    arrivals_page(visit, {form_of(visit.capture("id")), input, &acted.error()}));
}

Result<Answer> link(const Visit& visit) {
  auto input = visit.input();
  if (!input) return fail(input.error());
  const Json asked = with_people_named(visit, *std::move(input), {"person"});
  body::DirectoryActs acts(visit.services.body, visit.services.acts);
  return after(visit, acts.link(visit.person_id(), visit.capture("id"), asked), asked,
               "つなぎました。次のサインインから使えます。");
}

Result<Answer> dismiss(const Visit& visit) {
  body::DirectoryActs acts(visit.services.body, visit.services.acts);
  return after(visit, acts.dismiss(visit.person_id(), visit.capture("id")), JsonObject{},
               "一覧から除きました。");
}

}  // namespace

Routes arrival_routes() {
  const std::string act = "directory.link";
  return {
      {Method::get, "/b/{body}/arrivals", "arrivals", act, list},
      {Method::post, "/b/{body}/arrivals/{id}/link", "link_arrival", act, link},
      {Method::post, "/b/{body}/arrivals/{id}/dismiss", "dismiss_arrival", act, dismiss},
  };
}

}  // namespace mamori::web
