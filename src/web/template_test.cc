#include "web/template.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "base/testing.h"

namespace mamori::web {
namespace {

using ::testing::HasSubstr;
using Files = std::vector<embedded::File>;

std::string render(std::string_view text, const Json& model) {
  const Files files{{"page.mustache", text}};
  const auto templates = Templates::from_files(files);
  if (!templates) return templates.error().message;
  return templates->render("page", model).value_or("failed");
}

// The error with which these templates are refused.
Error refusal(const Files& files) {
  const auto templates = Templates::from_files(files);
  return templates ? Error{} : templates.error();
}

TEST(Template, WhatPeopleTypedStaysText) {
  const Json model = JsonObject{{"x", "<script>alert(\"1\")</script>&'"}};
  EXPECT_EQ(render("{{x}}", model), "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;");
}

TEST(Template, AnAttributeCannotBeLeft) {
  const Json model = JsonObject{{"x", "\" onmouseover=\"alert(1)"}, {"y", "' autofocus='"}};
  EXPECT_EQ(render(R"(<a title="{{x}}" id='{{y}}'>)", model),
            R"html(<a title="&quot; onmouseover=&quot;alert(1)" id='&#39; autofocus=&#39;'>)html");
}

TEST(Template, MustacheTypedByPeopleStaysText) {
  const Json model = JsonObject{{"x", "{{secret}} {{> page}}"}, {"secret", "s"}};
  EXPECT_EQ(render("{{x}}", model), "{{secret}} {{&gt; page}}");
}

TEST(Template, RawValuesAreRefused) {
  for (const char* text : {"a\n{{{x}}}", "a\n{{&x}}", "a\n{{=<% %>=}}", "a\n<p id={{x}}>"}) {
    const Error error = refusal({{"page.mustache", text}});
    EXPECT_EQ(error.code, "template_malformed") << text;
    EXPECT_THAT(error.message, HasSubstr("page.mustache:2")) << text;
  }
}

TEST(Template, UnbalancedTagsAreRefused) {
  for (const char* text : {"{{x", "{{#x}}", "{{/x}}", "{{#x}}{{/y}}"}) {
    EXPECT_EQ(refusal({{"page.mustache", text}}).code, "template_malformed") << text;
  }
}

TEST(Template, NumbersShowAsDigits) {
  const Json model =
      JsonObject{{"n", 1234567890123}, {"u", 18446744073709551615U}, {"d", 0.5}, {"zero", 0}};
  EXPECT_EQ(render("{{n}} {{u}} {{d}} {{zero}}", model),
            "1234567890123 18446744073709551615 0.5 0");
}

TEST(Template, NothingShowsAsNothing) {
  const Json model = JsonObject{{"null", nullptr}, {"empty", ""}, {"yes", true}};
  EXPECT_EQ(render("[{{null}}{{empty}}{{absent}}{{yes}}]", model), "[]");
}

TEST(Template, SectionsAskWhetherThereIsSomething) {
  const Json model = JsonObject{{"null", nullptr},
                                {"empty", ""},
                                {"none", JsonArray{}},
                                {"no", false},
                                {"yes", true},
                                {"text", "t"},
                                {"object", JsonObject{{"in", "i"}}}};
  EXPECT_EQ(render("{{#null}}1{{/null}}{{#empty}}2{{/empty}}{{#none}}3{{/none}}{{#no}}4{{/no}}"
                   "{{#absent}}5{{/absent}}{{#yes}}6{{/yes}}{{#text}}7{{/text}}"
                   "{{#object}}{{in}}{{/object}}",
                   model),
            "67i");
  EXPECT_EQ(
      render("{{^null}}1{{/null}}{{^empty}}2{{/empty}}{{^none}}3{{/none}}{{^yes}}4{{/yes}}", model),
      "123");
}

TEST(Template, ListsRepeatAndScalarsAreDots) {
  const Json model = JsonObject{{"names", JsonArray{"甲", "乙"}},
                                {"rows", JsonArray{JsonObject{{"n", 1}}, JsonObject{{"n", 2}}}}};
  EXPECT_EQ(render("{{#names}}<{{.}}>{{/names}}{{#rows}}{{n}};{{/rows}}", model), "<甲><乙>1;2;");
}

TEST(Template, HasTellsWhetherThereAreAny) {
  const Json model = JsonObject{{"rows", JsonArray{1, 2}}, {"none", JsonArray{}}, {"n", 0}};
  EXPECT_EQ(render("{{#has_rows}}rows{{/has_rows}}{{#has_none}}none{{/has_none}}"
                   "{{^has_n}}zero{{/has_n}}",
                   model),
            "rowszero");
}

TEST(Template, NullInsideHidesTheValueOutside) {
  const Json model =
      JsonObject{{"x", "out"}, {"a", "A"}, {"in", JsonObject{{"x", nullptr}, {"y", "in"}}}};
  EXPECT_EQ(render("{{#in}}[{{x}}]{{a}}{{y}}{{/in}}{{in.y}}", model), "[]Ainin");
}

TEST(Template, PartialsAreInsertedWhereTheyStand) {
  const Files files{{"page.mustache", "<ul>{{#rows}}{{> parts/row }}{{/rows}}</ul>"},
                    {"parts/row.mustache", "<li>{{> parts/name}}</li>\n"},
                    {"parts/name.mustache", "{{name}}\n"}};
  const auto templates = Templates::from_files(files);
  ASSERT_TRUE(templates.has_value()) << templates.error().message;
  const Json model =
      JsonObject{{"rows", JsonArray{JsonObject{{"name", "<1>"}}, JsonObject{{"name", "2"}}}},
                 {"parts/row", "typed by a person"}};
  EXPECT_EQ(templates->render("page", model), "<ul><li>&lt;1&gt;</li><li>2</li></ul>");
}

TEST(Template, MissingAndEndlessOnesAreErrors) {
  EXPECT_EQ(refusal({{"page.mustache", "{{> nowhere}}"}}).code, "template_missing");
  EXPECT_EQ(refusal({{"a.mustache", "{{> b}}"}, {"b.mustache", "{{> a}}"}}).code,
            "template_recursive");
  EXPECT_EQ(Templates::from_files({})->render("page", {}).error().code, "template_missing");
}

TEST(Template, PagesAreRenderedByManyThreads) {
  const Files files{{"page.mustache", "{{#rows}}{{n}},{{/rows}}"}};
  const auto templates = Templates::from_files(files);
  const Json model = JsonObject{{"rows", JsonArray{JsonObject{{"n", 1}}, JsonObject{{"n", 2}}}}};
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) EXPECT_EQ(templates->render("page", model), "1,2,");
    });
  }
}

TEST(Template, AFolderIsReadAgainEachTime) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("mamori_pages_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder / "parts");
  const auto write = [&](const char* name, std::string_view text) {
    std::ofstream(folder / name) << text;
  };
  write("page.mustache", "{{> parts/x}}");
  write("parts/x.mustache", "one");
  const Templates templates = Templates::from_folder(folder);
  EXPECT_EQ(templates.render("page", JsonObject{}), "one");
  write("parts/x.mustache", "two");
  EXPECT_EQ(templates.render("page", JsonObject{}), "two");
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(templates.render("page", JsonObject{}));
}

// pages/examples/<page>.<case>.json are the models the handlers make.
TEST(Pages, EachRendersWithEachOfItsExamples) {
  const auto templates = Templates::from_files(embedded::pages());
  ASSERT_TRUE(templates.has_value()) << templates.error().message;
  std::size_t rendered = 0;
  const auto folder = mamori::testing::source_path("src/web/pages/examples");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const auto model = parse_json(mamori::testing::read_file(entry.path()));
    ASSERT_TRUE(model.has_value()) << name;
    const auto page = templates->render(name.substr(0, name.find('.')), *model);
    ASSERT_TRUE(page.has_value()) << name << ": " << page.error().message;
    EXPECT_THAT(*page, HasSubstr("</html>")) << name;
    ++rendered;
  }
  EXPECT_GT(rendered, 0U);
}

}  // namespace
}  // namespace mamori::web
