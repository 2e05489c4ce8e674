#include "regulation/export/law_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "base/testing.h"
#include "regulation/export/law_text.h"
#include "regulation/export/law_tree.h"
#include "regulation/reader.h"

namespace mamori::regulation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// The tree of the first document in the text.
pugi::xml_document tree_of(std::string_view text) {
  return law_tree(read(text).documents.at(0));
}

std::string text_at_path(const pugi::xml_node& node, const char* path) {
  return node.select_node(path).node().text().get();
}

constexpr std::string_view small_regulation = R"(みもり市情報管理規程
令和4年3月1日
訓令第7号

目次
第1章 総則(第1条・第2条)
第2章 管理(第3条)
附則

第1章 総則

(目的)
第1条 この規程は、情報の管理について定める。ただし、紙の文書を除く。

(定義)
第2条 この規程において、次の各号に掲げる用語の意義は、当該各号に定めるところによる。
(1) 情報　電磁的な記録をいう。
(2) 記録媒体　次のものをいう。
ア 磁気テープ
イ 光ディスク
2 前項に定めのない用語は、別に定める。

第2章 管理

第3条 削除

附則
この規程は、令和4年4月1日から施行する。

別表（第2条関係）
名称	期間
台帳	5年
)";

TEST(LawXml, NamesTheLawByDateAndNumber) {
  const auto tree = tree_of(small_regulation);
  const auto law = tree.child("Law");
  EXPECT_STREQ(law.attribute("LawType").value(), "Misc");
  EXPECT_STREQ(law.attribute("Era").value(), "Reiwa");
  EXPECT_STREQ(law.attribute("Year").value(), "4");
  EXPECT_STREQ(law.attribute("Num").value(), "7");
  EXPECT_STREQ(law.attribute("PromulgateMonth").value(), "3");
  EXPECT_STREQ(law.child("LawNum").text().get(), "令和4年訓令第7号");
  EXPECT_EQ(text_at_path(law, "LawBody/LawTitle"), "みもり市情報管理規程");
}

TEST(LawXml, SaysSoWhereANumberIsNotKnown) {
  EXPECT_THAT(to_law_xml(Document{.title = "方針"}), HasSubstr("仮の値"));
  EXPECT_THAT(to_law_xml(read(small_regulation).documents.at(0)), Not(HasSubstr("仮の値")));
}

TEST(LawXml, WritesArticlesParagraphsAndItems) {
  const auto tree = tree_of(small_regulation);
  const auto article = tree.select_node("//MainProvision//Article[@Num='2']").node();
  EXPECT_EQ(text_at_path(article, "ArticleCaption"), "（定義）");
  EXPECT_EQ(text_at_path(article, "ArticleTitle"), "第2条");
  EXPECT_EQ(text_at_path(article, "Paragraph[2]/ParagraphNum"), "2");
  EXPECT_EQ(text_at_path(article, "Paragraph[1]/Item[2]/Subitem1[2]/Subitem1Title"), "イ");
  EXPECT_EQ(text_at_path(article, "Paragraph[1]/Item[1]/ItemSentence/Column[1]/Sentence"), "情報");
}

TEST(LawXml, TellsTheProvisoFromTheMainSentence) {
  const auto tree = tree_of(small_regulation);
  const auto sentences = tree.select_nodes("//Article[@Num='1']//Sentence");
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_STREQ(sentences[0].node().attribute("Function").value(), "main");
  EXPECT_STREQ(sentences[1].node().attribute("Function").value(), "proviso");
  EXPECT_STREQ(sentences[1].node().text().get(), "ただし、紙の文書を除く。");
}

TEST(LawXml, MarksWhatWasDeleted) {
  const auto tree = tree_of(small_regulation);
  const auto article = tree.select_node("//Article[@Num='3']").node();
  EXPECT_TRUE(article.attribute("Delete").as_bool());
  EXPECT_EQ(text_at_path(article, "Paragraph/ParagraphSentence/Sentence"), "削除");
}

TEST(LawXml, KeepsAllSupplementaryProvisionsOfTheContents) {
  const auto tree = tree_of(
      "目次\n第1章 総則\n附則\n附則（令和4年訓令第2号）\n第1章 総則\n第1条 鐘を守る。\n"
      "附則\nこの規程は、公布の日から施行する。\n");
  EXPECT_EQ(text_at_path(tree, "//TOC/TOCSupplProvision/SupplProvisionLabel"),
            "附則　附則（令和4年訓令第2号）");
}

TEST(LawXml, KeepsTheContentsAsWritten) {
  const auto tree = tree_of(small_regulation);
  EXPECT_EQ(text_at_path(tree, "//TOC/TOCChapter[2]/ChapterTitle"), "第2章　管理");
  EXPECT_EQ(text_at_path(tree, "//TOC/TOCChapter[1]/ArticleRange"), "(第1条・第2条)");
  EXPECT_EQ(text_at_path(tree, "//TOC/TOCSupplProvision/SupplProvisionLabel"), "附則");
}

TEST(LawXml, AListOfAmendmentsStandsBeforeTheProvisions) {
  Document document;
  document.nodes = {
      {.kind = NodeKind::table, .text = "改正\t平成30年告示第41号\n\t令和3年告示第7号"},
      {.kind = NodeKind::article, .number = "1", .label = "第1条"}};
  const auto tree = law_tree(document);
  EXPECT_EQ(text_at_path(tree, "//EnactStatement[1]"), "改正　平成30年告示第41号");
  EXPECT_EQ(text_at_path(tree, "//EnactStatement[2]"), "令和3年告示第7号");
}

TEST(LawXml, WritesAppendicesWithTheirTables) {
  const auto tree = tree_of(small_regulation);
  EXPECT_EQ(text_at_path(tree, "//AppdxTable/RelatedArticleNum"), "（第2条関係）");
  EXPECT_EQ(text_at_path(tree, "//AppdxTable//TableRow[2]/TableColumn[2]/Sentence"), "5年");
}

TEST(LawXml, WritesTheHeadingsOfAPolicyAsParagraphs) {
  const auto tree = tree_of(
      "情報セキュリティ基本方針\n\n1 目的\nこの方針は、基本となる事項を定める。\n\n2 対策\n"
      "次の対策を行う。\n(1) 組織の対策\n責任者を置く。\n(2) 人の対策\n研修を行う。\n");
  const auto main = tree.select_node("//MainProvision").node();
  EXPECT_FALSE(main.child("Article"));
  EXPECT_EQ(text_at_path(main, "Paragraph[1]/ParagraphCaption"), "目的");
  EXPECT_EQ(text_at_path(main, "Paragraph[2]/ParagraphNum"), "2");
  EXPECT_EQ(text_at_path(main, "Paragraph[2]/Item[2]/ItemSentence/Column[1]/Sentence"), "人の対策");
}

TEST(LawXml, FillsTheLevelsThatATextLeavesOut) {
  Document document;
  document.nodes = {{.kind = NodeKind::article, .number = "1", .label = "第1条"},
                    {.kind = NodeKind::chapter,
                     .number = "1",
                     .label = "第1章",
                     .children = {{.kind = NodeKind::subsection, .number = "1", .label = "第1款"},
                                  {.kind = NodeKind::text, .text = "条の外の言葉。"}}}};
  const auto tree = law_tree(document);
  EXPECT_TRUE(tree.select_node("//MainProvision/Chapter[1]/Article[@Num='1']"));
  EXPECT_TRUE(tree.select_node("//Chapter[2]/Section/Subsection/Article"));
  EXPECT_THAT(to_law_xml(document), HasSubstr("条の外の言葉。"));
}

TEST(LawXml, WordsAfterTheItemsAreAListOfTheirOwn) {
  Document document;
  document.nodes = {{.kind = NodeKind::article,
                     .number = "1",
                     .label = "第1条",
                     .children = {{.kind = NodeKind::paragraph,
                                   .text = "次による。",
                                   .children = {{.kind = NodeKind::item, .label = "(1)"},
                                                {.kind = NodeKind::text, .text = "間の言葉"},
                                                {.kind = NodeKind::item, .label = "(2)"},
                                                {.kind = NodeKind::text, .text = "後の言葉"}}}}}};
  const auto tree = law_tree(document);
  EXPECT_EQ(text_at_path(tree, "//Paragraph/Item[1]/List//Sentence"), "間の言葉");
  EXPECT_EQ(text_at_path(tree, "//Paragraph/List//Sentence"), "後の言葉");
}

TEST(LawXml, LeavesOutWhatXmlForbids) {
  const Document document{.title = "前\x01\x1F後<&>"};
  const std::string xml = to_law_xml(document);
  EXPECT_THAT(xml, HasSubstr("<LawTitle>前後&lt;&amp;&gt;</LawTitle>"));
}

TEST(LawText, SentencesEndOutsideOfParentheses) {
  EXPECT_THAT(law_sentences("一つ（括弧。）である。「引用。」という。 ただし、三つ目"),
              ElementsAre("一つ（括弧。）である。", "「引用。」という。", "ただし、三つ目"));
  EXPECT_THAT(law_sentences("開いた（まま。次の文。"), ElementsAre("開いた（まま。", "次の文。"));
  EXPECT_TRUE(law_sentences("　 ").empty());
}

TEST(LawText, ColumnsPartATermFromItsMeaning) {
  EXPECT_THAT(law_columns("機密性　認められた者だけが見られること。"),
              ElementsAre("機密性", "認められた者だけが見られること。"));
  EXPECT_THAT(law_columns("LGWAN 接続系に置く。"), ElementsAre("LGWAN 接続系に置く。"));
  EXPECT_THAT(law_columns("（前 の）文 後"), ElementsAre("（前 の）文", "後"));
}

TEST(LawText, NumbersAreThoseOfTheSchema) {
  EXPECT_EQ(law_number("15の2", 9), "15_2");
  EXPECT_EQ(law_number("5-7", 9), "5:7");
  EXPECT_EQ(law_number("ア", 9), "9");
  EXPECT_EQ(law_number("", 9), "9");
}

}  // namespace
}  // namespace mamori::regulation
