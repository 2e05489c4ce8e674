// Two bodies on one installation, and every address of the one tried from the other.
//
// Both are furnished alike, so that the same ids stand for different things; all that people wrote
// in the town carries a mark that nothing in the village may show. A route with an id in it needs a
// pair of addresses here (pairs_of); one without is tried as it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "body/body_fixture.h"
#include "body/directory_acts.h"
#include "body/sharing.h"
#include "identity/accounts.h"
#include "identity/passkeys.h"
#include "identity/sessions.h"
#include "reports/testing_xlsx.h"
#include "web/sharing_pages.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using body::testing::shipped;
using body::testing::Town;
using ::testing::HasSubstr;
using ::testing::Not;

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

// A body with something of everything in it, all of it marked.
class House {
 public:
  House(std::string slug, std::string mark, int things, const identity::PasswordHasher& hasher)
      : town(shipped(), std::move(slug)), mark_(std::move(mark)), hasher_(hasher) {
    const std::string model =
        mamori::testing::read_file(mamori::testing::source_path("regulations/model.txt"));
    text_ = replaced(replaced(model, "みもり市", mark_ + "村"), "職員", mark_ + "職員");
    EXPECT_TRUE(town.body().adopt_regulation(text_, "規程.txt").has_value());
    administrator = town.settle();
    employ();
    for (int thing = 0; thing < things; ++thing) add_thing();
    keep_checkpoint();
    receive();
  }

  Services services() { return {town.body(), town.acts(), hasher_, attempts_, "http://localhost"}; }
  // A new session of the administrator.
  std::string token() { return signed_in(administrator).token; }
  std::string first_link() {
    return town.body()
        .store()
        .write([&](store::Connection& db) {
          return Result<std::string>(identity::make_first_link(db, town.clock().now()));
        })
        .value();
  }
  std::string checkpoint() {
    return *town.read([](auto& db) { return ledger::newest_checkpoint(db); });
  }
  std::string on_base(std::string_view address) const {
    return "/b/" + slug() + std::string(address);
  }
  std::string slug() const { return slug_; }

  Town town;
  std::string administrator;
  std::string person;  // ids of what was added last
  std::string section;
  std::string appointment;
  std::string absence;
  std::string delegation;
  std::string passkey;
  std::string session;
  std::string asset;
  std::string application;
  std::string draft;
  std::string arrival;     // of somebody for whom a directory vouches
  std::uint64_t kept = 0;  // the record of a kept checkpoint

 private:
  identity::NewSession signed_in(const std::string& who) {
    return town.body()
        .store()
        .write([&](store::Connection& db) -> Result<identity::NewSession> {
          return identity::create_session(db, {who}, {"192.0.2.1", "test"}, "", town.clock().now());
        })
        .value();
  }
  std::string kept_passkey() {
    return town.body()
        .store()
        .write([&](store::Connection& db) -> Result<std::string> {
          auto added = identity::keep_passkey(
              db, person, mark_ + "の鍵", {.id = slug(), .public_key = "key"}, town.clock().now());
          if (!added) return fail(added.error());
          return identity::passkeys_of(db, person).at(0).id;
        })
        .value();
  }
  body::Done made(Result<body::Done> done) {
    EXPECT_TRUE(done.has_value()) << done.error().message;
    return done ? *std::move(done) : body::Done{};
  }
  void employ() {
    auto& acts = town.acts();
    made(acts.change_organisation(administrator, "organisation.add_section",
                                  {{"name", mark_ + "課"}}));
    section = town.section(mark_ + "課");
    made(acts.change_organisation(
        administrator, "organisation.add_person",
        {{"name", mark_ + "野 一子"}, {"kana", "ノ イチコ"}, {"section", section}}));
    person = town.person(mark_ + "野 一子");
    made(acts.change_organisation(administrator, "organisation.appoint",
                                  {{"office", "section_manager"},
                                   {"person", person},
                                   {"section", section},
                                   {"from", "令和8年11月21日"}}));
    const auto held =
        town.read([&](auto& db) { return organisation::offices_of(db, person, town.today()); });
    appointment = held.at(0).id;
    EXPECT_TRUE(acts.issue_account(administrator, {{"person", person}, {"login", slug() + "-1"}})
                    .has_value());
    session = signed_in(person).session.id;
    passkey = kept_passkey();
    absence = text_at(
        made(town.change_knowingly(administrator, "organisation.enter_absence",
                                   {{"person", person}, {"from", "R8.12.1"}, {"until", "R8.12.9"}}))
            .payload,
        "id");
    delegation = text_at(made(acts.change_organisation(administrator, "organisation.delegate",
                                                       {{"office", "section_manager"},
                                                        {"section", section},
                                                        {"from_person", person},
                                                        {"to_person", town.person("大野 隆")},
                                                        {"from", "R8.12.1"},
                                                        {"until", "R8.12.9"}}))
                             .payload,
                         "id");
  }
  void add_thing() {
    auto& acts = town.acts();
    const auto added = made(acts.add_entry(administrator, "assets",
                                           {{"name", mark_ + "の端末 " + slug() + "-7"},
                                            {"kind", "terminal"},
                                            {"importance", "3"},
                                            {"section", section}}));
    asset = text_at(added.payload, "id");
    const auto filed = made(acts.file_application(town.person("石井 由美"), "takeout",
                                                  {{"assets", JsonArray{Json(asset)}},
                                                   {"purpose", mark_ + "の調査"},
                                                   {"destination", mark_ + "山"},
                                                   {"from", "R8.11.21"},
                                                   {"due", "R8.11.25"},
                                                   {"means", "on_foot"}}));
    application = text_at(filed.payload, "application");
    draft =
        text_at(made(acts.load_regulation(administrator, text_, mark_ + ".txt")).payload, "draft");
  }
  void receive() {
    body::DirectoryActs acts(town.body(), town.acts());
    const std::string subject = slug() + "-uuid";
    const auto waiting = acts.admit({.source = directory::ldap_source,
                                     .subject = subject,
                                     .login = slug() + "-2",
                                     .name = mark_ + "野 二子",
                                     .kana = "ノ ニコ",
                                     .number = {},
                                     .sections = {}},
                                    directory::LinkBy::nothing);
    EXPECT_EQ(waiting.error().code, "account_waiting");
    arrival = directory::link_id(directory::ldap_source, subject);
  }
  void keep_checkpoint() {
    kept =
        made(town.acts().keep_printed_checkpoint(administrator, {{"checkpoint", checkpoint()},
                                                                 {"place", mark_ + "の金庫"},
                                                                 {"confirmed_by", mark_ + "野"}}))
            .record_number;
  }

  const std::string slug_ = town.body().slug();
  const std::string mark_;
  const identity::PasswordHasher& hasher_;
  identity::AttemptLimiter attempts_;
  std::string text_;
};

// Where the ids in a route lead: below /b/<slug>, up to and including the last of them.
struct Addresses {
  std::string pattern;
  std::string shared;   // to a thing of each body; "" where no id can be the same
  std::string towns;    // to a thing of the town that the village has not; "" where there is none
  std::string nobodys;  // to nothing in either

  std::string_view of_anybody() const {
    if (!shared.empty()) return shared;
    return towns.empty() ? nobodys : towns;
  }
};

struct Reply {
  int status = 0;
  std::string body;
  bool operator==(const Reply&) const = default;
};

void PrintTo(const Reply& answer, std::ostream* out) {
  *out << answer.status << ' ' << answer.body.substr(0, 300);
}

class Isolation : public ::testing::Test {
 protected:
  static constexpr std::string_view mark = "曙";

  Isolation() {
    for (House* house : {&town_, &village_}) {
      bodies_.serve(std::make_shared<Services>(house->services()));
    }
  }

  std::vector<Addresses> pairs_of() const {
    const std::string last = std::to_string(town_records_);
    const std::string kept = std::to_string(town_.kept);
    return {
        {"/organisation/sections/{id}", "", "/organisation/sections/" + town_.section,
         "/organisation/sections/none"},
        {"/organisation/people/{id}", "", "/organisation/people/" + town_.person,
         "/organisation/people/nobody"},
        {"/organisation/absences/absence/{id}", "", "", "/organisation/absences/absence/none"},
        {"/organisation/absences/delegation/{id}", "", "",
         "/organisation/absences/delegation/none"},
        {"/arrivals/{id}", "", "/arrivals/" + town_.arrival, "/arrivals/none"},
        {"/accounts/{person}", "", "/accounts/" + town_.person, "/accounts/nobody"},
        {"/account/passkeys/{passkey}", "", "/account/passkeys/" + town_.passkey,
         "/account/passkeys/none"},
        {"/account/sessions/{session}", "", "/account/sessions/" + town_.session,
         "/account/sessions/none"},
        {"/access/people/{person}", "", "/access/people/" + town_.person, "/access/people/nobody"},
        {"/access/acts/{act}", "/access/acts/view.home", "", "/access/acts/none"},
        {"/organisation/absences/absence/{id}", "",
         "/organisation/absences/absence/" + town_.absence, "/organisation/absences/absence/none"},
        {"/organisation/absences/delegation/{id}", "",
         "/organisation/absences/delegation/" + town_.delegation,
         "/organisation/absences/delegation/none"},
        {"/organisation/appointments/{id}", "", "/organisation/appointments/" + town_.appointment,
         "/organisation/appointments/none"},
        {"/registers/{register}", "/registers/assets", "", "/registers/none"},
        {"/registers/{register}/{id}", "/registers/assets/" + village_.asset,
         "/registers/assets/" + town_.asset, "/registers/assets/assets-999"},
        {"/registers/{register}/fields/{name}", "", "", "/registers/assets/fields/own_9"},
        {"/duties/{duty}", "/duties/conduct-self-check", "", "/duties/none"},
        {"/attachments/{digest}", "", "", "/attachments/" + std::string(64, '0')},
        {"/apply/{procedure}", "/apply/takeout", "", "/apply/none"},
        {"/report/{procedure}", "/report/incident", "", "/report/none"},
        {"/procedures/{procedure}", "/procedures/incident", "", "/procedures/none"},
        {"/applications/{id}", "/applications/" + village_.application,
         "/applications/" + town_.application, "/applications/takeout-2026-999"},
        {"/applications/{id}/{step}", "/applications/" + village_.application + "/withdraw",
         "/applications/" + town_.application + "/withdraw",
         "/applications/takeout-2026-999/withdraw"},
        {"/regulations/{document}", "/regulations/1", "", "/regulations/99"},
        {"/regulations/{document}/{place}", "/regulations/1/第28条", "", "/regulations/1/第999条"},
        {"/regulations/drafts/{draft}", "", "/regulations/drafts/" + town_.draft,
         "/regulations/drafts/none"},
        {"/ledger/{number}", "/ledger/5", "/ledger/" + last, "/ledger/99999"},
        {"/ledger/checkpoints/{number}", "", "/ledger/checkpoints/" + kept,
         "/ledger/checkpoints/99999"},
        {"/ledger/tile/{path...}", "", "/ledger/tile/0/000.p/" + last, "/ledger/tile/0/999"},
        {"/ledger/tile/entries/{path...}", "", "/ledger/tile/entries/000.p/" + last,
         "/ledger/tile/entries/999"},
    };
  }

  // What must not be taken from the town into an act of the village.
  std::map<std::string, Fields> forms() {
    return {
        {"sign_in_post", form({{"login", "town-1"}, {"password", Town::password}})},
        {"start_post", form({{"token", town_.first_link()},
                             {"name", "甲 乙"},
                             {"kana", "コウ オツ"},
                             {"login", "kou"},
                             {"password", "quiet-heron-58-violin"},
                             {"password_again", "quiet-heron-58-violin"}})},
        {"link_arrival", form({{"person", town_.person}})},
        {"add_person",
         form({{"name", "甲 乙"}, {"kana", "コウ オツ"}, {"section", town_.section}})},
        {"appoint", form({{"office", "section_manager"},
                          {"person", town_.person},
                          {"section", town_.section},
                          {"from", "令和8年11月21日"}})},
        {"entry_add", form({{"name", "端末"},
                            {"kind", "terminal"},
                            {"importance", "3"},
                            {"section", town_.section}})},
        {"apply_file", form({{"assets", town_.asset},
                             {"purpose", "調査"},
                             {"destination", "山"},
                             {"from", "R8.11.21"},
                             {"due", "R8.11.25"},
                             {"means", "on_foot"}})},
        {"keep_checkpoint",
         form({{"checkpoint", town_.checkpoint()}, {"place", "金庫"}, {"confirmed_by", "甲"}})}};
  }
  static Fields form(std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
    Fields fields;
    for (const auto& [name, value] : values) fields.add(std::string(name), std::string(value));
    return fields;
  }

  // The longest pair whose pattern a route begins with; none for a route without ids.
  static const Addresses* pair_for(const Route<Handler>& route,
                                   const std::vector<Addresses>& pairs) {
    const std::string below = route.pattern.substr(std::string_view("/b/{body}").size());
    const std::size_t ids = below.rfind('}');
    if (ids == std::string::npos) return nullptr;
    for (const Addresses& pair : pairs) {
      if (pair.pattern == below.substr(0, ids + 1)) return &pair;
    }
    ADD_FAILURE() << route.name << " (" << route.pattern
                  << "): add its pair of addresses to pairs_of() in isolation_test.cc";
    return nullptr;
  }
  static std::string below_base(const Route<Handler>& route) {
    return route.pattern.substr(std::string_view("/b/{body}").size());
  }
  // The route's address with its ids replaced by those of one side of the pair.
  static std::string with_ids(const Route<Handler>& route, std::string_view ids) {
    const std::string below = below_base(route);
    return std::string(ids) + below.substr(below.rfind('}') + 1);
  }

  Reply send(Method method, const std::string& path, const Fields& cookies, const Fields& form,
             std::string_view accept = "application/json") const {
    Request request{.method = method, .path = path};
    if (path.ends_with("/search")) request.query.add("q", "town-7");
    request.headers.add("Host", "localhost");
    request.headers.add("Accept", accept);
    request.cookies = cookies;
    request.form = form;
    request.remote_address = "192.0.2.1";
    const Response response = site_.respond(request);
    const bool packed = response.body.starts_with("PK");
    return {response.status, packed ? reports::testing::sheet_of(response.body) : response.body};
  }
  // The same without the id that was asked for, which a refusal may repeat.
  static Reply unnamed(Reply answer, std::string_view ids) {
    answer.body = replaced(answer.body, ids.substr(ids.rfind('/') + 1), "…");
    return answer;
  }
  // The house's administrator, in the house's own addresses.
  Reply ask(House& house, const Route<Handler>& route, const std::string& address, Fields form = {},
            std::string_view accept = "application/json") {
    const std::string token = house.token();
    Fields cookies;
    cookies.add(SessionCookie(house.slug()).name(), token);
    if (!is_safe(route.method)) form.add("csrf", identity::csrf_token(token));
    return send(route.method, house.on_base(address), cookies, form, accept);
  }

  const identity::PasswordHasher hasher_{{.memory_kib = 64, .passes = 1}};
  House town_{"town", std::string(mark), 3, hasher_};
  House village_{"village", "夕", 1, hasher_};
  const std::uint64_t town_records_ = town_.town.records();
  const Templates templates_ = Templates::from_files(embedded::pages()).value();
  const Assets assets_{std::span<const embedded::File>{}};
  Bodies bodies_;
  const Site site_ =
      Site::create({bodies_, templates_, assets_}, installation_routes(bodies_)).value();
};

TEST_F(Isolation, TheSameAddressShowsEachBodyItsOwn) {
  const auto pairs = pairs_of();
  std::set<std::string> marked;  // the routes on which the town's mark can be seen at all
  for (const auto& route : site_.routes()) {
    if (route.method != Method::get) continue;
    const Addresses* pair = pair_for(route, pairs);
    const bool has_ids = below_base(route).contains('{');
    if (has_ids && (!pair || pair->shared.empty())) continue;
    const std::string address = has_ids ? with_ids(route, pair->shared) : below_base(route);
    for (const std::string_view accept : {"application/json", "text/html"}) {
      const Reply own = ask(village_, route, address, {}, accept);
      EXPECT_THAT(own.body, Not(HasSubstr(mark))) << route.name;
      if (ask(town_, route, address, {}, accept).body.contains(mark)) marked.insert(route.name);
    }
  }
  EXPECT_GE(marked.size(), 25U) << ::testing::PrintToString(marked);
}

TEST_F(Isolation, WhatOnlyTheTownHasIsToTheVillageAsIfItWereNot) {
  const auto pairs = pairs_of();
  for (const auto& route : site_.routes()) {
    const Addresses* pair = pair_for(route, pairs);
    if (!pair || pair->towns.empty()) continue;
    const std::uint64_t village_records = village_.town.records();
    const Reply asked = ask(village_, route, with_ids(route, pair->towns));
    EXPECT_EQ(unnamed(asked, pair->towns),
              unnamed(ask(village_, route, with_ids(route, pair->nobodys)), pair->nobodys))
        << route.name;
    EXPECT_GE(asked.status, 400) << route.name;
    EXPECT_EQ(village_.town.records(), village_records) << route.name;
    EXPECT_EQ(town_.town.records(), town_records_) << route.name;
  }
}

// Else the test above would prove nothing.
TEST_F(Isolation, WhatOnlyTheTownHasIsThereForTheTown) {
  const auto pairs = pairs_of();
  // Paper has no time stamp; session and passkey are the clerk's, and only the clerk can end them.
  const std::set<std::string> about_nothing{"kept_timestamp", "end_session", "passkey_remove"};
  for (const auto& route : site_.routes()) {
    const Addresses* pair = pair_for(route, pairs);
    if (!pair || pair->towns.empty() || about_nothing.contains(route.name)) continue;
    EXPECT_NE(unnamed(ask(town_, route, with_ids(route, pair->towns)), pair->towns),
              unnamed(ask(town_, route, with_ids(route, pair->nobodys)), pair->nobodys))
        << route.name;
  }
}

TEST_F(Isolation, NoActOfTheVillageTakesAThingOfTheTown) {
  const auto pairs = pairs_of();
  auto all_forms = forms();
  for (const auto& route : site_.routes()) {
    const auto form = all_forms.extract(route.name);
    if (form.empty()) continue;
    const Addresses* pair = pair_for(route, pairs);
    const std::uint64_t village_records = village_.town.records();
    const std::string address = pair ? with_ids(route, pair->shared) : below_base(route);
    const Reply refused = ask(village_, route, address, form.mapped());
    EXPECT_GE(refused.status, 400) << route.name;
    EXPECT_EQ(village_.town.records(), village_records) << route.name;
    EXPECT_EQ(town_.town.records(), town_records_) << route.name;
    EXPECT_THAT(refused.body, Not(HasSubstr(mark))) << route.name;
  }
  EXPECT_TRUE(all_forms.empty()) << all_forms.begin()->first << " is no route";
}

TEST_F(Isolation, ASessionOfTheTownIsNothingInTheVillage) {
  const auto pairs = pairs_of();
  const std::string token = town_.token();
  const Fields form = Isolation::form({{"csrf", identity::csrf_token(token)}});
  for (const auto& route : site_.routes()) {
    const Addresses* pair = pair_for(route, pairs);
    const bool has_ids = below_base(route).contains('{');
    if (has_ids && !pair) continue;
    const std::string address = pair ? with_ids(route, pair->of_anybody()) : below_base(route);
    const std::string path = village_.on_base(address);
    Reply as_stranger = send(route.method, path, {}, form);
    // Some ways in answer with something new each time: a challenge to sign.
    const bool is_steady = send(route.method, path, {}, form) == as_stranger;
    if (!is_steady) as_stranger.body.clear();
    for (const std::string& slug : {town_.slug(), village_.slug()}) {
      Fields cookies;
      cookies.add(SessionCookie(slug).name(), token);
      Reply with_session = send(route.method, path, cookies, form);
      if (!is_steady) with_session.body.clear();
      EXPECT_EQ(with_session, as_stranger) << route.name;
    }
    EXPECT_TRUE(route.act.empty() || as_stranger.status == 401) << route.name;
  }
  Fields cookies;
  cookies.add(SessionCookie("town").name(), token);
  EXPECT_EQ(send(Method::get, "/b/town/home", cookies, {}).status, 200) << "still signed in";
}

TEST_F(Isolation, ABodyThatIsNotThereAnswersEverybodyAlike) {
  Fields cookies;
  cookies.add(SessionCookie("town").name(), town_.token());
  const Reply nothing = send(Method::get, "/b/nowhere/home", {}, {});
  EXPECT_EQ(nothing.status, 404);
  for (const auto& route : site_.routes()) {
    for (const std::string slug : {"nowhere", "townn", "tow", "TOWN", "town%2f"}) {
      const std::string path = "/b/" + slug + below_base(route);
      EXPECT_EQ(send(route.method, path, {}, {}), nothing) << path;
      EXPECT_EQ(send(route.method, path, cookies, {}), nothing) << path;
    }
  }
}

// --- what a member shares

class Union : public Isolation {
 protected:
  // The village is the union here, the town its member.
  Json members() {
    const Route<Handler> route{Method::get, "/b/{body}/members", "members", "", {}};
    return parse_json(ask(village_, route, "/members").body).value();
  }
  std::size_t rows() { return array_at(members().at("list"), "rows").size(); }
  Result<body::Done> share(bool begins, std::string_view with) {
    body::SharingActs acts(town_.town.body(), town_.town.acts());
    const std::string ciso = town_.town.person("大野 隆");
    const Json input{{"with", with}, {"what", body::shared_posture}};
    return begins ? acts.begin(ciso, input) : acts.end(ciso, input);
  }
};

TEST_F(Union, SeesOfItsMembersWhatTheyShareAndOnlyWhileTheyDo) {
  EXPECT_EQ(rows(), 0U);
  ASSERT_TRUE(share(true, "village").has_value());
  const Json page = members();
  const Json example = parse_json(mamori::testing::read_file(mamori::testing::source_path(
                                      "src/web/pages/examples/members.json")))
                           .value();
  EXPECT_TRUE(testing::has_form_of(page, example));
  const Json& cells = page.at("list").at("rows").at(0).at("cells");
  EXPECT_EQ(text_at(cells.at(0), "text"),
            town_.town.read([&](auto& db) { return town_.town.body().name(db); }));
  EXPECT_NE(text_at(cells.at(4), "text"), "0");
  ASSERT_TRUE(share(false, "village").has_value());
  EXPECT_EQ(rows(), 0U);
}

TEST_F(Union, SeesNothingThatIsSharedWithAnother) {
  ASSERT_TRUE(share(true, "villag").has_value());
  EXPECT_EQ(rows(), 0U);
}

TEST_F(Union, SeesNothingOfAMemberThatIsClosed) {
  ASSERT_TRUE(share(true, "village").has_value());
  bodies_.close("town");
  EXPECT_EQ(rows(), 0U);
}

}  // namespace
}  // namespace mamori::web
