// Forms in which bodies write and copy their texts, each in a small example: the tree is the same
// as if it had been written neatly.
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

// --- numbers

TEST(Forms, BranchesMayStandBeforeTheUnitAndHaveBranches) {
  const Reading reading = read_conserved(
      "第4条 鐘を置く。\n第4の2条 鐘を磨く。\n第4条の2の2 鐘を吊る。\n第4条の3 鐘を鳴らす。\n"
      "第5条 鐘を止める。\n");
  EXPECT_EQ(text_at_place(reading, "第4条の2"), "鐘を磨く。");
  EXPECT_EQ(text_at_place(reading, "第4条の2の2"), "鐘を吊る。");
  EXPECT_EQ(sole(reading).counts.articles, 5);
  EXPECT_THAT(kinds_of(reading), ElementsAre("number_orphan"));
}

TEST(Forms, BranchesThatSkipOneAreReported) {
  EXPECT_THAT(kinds_of(read("第1条 ア。\n第1条の2 イ。\n第1条の2の3 ウ。\n第2条 エ。\n")),
              ElementsAre("number_jump"));
  EXPECT_THAT(kinds_of(read("第1条 ア。\n第1条の3 イ。\n第2条 エ。\n")),
              ElementsAre("number_jump"));
}

TEST(Forms, CircleBeforeTheFigureIsOneSign) {
  const Reading reading = read_conserved("第1条 鐘を置く。\n○２　鐘を磨く。\n○３　鐘を鳴らす。\n");
  EXPECT_EQ(text_at_place(reading, "第1条第3項"), "鐘を鳴らす。");
  EXPECT_EQ(sole(reading).counts.paragraphs, 3);
}

TEST(Forms, SignBeforeTheNumberIsNoPartOfIt) {
  const Reading reading = read_conserved(
      "■１　目的\n鐘を守る。\n■２　範囲\n■２－１　塔\n塔の鐘とする。\n●3時間鳴らす。\n");
  EXPECT_EQ(caption_at(reading, "2-1"), "塔");
  EXPECT_EQ(sole(reading).counts.headings, 2);
  EXPECT_THAT(kinds_of(reading), Contains("heading_mark"));
}

TEST(Forms, KanaMayNumberAListWithoutABlank) {
  const Reading reading = read_conserved(
      "第１　鐘\n(1)次の鐘を置く。\nア大きな鐘\nイ小さな鐘\nウガラスの鐘\n(2)"
      "アルミの鐘は置かない。\n");
  EXPECT_EQ(text_at_place(reading, "第1(1)ウ"), "ガラスの鐘");
  EXPECT_EQ(text_at_place(reading, "第1(2)"), "アルミの鐘は置かない。");
}

TEST(Forms, KanaThatBeginsAWordIsNoNumber) {
  const Reading reading =
      read_conserved("第1条 次の物を置く。\n(1) 鐘\n(2) 塔\nア音の鐘は、\n置かない。\n");
  EXPECT_EQ(sole(reading).counts.items, 2);
}

// --- what printing adds

TEST(Forms, NumbersOfLinesAreTakenOff) {
  const Reading reading = read_conserved(
      "1 ○鐘の規程\n2 令和2年4月1日訓令第1号\n3 (目的)\n4 第1条 鐘を守る。\n5 2 塔も守る。\n6 "
      "附則\n"
      "7 この規程は、公布の日から施行する。\n");
  EXPECT_EQ(sole(reading).title, "鐘の規程");
  EXPECT_EQ(text_at_place(reading, "第1条第2項"), "塔も守る。");
  EXPECT_THAT(kinds_of(reading), ElementsAre("line_numbers"));
}

TEST(Forms, NumbersOfAListAreNoNumbersOfLines) {
  const Reading reading = read_conserved(
      "1 鐘を置く。\n2 塔を建てる。\n3 橋を架ける。\n4 道を作る。\n5 池を掘る。\n6 木を植える。\n");
  EXPECT_EQ(sole(reading).counts.headings, 6);
}

TEST(Forms, FiguresInTheMiddleOfTheirLinesAreNumbersOfPages) {
  const std::string middle(30, ' ');
  const Reading reading = read_conserved("第1条 次の鐘を置く。\n(1) 大きな鐘\n" + middle + "１\n" +
                                         "(2) 小さな鐘\n" + middle + "２\n第2条 鐘を磨く。\n");
  EXPECT_EQ(sole(reading).counts.items, 2);
  EXPECT_THAT(kinds_of(reading), ElementsAre("page_number", "page_number"));
}

TEST(Forms, TitleWithTheNumberOfThePageComesAgainOnEveryPage) {
  const Reading reading = read_conserved(
      "鐘の取扱基準　　　　　　１\n１　目的\n　鐘を守る。\n鐘の取扱基準　　　　　　２\n２　範囲\n　"
      "塔の鐘とする。\n");
  EXPECT_EQ(sole(reading).title, "鐘の取扱基準");
  EXPECT_THAT(kinds_of(reading), ElementsAre("page_number", "running_head"));
}

// --- the front

TEST(Forms, TitleMayHaveItsDateAndNumberBehindIt) {
  const Reading reading = read_conserved(
      "鐘の規程（平成15年5月1日訓令第9号）\n最終改正：令和3年3月1日訓令第4号\n第1条 鐘を守る。\n");
  EXPECT_EQ(sole(reading).title, "鐘の規程");
  EXPECT_EQ(sole(reading).date, "平成15年5月1日");
  EXPECT_EQ(sole(reading).number, "訓令第9号");
}

TEST(Forms, TitleMayStandUnderTheNameOfTheAnnexItIs) {
  const Reading reading = read_conserved("別記\n鐘の取扱要領\n（目的）\n第1条 鐘を守る。\n");
  EXPECT_EQ(sole(reading).title, "鐘の取扱要領");
  EXPECT_EQ(caption_at(reading, "第1条"), "目的");
}

TEST(Forms, FirstCaptionOverAPointBelongsToThePoint) {
  const Reading reading = read_conserved(
      "鐘の取扱要領\n（趣旨）\n第１　この要領は、鐘の取扱いを定める。\n（鐘）\n第２　鐘は、次のとお"
      "りとする。\n"
      "　１　大きな鐘\n　２　小さな鐘\n（報告）\n第３　鐘を鳴らしたときは、そのことを塔の長に報告す"
      "る。\n");
  EXPECT_EQ(caption_at(reading, "第1"), "趣旨");
  EXPECT_EQ(caption_at(reading, "第3"), "報告");
}

TEST(Forms, ContentsMayStandOnOneLineWithTheTitle) {
  for (const char* word : {" 目次", ""}) {
    const Reading reading = read_conserved(
        "鐘の規程" + std::string(word) +
        " 第1章 総則(第1条) 第2章 鐘(第2条) 附則\n第1章 総則\n"
        "第1条 鐘を守る。\n第2章 鐘\n第2条 鐘を磨く。\n附則\nこの規程は、公布の日から施行する。\n");
    EXPECT_EQ(sole(reading).title, "鐘の規程");
    EXPECT_EQ(sole(reading).counts.chapters, 2);
    EXPECT_EQ(sole(reading).counts.supplementary, 1);
    EXPECT_THAT(kinds_of(reading), ElementsAre("line_split"));
  }
}

TEST(Forms, ContentsMayListSeveralSupplementaryProvisions) {
  for (const char* word : {"目次\n", ""}) {
    const Reading reading = read_conserved(
        "鐘の規程\n" + std::string(word) +
        "第1章 総則\n附則\n附則（令和4年訓令第2号）\n別表\n第1章 総則\n第1条 鐘を守る。\n附則\n"
        "この規程は、公布の日から施行する。\n附則（令和4年訓令第2号）\nこの規程は、公布の日から施行"
        "する。\n");
    EXPECT_EQ(sole(reading).counts.supplementary, 2);
    EXPECT_EQ(sole(reading).counts.articles, 1);
  }
}

// --- what stands between and behind

TEST(Forms, NotesOfAmendmentMayQuoteTheirSource) {
  const Reading reading = read_conserved(
      "第1条 鐘を守る。\n（一部改正〔平成17年規則22号〕）\n第2条 "
      "削除\n（削除〔令和元年規則15号〕）\n"
      "（鐘）\n第3条 鐘を磨く。\n第4条 削除\n（令四訓令七）\n");
  EXPECT_EQ(text_at_place(reading, "第4条"), "削除");
  EXPECT_EQ(sole(reading).counts.captions, 1);
  EXPECT_EQ(text_at_place(reading, "第2条"), "削除");
}

TEST(Forms, DatesBehindTheLastProvisionStandBesideIt) {
  const Reading reading = read_conserved(
      "第1条 鐘を守る。\n附則\n1　この規程は、公布の日から施行する。\n2　古い規程は、廃止する。\n"
      "制定　令和3年4月1日\n改定　令和5年10月1日\n");
  EXPECT_EQ(text_at_place(reading, "附則第2項"), "古い規程は、廃止する。");
  EXPECT_THAT(find(sole(reading), "附則第2項")->children, IsEmpty());
}

TEST(Forms, NamesInBracketsAreNotJoinedToTheWordsBelow) {
  const Reading reading = read_conserved(
      "１　用語\n　【鐘】\n　　塔に吊るす物\n　【塔】\n　　鐘を吊るす所\n２　鐘\n　鐘を磨く。\n");
  EXPECT_THAT(kinds_of(reading), Not(Contains("line_break_joined")));
}

TEST(Forms, ClosingWordsAreAHeadingBesideTheNumbers) {
  const Reading reading = read_conserved(
      "１　鐘\n　鐘を磨く。\n２　塔\n　塔を建てる。\nおわりに\n　鐘は、毎年見直す。\n");
  EXPECT_EQ(text_at_place(reading, "おわりに"), "鐘は、毎年見直す。");
}

TEST(Forms, TextMayBeAnnouncedBeforeItsTitle) {
  const Reading reading = read_conserved(
      "　鐘の取扱いに関する規程を次のように定める。\n　令和6年2月20日\n"
      "　　みもり組合管理者　　山田　花子\nみもり組合訓令第1号\n　　鐘の取扱いに関する規程\n"
      "（趣旨）\n第1条 鐘を守る。\n");
  EXPECT_EQ(sole(reading).title, "鐘の取扱いに関する規程");
  EXPECT_EQ(sole(reading).date, "令和6年2月20日");
  EXPECT_EQ(sole(reading).number, "みもり組合訓令第1号");
}

TEST(Forms, EntriesThatBreakOffGoOnInTheNextLine) {
  const Reading reading = read_conserved(
      "１　備え\n（１）鐘の盗難等\n（２）地震、火災等の災害による\n鐘及び塔の損傷\n２　鐘\n　鐘を磨"
      "く。\n");
  EXPECT_EQ(text_at_place(reading, "1(2)"), "地震、火災等の災害による鐘及び塔の損傷");
}

TEST(Forms, LinesBetweenPageAndSentenceAreRunningHeads) {
  const Reading reading = read_conserved(
      "みもり組合鐘の基本方針\n第１　鐘\n　職員は、鐘を守り、こ\n　　　1 / 3\n\n"
      "みもり組合　基本方針\nれを磨く。\n第２　塔\n　職員は、塔を守り、こ\n　　　2 / 3\n\n"
      "みもり組合　基本方針\nれを掃く。\n");
  EXPECT_EQ(text_at_place(reading, "第1"), "職員は、鐘を守り、これを磨く。");
  EXPECT_EQ(text_at_place(reading, "第2"), "職員は、塔を守り、これを掃く。");
}

TEST(Forms, CaptionsOfPointsMayStandOnTheirLine) {
  for (const char* text : {"第１　（目的）\n　鐘を守る。\n第２　（塔）\n　塔を守る。\n",
                           "第１（目的）　鐘を守る。\n第２（塔）　塔を守る。\n"}) {
    const Reading reading = read_conserved(text);
    EXPECT_EQ(caption_at(reading, "第1"), "目的") << text;
    EXPECT_EQ(text_at_place(reading, "第2"), "塔を守る。") << text;
  }
}

TEST(Forms, SupplementaryProvisionsMayBeTornInTheirParenthesis) {
  const Reading reading = read_conserved(
      "第1条 "
      "鐘を守る。\n附　則\nこの規程は、公布の日から施行する。\n附　則（平成二十三年三月十日規\n"
      "程第二号）\nこの規程は、公布の日から施行する。\n");
  EXPECT_EQ(sole(reading).counts.supplementary, 2);
}

}  // namespace
}  // namespace mamori::regulation
