// The site from the first link to daily work, as a browser and a program meet it.
#include "web/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <initializer_list>
#include <set>

#include "web/pages.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using web::testing::has_form_of;
using Form = std::initializer_list<std::pair<std::string_view, std::string_view>>;

constexpr std::string_view base = "/b/mimori";
constexpr std::string_view own_password = "quiet-heron-58-violin";
constexpr std::string_view next_password = "amber-canoe-73-thistle";

// A body on which nobody has an account yet, and a browser in front of it.
class SiteTest : public ::testing::Test {
 protected:
  SiteTest() {
    const auto text =
        mamori::testing::read_file(mamori::testing::source_path("regulations/model.txt"));
    EXPECT_TRUE(town_.body().adopt_regulation(text, "model.txt").has_value());
    bodies_.serve(std::make_shared<Services>(Services{.body = town_.body(),
                                                      .acts = town_.acts(),
                                                      .hasher = hasher_,
                                                      .attempts = attempts_,
                                                      .public_url = "https://mamori.example.jp"}));
  }

  static Json example(std::string_view name) {
    const auto path = "src/web/pages/examples/" + std::string(name) + ".json";
    return parse_json(mamori::testing::read_file(mamori::testing::source_path(path))).value();
  }

  Request request(Method method, std::string_view address) const {
    auto target = parse_target(address).value();
    Request made{.method = method, .path = target.path, .query = target.query};
    made.headers.add("Host", "mamori.example.jp");
    made.headers.add("Accept", json_ ? "application/json" : "text/html");
    if (!token_.empty()) made.cookies.add(SessionCookie("mimori").name(), token_);
    made.remote_address = "192.0.2.7";
    return made;
  }

  // Takes over the session cookie, as a browser does.
  Response send(const Request& sent) {
    Response response = site_.respond(sent);
    const std::string mine = SessionCookie("mimori").name() + "=";
    for (const auto& [name, value] : response.headers) {
      if (name != "Set-Cookie" || !value.starts_with(mine)) continue;
      token_ = value.substr(mine.size(), value.find(';') - mine.size());
    }
    return response;
  }

  Response get(std::string_view path) {
    return send(request(Method::get, std::string(base) + std::string(path)));
  }
  Response post(std::string_view path, Form form) {
    Request sent = request(Method::post, std::string(base) + std::string(path));
    for (const auto& [name, value] : form) sent.form.add(std::string(name), std::string(value));
    if (!token_.empty()) sent.form.add("csrf", identity::csrf_token(token_));
    return send(sent);
  }
  // The message of an error, as a program reads it.
  std::string refusal(std::string_view path, Form form) {
    json_ = true;
    const Response response = post(path, form);
    json_ = false;
    return text_at(parse_json(response.body).value().at("error"), "message");
  }
  // The same as a program: the model instead of the page.
  Json model(std::string_view path) {
    json_ = true;
    const Response response = get(path);
    json_ = false;
    return parse_json(response.body).value();
  }
  std::string code_of(std::string_view path, Form form) {
    json_ = true;
    const Response response = post(path, form);
    json_ = false;
    const Json body = parse_json(response.body).value();
    return text_at(Json(object_at(body, "error")), "code");
  }

  std::string first_link() {
    return town_.body()
        .store()
        .write([&](store::Connection& db) {
          return Result<std::string>(identity::make_first_link(db, town_.clock().now()));
        })
        .value();
  }
  // The first administrator, who is signed in afterwards.
  Response begin() {
    return post("/start", {{"token", first_link()},
                           {"name", "事務 花子"},
                           {"kana", "じむ はなこ"},
                           {"login", "jimu"},
                           {"password", own_password},
                           {"password_again", own_password}});
  }
  Response sign_in(std::string_view login, std::string_view password, std::string_view next = "") {
    token_.clear();
    return post("/sign-in", {{"login", login}, {"password", password}, {"next", next}});
  }
  // Hands somebody an account; the temporary password.
  std::string issue(std::string_view name, std::string_view login) {
    json_ = true;
    const Response response =
        post("/organisation/people/" + town_.person(name) + "/account", {{"login", login}});
    json_ = false;
    EXPECT_EQ(response.status, 200) << response.body;
    const Json slip = parse_json(response.body).value();
    EXPECT_TRUE(has_form_of(slip, example("temporary-password")));
    return text_at(Json(object_at(slip, "credential")), "password");
  }
  void expect_page(std::string_view path, std::string_view name) {
    EXPECT_TRUE(has_form_of(model(path), example(name))) << path;
    const Response page = get(path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_THAT(page.body, StartsWith("<!DOCTYPE html>"));
    EXPECT_THAT(page.body, Not(HasSubstr("{{")));
  }

  body::testing::Town town_;
  const identity::PasswordHasher hasher_{{.memory_kib = 64, .passes = 1}};
  identity::AttemptLimiter attempts_;
  const Templates templates_ = Templates::from_files(embedded::pages()).value();
  const Assets assets_{std::span<const embedded::File>{}};
  bool json_ = false;  // what the next request accepts
  std::string token_;
  Bodies bodies_;
  const Site site_ =
      Site::create({.bodies = bodies_, .templates = templates_, .assets = assets_}, all_routes())
          .value();
};

TEST_F(SiteTest, TheFirstLinkMakesTheAdministratorWhoIsThenSignedIn) {
  const std::string token = first_link();
  expect_page("/start?token=" + token, "start");
  const Response begun = begin();
  EXPECT_EQ(begun.status, 303) << begun.body;
  EXPECT_EQ(begun.headers.get("Location"), "/b/mimori/home");
  expect_page("/home", "home.new-body");
  EXPECT_EQ(integer_at(Json(object_at(model("/home"), "setup")), "done"), 0);
}

TEST_F(SiteTest, AUsedFirstLinkShowsNoForm) {
  const std::string token = first_link();
  begin();  // with a newer link: the older one is void
  token_.clear();
  EXPECT_EQ(get("/start?token=" + token).status, 403);
  EXPECT_EQ(code_of("/start", {{"token", token}}), "first_link_invalid");
}

TEST_F(SiteTest, AWeakFirstPasswordIsAskedForAgainWithWhatWasTyped) {
  const Response again = post("/start", {{"token", first_link()},
                                         {"name", "事務 花子"},
                                         {"kana", "じむ はなこ"},
                                         {"login", "jimu"},
                                         {"password", "short"},
                                         {"password_again", "short"}});
  EXPECT_EQ(again.status, 422);
  EXPECT_THAT(again.body, HasSubstr("事務 花子"));
  EXPECT_THAT(again.body, HasSubstr("data-error-code=\"password_weak\""));
  EXPECT_THAT(again.body, HasSubstr("id=\"password-error\""));
}

TEST_F(SiteTest, TheOrganisationGrowsFromTheSampleAndByHand) {
  begin();
  expect_page("/organisation", "organisation.new-body");
  EXPECT_EQ(post("/organisation/sample", {}).status, 303);
  EXPECT_EQ(code_of("/organisation/sample", {}), "organisation_not_empty");
  EXPECT_EQ(post("/organisation/sections", {{"name", "税務課"}}).status, 303);
  EXPECT_EQ(
      post("/organisation/people",
           {{"name", "佐藤 学"}, {"kana", "さとう まなぶ"}, {"section", town_.section("税務課")}})
          .status,
      303);
  expect_page("/organisation", "organisation");
  EXPECT_THAT(get("/organisation").body,
              HasSubstr("税務課の情報セキュリティ管理者が決まっていません"));

  EXPECT_EQ(post("/organisation/appointments", {{"office", "section_manager"},
                                                {"person", town_.person("佐藤 学")},
                                                {"section", town_.section("税務課")},
                                                {"from", "令和8年11月21日"}})
                .status,
            303);
  EXPECT_THAT(get("/organisation").body,
              Not(HasSubstr("税務課の情報セキュリティ管理者が決まっていません")));
}

TEST_F(SiteTest, ARefusedFormComesBackFilledWithTheFieldMarked) {
  begin();
  const Response again = post("/organisation/people", {{"name", "佐藤 学"}, {"kana", ""}});
  EXPECT_EQ(again.status, 422);
  EXPECT_THAT(again.body, HasSubstr("value=\"佐藤 学\""));
  EXPECT_THAT(again.body, HasSubstr("href=\"#add_person-kana\""));
}

TEST_F(SiteTest, AnAppointmentEndsAfterItsLastDay) {
  begin();
  post("/organisation/sample", {});
  const auto ciso = town_.read([&](auto& db) {
    return organisation::offices_of(db, town_.person("大野 隆"), town_.today()).front();
  });
  const std::string end = "/organisation/appointments/" + ciso.id + "/end";
  EXPECT_THAT(post(end, {{"until", "いつか"}}).body,
              HasSubstr("href=\"#end-" + ciso.id + "-until\""));
  const Response warned = post(end, {{"until", "令和8年11月30日"}});
  EXPECT_EQ(warned.status, 409);
  EXPECT_THAT(warned.body, HasSubstr("成り立たなくなる手続があります"));
  EXPECT_THAT(warned.body, HasSubstr("承知のうえで進める"));
  EXPECT_EQ(post(end, {{"until", "令和8年11月30日"}, {"go_on", "yes"}}).status, 409)
      << "what was told is not what is known";
  const std::string told = refusal(end, {{"until", "令和8年11月30日"}});
  EXPECT_EQ(post(end, {{"until", "令和8年11月30日"}, {"go_on", told}}).status, 303);
  EXPECT_THAT(get("/organisation").body, HasSubstr("令和8年11月30日"));
  const auto ended = town_.read([&](auto& db) { return organisation::appointment(db, ciso.id); });
  EXPECT_EQ(ended->valid_to, "2026-12-01");
}

TEST_F(SiteTest, ATemporaryPasswordOpensNothingButItsOwnChange) {
  begin();
  post("/organisation/sample", {});
  const std::string temporary = issue("小川 直樹", "ogawa");
  EXPECT_EQ(sign_in("ogawa", temporary).headers.get("Location"), "/b/mimori/password");
  EXPECT_EQ(get("/home").headers.get("Location"), "/b/mimori/password");
  EXPECT_EQ(code_of("/notices/read", {{"up_to", "1"}}), "password_must_change");
  expect_page("/password", "password");

  const std::string before = token_;
  EXPECT_EQ(post("/password", {{"current_password", temporary},
                               {"new_password", next_password},
                               {"new_password_again", next_password}})
                .status,
            303);
  EXPECT_NE(token_, before);
  expect_page("/home", "home");
  EXPECT_TRUE(model("/home").at("setup").is_null());
}

TEST_F(SiteTest, AWrongChangeOfPasswordNamesTheField) {
  begin();
  const auto change = [&](std::string_view current, std::string_view chosen,
                          std::string_view again) {
    return post(
        "/password",
        {{"current_password", current}, {"new_password", chosen}, {"new_password_again", again}});
  };
  const auto marked = [](std::string_view field) {
    return HasSubstr("id=\"" + std::string(field) + "-error\"");
  };
  EXPECT_THAT(change("wrong", next_password, next_password).body, marked("current_password"));
  EXPECT_THAT(change(own_password, "jimu", "jimu").body, marked("new_password"));
  EXPECT_THAT(change(own_password, next_password, "").body, marked("new_password_again"));
  EXPECT_THAT(change(own_password, own_password, own_password).body, marked("new_password"));
  EXPECT_EQ(get("/home").status, 200);
}

TEST_F(SiteTest, WrongCredentialsSayNeitherWhichNorWho) {
  begin();
  const Response known = sign_in("jimu", "wrong");
  const Response unknown = sign_in("nobody", "wrong");
  EXPECT_EQ(known.status, 422);
  EXPECT_EQ(unknown.status, 422);
  EXPECT_THAT(known.body, HasSubstr("ログイン名かパスワードが違います。"));
  EXPECT_THAT(unknown.body, HasSubstr("ログイン名かパスワードが違います。"));
  EXPECT_THAT(known.body, Not(HasSubstr("wrong\"")));
  expect_page("/sign-in", "sign-in");
}

TEST_F(SiteTest, TooManyAttemptsAreTurnedAway) {
  begin();
  for (int attempt = 0; attempt < 5; ++attempt) sign_in("jimu", "wrong");
  EXPECT_EQ(sign_in("jimu", own_password).status, 429);
}

TEST_F(SiteTest, SigningInGoesOnlyToAddressesOfThisBody) {
  begin();
  const auto goes_to = [&](std::string_view next) {
    return sign_in("jimu", own_password, next).headers.get("Location");
  };
  EXPECT_EQ(goes_to("/b/mimori/organisation"), "/b/mimori/organisation");
  for (const char* next : {"https://evil.example/", "//evil.example/b/mimori/", "/\\evil.example",
                           "/b/other/home", "javascript:alert(1)", ""}) {
    EXPECT_EQ(goes_to(next), "/b/mimori/home") << next;
  }
}

TEST_F(SiteTest, AProgramSignsInAndGetsTheTokenForChanges) {
  begin();
  token_.clear();
  json_ = true;
  const Json entered =
      parse_json(post("/sign-in", {{"login", "jimu"}, {"password", own_password}}).body).value();
  json_ = false;
  EXPECT_EQ(text_at(Json(object_at(entered, "person")), "name"), "事務 花子");
  EXPECT_EQ(text_at(entered, "csrf"), identity::csrf_token(token_));
  EXPECT_EQ(model("/session").at("csrf"), entered.at("csrf"));
}

TEST_F(SiteTest, ASignedOutSessionIsWorthless) {
  begin();
  const std::string token = token_;
  EXPECT_EQ(post("/sign-out", {}).headers.get("Location"), "/b/mimori/signed-out");
  EXPECT_EQ(token_, "");
  expect_page("/signed-out", "message");
  token_ = token;
  EXPECT_EQ(get("/home").headers.get("Location"), "/b/mimori/sign-in?next=%2Fb%2Fmimori%2Fhome");
  EXPECT_TRUE(model("/session").at("person").is_null());
}

TEST_F(SiteTest, AChangeWithoutItsTokenIsRefused) {
  begin();
  Request forged = request(Method::post, std::string(base) + "/organisation/sample");
  EXPECT_EQ(send(forged).status, 403);
  forged.form.add("csrf", "guessed");
  EXPECT_EQ(send(forged).status, 403);
  EXPECT_TRUE(
      array_at(Json(object_at(model("/organisation"), "organisation")), "sections").empty());
}

TEST_F(SiteTest, AnotherSiteCanNeitherChangeNorSignIn) {
  begin();
  Request cross = request(Method::post, std::string(base) + "/organisation/sample");
  cross.headers.add("Sec-Fetch-Site", "cross-site");
  cross.form.add("csrf", identity::csrf_token(token_));
  EXPECT_EQ(send(cross).status, 403);
  token_.clear();
  Request login = request(Method::post, std::string(base) + "/sign-in");
  login.headers.add("Origin", "https://evil.example");
  login.form.add("login", "jimu");
  login.form.add("password", std::string(own_password));
  EXPECT_EQ(send(login).status, 403);
  EXPECT_EQ(token_, "");
}

TEST_F(SiteTest, NoticesAreReadUpToTheOneShown) {
  begin();
  expect_page("/notices", "notices.empty");
  EXPECT_EQ(code_of("/notices/read", {{"up_to", "x"}}), "notice_unknown");
  EXPECT_EQ(post("/notices/read", {{"up_to", "1"}}).status, 303);
}

TEST_F(SiteTest, StaffSeeTheOrganisationWithoutLoginNamesOrForms) {
  begin();
  post("/organisation/sample", {});
  const std::string temporary = issue("小川 直樹", "ogawa");
  sign_in("ogawa", temporary);
  post("/password", {{"current_password", temporary},
                     {"new_password", next_password},
                     {"new_password_again", next_password}});
  expect_page("/organisation", "organisation");
  EXPECT_THAT(get("/organisation").body, Not(HasSubstr("jimu")));
  EXPECT_THAT(get("/organisation").body,
              Not(HasSubstr("method=\"post\" action=\"/b/mimori/organisation")));
  EXPECT_EQ(post("/organisation/sections", {{"name", "新設課"}}).status, 403);
}

// Set back to before anybody's first day; not the person is wrong then, the clock is.
TEST_F(SiteTest, ByAWrongClockNobodyIsToldThatTheyMayNot) {
  begin();
  const Instant now = town_.clock().now();
  town_.clock().set(now - std::chrono::hours{24 * 365});
  EXPECT_EQ(code_of("/registers/assets/new", {{"name", "媒体"}}), "clock_behind");
  EXPECT_THAT(get("/retention").body, HasSubstr("サーバーの時計"));
  town_.clock().set(now);
  EXPECT_NE(code_of("/registers/assets/new", {{"name", "媒体"}}), "clock_behind");
}

TEST_F(SiteTest, WhatDoesNotExistIsNotFound) {
  begin();
  EXPECT_EQ(get("/nothing-here").status, 404);
  EXPECT_EQ(send(request(Method::get, "/b/other/home")).status, 404);
  EXPECT_EQ(send(request(Method::get, "/elsewhere")).status, 404);
}

TEST_F(SiteTest, WithoutSigningInEveryPageBehindAnActLeadsToSignIn) {
  for (const auto& route : site_.routes()) {
    if (route.act.empty()) continue;
    const std::string path = PatternTable::path(route.pattern, {{"body", "mimori"},
                                                                {"id", "x"},
                                                                {"register", "assets"},
                                                                {"procedure", "takeout"},
                                                                {"document", "1"},
                                                                {"article", "x"},
                                                                {"number", "1"},
                                                                {"step", "approve"},
                                                                {"place", "x"},
                                                                {"entry", "x"}});
    json_ = false;
    EXPECT_THAT(send(request(route.method, path)).headers.get("Location"),
                StartsWith("/b/mimori/sign-in"))
        << path;
    json_ = true;
    EXPECT_EQ(send(request(route.method, path)).status, 401) << path;
  }
}

TEST_F(SiteTest, EveryActOfARouteIsRuledByThePolicy) {
  std::set<std::string> open;
  for (const auto& route : site_.routes()) {
    if (route.act.empty()) {
      open.insert(route.name);
    } else {
      EXPECT_NE(body::testing::shipped().policy.rule(route.act), nullptr) << route.pattern;
    }
  }
  EXPECT_THAT(open, ::testing::UnorderedElementsAre(
                        "sign_in", "sign_in_post", "sign_out", "signed_out", "session", "passkey",
                        "passkey_options", "start", "start_post", "provider", "provider_back",
                        "provider_end", "provider_signed_out", "checkpoint", "ledger_key",
                        "ledger_tile", "report", "report_post"));
}

}  // namespace
}  // namespace mamori::web
