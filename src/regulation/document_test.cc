#include "regulation/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regulation/numerals.h"
#include "regulation/reader.h"

namespace mamori::regulation {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr std::string_view sample = R"(○みもり市机まわり規程

令和5年4月1日

訓令第3号

第1章 総則

(趣旨)

第1条 この規程は、机まわりの決まりを定める。

2 課長は、次の各号に掲げる棚を点検しなければならない。

(1) 書類の棚
  ア 鍵のある棚
(2) 道具の棚

(鍵)

第1条の2 鍵は、課長が預かる。

附 則

この規程は、公布の日から施行する。
)";

Document sample_document() {
  return read(sample).documents.at(0);
}

TEST(Document, FindsAPlaceHoweverItIsWritten) {
  const Document document = sample_document();
  for (const char* place : {"第1条第2項第1号ア", "第１条第２項第１号ア", "第一条第二項第一号ア",
                            "第 1 条第 2 項第 1 号ア"}) {
    const Node* node = find(document, place);
    ASSERT_NE(node, nullptr) << place;
    EXPECT_EQ(node->text, "鍵のある棚");
  }
  EXPECT_EQ(find(document, "第1章")->caption, "総則");
  EXPECT_EQ(find(document, "第九条"), nullptr);
  EXPECT_EQ(find(document, ""), nullptr);
}

TEST(Document, ASoleParagraphHasThePlaceOfItsArticle) {
  const Document document = sample_document();
  const Node* article = find(document, "第1条の2");
  ASSERT_NE(article, nullptr);
  EXPECT_EQ(article->kind, NodeKind::article);
  ASSERT_THAT(article->children, SizeIs(1));
  EXPECT_EQ(article->children[0].place, "第1条の2");
  EXPECT_EQ(find(document, "第1条の2第1項"), &article->children[0]);
  EXPECT_EQ(find(document, "第1条第1項")->kind, NodeKind::paragraph);
}

TEST(Document, IsTheSameAfterJson) {
  const Document document = sample_document();
  const auto again = document_from_json(document_to_json(document));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, document);
}

TEST(Document, RefusesJsonOfAnotherForm) {
  for (const char* text : {"1", "{}", R"({"nodes": [{"kind": "verse"}]})", R"({"nodes": [1]})",
                           R"({"nodes": [{"kind": "text", "breaks": [[1]]}]})"}) {
    const auto document = document_from_json(*parse_json(text));
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(document.error().code, "document_malformed");
  }
}

TEST(Document, JsonOfAReadingKeepsTheContract) {
  const Json json = to_json(read(sample));
  const Json& document = array_at(json, "documents").at(0);
  EXPECT_EQ(integer_at(document, "document"), 1);
  EXPECT_EQ(text_at(document, "title"), "みもり市机まわり規程");
  const Json counts = object_at(document, "counts");
  EXPECT_EQ(integer_at(counts, "chapters"), 1);
  EXPECT_EQ(integer_at(counts, "articles"), 2);
  EXPECT_EQ(integer_at(counts, "captions"), 2);
  EXPECT_EQ(integer_at(counts, "paragraphs"), 3);
  EXPECT_EQ(integer_at(counts, "items"), 2);
  EXPECT_EQ(integer_at(counts, "supplementary"), 1);
  const Json characters = object_at(json, "characters");
  std::int64_t sum = integer_at(characters, "placed");
  for (const Json& each : array_at(characters, "discarded")) sum += integer_at(each, "characters");
  EXPECT_EQ(sum, integer_at(characters, "source"));
}

TEST(Document, TraversesInTheOrderOfTheText) {
  std::vector<std::string> places;
  traverse(*find(sample_document(), "第1条第2項"),
           [&places](const Node& node, int) { places.push_back(node.place); });
  EXPECT_THAT(places,
              ElementsAre("第1条第2項", "第1条第2項第1号", "第1条第2項第1号ア", "第1条第2項第2号"));
}

TEST(Document, GivesTheWholeTextOfANode) {
  const Document document = sample_document();
  EXPECT_EQ(full_text(*find(document, "第1条第2項第1号")), "(1) 書類の棚\nア 鍵のある棚");
}

TEST(Numerals, ReadEveryScript) {
  EXPECT_EQ(numeral_at(U"12条", 0)->value, 12);
  EXPECT_EQ(numeral_at(U"１２条", 0)->value, 12);
  EXPECT_EQ(numeral_at(U"百二十二条", 0)->value, 122);
  EXPECT_EQ(numeral_at(U"一〇二条", 0)->value, 102);
  EXPECT_FALSE(numeral_at(U"条", 0));
  EXPECT_FALSE(numeral_at(U"123456789", 0));
  EXPECT_EQ(circled_value(U'㊿'), 50);
  EXPECT_EQ(roman_value(U'Ⅻ'), 12);
}

TEST(Numerals, CanonicalPlacesLeaveOrdinaryWordsAlone) {
  EXPECT_EQ(canonical_place("第十五条の二第三項"), "第15条の2第3項");
  EXPECT_EQ(canonical_place("別表第一"), "別表第1");
  EXPECT_EQ(canonical_place("６（３）①"), "6(3)①");
  EXPECT_EQ(canonical_place("附則第二項"), "附則第2項");
}

}  // namespace
}  // namespace mamori::regulation
