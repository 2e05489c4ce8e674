// Texts without 条: how their numbers, or their headings without numbers, become a tree.
#include "regulation/reading_testing.h"

namespace mamori::regulation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The places of headings and entries in the order of the text; a sister list of a bullet has the
// place of what stands above it.
std::vector<std::string> places_of(const Document& document) {
  std::vector<std::string> places;
  traverse(document, [&places](const Node& node, int) {
    const bool listed = node.kind == NodeKind::heading || node.kind == NodeKind::item ||
                        node.kind == NodeKind::subitem;
    if (listed) places.push_back(node.place);
  });
  return places;
}

std::vector<std::string> places_of(std::string_view text) {
  const Reading reading = read(text);
  expect_conserved(reading, text);
  return places_of(sole(reading));
}

// --- numbers of every form

TEST(NumberedStyle, EveryOrderOfStylesIsFoundFromTheText) {
  EXPECT_THAT(places_of("1 門\n(1) 鍵\n① 表の鍵を掛ける。\nア 朝\nイ 夕\n② 裏の鍵を掛ける。\n"
                        "(2) 柵\n2 庭\n"),
              ElementsAre("1", "1(1)", "1(1)①", "1(1)①ア", "1(1)①イ", "1(1)②", "1(2)", "2"));
  EXPECT_THAT(places_of("(1)門\n門を見る。\n1.鍵\n• 鍵を掛ける。\n2.柵\n(2)庭\n庭を見る。\n1.花\n"),
              ElementsAre("(1)", "(1)の1", "(1)の1", "(1)の2", "(2)", "(2)の1"));
  EXPECT_THAT(places_of("Ⅰ　門\n１　鍵\n（１）表\nア　朝\n（ア）早朝\n２　柵\nⅡ　庭\n"),
              ElementsAre("Ⅰ", "Ⅰの1", "Ⅰの1(1)", "Ⅰの1(1)ア", "Ⅰの1(1)ア(ア)", "Ⅰの2", "Ⅱ"));
}

TEST(NumberedStyle, TheOrderMayDifferFromChapterToChapter) {
  EXPECT_THAT(places_of(R"(第１章　門
１　鍵
①　鍵は次のとおりとする。
（ア）表
（イ）裏
第２章　庭
１　花
（１）春の花
ア　花は次のとおりとする。
①　梅
②　桜
)"),
              ElementsAre("第1章の1", "第1章の1①", "第1章の1①(ア)", "第1章の1①(イ)", "第2章の1",
                          "第2章の1(1)", "第2章の1(1)ア", "第2章の1(1)ア①", "第2章の1(1)ア②"));
}

TEST(NumberedStyle, NumbersWithPartsStandBelowTheNumberTheyBeginWith) {
  EXPECT_THAT(places_of("1. 門\n1.1. 鍵\n(1) 表\n1.1.1. 予備の鍵\n1.2. 柵\n2. 庭\n2.1. 花\n"),
              ElementsAre("1", "1.1", "1.1(1)", "1.1.1", "1.2", "2", "2.1"));
  EXPECT_THAT(places_of("１　門\n１―１　鍵\n１―１―１　予備\n１―２　柵\n"),
              ElementsAre("1", "1-1", "1-1-1", "1-2"));
  EXPECT_THAT(places_of("1 門\n1-(1) 鍵\n1-(2) 柵\n2 庭\n"),
              ElementsAre("1", "1-(1)", "1-(2)", "2"));
}

TEST(NumberedStyle, LettersAndRomanNumbersAreToldApart) {
  EXPECT_THAT(places_of("I. 門\n1. 鍵\n(i) 表\n(ii) 裏\nII. 庭\nIII. 池\nIV. 橋\nV. 道\n"),
              ElementsAre("I", "Iの1", "Iの1(i)", "Iの1(ii)", "II", "III", "IV", "V"));
  EXPECT_THAT(places_of("1 門\n(g) 鍵\n(h) 柵\n(i) 札\n2 庭\n"),
              ElementsAre("1", "1(g)", "1(h)", "1(i)", "2"));
  EXPECT_THAT(places_of("Ａ　門\n１　鍵\nＢ　庭\n"), ElementsAre("Ａ", "Ａの1", "Ｂ"));
}

TEST(NumberedStyle, BulletsHaveTheirParentsPlace) {
  EXPECT_THAT(places_of("1 門\n次の鍵を掛ける。\n■ 表\n・ 上\n・ 下\n■ 裏\n2 庭\n"),
              ElementsAre("1", "1", "1", "1", "1", "2"));
  const Reading reading = read("1 門\n- 鍵\n  - 表\n  - 裏\n- 柵\n");
  EXPECT_EQ(sole(reading).counts.level2, 2);
  EXPECT_EQ(sole(reading).counts.level3, 2);
}

TEST(NumberedStyle, OrdinalsWithoutArticleAreHeadings) {
  const Reading reading = read(R"(みもり市庭の要綱
（趣旨）
第１　この要綱は、庭の手入れについて定める。
（庭師）
第２　市に庭師を置く。
２　庭師は、次のことをする。
(1)　水をまくこと。
３　庭師は、記録を残す。
)");
  EXPECT_THAT(places_of(sole(reading)), ElementsAre("第1", "第2", "第2の2", "第2の2(1)", "第2の3"));
  EXPECT_EQ(caption_at(reading, "第2"), "庭師");
  EXPECT_THAT(reading.diagnostics, IsEmpty());
  EXPECT_THAT(places_of("第１目的\n庭を守る。\n第２条件\n晴れとする。\n"),
              ElementsAre("第1", "第2"));
  EXPECT_THAT(places_of("第１部　門\n1.1　鍵\n第２部　庭\n2.1　花\n"),
              ElementsAre("第1部", "1.1", "第2部", "2.1"));
}

// An entry without 。 before 第3（…）, a title in brackets above, below or on the line: one heading
// that is missed would cost all behind it.
TEST(NumberedStyle, HeadingsWithTheirTitleInBracketsFollowAnything) {
  const std::string begin = "第１（目的）\n庭を守る。\n第２（用語）\n(1) 庭\n(2) 門\n";
  for (const char* third : {"第３（庭師）\n庭師を置く。\n", "第３（庭師）庭師を置く。\n",
                            "第3 （庭師）　庭師を置く。\n", "（庭師）\n第３\n庭師を置く。\n",
                            "第３\n（庭師）\n庭師を置く。\n", "第３【庭師】\n・春\n・秋\n"}) {
    const Reading reading = read(begin + third + "第４（記録）\n記録を残す。\n");
    EXPECT_EQ(sole(reading).counts.headings, 4) << third;
    EXPECT_EQ(caption_at(reading, "第3"), "庭師") << third;
    EXPECT_EQ(caption_at(reading, "第4"), "記録") << third;
  }
  EXPECT_THAT(places_of("第一（目的）\n庭を守る。\n第二（用語）\n一　庭\n二　門\n第三（札）\n札\n"),
              ElementsAre("第1", "第2", "第2の1", "第2の2", "第3"));
  const Reading cited =
      read("第１（目的）\n庭を守る。\n第２（門）\n門は、\n第３（札）の例による。\n");
  EXPECT_EQ(sole(cited).counts.headings, 2);
}

TEST(NumberedStyle, ListsOfAnAttachmentAreNoneOfTheText) {
  const std::string begin = "第１　目的\n庭を守る。\n第２　門\n(1)　鍵\n(2)　札\n";
  for (const char* name : {"別紙", "別　紙", "別紙：点検", "【別紙】点検", "■別紙　点検",
                           "別添資料", "別紙1-1　点検", "別紙①　点検", "別紙「点検」", "付録　点検",
                           "別記（第２関係）　点検は、次のとおりとする。"}) {
    const Reading reading = read(begin + name + "\n1　鍵の点検\n2　札の点検\n(1) 表\n(2) 裏\n");
    EXPECT_EQ(sole(reading).counts.headings, 2) << name;
    EXPECT_EQ(sole(reading).counts.level2, 2) << name;
    EXPECT_EQ(sole(reading).counts.level3, 0) << name;
  }
  const Reading inserted = read(begin + "別紙\n(1)　表\n(2)　裏\n第３　札\n札を守る。\n");
  EXPECT_EQ(sole(inserted).counts.headings, 3);
  EXPECT_EQ(sole(inserted).counts.level2, 2);
}

TEST(NumberedStyle, BracketsMayStandAroundANumberAndItsTitle) {
  const Reading reading =
      read("＜１．門＞\n１－１　鍵\n鍵を掛ける。\n＜２．庭＞\n２－１　花\n①梅\n②桜\n");
  EXPECT_THAT(places_of(sole(reading)), ElementsAre("1", "1-1", "2", "2-1", "2-1①", "2-1②"));
  EXPECT_EQ(caption_at(reading, "2"), "庭");
  EXPECT_EQ(find(sole(reading), "2")->label, "＜２．＞");
}

TEST(NumberedStyle, OneStyleMayStandInsideItself) {
  EXPECT_THAT(
      places_of("1.門\n1. 門番は、鍵を掛ける。\n2. 門番は、柵を見る。\n2.庭\n"
                "1. 庭師は、水をまく。\n2. 庭師は、草を抜く。\n3. 庭師は、枝を切る。\n3.池\n"),
      ElementsAre("1", "1の1", "1の2", "2", "2の1", "2の2", "2の3", "3"));
}

TEST(NumberedStyle, BoldNumbersStandAbovePlainOnes) {
  EXPECT_THAT(places_of("**1. 門**\n次の物を置く。\n1. 鍵\n2. 札\n**2. 庭**\n庭を守る。\n"),
              ElementsAre("1", "1の1", "1の2", "2"));
}

TEST(NumberedStyle, CarelessNumbersStayInTheirList) {
  EXPECT_THAT(places_of("1 門\n(1) 鍵\n2) 柵\n(3) 札\n２．庭\n3 池\n"),
              ElementsAre("1", "1(1)", "1の2)", "1(3)", "2", "3"));
}

TEST(NumberedStyle, ATabBehindANumberIsNoTable) {
  EXPECT_THAT(places_of("１\t門\n門を閉める。\n(1)\t鍵\n(2)\t柵\n２\t庭\n"),
              ElementsAre("1", "1(1)", "1(2)", "2"));
  const Reading reading = read("1 表\n次の表のとおりとする。\n番号\t色\n1\t赤\n2\t青\n");
  EXPECT_THAT(places_of(sole(reading)), ElementsAre("1"));
}

// --- what only looks like a number

TEST(NumberedStyle, FiguresOfASentenceAreNoNumbers) {
  EXPECT_THAT(
      places_of("1 門\n門番は、\n3年以内に門を塗り、\n10分間は門を見る。\n2 庭\n水をまく。\n"),
      ElementsAre("1", "2"));
  EXPECT_THAT(places_of("1 門\n鍵を掛ける。\n2 庭\n1に定める鍵のほか、庭の鍵を掛ける。\n"
                        "２（１）①の鍵は、別に置く。\n3 池\n"),
              ElementsAre("1", "2", "3"));
  EXPECT_THAT(places_of("1門\n2人的な備え\n3分類\n4個人の持ち物\n5名簿\n"),
              ElementsAre("1", "2", "3", "4", "5"));
  EXPECT_THAT(places_of("1 門\n2 鍵\n(1) 表と裏\n(2) ①及び②の合鍵\n3 庭\n"),
              ElementsAre("1", "2", "2(1)", "2(2)", "3"));
}

TEST(NumberedStyle, AListAmongTheWordsBeforeTheFirstHeadingIsNoHeading) {
  EXPECT_THAT(
      places_of("庭の方針\n\n庭は次のように変わった。\n(1) 花が減ったこと\n(2) 草が増えたこと\n"
                "そこで、この方針を定める。\n1 目的\n庭を守る。\n2 備え\n(1) 花\n植える。\n"),
      ElementsAre("1", "2", "2(1)"));
}

TEST(NumberedStyle, NumbersThatJumpRepeatOrRestartAreKeptAndReported) {
  const Reading reading = read("1 門\n閉める。\n(1) 鍵\n(3) 柵\n5 庭\n5 池\n");
  EXPECT_THAT(places_of(sole(reading)), ElementsAre("1", "1(1)", "1(3)", "5", "5その2"));
  EXPECT_THAT(kinds_of(reading), ElementsAre("number_jump", "number_jump", "number_repeat"));
}

TEST(NumberedStyle, ArticlesThatAreQuotedDoNotMakeATextInArticles) {
  EXPECT_THAT(places_of("1 法\n法を守る。\n第23条（鍵）\n鍵を掛ける。\n2 庭\n水をまく。\n"),
              ElementsAre("1", "2"));
}

// --- words

TEST(NumberedStyle, TheTitleMayStandOnTheLineOfTheSentence) {
  const Reading reading =
      read("1　目的　この方針は、庭を守ることを目的とする。\n2　範囲　庭とする。\n");
  EXPECT_EQ(caption_at(reading, "1"), "目的");
  EXPECT_EQ(text_at_place(reading, "1"), "この方針は、庭を守ることを目的とする。");
}

TEST(NumberedStyle, ASentenceAfterNounsBelongsToWhatStandsAboveTheList) {
  const Reading reading =
      read("1 道具\n次の物を使う。\n(1) 鎌\n(2) 鍬\n上記のほか、はさみを使う。\n2 水\n");
  EXPECT_EQ(text_at_place(reading, "1(2)"), "鍬");
  EXPECT_EQ(find(sole(reading), "1")->children.back().text, "上記のほか、はさみを使う。");
}

TEST(NumberedStyle, ATitleKeepsItsTextEvenWhenItIsLong) {
  const Reading reading = read(
      "1 庭\n(1) 花\n植える。\n(2) 庭仕事の委託と外部の人手（手伝い）の利用\n"
      "委託するときは、契約を結ぶ。\n\n人手を借りるときは、名簿を作る。\n");
  EXPECT_EQ(caption_at(reading, "1(2)"), "庭仕事の委託と外部の人手（手伝い）の利用");
  EXPECT_EQ(text_at_place(reading, "1(2)"), "委託するときは、契約を結ぶ。");
}

TEST(NumberedStyle, ALineAmongTheListsDoesNotEndThem) {
  EXPECT_THAT(places_of("1 庭\n(1) 分け方\n表のとおり分ける。\n花による分け方\n色\t数\n赤\t1\n"
                        "草による分け方\n色\t数\n青\t2\n(2) 育て方\n※ 冬を除く。\n2 池\n"),
              ElementsAre("1", "1(1)", "1(2)", "2"));
}

TEST(NumberedStyle, LinesBrokenAtAFixedWidthAreJoined) {
  const std::string text = R"(１　庭の目的
　この方針は、みもり市（以下「市」という。）が持っている庭を、いろいろな
虫や草から守るために、市の庭師が行う手入れについて、基本となることを定め
るものである。
２　手入れの方法
（１）水やり、草取り、枝の切り詰めその他の庭の手入れで、市長が必要と認め
　　るもの
（２）庭に入る者の数を、
　　３人以内とし、その者の名前を記録することその他の庭の見回りで、市の庭
　　師が行うもの
（３）見回り
３　庭師の数
　庭師は、２人とする。
)";
  const Reading reading = read(text);
  EXPECT_THAT(places_of(sole(reading)), ElementsAre("1", "2", "2(1)", "2(2)", "2(3)", "3"));
  EXPECT_TRUE(text_at_place(reading, "2(1)").ends_with("必要と認めるもの"));
  EXPECT_TRUE(text_at_place(reading, "2(2)").starts_with("庭に入る者の数を、３人以内とし、"));
  expect_conserved(reading, text);
}

// --- headings without numbers

TEST(PlainHeadings, AreFoundBySignsBracketsEmphasisAndLines) {
  for (const char* text :
       {"# 庭の方針\n\n## 目的\n\n庭を守る。\n\n## 道具\n\n鎌を使う。\n",
        "庭の方針\n**目的**\n庭を守る。\n**道具**\n鎌を使う。\n",
        "庭の方針\n【目的】\n庭を守る。\n【道具】\n鎌を使う。\n",
        "庭の方針\n■ 目的\n庭を守る。\n■ 道具\n鎌を使う。\n",
        "庭の方針\n========\n目的\n----\n庭を守る。\n道具\n----\n鎌を使う。\n",
        "庭の方針\n\n市は、庭を大切にする。\n\n目的\n庭を守る。\n\n道具\n鎌を使う。\n"}) {
    const Reading reading = read(text);
    EXPECT_EQ(sole(reading).title, "庭の方針") << text;
    EXPECT_EQ(sole(reading).counts.headings, 2) << text;
    expect_conserved(reading, text);
  }
}

TEST(PlainHeadings, AreCitedByTheirWordsAndHoldTheNumbersBelow) {
  EXPECT_THAT(places_of("庭の方針\n【水】\n次のことをする。\n(1) 汲む。\n(2) まく。\n【草】\n"
                        "次のことをする。\n(1) 抜く。\n"),
              ElementsAre("【水】", "【水】(1)", "【水】(2)", "【草】", "【草】(1)"));
  EXPECT_EQ(sole(read("# 庭\n## 水\n### 汲む\n井戸で汲む。\n### まく\n朝にまく。\n")).counts.level2,
            2);
}

TEST(PlainHeadings, AreNotMadeOfNotesInANumberedText) {
  EXPECT_THAT(
      places_of("庭の方針\n1 水\n(1) 井戸\n【注意】\n深い。\n(2) 池\n2 草\n【注意】\n抜く。\n"),
      ElementsAre("1", "1(1)", "1(2)", "2"));
}

TEST(PlainHeadings, MayStandBeforeTheFirstNumber) {
  EXPECT_THAT(places_of("○庭の基準\n総則\nこの基準は、庭のことを定める。\n1 水\n(1) 井戸\n2 草\n"),
              ElementsAre("総則", "1", "1(1)", "2"));
}

TEST(PlainHeadings, DateAndNameAtTheEndAreNone) {
  const Reading reading = read(
      "庭の方針\n\n市は、庭を大切にする。\n\n目的\n庭を守る。\n\n道具\n鎌を使う。\n\n"
      "令和4年4月1日\nみもり市長\n");
  EXPECT_EQ(sole(reading).counts.headings, 2);
  EXPECT_EQ(sole(reading).nodes.back().text, "みもり市長");
}

// --- front matter

TEST(Front, KeepsVersionsTablesAndTheContentsApart) {
  const std::string text = R"(みもり市
庭の基本方針
（第３．１版）
令和５年４月
改訂履歴
版数	日付	内容
1.0	平成15年4月1日	初版
目　次
１　目的　・・・・・・　１
２　道具　・・・・・・　２
１　目的
庭を守る。
２　道具
鎌を使う。
)";
  const Reading reading = read(text);
  EXPECT_EQ(sole(reading).title, "みもり市庭の基本方針");
  EXPECT_EQ(sole(reading).date, "令和５年４月");
  EXPECT_THAT(places_of(sole(reading)), ElementsAre("1", "2"));
  expect_conserved(reading, text);
}

TEST(Front, TheContentsAreAChecksumOfTheHeadings) {
  const Reading reading = read(R"(庭の方針
目次
1 目的 …… 1
2 道具 …… 1
2.1 鎌 …… 2
3 水 …… 2
5 池 …… 3
1 目的
庭を守る。
2 手入れの道具
2.1 鎌
鎌を使う。
4 池
池を掃除する。
)");
  EXPECT_THAT(kinds_of(reading), Contains("contents_title"));
  EXPECT_THAT(kinds_of(reading), Contains("contents_missing_in_body"));
  EXPECT_THAT(kinds_of(reading), Contains("contents_number"));
  EXPECT_EQ(places_of(sole(reading)), (std::vector<std::string>{"1", "2", "2.1", "4"}));
}

TEST(Front, TheContentsMayBeginWithoutANumber) {
  const Reading reading = read(
      "庭の方針\n目次\nはじめに 1\n1 目的 1\n2 道具 2\nはじめに\n市は、庭を守る。\n1 目的\n"
      "庭を守る。\n2 道具\n鎌を使う。\n");
  EXPECT_EQ(sole(reading).nodes.at(0).children.size(), 3U);
  EXPECT_EQ(places_of(sole(reading)), (std::vector<std::string>{"はじめに", "1", "2"}));
}

TEST(Front, TheTitleIsTheLineThatNamesARegulation) {
  EXPECT_EQ(sole(read("ホーム\n市政\nみもり市庭の方針\n1 目的\n庭を守る。\n")).title,
            "みもり市庭の方針");
  EXPECT_EQ(sole(read("（案）\nみもり市庭の方針\n1 目的\n庭を守る。\n")).title, "みもり市庭の方針");
  EXPECT_EQ(sole(read("みもり市の庭について\n1 目的\n庭を守ります。\n")).title,
            "みもり市の庭について");
}

TEST(Front, ADateMayBeNamedAndAnAmendmentIsNone) {
  const Reading reading =
      read("庭の方針\n最終改正　令和5年4月1日\n制定日：平成17年4月1日\n1 目的\n庭を守る。\n");
  EXPECT_EQ(sole(reading).date, "制定日：平成17年4月1日");
}

// --- several texts in one file

TEST(SeveralTexts, EachHasItsOwnStyle) {
  const Reading reading = read(R"(みもり市庭の基本方針
１　目的
庭を守る。
２　基準
市は、基準を定める。

みもり市庭の管理規程
（目的）
第１条　この規程は、庭の手入れについて定める。
第２条　庭師を置く。
附　則
この規程は、春から施行する。
別紙様式（第２条関係）
庭師の申請書
１　氏名

みもり市花の方針
１　植える
花を植えます。
)");
  ASSERT_THAT(reading.documents, SizeIs(3));
  EXPECT_EQ(reading.documents[0].counts.headings, 2);
  EXPECT_EQ(reading.documents[1].counts.articles, 2);
  EXPECT_EQ(reading.documents[1].counts.items, 0);
  EXPECT_EQ(reading.documents[2].title, "みもり市花の方針");
  EXPECT_EQ(reading.documents[2].counts.headings, 1);
}

TEST(SeveralTexts, TextsWithoutNumbersAreTwoWhenTheirTitlesAreAlike) {
  const Reading reading =
      read("みもり市庭の方針\n市は、庭を守ります。\n\nみもり市池の方針\n市は、池を守ります。\n");
  ASSERT_THAT(reading.documents, SizeIs(2));
  EXPECT_EQ(reading.documents[1].title, "みもり市池の方針");
}

TEST(SeveralTexts, FormsAnnexesAndQuestionsStayInTheirText) {
  for (const char* text :
       {"庭の方針\n1 目的\n庭を守る。\n別紙1\n庭の手順\n1 水をまく。\n2 草を抜く。\n",
        "庭の方針\n1 目的\n庭を守る。\n様式第1号\n庭の許可について\n1 氏名\n2 理由\n",
        "庭の方針\n1 目的\n庭を守る。\n2 質問\nQ1 庭とは何ですか。\nA1 花のある所です。\n",
        "庭の方針\n1 目的\n次の目的に使う。\n○ 花の手入れ\n○ 庭の計画\n2 水\nまく。\n",
        "庭の方針\n目次\n1 基本方針\n2 目的\n1 基本方針\n2 目的\n庭を守る。\n"}) {
    EXPECT_THAT(read(text).documents, SizeIs(1)) << text;
  }
}

TEST(NumberedTitles, AShortLineOverASentenceIsATitleWhenItsListGoesOn) {
  const Reading reading = read(
      "みもり市鐘の方針\n1 鍵\n(1) 表の鍵、裏の鍵\n(2) 門の鍵\n門の鍵は、鐘番が持つ。\n(3) 門\n"
      "門は、夜に閉める。\n2 点検\n鐘を点検する。\n");
  EXPECT_EQ(caption_at(reading, "1(2)"), "門の鍵");
  EXPECT_EQ(text_at_place(reading, "1(2)"), "門の鍵は、鐘番が持つ。");
  EXPECT_EQ(caption_at(reading, "1(3)"), "門");
  EXPECT_EQ(text_at_place(reading, "1(3)"), "門は、夜に閉める。");
  expect_conserved(reading);
}

TEST(NumberedTitles, MayStandBelowANumberThatIsAloneOnItsLine) {
  const Reading reading = read(
      "みもり市鐘の方針\n1\n鐘番\n鐘番は、鐘を守る。\n2\n鍵\n(1)\n表の鍵\n鐘番が持つ。\n(2)\n"
      "裏の鍵\n裏の鍵は、所属長が持つ。\n3\n鐘を大切にする。\n");
  EXPECT_EQ(caption_at(reading, "1"), "鐘番");
  EXPECT_EQ(text_at_place(reading, "1"), "鐘番は、鐘を守る。");
  EXPECT_EQ(caption_at(reading, "2(2)"), "裏の鍵");
  EXPECT_EQ(text_at_place(reading, "2(2)"), "裏の鍵は、所属長が持つ。");
  EXPECT_EQ(text_at_place(reading, "3"), "鐘を大切にする。");
  EXPECT_TRUE(reading.diagnostics.empty());
  expect_conserved(reading);
}

// Found by fuzzing: the caption above was overwritten by what looked like a second one.
TEST(NumberedTitles, OneAboveTheNumberIsNotReplacedByTheWordsBehindIt) {
  const Reading reading = read_conserved(
      "みもり市庭の規程\n（目的）\n第1　門番は、東の門を開く。毎朝\n門番は、夜に門を閉める。\n");
  EXPECT_EQ(caption_at(reading, "第1"), "目的");
  EXPECT_THAT(text_at_place(reading, "第1"), testing::StartsWith("門番は、東の門を開く。毎朝"));
}

}  // namespace
}  // namespace mamori::regulation
