#include "web/assets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mamori::web {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::array<embedded::File, 2> files{{{"app.css", "body{}"}, {"fonts/biz.woff2", "font"}}};

// Asks for an address as Assets::url gives it.
Response get(const Assets& assets, std::string_view url, std::string_view if_none_match = {}) {
  Request request;
  const auto target = parse_target(url);
  request.query = target->query;
  if (!if_none_match.empty()) request.headers.set("If-None-Match", if_none_match);
  return assets.respond(request, target->path.substr(std::string_view("/assets/").size()));
}

TEST(Assets, AVersionedAddressIsCachedForGood) {
  const Assets assets(files);
  const std::string url = assets.url("app.css");
  EXPECT_THAT(url, StartsWith("/assets/app.css?v="));
  const Response response = get(assets, url);
  EXPECT_EQ(response.body, "body{}");
  EXPECT_EQ(response.headers.get("Content-Type"), "text/css; charset=utf-8");
  EXPECT_THAT(response.headers.get("Cache-Control"), HasSubstr("immutable"));
}

TEST(Assets, OtherAddressesAreAskedForAgain) {
  const Assets assets(files);
  for (const char* url : {"/assets/fonts/biz.woff2", "/assets/fonts/biz.woff2?v=old"}) {
    const Response response = get(assets, url);
    EXPECT_EQ(response.headers.get("Content-Type"), "font/woff2");
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-cache");
  }
}

TEST(Assets, WhatTheBrowserHasIsNotSentAgain) {
  const Assets assets(files);
  const std::string etag = get(assets, "/assets/app.css").headers.get("ETag");
  const Response response = get(assets, "/assets/app.css", "W/\"x\", " + etag);
  EXPECT_EQ(response.status, 304);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(get(assets, "/assets/app.css", "\"other\"").status, 200);
}

TEST(Assets, UnknownOnesAreNotFound) {
  const Assets assets(files);
  EXPECT_EQ(get(assets, "/assets/app.js").status, 404);
  EXPECT_EQ(assets.url("app.js"), "/assets/app.js");
}

}  // namespace
}  // namespace mamori::web
