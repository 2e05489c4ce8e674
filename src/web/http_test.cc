#include "web/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mamori::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Method, HasAName) {
  EXPECT_EQ(parse_method("DELETE"), Method::delete_);
  EXPECT_EQ(method_name(Method::delete_), "DELETE");
  EXPECT_FALSE(parse_method("get"));  // methods are case-sensitive
  EXPECT_TRUE(is_safe(Method::head));
  EXPECT_FALSE(is_safe(Method::post));
}

TEST(Target, IsDecodedIntoPathAndQuery) {
  const auto target = parse_target("/b/%E5%B8%82/x?q=a+b%26&tag=1&tag=2&empty");
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->path, "/b/市/x");
  EXPECT_EQ(target->query.get("q"), "a b&");
  EXPECT_THAT(target->query.all("tag"), ElementsAre("1", "2"));
  EXPECT_TRUE(target->query.has("empty"));
  EXPECT_EQ(target->query.get("absent", "else"), "else");
}

TEST(Target, APlusInAPathIsAPlus) {
  EXPECT_EQ(parse_target("/a+b")->path, "/a+b");
}

TEST(Target, EachAddressHasOneMeaning) {
  for (const char* target :
       {"", "x", "http://other/x", "*", "//other", "/a//b", "/a/./b", "/a/../b", "/..", "/a%2Fb",
        "/%2e%2e/etc", "/a%00b", "/a%0Ab", "/%", "/%4", "/%zz", "/%ff", "/a?x=%f"}) {
    EXPECT_FALSE(parse_target(target)) << target;
  }
}

TEST(Target, ASlashAtTheEndIsLeftToTheRouter) {
  EXPECT_EQ(parse_target("/a/")->path, "/a/");
}

TEST(Form, IsReadInOrder) {
  const auto form = parse_form("name=%E5%B1%B1%E7%94%B0+%E5%A4%AA%E9%83%8E&a=1&&a=2&b==");
  ASSERT_TRUE(form.has_value());
  EXPECT_EQ(form->get("name"), "山田 太郎");
  EXPECT_THAT(form->all("a"), ElementsAre("1", "2"));
  EXPECT_EQ(form->get("b"), "=");
}

TEST(Form, HasLimits) {
  EXPECT_EQ(parse_form("a&b&c", {2, 10}).error().code, "fields_too_many");
  EXPECT_EQ(parse_form("long-long-name=1", {2, 10}).error().code, "fields_too_many");
  EXPECT_EQ(parse_form("a=%E5%B8").error().code, "form_malformed");
}

TEST(Cookies, AreReadAsTheBrowserSendsThem) {
  const auto cookies = parse_cookies("__Host-mamori=abc; other=x=y; nonsense;  spaced = z ");
  ASSERT_TRUE(cookies.has_value());
  EXPECT_EQ(cookies->get("__Host-mamori"), "abc");
  EXPECT_EQ(cookies->get("other"), "x=y");
  EXPECT_EQ(cookies->get("spaced"), "z");
  EXPECT_FALSE(cookies->has("nonsense"));
  EXPECT_EQ(parse_cookies("a=1;b=2;c=3", {2, 10}).error().code, "fields_too_many");
}

TEST(Headers, AreFoundWhateverTheirCase) {
  Headers headers;
  headers.add("Content-Type", "text/plain");
  EXPECT_EQ(headers.get("content-TYPE"), "text/plain");
  EXPECT_FALSE(headers.find("Content"));
  headers.set("CONTENT-TYPE", "text/html");
  EXPECT_EQ(headers.count("Content-Type"), 1U);
  headers.set_absent("content-type", "image/png");
  EXPECT_EQ(headers.get("Content-Type"), "text/html");
}

TEST(Headers, AValueCannotBeginAnotherHeader) {
  Headers headers;
  headers.set("X-Name", "a\r\nSet-Cookie: mamori=stolen");
  EXPECT_EQ(headers.get("X-Name"), "a  Set-Cookie: mamori=stolen");
}

bool wants_json(std::string_view accept, std::string_view content_type = {}) {
  Request request;
  if (!accept.empty()) request.headers.set("Accept", accept);
  if (!content_type.empty()) request.headers.set("Content-Type", content_type);
  return request.wants_json();
}

TEST(Request, KnowsWhetherTheClientWantsJson) {
  EXPECT_TRUE(wants_json("application/json"));
  EXPECT_TRUE(wants_json("text/html;q=0.5, Application/JSON"));
  EXPECT_TRUE(wants_json("*/*", "application/json; charset=utf-8"));
  EXPECT_FALSE(wants_json("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
  EXPECT_FALSE(wants_json("text/html, application/json;q=0.9"));
  EXPECT_FALSE(wants_json("*/*"));
  EXPECT_FALSE(wants_json(""));
}

TEST(Request, ReadsAJsonBodyOnlyWhenItSaysSo) {
  Request request;
  request.body = R"({"a":1})";
  EXPECT_EQ(request.json().error().code, "json_expected");
  request.headers.set("Content-Type", "application/json");
  EXPECT_EQ(integer_at(*request.json(), "a"), 1);
  request.body = "{";
  EXPECT_EQ(request.json().error().code, "json_malformed");
}

TEST(Redirect, StaysWithinThisSite) {
  EXPECT_EQ(Response::redirect_see_other("/b/市?x=1").headers.get("Location"), "/b/%E5%B8%82?x=1");
  for (const char* location : {"https://evil.example/", "//evil.example/", "/\\evil.example",
                               "javascript:alert(1)", "", "/a\r\nSet-Cookie: x=y"}) {
    EXPECT_EQ(Response::redirect_see_other(location).headers.get("Location"), "/") << location;
  }
}

TEST(File, CarriesAJapaneseName) {
  const Response response = Response::file("台帳 1.xlsx", "application/octet-stream", "x");
  EXPECT_EQ(response.headers.get("Content-Disposition"),
            "attachment; filename*=UTF-8''%E5%8F%B0%E5%B8%B3%201.xlsx");
}

TEST(PlainError, IsEscapedHtmlOrJson) {
  const Error error{Fault::conflict,
                    "too_late",
                    "<script>もう\"済み\"です",
                    "直して",
                    {{"due", "必要です"}},
                    {{"第33条", "承認を得る"}}};
  const Response page = plain_error(error, false);
  EXPECT_EQ(page.status, 409);
  EXPECT_THAT(page.body, Not(HasSubstr("<script>")));
  EXPECT_THAT(page.body, HasSubstr("&lt;script&gt;もう&quot;済み&quot;です"));
  const Json json = boost::json::parse(plain_error(error, true, 400).body);
  const JsonObject& inner = object_at(json, "error");
  EXPECT_EQ(text_at(inner, "code"), "too_late");
  EXPECT_EQ(text_at(array_at(inner, "fields")[0], "field"), "due");
  EXPECT_EQ(text_at(array_at(inner, "basis")[0], "place"), "第33条");
}

}  // namespace
}  // namespace mamori::web
