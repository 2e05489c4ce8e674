#include "web/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mamori::web {
namespace {

using Kind = Routing::Kind;
using Reply = std::string;  // stands for a handler
using ::testing::ElementsAre;
using ::testing::Pair;

Result<Router<Reply>> make_router() {
  return Router<Reply>::create({
      {Method::get, "/", "start", "", "start"},
      {Method::get, "/b/{body}/applications/{id}", "application", "application_read", "one"},
      {Method::get, "/b/{body}/applications/new", "apply", "application_write", "new"},
      {Method::post, "/b/{body}/applications", "file", "application_write", "file"},
      {Method::get, "/b/{body}/applications", "applications", "application_read", "all"},
      {Method::get, "/assets/{name...}", "asset", "", "asset"},
  });
}

Routing match(Method method, std::string path) {
  Request request;
  request.method = method;
  request.path = std::move(path);
  return make_router()->match(request);
}

Reply answer(Method method, std::string path) {
  const Routing routing = match(method, std::move(path));
  if (routing.kind != Kind::found) return "";
  return make_router()->route(routing).handler;
}

TEST(Router, FindsTheRouteWithItsCaptures) {
  const Routing routing = match(Method::get, "/b/市/applications/01ab");
  ASSERT_EQ(routing.kind, Kind::found);
  EXPECT_THAT(routing.captures, ElementsAre(Pair("body", "市"), Pair("id", "01ab")));
  EXPECT_EQ(make_router()->route(routing).act, "application_read");
}

TEST(Router, TheMoreLiteralRouteWins) {
  EXPECT_EQ(answer(Method::get, "/b/x/applications/new"), "new");
  EXPECT_EQ(answer(Method::get, "/b/x/applications/newer"), "one");
}

TEST(Router, TheMethodDecidesBetweenRoutesOfOneAddress) {
  EXPECT_EQ(answer(Method::get, "/b/x/applications"), "all");
  EXPECT_EQ(answer(Method::head, "/b/x/applications"), "all");
  EXPECT_EQ(answer(Method::post, "/b/x/applications"), "file");
}

TEST(Router, ARestTakesAllThatFollows) {
  const Routing routing = match(Method::get, "/assets/fonts/biz.woff2");
  EXPECT_THAT(routing.captures, ElementsAre(Pair("name", "fonts/biz.woff2")));
  EXPECT_EQ(match(Method::get, "/assets").kind, Kind::not_found);
}

TEST(Router, AnUnknownAddressIsNotFound) {
  for (const char* path : {"/c", "/b/x", "/b/x/applications/1/2"}) {
    EXPECT_EQ(match(Method::get, path).kind, Kind::not_found) << path;
  }
  EXPECT_EQ(answer_unrouted(match(Method::get, "/c"), false).status, 404);
}

TEST(Router, AWrongMethodIsToldWhatIsAllowed) {
  const Response response = answer_unrouted(match(Method::put, "/b/x/applications"), true);
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD, POST");
}

TEST(Router, ASlashAtTheEndLeadsToTheAddressWithout) {
  Request request;
  request.path = "/b/市/applications/";
  request.query.add("q", "a b");
  const Response response = answer_unrouted(make_router()->match(request), false);
  EXPECT_EQ(response.status, 308);
  EXPECT_EQ(response.headers.get("Location"), "/b/%E5%B8%82/applications?q=a%20b");
  EXPECT_EQ(match(Method::get, "/c/").kind, Kind::not_found);
  EXPECT_EQ(answer(Method::get, "/"), "start");
}

TEST(Router, RoutesCanBeListed) {
  const auto router = make_router();
  EXPECT_EQ(router->routes().size(), 6U);
  EXPECT_EQ(router->routes()[1].name, "application");
}

TEST(Router, AddressesAreMadeFromPatterns) {
  EXPECT_EQ(PatternTable::path("/b/{body}/x/{id}", {{"body", "市"}, {"id", "a/b"}}),
            "/b/%E5%B8%82/x/a%2Fb");
  EXPECT_EQ(PatternTable::path("/", {}), "/");
}

TEST(Router, WrongRoutesAreRefused) {
  const auto code = [](std::vector<RoutePattern> patterns) {
    const auto table = PatternTable::create(patterns);
    return table ? std::string() : table.error().code;
  };
  for (const char* pattern :
       {"", "x", "/a/", "/a//b", "/{}", "/{a", "/{a}/{a}", "/{rest...}/more", "/{...}"}) {
    EXPECT_EQ(code({{Method::get, pattern}}), "route_malformed") << pattern;
  }
  EXPECT_EQ(code({{Method::get, "/a/{x}"}, {Method::get, "/a/{y}"}}), "route_duplicate");
  EXPECT_EQ(code({{Method::get, "/a/{x}"}, {Method::post, "/a/{y}"}}), "");
}

}  // namespace
}  // namespace mamori::web
