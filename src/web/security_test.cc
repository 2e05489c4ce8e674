#include "web/security.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mamori::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string token = "the-token-of-this-session";

Request post(std::initializer_list<web::Pair> headers, std::string_view csrf = {}) {
  Request request;
  request.method = Method::post;
  request.headers.set("Host", "mamori.example:8443");
  for (const auto& [name, value] : headers) request.headers.set(name, value);
  if (!csrf.empty()) request.form.add("csrf", std::string(csrf));
  return request;
}

std::string refusal(const Request& request) {
  const auto checked = check_csrf(request, token);
  return checked ? "" : checked.error().code;
}

TEST(Csrf, TheTokenOfTheSessionLetsAChangeThrough) {
  EXPECT_EQ(refusal(post({}, token)), "");
  EXPECT_EQ(refusal(post({{"X-CSRF-Token", token}})), "");
  EXPECT_EQ(
      refusal(post({{"Origin", "https://mamori.example:8443"}, {"Sec-Fetch-Site", "same-origin"}},
                   token)),
      "");
}

TEST(Csrf, WithoutTheTokenNothingChanges) {
  EXPECT_EQ(refusal(post({})), "csrf_token_missing");
  EXPECT_EQ(refusal(post({}, "another")), "csrf_token_wrong");
  EXPECT_EQ(refusal(post({{"X-CSRF-Token", ""}}, token)), "csrf_token_missing");
  EXPECT_EQ(check_csrf(post({}, token), "").error().code, "csrf_token_wrong");
}

TEST(Csrf, APageOfAnotherSiteChangesNothingEvenWithTheToken) {
  for (const web::Pair& header :
       std::initializer_list<web::Pair>{{"Sec-Fetch-Site", "cross-site"},
                                        {"Sec-Fetch-Site", "same-site"},
                                        {"Origin", "https://evil.example"},
                                        {"Origin", "https://mamori.example"},
                                        {"Origin", "https://mamori.example:8443.evil.example"},
                                        {"Origin", "null"}}) {
    EXPECT_EQ(refusal(post({header}, token)), "cross_site_request") << header.second;
  }
}

TEST(Csrf, ReadingNeedsNoToken) {
  Request request = post({{"Sec-Fetch-Site", "cross-site"}});
  request.method = Method::get;
  EXPECT_TRUE(check_csrf(request, token));
}

TEST(SameSite, SigningInHasNoTokenYetButMustComeFromHere) {
  EXPECT_TRUE(check_same_site(post({{"Sec-Fetch-Site", "same-origin"}})));
  EXPECT_EQ(check_same_site(post({{"Sec-Fetch-Site", "cross-site"}})).error().code,
            "cross_site_request");
}

TEST(Protect, NothingForeignMayRunOnAPage) {
  Response response = Response::html("");
  protect(response, true);
  EXPECT_THAT(response.headers.get("Content-Security-Policy"),
              AllOf(HasSubstr("default-src 'none'"), HasSubstr("script-src 'self'"),
                    HasSubstr("frame-ancestors 'none'"), HasSubstr("base-uri 'none'"),
                    HasSubstr("form-action 'self'"), Not(HasSubstr("unsafe"))));
  EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
  EXPECT_TRUE(response.headers.find("Strict-Transport-Security"));
}

TEST(Protect, WhatTheHandlerSetStaysAndHstsNeedsTls) {
  Response response;
  response.headers.set("Cache-Control", "no-cache");
  protect(response, false);
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-cache");
  EXPECT_FALSE(response.headers.find("Strict-Transport-Security"));
}

TEST(SessionCookie, IsBoundToThisHostAndToOneBody) {
  Response response;
  SessionCookie("town").set(response, "abc");
  EXPECT_EQ(response.headers.get("Set-Cookie"),
            "__Host-mamori-town=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
}

TEST(SessionCookie, ComesBackAndCanBeCleared) {
  Request request;
  request.cookies.add("__Host-mamori-town", "abc");
  EXPECT_EQ(SessionCookie("town").token(request), "abc");
  EXPECT_EQ(SessionCookie("village").token(request), "");
  Response response;
  SessionCookie("town").clear(response);
  EXPECT_EQ(response.headers.get("Set-Cookie"),
            "__Host-mamori-town=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
}

}  // namespace
}  // namespace mamori::web
