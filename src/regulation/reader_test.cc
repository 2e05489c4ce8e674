#include "regulation/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <random>

#include "base/testing.h"
#include "base/text.h"
#include "regulation/reading_testing.h"

namespace mamori::regulation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// --- articles

TEST(Reader, ReadsArticlesParagraphsAndItems) {
  const Reading reading = read(R"(第1章 総則
(趣旨)
第1条 ここに趣旨を書く。
第2条 次のものを棚に置く。
(1) 本
(2) 地図
2 棚は毎月数える。
)");
  EXPECT_THAT(reading.diagnostics, IsEmpty());
  EXPECT_EQ(text_at_place(reading, "第1条"), "ここに趣旨を書く。");
  EXPECT_EQ(find(sole(reading), "第1条")->caption, "趣旨");
  EXPECT_EQ(find(sole(reading), "第1条")->enclosure, "()");
  EXPECT_EQ(text_at_place(reading, "第2条第1項第2号"), "地図");
  EXPECT_EQ(text_at_place(reading, "第2条第2項"), "棚は毎月数える。");
  EXPECT_EQ(find(sole(reading), "第2条第2項")->line, 7);
}

TEST(Reader, ReadsBlanksWidthsAndKanjiFiguresAlike) {
  for (const char* article : {"第12条の2 札を掛ける。", "第 12 条の 2 札を掛ける。",
                              "第１２条の２　札を掛ける。", "第十二条の二　札を掛ける。"}) {
    const std::string text = "第12条 門を閉める。\n" + std::string(article) + "\n";
    const Reading reading = read(text);
    EXPECT_EQ(text_at_place(reading, "第12条の2"), "札を掛ける。") << article;
    EXPECT_EQ(reading.documents.at(0).counts.articles, 2);
  }
}

TEST(Reader, TakesListMarksOffNumbersAndReportsThem) {
  const Reading reading = read(R"(- 第1条 門番は門を開ける。
- 2 門番は次の順に鍵を掛ける。
- (1) 表
 - (2) 裏
)");
  EXPECT_EQ(text_at_place(reading, "第1条第2項第2号"), "裏");
  EXPECT_EQ(find(sole(reading), "第1条第2項第2号")->label, "- (2)");
  EXPECT_THAT(kinds_of(reading), ElementsAre("list_mark", "list_mark", "list_mark", "list_mark"));
}

TEST(Reader, ABareNumberAfterItemsIsAParagraph) {
  const Reading reading = read(R"(第1条 司書は次のことをする。
- (1) 本を並べること。
- (2) 本を貸すこと。
- 2 古い本は貸してはならない。
)");
  EXPECT_EQ(text_at_place(reading, "第1条第2項"), "古い本は貸してはならない。");
  EXPECT_THAT(kinds_of(reading), Contains("paragraph_after_items"));
  EXPECT_EQ(sole(reading).counts.items, 2);
}

TEST(Reader, KeepsNumbersThatJumpAndReportsThem) {
  const Reading reading = read("第1条 朝に開く。\n4 夕に閉じる。\n第5条 冬は休む。\n");
  EXPECT_EQ(text_at_place(reading, "第1条第4項"), "夕に閉じる。");
  EXPECT_EQ(text_at_place(reading, "第5条"), "冬は休む。");
  EXPECT_THAT(kinds_of(reading), ElementsAre("number_jump", "number_jump"));
}

TEST(Reader, AReferenceAtTheBeginningOfALineIsNoArticle) {
  const Reading reading = read("第1条 帳簿は、\n\n第3条の規定により保存する。\n第2条 終わる。\n");
  EXPECT_EQ(text_at_place(reading, "第1条"), "帳簿は、第3条の規定により保存する。");
  EXPECT_EQ(sole(reading).counts.articles, 2);
}

TEST(Reader, AFigureThatCountsSomethingIsNoParagraph) {
  const Reading reading = read("第1条 作業は、必ず\n\n2名以上で行う。\n");
  EXPECT_EQ(text_at_place(reading, "第1条"), "作業は、必ず2名以上で行う。");
}

TEST(Reader, ReadsNestedLists) {
  const Reading reading = read(R"(第1条 道具は次のとおりとする。
(1) 切る物
ア はさみ
(ア) 大きいもの
(イ) 小さいもの
イ 小刀
(2) 貼る物
イ のり
ロ テープ
)");
  EXPECT_THAT(reading.diagnostics, IsEmpty());
  EXPECT_EQ(text_at_place(reading, "第1条第1号ア(イ)"), "小さいもの");
  EXPECT_EQ(text_at_place(reading, "第1条第1号イ"), "小刀");
  EXPECT_EQ(text_at_place(reading, "第1条第2号ロ"), "テープ");
  EXPECT_EQ(sole(reading).counts.items, 2);
}

TEST(Reader, ReadsDeletedArticlesAsOne) {
  const Reading reading =
      read("第1条 始める。\n第2条から第4条まで 削除\n第5条 削除\n第6条 終わる。\n");
  EXPECT_EQ(text_at_place(reading, "第2条から第4条まで"), "削除");
  EXPECT_EQ(sole(reading).counts.articles, 4);
  EXPECT_THAT(reading.diagnostics, IsEmpty());
}

TEST(Reader, ReadsACaptionOnTheLineOfTheArticle) {
  const Reading reading =
      read("第1条（置き場所）\n箱は棚に置く。\n第2条（数）　箱は三つとする。\n");
  EXPECT_EQ(find(sole(reading), "第1条")->caption, "置き場所");
  EXPECT_EQ(text_at_place(reading, "第1条"), "箱は棚に置く。");
  EXPECT_EQ(text_at_place(reading, "第2条"), "箱は三つとする。");
  EXPECT_EQ(sole(reading).counts.captions, 2);
}

// --- page breaks

TEST(Reader, JoinsASentenceOverAPageBreak) {
  const Reading reading = read("第1条 庭師は、毎朝庭の落ち\n\n葉を掃かなければならない。\n");
  EXPECT_EQ(text_at_place(reading, "第1条"), "庭師は、毎朝庭の落ち葉を掃かなければならない。");
  ASSERT_THAT(kinds_of(reading), ElementsAre("page_break_joined"));
  EXPECT_EQ(reading.diagnostics[0].line, 3);
  EXPECT_THAT(reading.diagnostics[0].before, ::testing::HasSubstr("落ち⏎葉を"));
  EXPECT_THAT(reading.characters.discarded, IsEmpty());
}

TEST(Reader, LeavesOutWhatAPageBreakRepeats) {
  const Reading reading = read("第1条 庭師は、植木のカタ\n\nカタログを作る。\n");
  EXPECT_EQ(text_at_place(reading, "第1条"), "庭師は、植木のカタログを作る。");
  EXPECT_THAT(kinds_of(reading), ElementsAre("overlap_removed"));
  ASSERT_THAT(reading.characters.discarded, SizeIs(1));
  EXPECT_EQ(reading.characters.discarded[0].line, 3);
  EXPECT_EQ(reading.characters.discarded[0].characters, 2);
}

TEST(Reader, KeepsWhatOnlyLooksRepeated) {
  const Reading reading = read("第1条 庭師は、花の\n\nの字を書く。\n");
  EXPECT_EQ(text_at_place(reading, "第1条"), "庭師は、花のの字を書く。");
  EXPECT_EQ(discarded(reading), 0);
}

TEST(Reader, ASentenceAfterTheEndBelongsToTheSameParagraph) {
  const Reading reading = read("第1条 水をまく。\n\nまた、雨の日は休む。\n\n2 肥料をまく。\n");
  EXPECT_EQ(text_at_place(reading, "第1条第1項"), "水をまく。また、雨の日は休む。");
  EXPECT_THAT(kinds_of(reading), ElementsAre("sentence_continued"));
}

TEST(Reader, JoinsInsideAListAndGoesOnWithoutMarks) {
  const Reading reading = read(R"(第1条 用意する物は次のとおりとする。
- (1) 道具
  - ア 長い

ほうき
イ 短いほうき

(2) 水
)");
  EXPECT_EQ(text_at_place(reading, "第1条第1号ア"), "長いほうき");
  EXPECT_EQ(text_at_place(reading, "第1条第1号イ"), "短いほうき");
  EXPECT_EQ(text_at_place(reading, "第1条第2号"), "水");
}

TEST(Reader, TakesOutPageNumbersAndRunningHeads) {
  const Reading reading = read(R"(みもり市庭の要綱
第1条 花を植え
- 1 -
みもり市庭の要綱
る。
第2条 草を抜く。
- 2 -
みもり市庭の要綱
)");
  EXPECT_EQ(text_at_place(reading, "第1条"), "花を植える。");
  EXPECT_EQ(text_at_place(reading, "第2条"), "草を抜く。");
  EXPECT_THAT(kinds_of(reading), Contains("page_number").Times(2));
  EXPECT_THAT(kinds_of(reading), Contains("running_head").Times(2));
  expect_conserved(reading);
}

TEST(Reader, ReportsAMissingFullStop) {
  const Reading reading = read("第1条 鐘を鳴らさなければならない\n2 鐘を磨く。\n");
  EXPECT_EQ(text_at_place(reading, "第1条第1項"), "鐘を鳴らさなければならない");
  EXPECT_THAT(kinds_of(reading), ElementsAre("missing_full_stop"));
}

// --- 目次, 附則, 別表

TEST(Reader, KeepsTheContentsApartAndComparesThem) {
  const Reading reading = read(R"(目次
第1章 朝(第1条—2条)
第3章 夜(第3条)
附則
第1章 朝
第1条 起きる。
第2条 食べる。
第2章 夜
第3条 眠る。
第4条 夢を見る。
)");
  EXPECT_EQ(sole(reading).counts.chapters, 2);
  EXPECT_EQ(sole(reading).counts.supplementary, 0);
  EXPECT_EQ(sole(reading).nodes.at(0).kind, NodeKind::contents);
  EXPECT_THAT(kinds_of(reading),
              ElementsAre("contents_range_form", "contents_number", "contents_range"));
  EXPECT_EQ(reading.diagnostics[2].after, "第3条から第4条まで");
}

TEST(Reader, ReadsSeveralSupplementaryProvisions) {
  const Reading reading = read(R"(第1条 歩く。
附 則
(施行期日)
1 この規程は、春から施行する。
(経過措置)
2 冬の間は、なお従前の例による。
附　則（令和4年告示第5号）
この告示は、公布の日から施行する。
)");
  EXPECT_EQ(sole(reading).counts.supplementary, 2);
  EXPECT_EQ(sole(reading).counts.articles, 1);
  EXPECT_EQ(sole(reading).counts.paragraphs, 1);
  EXPECT_EQ(text_at_place(reading, "附則第2項"), "冬の間は、なお従前の例による。");
  EXPECT_EQ(find(sole(reading), "附則第2項")->caption, "経過措置");
  EXPECT_NE(find(sole(reading), "附則(令和4年告示第5号)"), nullptr);
  EXPECT_THAT(reading.diagnostics, IsEmpty());
}

TEST(Reader, ReadsATableInAnAppendix) {
  const Reading reading = read(
      "第1条 表に定める。\n別表第1(第1条関係)\n\t色\t数\n赤\t丸\t3\n\n青\t四角\n様式第2号\n氏名\n");
  const Node* appendix = find(sole(reading), "別表第1");
  ASSERT_NE(appendix, nullptr);
  EXPECT_EQ(appendix->caption, "第1条関係");
  ASSERT_THAT(appendix->children, SizeIs(1));
  EXPECT_EQ(appendix->children[0].kind, NodeKind::table);
  EXPECT_EQ(appendix->children[0].text, "\t色\t数\n赤\t丸\t3\n青\t四角");
  EXPECT_THAT(kinds_of(reading), ElementsAre("table_columns"));
  EXPECT_EQ(find(sole(reading), "様式第2号")->children.at(0).text, "氏名");
}

TEST(Reader, AWordAboutAnAppendixIsNoAppendix) {
  const Reading reading = read("第1条 数は、\n別表に掲げる数とする。\n");
  EXPECT_EQ(text_at_place(reading, "第1条"), "数は、別表に掲げる数とする。");
}

TEST(Reader, TakesTitleDateAndNumber) {
  const Reading reading =
      read("○みもり市庭の要綱\n\n令和3年8月1日\n\n要綱第1号\n\n第1条 植える。\n");
  EXPECT_EQ(sole(reading).title, "みもり市庭の要綱");
  EXPECT_EQ(sole(reading).date, "令和3年8月1日");
  EXPECT_EQ(sole(reading).number, "要綱第1号");
}

// --- numbered style

constexpr std::string_view numbered = R"(○みもり市庭の基本方針
(平成30年1月1日)
改正 令和元年8月6日
1 目的
庭を守る。
2 言葉
(1) 花
咲くものをいう。
- ① 赤い花
② 白い花
(2) 草
咲かないものをいう。
## 3 すること
- (1) 水をまくこと
- (2) 草を抜くこと
附 則
この方針は、春から施行する。
)";

TEST(Reader, ReadsNumberedStyle) {
  const Reading reading = read(numbered);
  const Counts& counts = sole(reading).counts;
  EXPECT_EQ(counts.headings, 3);
  EXPECT_EQ(counts.level2, 4);
  EXPECT_EQ(counts.level3, 2);
  EXPECT_EQ(counts.supplementary, 1);
  EXPECT_EQ(find(sole(reading), "2(1)")->caption, "花");
  EXPECT_EQ(text_at_place(reading, "2(1)"), "咲くものをいう。");
  EXPECT_EQ(text_at_place(reading, "2(1)②"), "白い花");
  EXPECT_EQ(text_at_place(reading, "3(2)"), "草を抜くこと");
  EXPECT_EQ(sole(reading).date, "平成30年1月1日");
  EXPECT_THAT(kinds_of(reading), Contains("heading_mark"));
}

TEST(Reader, ReadsOrdinalHeadingsWithManyLevels) {
  const Reading reading = read(R"(第１　趣旨
庭を守る。
第２　組織
１　庭師
（１）庭師は、次のことをする。
ア　植えること
（ア）花
３．１　道具
・鎌
)");
  EXPECT_EQ(text_at_place(reading, "第1"), "庭を守る。");
  EXPECT_EQ(find(sole(reading), "第2の1")->caption, "庭師");
  EXPECT_NE(find(sole(reading), "第2の1(1)ア(ア)"), nullptr);
  EXPECT_EQ(sole(reading).counts.headings, 2);
}

TEST(Reader, HeadingsThatRepeatKeepPlacesApart) {
  const Reading reading = read("1 花\n植える。\n2 草\n抜く。\n1 木\n切る。\n");
  EXPECT_EQ(text_at_place(reading, "1"), "植える。");
  EXPECT_EQ(text_at_place(reading, "1その2"), "切る。");
  EXPECT_THAT(kinds_of(reading), ElementsAre("number_repeat"));
}

TEST(Reader, ReportsLostHeadingsAndOrphans) {
  const Reading reading = read(R"(1 目的
庭を守る。
2 言葉
(1) 花
咲くものをいう。
ウ 書物の花
5 義務
庭師は、水をまく。
)");
  EXPECT_THAT(kinds_of(reading), ElementsAre("number_orphan", "number_jump"));
  EXPECT_EQ(text_at_place(reading, "2(1)ウ"), "書物の花");
  EXPECT_EQ(sole(reading).counts.headings, 3);
}

TEST(Reader, AReferenceInsideASentenceIsNoHeading) {
  const Reading reading =
      read("1 目的\n庭の広さは、\n2 (1) のとおりとする。\n2 言葉\n花を愛でる。\n");
  EXPECT_EQ(sole(reading).counts.headings, 2);
  EXPECT_EQ(text_at_place(reading, "1"), "庭の広さは、2 (1) のとおりとする。");
}

TEST(Reader, KeepsUnnumberedParagraphsUnderTheirNumber) {
  const Reading reading = read("1 水\n朝にまく。\n\n夕にもまく。\n\n2 草\n抜く。\n");
  const Node* heading = find(sole(reading), "1");
  ASSERT_THAT(heading->children, SizeIs(1));
  EXPECT_EQ(heading->children[0].text, "夕にもまく。");
  EXPECT_EQ(heading->children[0].place, "1");
}

TEST(Reader, ReadsSeveralDocumentsInOneFile) {
  const Reading reading = read(R"(## みもり市花の方針
みもり市は、花を大切にします。
### 1 植える
花を植えます。
7 育てる
花を育てます。

平成19年5月1日
(問合せ先)
みもり市 花の課

みもり市草の方針
1 抜く
草を抜きます。

# みもり市木の規程
第1条 木を植える。
)");
  ASSERT_THAT(reading.documents, SizeIs(3));
  EXPECT_EQ(reading.documents[0].title, "みもり市花の方針");
  EXPECT_EQ(reading.documents[0].counts.headings, 2);
  EXPECT_EQ(reading.documents[0].nodes.at(0).kind, NodeKind::preamble);
  EXPECT_EQ(reading.documents[0].nodes.back().text, "みもり市 花の課");
  EXPECT_EQ(reading.documents[1].title, "みもり市草の方針");
  EXPECT_EQ(reading.documents[2].counts.articles, 1);
  expect_conserved(reading);
}

// --- encodings and limits

TEST(Reader, ReadsCp932AndTheByteOrderMark) {
  const std::string cp932 = "\x91\xE6\x31\x8F\xF0 \x8E\xB5\x81\x42";  // 第1条 七。
  EXPECT_EQ(text_at_place(read(cp932), "第1条"), "七。");
  EXPECT_EQ(text_at_place(read("\xEF\xBB\xBF第1条 七。"), "第1条"), "七。");
  EXPECT_EQ(text_at_place(read("第1条 七。\r\n第2条 八。\r\n"), "第2条"), "八。");
}

TEST(Reader, RefusesWhatItCannotReadWithoutLosingCount) {
  const Reading unreadable = read("\xFF\xFE\xFF\xFF\x80");
  EXPECT_THAT(unreadable.documents, IsEmpty());
  EXPECT_THAT(kinds_of(unreadable), ElementsAre("unreadable"));
  EXPECT_EQ(unreadable.characters.source, discarded(unreadable));

  const Reading large = read("第1条 七。", {.limits = {.bytes_max = 4}, .undone = {}});
  EXPECT_THAT(kinds_of(large), ElementsAre("too_large"));
  const Reading many =
      read("第1条 七。\n第2条 八。\n", {.limits = {.articles_max = 1}, .undone = {}});
  EXPECT_THAT(kinds_of(many), ElementsAre("too_large"));
}

TEST(Reader, ReadsNothingAsNothing) {
  for (const char* text : {"", "\n\n", "　 \t\r\n"}) {
    const Reading reading = read(text);
    EXPECT_THAT(reading.documents, IsEmpty());
    EXPECT_EQ(reading.characters.source, 0);
  }
}

TEST(Reader, TextIsNfcAndDecomposedMarksAreAccountedFor) {
  const std::string text = "第1条 か\xE3\x82\x99らす。\n";  // か + ゛
  const Reading reading = read(text);
  EXPECT_EQ(text_at_place(reading, "第1条"), "がらす。");
  expect_conserved(reading, text);
}

// --- the real texts

struct Truth {
  const char* seed;
  std::vector<Counts> counts;
};

class Seeds : public ::testing::TestWithParam<Truth> {};

TEST_P(Seeds, HaveTheirTrueStructureAndLoseNothing) {
  const auto text = mamori::testing::seed(GetParam().seed);
  if (!text) GTEST_SKIP() << "../shared/seeds is not here";
  const Reading reading = read(*text);
  std::vector<Counts> counts;
  for (const Document& document : reading.documents) counts.push_back(document.counts);
  EXPECT_EQ(counts, GetParam().counts);
  expect_conserved(reading, *text);
  EXPECT_EQ(read(*text), reading);
  for (const Document& document : reading.documents) {
    EXPECT_EQ(*document_from_json(document_to_json(document)), document);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Seeds,
    ::testing::Values(
        Truth{"000", {{.supplementary = 3, .headings = 10, .level2 = 27, .level3 = 8}}},
        Truth{"001",
              {{.headings = 7},
               {.headings = 4},
               {.supplementary = 1, .headings = 10, .level2 = 27, .level3 = 5}}},
        Truth{"002",
              {{.chapters = 8,
                .sections = 28,
                .articles = 122,
                .captions = 115,
                .paragraphs = 245,
                .items = 67,
                .supplementary = 1}}},
        Truth{"003", {{.headings = 8, .level2 = 16, .level3 = 1}}},
        Truth{"004",
              {{.chapters = 5, .articles = 29, .captions = 29, .paragraphs = 36, .items = 35}}}),
    [](const auto& parameter) { return "S" + std::string(parameter.param.seed); });

class SeedLines : public ::testing::Test {
 protected:
  static Reading seed_or_empty(std::string_view name) {
    const auto text = mamori::testing::seed(name);
    return text ? read(*text) : Reading{};
  }
  static std::vector<int> lines_of_kind(const Reading& reading, std::string_view kind) {
    std::vector<int> lines;
    for (const Diagnostic& each : reading.diagnostics) {
      if (each.kind == kind) lines.push_back(each.line);
    }
    return lines;
  }
};

TEST_F(SeedLines, OfTheMainTextAreRepairedWhereTheyAreBroken) {
  const Reading reading = seed_or_empty("002");
  if (reading.documents.empty()) GTEST_SKIP() << "../shared/seeds is not here";
  EXPECT_THAT(lines_of_kind(reading, "overlap_removed"), ElementsAre(138));
  EXPECT_THAT(lines_of_kind(reading, "page_break_joined"), ElementsAre(186, 237, 323, 375, 597));
  EXPECT_THAT(lines_of_kind(reading, "sentence_continued"), ElementsAre(327));
  EXPECT_THAT(lines_of_kind(reading, "contents_range_form"), ElementsAre(43));
  EXPECT_THAT(lines_of_kind(reading, "contents_number"), ElementsAre(45));
  EXPECT_THAT(lines_of_kind(reading, "number_jump"), ElementsAre(570));
  EXPECT_THAT(lines_of_kind(reading, "paragraph_after_items"), ElementsAre(888));
  EXPECT_THAT(lines_of_kind(reading, "missing_full_stop"), ElementsAre(634, 947));
  EXPECT_THAT(lines_of_kind(reading, "contents_range"), IsEmpty());
  const Document& document = reading.documents.at(0);
  EXPECT_EQ(document.date, "令和3年8月1日");
  EXPECT_EQ(document.number, "要綱第1号");
  EXPECT_EQ(find(document, "第110条第3項")->line, 889);
  EXPECT_EQ(find(document, "第50条第9号")->line, 472);
  int several = 0;
  int with_items = 0;
  traverse(document, [&](const Node& node, int) {
    if (node.kind == NodeKind::article && node.children.size() > 1) ++several;
    if (node.kind == NodeKind::paragraph && !node.children.empty()) ++with_items;
  });
  EXPECT_EQ(several, 57);
  EXPECT_EQ(with_items, 13);
}

TEST_F(SeedLines, OfTheOthersAreRepairedWhereTheyAreBroken) {
  const Reading first = seed_or_empty("000");
  if (first.documents.empty()) GTEST_SKIP() << "../shared/seeds is not here";
  EXPECT_THAT(lines_of_kind(first, "page_break_joined"), ElementsAre(129));
  EXPECT_THAT(lines_of_kind(seed_or_empty("001"), "page_break_joined"), ElementsAre(157));
  const Reading third = seed_or_empty("003");
  EXPECT_THAT(lines_of_kind(third, "page_break_joined"), ElementsAre(75, 101));
  EXPECT_THAT(lines_of_kind(third, "number_orphan"), ElementsAre(41));
  EXPECT_THAT(lines_of_kind(third, "number_jump"), ElementsAre(43));
  const Reading fourth = seed_or_empty("004");
  EXPECT_THAT(lines_of_kind(fourth, "page_break_joined"), ElementsAre(50));
  EXPECT_THAT(lines_of_kind(fourth, "table_columns"), ElementsAre(227));
  int small = 0;
  traverse(fourth.documents.at(0), [&](const Node& node, int) {
    if (node.kind == NodeKind::subitem) ++small;
  });
  EXPECT_EQ(small, 15);
}

TEST(ModelRegulation, ReadsWithoutADiagnostic) {
  const std::string text =
      mamori::testing::read_file(mamori::testing::source_path("regulations/model.txt"));
  if (text.empty()) GTEST_SKIP() << "regulations/model.txt is not here";
  const Reading reading = read(text);
  for (const Diagnostic& each : reading.diagnostics) {
    ADD_FAILURE() << each.line << " " << each.kind << " " << each.before << " → " << each.after;
  }
  EXPECT_THAT(reading.documents, SizeIs(1));
  expect_conserved(reading, text);
}

// --- anything at all

std::vector<std::string> building_blocks() {
  return {"第1章 始め",
          "第1節 朝",
          "第1条 起きる。",
          "第 2 条 食べる",
          "(趣旨)",
          "2 歩く。",
          "- 3 走る。",
          "(1) 靴",
          "- (2) 帽子",
          "ア 赤",
          "(ア) 青",
          "① 白",
          "目次",
          "附 則",
          "別表第1(第1条関係)",
          "色\t数\t形",
          "## 1 目的",
          "1.1 詳しく",
          "- 12 -",
          "12 / 40",
          "みもり市庭の規程",
          "令和3年8月1日",
          "要綱第1号",
          "また、眠る。",
          "第5条から第9条まで 削除",
          "",
          "　",
          "**",
          "#",
          "（",
          "）（（（",
          "第",
          "第条",
          "99999999999",
          "一　本",
          "Ⅰ 序",
          "\x01",
          "か\xE3\x82\x99",
          "\f",
          "途中で切れ",
          "れて続く。",
          "「「。",
          "1) 物",
          "a) b"};
}

TEST(Robustness, AnyOrderOfLinesIsReadAndConserved) {
  const auto blocks = building_blocks();
  std::mt19937 random(20261121);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    const auto lines = random() % 24;
    for (unsigned line = 0; line < lines; ++line) text += blocks[random() % blocks.size()] + "\n";
    const Reading reading = read(text);
    expect_conserved(reading, text);
    for (const Document& document : reading.documents) {
      ASSERT_EQ(*document_from_json(document_to_json(document)), document) << text;
      EXPECT_EQ(count(document.nodes), document.counts);
    }
    ASSERT_FALSE(::testing::Test::HasFailure()) << text;
  }
}

TEST(Robustness, DamagedBytesNeverBreakIt) {
  std::string whole(numbered);
  if (const auto seed = mamori::testing::seed("004")) whole += *seed;
  std::mt19937 random(4);
  for (int round = 0; round < 200; ++round) {
    std::string text = whole;
    for (int change = 0; change < 30; ++change) {
      const auto at = random() % text.size();
      if (random() % 3 == 0) {
        text.erase(at, 1 + random() % 40);
      } else {
        text[at] = static_cast<char>(random() % 256);
      }
    }
    expect_conserved(read(text), text);
  }
}

TEST(Robustness, TheTreeStaysShallowUnderDeepInput) {
  std::string text = "第1編 一\n第1章 一\n第1節 一\n第1款 一\n第1目 一\n第1条 次のとおり\n";
  for (int round = 0; round < 2000; ++round) text += "(1) 一\nア 一\n(ア) 一\n① 一\na. 一\nⅰ 一\n";
  int deepest = 0;
  traverse(read(text).documents.at(0),
           [&deepest](const Node&, int depth) { deepest = std::max(deepest, depth); });
  EXPECT_LT(deepest, 13);
}

}  // namespace
}  // namespace mamori::regulation
