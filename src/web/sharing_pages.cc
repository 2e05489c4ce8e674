// 共有: what this body lets others of the installation see, and what others let it see.
#include "web/sharing_pages.h"

#include <algorithm>
#include <iterator>

#include "body/sharing.h"
#include "web/list_parts.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using body::Share;
using body::SharedPosture;
using duties::State;
using registers::Field;
using store::Connection;

constexpr std::size_t slug_length_max = 64;

body::SharingActs acts_of(const Visit& visit) {
  return {visit.services.body, visit.services.acts};
}

// --- the member: what we share

std::vector<Field> sharing_fields() {
  return {{.name = "with",
           .label = "相手の団体の短い名前",
           .required = true,
           .length_max = slug_length_max,
           .help = "相手の団体から知らせてもらった、アドレスの「/b/」の後ろの文字です。"
                   "違う名前にすると、相手には届きません。"}};
}

JsonObject share_part(const Visit& visit, const Share& share) {
  return {{"with", share.with},
          {"what", share.what},
          {"label", body::label_of_shared(share.what)},
          {"since", instant_part(share.since)},
          {"record", visit.base() + "/ledger/" + std::to_string(share.record_number)},
          {"end", visit.base() + "/sharing/end"}};
}

Page sharing_page(const Visit& visit, const Json& input, const Error* error) {
  return visit.services.body.store().read([&](Connection& connection) -> Page {
    JsonArray shares;
    for (const Share& share : body::shares(connection)) {
      shares.push_back(share_part(visit, share));
    }
    const bool may_begin =
        visit.services.acts.may(connection, visit.person_id(), "sharing.begin").allowed;
    const Filled filled{.input = input, .error = error};
    JsonObject form{{"action", visit.base() + "/sharing"},
                    {"what", body::shared_posture},
                    {"what_label", body::label_of_shared(body::shared_posture)},
                    {"fields", field_parts(visit, connection, sharing_fields(), filled)}};
    return {"sharing",
            "ほかの団体との共有",
            {{"error", error ? error_part(visit, *error, sharing_fields()) : Json()},
             {"slug", visit.services.body.slug()},
             {"shares", std::move(shares)},
             {"may_change", may_begin},
             {"form", may_begin ? Json(std::move(form)) : Json()}}};
  });
}

Result<Answer> show_sharing(const Visit& visit) {
  return sharing_page(visit, JsonObject(), nullptr);
}

Result<Answer> begin_sharing(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto begun = acts_of(visit).begin(visit.person_id(), *input);
  if (!begun) {
    return show_again(visit, begun.error(), sharing_page(visit, *input, &begun.error()));
  }
  return done(visit, visit.base() + "/sharing", "共有を始めました。",
              {{"record", begun->record_number}});
}

Result<Answer> end_sharing(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto ended = acts_of(visit).end(visit.person_id(), *input);
  if (!ended) return fail(ended.error());
  return done(visit, visit.base() + "/sharing", "共有を取りやめました。相手には、もう見えません。",
              {{"record", ended->record_number}});
}

// --- the union: what others share with us

JsonObject member_row(const SharedPosture& shared) {
  const auto count = [&](State state) {
    const auto found = shared.tally.find(state);
    const int number = found == shared.tally.end() ? 0 : found->second;
    return cell_part({.text = std::to_string(number), .number = true});
  };
  return {{"href", nullptr},
          {"cells", JsonArray{cell_part({.text = shared.body_name, .heading = true}),
                              count(State::satisfied), count(State::unrecorded),
                              count(State::overdue), count(State::not_running),
                              cell_part({.text = {}, .date = instant_part(shared.since)})}}};
}

// What the other bodies share with this one; nothing else is asked of them.
std::vector<SharedPosture> shared_with(const Bodies& bodies, std::string_view slug) {
  std::vector<SharedPosture> all;
  for (const std::string& other : bodies.slugs()) {
    if (other == slug) continue;
    const auto services = bodies.find(other);
    if (!services) continue;
    if (auto shared = body::posture_shared_with((*services)->body, slug)) {
      all.push_back(*std::move(shared));
    }
  }
  return all;
}

Result<Answer> show_members(const Visit& visit, const Bodies& bodies) {
  JsonArray rows;
  for (const auto& shared : shared_with(bodies, visit.services.body.slug())) {
    rows.push_back(member_row(shared));
  }
  return Page{
      "members",
      "構成団体の状況",
      {{"list",
        list_model(
            {.title = "構成団体の状況",
             .lead =
                 "構成団体が、この団体と共有すると決めたものだけを表示します。数は、規程の項や号の"
                 "うち、それぞれの状態にあるものです。名前や文章、記録の内容は見えません。",
             .columns = column_parts({{"name", "団体"},
                                      {"satisfied", "満たしている", true},
                                      {"unrecorded", "未記録", true},
                                      {"overdue", "期限超過", true},
                                      {"not_running", "運用前", true},
                                      {"since", "共有の開始"}}),
             .rows = std::move(rows),
             .empty =
                 "この団体と共有している団体は、まだありません。構成団体の「ほかの団体との共有」の"
                 "画面で、この団体の短い名前「" +
                 visit.services.body.slug() + "」を入れてもらってください。"})}}};
}

}  // namespace

Routes sharing_routes(const Bodies& bodies) {
  const auto members = [&bodies](const Visit& visit) { return show_members(visit, bodies); };
  const std::string sharing = "/b/{body}/sharing";
  return {{Method::get, sharing, "sharing", "view.sharing", show_sharing},
          {Method::post, sharing, "sharing_begin", "sharing.begin", begin_sharing},
          {Method::post, sharing + "/end", "sharing_end", "sharing.end", end_sharing},
          {Method::get, "/b/{body}/members", "members", "view.members", members}};
}

Routes installation_routes(const Bodies& bodies) {
  Routes all = all_routes();
  std::ranges::move(sharing_routes(bodies), std::back_inserter(all));
  return all;
}

}  // namespace mamori::web
