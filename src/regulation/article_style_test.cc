// Texts in 条 as bodies write them: every spelling of a thing leads to the same tree.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regulation/reading_testing.h"

namespace mamori::regulation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// --- 章, 節

TEST(Divisions, TitlesMayStandOnTheNextLineOrHaveBlanksInside) {
  for (const char* text : {"第1章 総則\n第1条 鐘を置く。\n", "第１章　総則\n第1条 鐘を置く。\n",
                           "第 １ 章　総則\n第1条 鐘を置く。\n", "第一章\n総則\n第1条 鐘を置く。\n",
                           "第1章 総則（第1条―第3条）\n第1条 鐘を置く。\n"}) {
    const Reading reading = read_conserved(text);
    EXPECT_EQ(caption_at(reading, "第1章"), "総則") << text;
    EXPECT_EQ(sole(reading).counts.chapters, 1);
    EXPECT_EQ(sole(reading).counts.articles, 1);
  }
}

TEST(Divisions, NumbersThatJumpAreReported) {
  const Reading reading = read("第1章 朝\n第1条 鐘を置く。\n第3章 夜\n第2条 鐘を鳴らす。\n");
  EXPECT_EQ(sole(reading).counts.chapters, 2);
  EXPECT_THAT(kinds_of(reading), ElementsAre("number_jump"));
}

// --- captions

TEST(Captions, StandAboveBesideAndBelowTheArticle) {
  for (const char* text : {"(目的)\n第1条 鐘を守る。\n", "第1条（目的）\n鐘を守る。\n",
                           "第1条　（目的）鐘を守る。\n", "（目的）第1条　鐘を守る。\n",
                           "第1条\n（目的）\n鐘を守る。\n", "【目的】\n第1条 鐘を守る。\n",
                           "〔目的〕\n第1条 鐘を守る。\n", "＜目的＞\n第1条 鐘を守る。\n"}) {
    const Reading reading = read_conserved(text);
    EXPECT_EQ(caption_at(reading, "第1条"), "目的") << text;
    EXPECT_EQ(text_at_place(reading, "第1条"), "鐘を守る。") << text;
    EXPECT_EQ(sole(reading).counts.captions, 1);
  }
}

TEST(Captions, MayBeTornAndMayHaveParenthesesInside) {
  const Reading reading = read_conserved(
      "（鐘（大きいものに限る。以下同じ）の\n置き場所）\n第1条 塔に置く。\n"
      "（大きい鐘\nの音）\n第2条 遠くまで聞こえる。\n（用語の意味（略称））\n第3条 定める。\n");
  EXPECT_EQ(caption_at(reading, "第2条"), "大きい鐘の音");
  EXPECT_EQ(caption_at(reading, "第3条"), "用語の意味（略称）");
}

TEST(Captions, WithoutBracketsAreKnownByHabit) {
  const Reading on_line = read_conserved(
      "第1条 目的\n鐘を守る。\n第2条 鐘番\n鐘番を置く。\n2 鐘番は二人とする。\n第3条 "
      "雑則\n定める。\n");
  EXPECT_EQ(caption_at(on_line, "第2条"), "鐘番");
  EXPECT_EQ(text_at_place(on_line, "第2条第1項"), "鐘番を置く。");
  const Reading above = read_conserved(
      "みもり市鐘の規程\n目的\n第1条 鐘を守る。\n鐘番\n第2条 鐘番を置く。\n雑則\n第3条 "
      "別に定める。\n");
  EXPECT_EQ(caption_at(above, "第3条"), "雑則");
  EXPECT_EQ(sole(above).counts.captions, 3);
}

TEST(Captions, NotesOfAmendmentsStayApart) {
  const Reading reading = read_conserved(
      "みもり市鐘の規程\n（目的）（平20規則3・一部改正）\n第1条 鐘を守る。\n（令2規則1・一改）\n"
      "第2条 鐘を磨く。（平25規則5・追加）\n(1) 布\n(2) 油\n");
  EXPECT_EQ(caption_at(reading, "第1条"), "目的");
  EXPECT_EQ(text_at_place(reading, "第1条"), "鐘を守る。");
  EXPECT_EQ(text_at_place(reading, "第2条"), "鐘を磨く。");
  EXPECT_EQ(text_at_place(reading, "第2条第2号"), "油");
  int notes = 0;
  traverse(sole(reading), [&notes](const Node& node, int) {
    if (node.kind == NodeKind::note) ++notes;
  });
  EXPECT_EQ(notes, 3);
}

// --- 項, 号

TEST(Clauses, ParagraphsInEverySpelling) {
  for (const char* second :
       {"2 鐘番は、鐘を磨く。", "２鐘番は、鐘を磨く。", "2. 鐘番は、鐘を磨く。",
        "２．鐘番は、鐘を磨く。", "②　鐘番は、鐘を磨く。", "二　鐘番は、鐘を磨く。",
        "2\t鐘番は、鐘を磨く。"}) {
    const Reading reading =
        read_conserved("第1条 鐘番を置く。\n" + std::string(second) + "\n第2条 終わる。\n");
    EXPECT_EQ(text_at_place(reading, "第1条第2項"), "鐘番は、鐘を磨く。") << second;
    EXPECT_EQ(sole(reading).counts.paragraphs, 3) << second;
    EXPECT_EQ(sole(reading).counts.items, 0) << second;
  }
}

TEST(Clauses, TheFirstParagraphMayHaveItsNumber) {
  for (const char* text :
       {"第1条 1 鐘番を置く。\n2 鐘を磨く。\n", "第1条\n1 鐘番を置く。\n2 鐘を磨く。\n",
        "第1条 ① 鐘番を置く。\n② 鐘を磨く。\n", "第1条（鐘番）\n① 鐘番を置く。\n② 鐘を磨く。\n"}) {
    const Reading reading = read_conserved(text);
    EXPECT_EQ(text_at_place(reading, "第1条第1項"), "鐘番を置く。") << text;
    EXPECT_EQ(sole(reading).counts.paragraphs, 2) << text;
  }
}

TEST(Clauses, ItemsInEverySpelling) {
  for (const auto& [first, second] :
       {std::pair{"(1) 布", "(2) 油"}, std::pair{"（１）布", "（２）油"},
        std::pair{"⑴　布", "⑵　油"}, std::pair{"一　布", "二　油"}, std::pair{"1) 布", "2) 油"},
        std::pair{"① 布", "② 油"}, std::pair{"一、布", "二、油"}, std::pair{"(1)\t布", "(2)\t油"},
        std::pair{"1 布", "2 油"}}) {
    const Reading reading = read_conserved("第1条 次の物を置く。\n" + std::string(first) + "\n" +
                                           second + "\n第2条 終わる。\n");
    EXPECT_EQ(text_at_place(reading, "第1条第2号"), "油") << first;
    EXPECT_EQ(sole(reading).counts.items, 2) << first;
    EXPECT_EQ(sole(reading).counts.paragraphs, 2) << first;
  }
}

TEST(Clauses, ParagraphsInCirclesGoOnBehindItems) {
  const Reading reading = read_conserved(
      "第1条 鐘番を置く。\n②　鐘番は、次の物を持つ。\n一　布\n二　油\n③　鐘番は、休む。\n");
  EXPECT_EQ(text_at_place(reading, "第1条第3項"), "鐘番は、休む。");
  EXPECT_EQ(text_at_place(reading, "第1条第2項第2号"), "油");
}

TEST(Clauses, RomanFiguresInLettersAreToldFromLetters) {
  const Reading reading =
      read_conserved("第1条 次の物を置く。\n(1) 布\n(a) 白\n(i) 綿\n(ii) 麻\n(b) 黒\n(2) 油\n");
  EXPECT_THAT(reading.diagnostics, IsEmpty());
  EXPECT_EQ(sole(reading).counts.items, 2);
}

TEST(Articles, DeletedWithANoteKeepTheirPlace) {
  for (const char* deleted : {"第2条　削除〔令3規程2〕", "第2条　削除（令和3年規程第2号）",
                              "第2条　削除（令3規程2・削除）", "第2条　削除\n（令和3年規程第2号）",
                              "第2条\n削除", "第2条（削除）", "（削除）\n第2条"}) {
    const Reading reading =
        read_conserved("第1条　鐘を守る。\n" + std::string(deleted) + "\n第3条　鐘を磨く。\n");
    EXPECT_EQ(sole(reading).counts.articles, 3) << deleted;
    EXPECT_EQ(caption_at(reading, "第3条"), "") << deleted;
    EXPECT_THAT(reading.diagnostics, IsEmpty()) << deleted;
  }
}

TEST(Clauses, DeletedItemsAndParagraphsKeepTheirNumbers) {
  const Reading reading = read_conserved(
      "第1条 次の物を置く。\n(1) 布\n(2)から(4)まで 削除\n(5) 油\n2及び3 削除\n4 終わる。\n");
  EXPECT_THAT(reading.diagnostics, IsEmpty());
  EXPECT_EQ(sole(reading).counts.items, 3);
  EXPECT_EQ(sole(reading).counts.paragraphs, 3);
  EXPECT_EQ(text_at_place(reading, "第1条第4項"), "終わる。");
}

// --- 附則

TEST(Supplementary, InEverySpelling) {
  for (const char* text :
       {"附　則\nこの規程は、春から始まる。\n", "付則\nこの規程は、春から始まる。\n",
        "附　則　この規程は、春から始まる。\n",
        "附則（令和3年規程第2号）抄\nこの規程は、春から始まる。\n",
        "附則\n（令和3年規程第2号）\nこの規程は、春から始まる。\n",
        "附則\n（施行期日）\nこの規程は、春から始まる。\n",
        "附則\n（施行期日）1　この規程は、春から始まる。\n"}) {
    const Reading reading = read_conserved("第1条 鐘を守る。\n" + std::string(text));
    EXPECT_EQ(text_at_place(reading, "附則第1項"), "この規程は、春から始まる。") << text;
    EXPECT_EQ(sole(reading).counts.supplementary, 1);
    EXPECT_EQ(sole(reading).counts.paragraphs, 1);
  }
}

TEST(Supplementary, TheSentenceMayStandInTheHeadingLine) {
  for (const char* heading : {"附則（令和5年規程第3号）　", "附　則　（令和5年規程第3号）",
                              "附則 （令和5年規程第3号） ", "附則（令和5年規程第3号）　１　"}) {
    const Reading reading = read_conserved("第1条 鐘を守る。\n附則　この規程は、春から始まる。\n" +
                                           std::string(heading) + "この規程は、夏から始まる。\n");
    EXPECT_EQ(sole(reading).counts.supplementary, 2) << heading;
    EXPECT_EQ(text_at_place(reading, "附則(令和5年規程第3号)"), "") << heading;
    EXPECT_EQ(text_at_place(reading, "附則(令和5年規程第3号)第1項"), "この規程は、夏から始まる。")
        << heading;
  }
}

TEST(Supplementary, MayHaveArticlesOfItsOwn) {
  const Reading reading = read_conserved(
      "第1条 鐘を守る。\n附　則\n（施行期日）\n第1条 春から始まる。\n（経過措置）\n第2条 "
      "前の鐘を使う。\n"
      "2 次の冬までとする。\n附　則（令和4年規程第1号）\n第1条 夏から始まる。\n");
  EXPECT_EQ(sole(reading).counts.articles, 1);
  EXPECT_EQ(text_at_place(reading, "附則第2条第2項"), "次の冬までとする。");
  EXPECT_EQ(caption_at(reading, "附則第2条"), "経過措置");
  EXPECT_EQ(text_at_place(reading, "附則(令和4年規程第1号)第1条"), "夏から始まる。");
}

// --- 別表, 様式

TEST(Appendices, DrawnAndAlignedTablesAreRows) {
  for (const char* table :
       {"区分\t数\n鐘\t3\n", "| 区分 | 数 |\n|---|---|\n| 鐘 | 3 |\n",
        "┌──┬──┐\n│区分│数　│\n├──┼──┤\n│鐘　│3 　│\n└──┴──┘\n", "区分　　　数\n鐘　　　　3\n"}) {
    const Reading reading =
        read_conserved("第1条 表に定める。\n別表第1（第1条関係）\n" + std::string(table));
    const Node* appendix = find(sole(reading), "別表第1");
    ASSERT_NE(appendix, nullptr) << table;
    ASSERT_THAT(appendix->children, SizeIs(1)) << table;
    EXPECT_EQ(appendix->children[0].text, "区分\t数\n鐘\t3") << table;
  }
}

TEST(Appendices, ArticlesOfAnAnnexAreNotThoseOfTheText) {
  const Reading reading = read_conserved(
      "第1条 鐘を守る。\n第2条 別記により頼む。\n別記\n鐘を頼む約束\n（守ること）\n第1条 "
      "頼まれた者は、守る。\n"
      "2 鐘を貸してはならない。\n第2条 頼まれた者は、返す。\n");
  EXPECT_EQ(sole(reading).counts.articles, 2);
  EXPECT_EQ(text_at_place(reading, "別記第1条第2項"), "鐘を貸してはならない。");
  EXPECT_EQ(text_at_place(reading, "第2条"), "別記により頼む。");
  EXPECT_THAT(reading.diagnostics, IsEmpty());
}

TEST(Appendices, TheTextMayGoOnBehindATable) {
  const Reading reading = read_conserved(
      "第1条 鐘を守る。\n第2条 表に定める。\n別表\n鐘\t3\n（雑則）\n第3条 別に定める。\n");
  EXPECT_EQ(sole(reading).counts.articles, 3);
  EXPECT_THAT(kinds_of(reading), ElementsAre("main_text_resumed"));
}

// --- 目次

TEST(Contents, InEveryFormIsKeptApart) {
  for (const char* contents :
       {"目　次\n第1章 朝……1\n第2章 夜……3\n附則\n", "第1章 朝（第1条）\n第2章 夜（第2条）\n附則\n",
        "みもり市鐘の規程を定める。\n目次\n第1章 朝（第1条）\n第2章 夜（第2条）\n附則\n別表\n"}) {
    const Reading reading = read_conserved(std::string("みもり市鐘の規程\n") + contents +
                                           "第1章 朝\n第1条 鐘を鳴らす。\n第2章 夜\n第2条 休む。\n"
                                           "附則\nこの規程は、春から始まる。\n");
    EXPECT_EQ(sole(reading).counts.chapters, 2) << contents;
    EXPECT_EQ(sole(reading).counts.articles, 2) << contents;
    EXPECT_EQ(sole(reading).counts.supplementary, 1) << contents;
  }
}

TEST(Contents, WithoutATitleDoesNotHideTheBodyBehindItsSupplementaryProvision) {
  for (const char* contents :
       {"本則\n附則\n", "第1章\n第2章\n附則\n別表\n", "第1条 鐘\n第2条 鐘番\n附則\n"}) {
    const Reading reading = read_conserved(std::string("みもり市鐘の規程\n") + contents +
                                           "（鐘）\n第1条 鐘を守る。\n第2条 鐘番を置く。\n"
                                           "附則\nこの規程は、春から始まる。\n");
    EXPECT_EQ(sole(reading).counts.articles, 2) << contents;
    EXPECT_EQ(sole(reading).counts.captions, 1) << contents;
    EXPECT_EQ(sole(reading).counts.supplementary, 1) << contents;
  }
}

TEST(Contents, MayListArticlesAndMayStandBehindTheText) {
  const Reading listed = read_conserved(
      "目次\n第1条 目的\n第2条 鐘番\n（目的）\n第1条 鐘を守る。\n（鐘番）\n第2条 鐘番を置く。\n");
  EXPECT_EQ(sole(listed).counts.articles, 2);
  EXPECT_EQ(sole(listed).counts.captions, 2);
  const Reading behind = read_conserved(
      "第1章 朝\n第1条 鐘を鳴らす。\n附則\nこの規程は、春から始まる。\n目次\n第1章 朝\n附則\n");
  EXPECT_EQ(sole(behind).counts.chapters, 1);
  EXPECT_EQ(sole(behind).counts.supplementary, 1);
}

}  // namespace
}  // namespace mamori::regulation
