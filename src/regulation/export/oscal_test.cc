#include "regulation/export/oscal.h"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "base/date.h"
#include "base/testing.h"
#include "regulation/reader.h"

namespace mamori::regulation {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

Json oscal_of(const Document& document) {
  const auto all = provisions(document);
  return to_oscal(
      document, all,
      {.last_modified = *parse_iso_instant("2026-11-21T00:00:00.000Z"), .version = "第2版"});
}

Json oscal_of(std::string_view text) {
  return oscal_of(read(text).documents.at(0));
}

constexpr std::string_view rules = R"(みもり市情報管理規程

第1章 総則

（管理）
第1条 CISOは、個人情報の保護に関する法律（平成15年法律第57号）第66条により、情報を管理する。
2 職員等は、次の各号に掲げる事項を守らなければならない。ただし、紙の文書を除く。
(1) 情報を持ち出さないこと。
3 前項の規定は、外部の者に準用する。

附則
この規程は、令和8年4月1日から施行する。
)";

// Every object of the catalog that has an id, by it.
void for_each_object(const Json& value, const std::function<void(const JsonObject&)>& visit) {
  if (value.is_array()) {
    for (const Json& entry : value.get_array()) for_each_object(entry, visit);
  }
  if (!value.is_object()) return;
  visit(value.get_object());
  for (const auto& [key, member] : value.get_object()) for_each_object(member, visit);
}

// The object with that id; null when there is none.
Json with_id(const Json& catalog, std::string_view id) {
  Json found;
  for_each_object(catalog, [&](const JsonObject& object) {
    const auto* own = object.if_contains("id");
    if (own && own->as_string() == id) found = object;
  });
  return found;
}

std::vector<std::string> values_of(const Json& part, std::string_view prop) {
  std::vector<std::string> values;
  for (const Json& each : array_at(part, "props")) {
    if (text_at(each, "name") == prop) values.push_back(text_at(each, "value"));
  }
  return values;
}

TEST(Oscal, SaysWhatTheCatalogIs) {
  const Json oscal = oscal_of(rules);
  const Json& metadata = oscal.at("catalog").at("metadata");
  EXPECT_EQ(text_at(metadata, "title"), "みもり市情報管理規程");
  EXPECT_EQ(text_at(metadata, "last-modified"), "2026-11-21T00:00:00.000Z");
  EXPECT_EQ(text_at(metadata, "version"), "第2版");
  EXPECT_THAT(text_at(metadata, "oscal-version"), StartsWith("1.1."));
}

TEST(Oscal, TheSameTextHasTheSameUuid) {
  const std::string uuid = text_at(oscal_of(rules).at("catalog"), "uuid");
  EXPECT_EQ(uuid.at(14), '5');
  EXPECT_EQ(text_at(oscal_of(rules).at("catalog"), "uuid"), uuid);
  EXPECT_NE(text_at(oscal_of("別の規程\n第1条 目的を定める。\n").at("catalog"), "uuid"), uuid);
}

TEST(Oscal, ChaptersAreGroupsAndArticlesControls) {
  const Json oscal = oscal_of(rules);
  const Json& group = oscal.at("catalog").at("groups").at(0);
  EXPECT_EQ(text_at(group, "id"), "chapter-1");
  const Json& control = group.at("controls").at(0);
  EXPECT_EQ(text_at(control, "id"), "article-1");
  EXPECT_EQ(text_at(control, "title"), "管理");
  EXPECT_EQ(text_at(control.at("parts").at(0), "name"), "statement");
}

TEST(Oscal, PartsSayWhoMustDoWhat) {
  const Json oscal = oscal_of(rules);
  const Json item = with_id(oscal, "article-1-paragraph-2-item-1");
  ASSERT_TRUE(item.is_object());
  EXPECT_THAT(values_of(item, "modality"), ElementsAre("obligation"));
  EXPECT_THAT(values_of(item, "holder"), ElementsAre("職員等"));
  EXPECT_THAT(values_of(item, "place"), ElementsAre("第1条第2項第1号"));
}

TEST(Oscal, SeveralSentencesArePartsOfTheirOwn) {
  const Json oscal = oscal_of(rules);
  const Json second = with_id(oscal, "article-1-paragraph-2-sentence-2");
  ASSERT_TRUE(second.is_object());
  EXPECT_EQ(text_at(second, "prose"), "ただし、紙の文書を除く。");
  EXPECT_FALSE(with_id(oscal, "article-1-paragraph-2").as_object().contains("prose"));
}

TEST(Oscal, ReferencesAreLinks) {
  const Document document = read(rules).documents.at(0);
  auto all = provisions(document);
  all.at(0).references = {{.text = "個人情報の保護に関する法律第66条",
                           .kind = ReferenceKind::law,
                           .law_name = "個人情報の保護に関する法律",
                           .law_number = "平成15年法律第57号"}};
  all.back().references = {{.text = "第1条第2項", .places = {"第1条第2項"}},
                           {.text = "第9条", .kind = ReferenceKind::dangling}};
  const Json oscal = to_oscal(document, all, {});
  const std::string law_href =
      text_at(array_at(with_id(oscal, "article-1-paragraph-1"), "links").at(0), "href");
  const Json& law = oscal.at("catalog").at("back-matter").at("resources").at(0);
  EXPECT_EQ(law_href, "#" + text_at(law, "uuid"));
  EXPECT_EQ(text_at(law.at("citation"), "text"),
            "個人情報の保護に関する法律（平成15年法律第57号）");
  const Json effective = with_id(oscal, "supplementary-1-paragraph-1");
  const JsonArray& links = array_at(effective, "links");
  ASSERT_EQ(links.size(), 1U);  // what leads nowhere is no link
  EXPECT_EQ(text_at(links.at(0), "href"), "#article-1-paragraph-2");
}

TEST(Oscal, ProseIsMarkdownAndWhatStandsInItIsNot) {
  Document document{.title = "記号"};
  document.nodes = {{.kind = NodeKind::article,
                     .number = "1",
                     .label = "第1条",
                     .children = {{.kind = NodeKind::paragraph, .text = "a*b_c<d"},
                                  {.kind = NodeKind::table, .text = "名称\t期間\n台帳\t5年"}}}};
  const Json oscal = oscal_of(document);
  EXPECT_EQ(text_at(with_id(oscal, "article-1-paragraph-1"), "prose"), "a\\*b\\_c\\<d");
  EXPECT_EQ(text_at(with_id(oscal, "article-1-table-1"), "prose"),
            "| 名称 | 期間 |\n| --- | --- |\n| 台帳 | 5年 |");
}

// Every id is a token, no two are the same, and every link leads somewhere.
void expect_sound(const Json& oscal) {
  std::set<std::string> ids;
  std::set<std::string> targets;
  for_each_object(oscal, [&](const JsonObject& object) {
    for (const char* key : {"id", "uuid"}) {
      if (!object.contains(key)) continue;
      const std::string id(object.at(key).as_string());
      EXPECT_EQ(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._"), std::string::npos)
          << id;
      EXPECT_TRUE(ids.insert(id).second) << id;
    }
    if (const auto* href = object.if_contains("href")) {
      targets.insert(std::string(href->as_string()).substr(1));
    }
    for (const char* key : {"value", "title"}) {
      if (!object.contains(key)) continue;
      const std::string text(object.at(key).as_string());
      EXPECT_FALSE(text.empty() || text.front() == ' ' || text.back() == ' ') << key;
    }
    for (const char* key : {"props", "links", "parts", "groups", "controls"}) {
      const auto* list = object.if_contains(key);
      EXPECT_FALSE(list && list->as_array().empty()) << key;
    }
  });
  for (const std::string& target : targets) EXPECT_TRUE(ids.contains(target)) << target;
}

TEST(Oscal, RealTextsAreSound) {
  std::vector<std::string> texts{testing::read_file(testing::source_path("regulations/model.txt"))};
  for (const std::string_view name : {"000", "001", "002", "003", "004"}) {
    if (const auto seed = testing::seed(name)) texts.push_back(*seed);
  }
  for (const std::string& text : texts) {
    for (const Document& document : read(text).documents) expect_sound(oscal_of(document));
  }
  if (texts.size() == 1) GTEST_SKIP() << "../shared/seeds is not here";
}

}  // namespace
}  // namespace mamori::regulation
