#include "regulation/source/html.h"

#include "regulation/reading_testing.h"
#include "regulation/source/source_testing.h"

namespace mamori::regulation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

std::string page(std::string_view body) {
  return "<!DOCTYPE html><html><head><title>例規集</title></head><body>" + std::string(body) +
         "</body></html>";
}

std::vector<std::string> lines_of_page(std::string_view body) {
  return lines_in(page(body));
}

TEST(Html, BlocksRowsAndBreaksAreLines) {
  EXPECT_THAT(
      lines_of_page("<h1>庭の要綱</h1><div><p>第1条　門を\n開く。</p>第2条　水を<br>まく。</div>"),
      ElementsAre("庭の要綱", "第1条　門を開く。", "第2条　水を", "まく。"));
}

TEST(Html, APageOfARegulationDatabaseReadsAsText) {
  const std::string bytes = page(R"(<div id="primaryInner">
<div class="eline"><p class="title-irregular"><span id="l1">○みもり市庭の要綱</span></p></div>
<div class="eline"><p class="date"><span class="cm">令和3年4月1日</span></p></div>
<div class="eline"><p class="number">告示第7号</p></div>
<div class="eline"><div class="article"><p class="title">(目的)</p></div></div>
<div class="eline"><p class="num"><a name="j1"></a><strong>第1条</strong
><span class="p">　門を開く。</span></p></div>
<div class="eline"><p class="num">第2条&nbsp;&nbsp;次の門とする。</p></div>
<div class="eline"><p class="item">(1)　表&#38;裏</p></div>
<script>var text = "第9条 文ではない";</script><style>.num::before { content: "x"; }</style>
<input type="hidden" value="第8条"><p style="display:none">第7条</p>
</div>)");
  const Reading reading = read(bytes);
  EXPECT_EQ(sole(reading).title, "みもり市庭の要綱");
  EXPECT_EQ(sole(reading).date, "令和3年4月1日");
  EXPECT_EQ(sole(reading).number, "告示第7号");
  EXPECT_EQ(sole(reading).counts.articles, 2);
  EXPECT_EQ(text_at_place(reading, "第1条"), "門を開く。");
  EXPECT_EQ(text_at_place(reading, "第2条第1号"), "表&裏");
  EXPECT_EQ(find(sole(reading), "第1条")->caption, "目的");
  expect_conserved(reading);
}

TEST(Html, NoProvisionIsLostInNestedTables) {
  const std::string bytes = page(R"(<h1>みもり市鐘の規程</h1>
<table><tr><td>第1条</td><td>鐘番は、次の事務を行う。
<table><tr><td>(1)</td><td>点検</td></tr>
<tr><td>(2)</td><td>次に掲げる清掃<table><tr><td>ア</td><td>朝の清掃</td></tr>
<tr><td>イ</td><td>夜の清掃</td></tr></table></td></tr>
<tr><td>(3)</td><td><p>記録</p></td></tr></table></td></tr>
<tr><td>2</td><td>鐘番は、休む。ただし、朝は休まない。</td></tr></table>
<p>(令2規則1・追加)</p>
<table><tr><td>第1条の2　鐘を守る。<table><tr><td>2</td><td>鐘を磨く。</td></tr></table></td></tr></table>
<details><summary>改正の経過</summary><p>平成20年規則第3号</p></details>
<p>第2条　終わり。</p>)");
  const Reading reading = read(bytes);
  EXPECT_EQ(sole(reading).counts.articles, 3);
  EXPECT_EQ(sole(reading).counts.paragraphs, 5);
  EXPECT_EQ(sole(reading).counts.items, 3);
  EXPECT_EQ(text_at_place(reading, "第1条第1項第2号イ"), "夜の清掃");
  EXPECT_EQ(text_at_place(reading, "第1条第1項第3号"), "記録");
  EXPECT_EQ(text_at_place(reading, "第1条第2項"), "鐘番は、休む。ただし、朝は休まない。");
  EXPECT_EQ(text_at_place(reading, "第1条の2第2項"), "鐘を磨く。");
  EXPECT_EQ(text_at_place(reading, "第2条"), "終わり。");
  expect_conserved(reading);
}

TEST(Html, ASentenceBetweenTheRowsOfAListMakesNoTableOfIt) {
  const Reading reading = read(page(R"(<p>第1条　鐘番は、次の物を備える。</p>
<table><tr><td>(1)</td><td>縄</td></tr><tr><td></td><td>ただし、古い縄を除く。</td></tr>
<tr><td>(2)</td><td>槌</td></tr><tr><td colspan="2">なお、槌は、箱に入れる。</td></tr>
<tr><td>2</td><td>鐘番は、休む。</td></tr></table><p>第1条の2　鐘を守る。</p>)"));
  EXPECT_EQ(sole(reading).counts.articles, 2);
  EXPECT_EQ(sole(reading).counts.paragraphs, 3);
  EXPECT_EQ(sole(reading).counts.items, 2);
  EXPECT_EQ(text_at_place(reading, "第1条第1項第2号"), "槌");
  EXPECT_EQ(text_at_place(reading, "第1条第2項"), "鐘番は、休む。");
  expect_conserved(reading);
}

TEST(Html, CaptionsThatAreLinksAndNotesOfAmendmentStandWithTheirArticles) {
  const Reading reading = read(page(R"(<p><a href="/kane/1.html">（鐘番）</a></p>
<p>第1条　鐘番を置く。ただし、夜を除く。</p><p>一部改正〔平成26年訓令19号〕</p>
<p>（貸出し）</p><p>追加〔令和2年訓令3号〕</p><p>第1条の2　鐘は、貸さない。</p>)"));
  EXPECT_EQ(sole(reading).counts.articles, 2);
  EXPECT_EQ(caption_at(reading, "第1条"), "鐘番");
  EXPECT_EQ(caption_at(reading, "第1条の2"), "貸出し");
  EXPECT_THAT(reading.diagnostics, IsEmpty());
  expect_conserved(reading);
}

TEST(Html, ABoldLineIsNotTheEndOfTheSentenceBefore) {
  const Reading reading =
      read(page(R"(<h1>みもり市鐘の方針</h1><p>1 鐘の管理</p><ol type="a"><li>鐘を守る</li>
<li>年2回開く</li></ol><p><b>点検</b></p><p>鐘は、毎月磨く。</p>)"));
  EXPECT_EQ(text_at_place(reading, "1b"), "年2回開く");
  EXPECT_THAT(reading.diagnostics, IsEmpty());
  expect_conserved(reading);
}

TEST(Html, ReadingsOfCharactersAreDiscardedWithTheReason) {
  const std::string bytes =
      page("<p>第1条　<ruby><rb>瑕疵</rb><rp>(</rp><rt>かし</rt><rp>)</rp></ruby>を直す。</p>");
  EXPECT_THAT(lines_in(bytes), ElementsAre("第1条　瑕疵を直す。"));
  EXPECT_THAT(left_out_of(bytes), ElementsAre(Pair("ふりがな", 4)));
  expect_conserved(read(bytes));
}

TEST(Html, WhatLeadsAboutTheSiteIsDiscardedWithTheReason) {
  const std::string bytes = page(R"(
<div id="header"><a href="/">例規集</a></div>
<ul class="nav"><li><a href="a.html">体系</a></li></ul>
<ul><li><a href="b.html">暮らし</a></li><li><a href="c.html">子育て</a></li></ul>
<ul><li><a href="#1">第1章　門</a></li></ul>
<td><a href="d.html">催し</a><br><a href="e.html">様式第1号</a></td>
<p>第1条　門を開く。</p>
<p><a href="#top">このページの先頭へ</a></p><button>印刷</button>)");
  EXPECT_THAT(lines_in(bytes), ElementsAre("第1章　門", "様式第1号", "第1条　門を開く。"));
  EXPECT_THAT(left_out_of(bytes), UnorderedElementsAre(Pair("サイトの案内", 3 + 2 + 3 + 3 + 2 + 9),
                                                       Pair("ボタンや入力欄", 2)));
  expect_conserved(read(bytes));
}

TEST(Html, OnlyTheMainPartIsTheText) {
  const std::string bytes =
      page("<p>市の催し</p><main><p>第1条　門を開く。</p></main><p>連絡先</p>");
  EXPECT_THAT(lines_in(bytes), ElementsAre("第1条　門を開く。"));
  EXPECT_THAT(left_out_of(bytes), ElementsAre(Pair("本文の枠の外", 7)));
}

TEST(Html, TablesAreRowsAndSpansLeaveEmptyCells) {
  const auto source = source_text(page(R"(<table><caption>別表</caption>
<tr><th rowspan="2">区分</th><th colspan="2">保存</th></tr><tr><th>場所</th><th>年</th></tr>
<tr><td>秘</td><td>棚<br>地下</td><td>5</td></tr></table>)"));
  ASSERT_TRUE(source.has_value());
  EXPECT_THAT(source->lines, ElementsAre("別表", "区分\t保存\t", "\t場所\t年", "秘\t棚 地下\t5"));
  EXPECT_FALSE(source->hints[0].table_row);
  EXPECT_TRUE(source->hints[2].table_row);
}

TEST(Html, ATableThatOnlyLaysOutThePageIsNoTable) {
  EXPECT_THAT(
      lines_of_page(
          "<table><tr><td><p>第1条　門を開く。</p><p>2　門を閉じる。</p></td></tr></table>"),
      ElementsAre("第1条　門を開く。", "2　門を閉じる。"));
  EXPECT_THAT(
      lines_of_page("<table><tr><td><h2>庭の要綱</h2></td><td>第1条　門を開く。</td></tr></table>"),
      ElementsAre("庭の要綱", "第1条　門を開く。"));
}

TEST(Html, WordsBesideTheirNumberFollowIt) {
  EXPECT_THAT(lines_of_page("<dl><dt>第1条</dt><dd><p>門を開く。</p><p>2　閉じる。</p></dd>"
                            "<dt>門番</dt><dd>門を開く者</dd></dl>"),
              ElementsAre("第1条　門を開く。", "2　閉じる。", "門番", "門を開く者"));
  EXPECT_THAT(lines_of_page("<table><tr><td>第1条</td><td>門を開く。</td></tr>"
                            "<tr><td></td><td>2　閉じる。</td></tr></table>"),
              ElementsAre("第1条　門を開く。", "2　閉じる。"));
}

TEST(Html, NumbersOfListsAreText) {
  EXPECT_THAT(lines_of_page("<ol><li>門</li><li>棚</li></ol>"), ElementsAre("1. 門", "2. 棚"));
  EXPECT_THAT(lines_of_page("<ol type=\"i\" start=\"3\"><li>門<li value=9>棚<li>鍵</ol>"),
              ElementsAre("iii. 門", "ix. 棚", "x. 鍵"));
  EXPECT_THAT(lines_of_page("<ol style='list-style-type: katakana'><li>門</li><li>棚</li></ol>"),
              ElementsAre("ア、門", "イ、棚"));
  EXPECT_THAT(lines_of_page("<ol reversed><li>門</li><li>棚</li></ol>"),
              ElementsAre("2. 門", "1. 棚"));
  EXPECT_THAT(lines_of_page("<ul><li>門</li><li><p>棚</p></li></ul>"), ElementsAre("・門", "・棚"));
  EXPECT_THAT(
      lines_of_page("<ol><li>(1)　門</li></ol><ul style=\"list-style:none\"><li>棚</li></ul>"),
      ElementsAre("(1)　門", "棚"));
}

TEST(Html, HowALineLooksIsKept) {
  const auto source = source_text(page(R"(<h2>第1章</h2><p align="center"><b>見出し</b></p>
<p style="margin-left: 2em">ア　門</p><p><b>一</b>部だけ</p><p style="page-break-before:always">次</p>)"));
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ(source->hints[0].heading_level, 2);
  EXPECT_TRUE(source->hints[1].centred);
  EXPECT_TRUE(source->hints[1].bold);
  EXPECT_EQ(source->hints[2].indent, 4);
  EXPECT_FALSE(source->hints[3].bold);
  EXPECT_TRUE(source->hints[4].page_break);
}

TEST(Html, ADocumentOfAWordProcessorReadsAsText) {
  EXPECT_THAT(lines_of_page(R"(<div class=WordSection1><p class=MsoNormal><span lang=EN-US>1<span
style='mso-spacerun:yes'>  </span></span>この方針は、市の庭
の手入れを定める。<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph><![if !supportLists]><span
style='mso-list:Ignore'>(1)<span>&nbsp;</span></span><![endif]>門</p></div>)"),
              ElementsAre("1 この方針は、市の庭の手入れを定める。", "", "(1)\u00A0門"));
}

TEST(Html, WhatWasCrossedOutIsLeftOutAndSaid) {
  const Reading reading = read(page("<p>第1条　門を<del>閉じる</del>開く。</p>"));
  EXPECT_EQ(text_at_place(reading, "第1条"), "門を開く。");
  EXPECT_THAT(kinds_of(reading), ElementsAre("deletion_left_out"));
  expect_conserved(reading);
}

TEST(Html, TheDeclaredCharsetDecides) {
  // 「規程」 in EUC-JP, which is also a row of narrow katakana in CP932.
  const std::string_view words = "\xB5\xAC\xC4\xF8";
  const std::string head =
      "<html><head><meta http-equiv='Content-Type' content='text/html; charset=";
  EXPECT_THAT(lines_in(head + "euc-jp'></head><p>" + std::string(words)), ElementsAre("規程"));
  EXPECT_THAT(lines_in("<meta charset=\"Shift_JIS\"><p>\x96\xE5\x82\xF0"), ElementsAre("門を"));
  EXPECT_THAT(lines_in("<meta charset=\"Shift_JIS\"><p>門を開く。"), ElementsAre("門を開く。"))
      << "a page that was saved again in UTF-8";
  EXPECT_EQ(source_text("<meta charset=utf-8><p>門")->encoding, "UTF-8");
}

TEST(Html, AFramePageSaysWhereTheTextIs) {
  EXPECT_THAT(error_of("<html><frameset cols='1,2'><frame src='a.html'></frameset></html>"),
              HasSubstr("枠"));
  EXPECT_EQ(source_text(page("<script>1</script>")).error().code, "source_malformed");
}

TEST(Html, APageMadeToBeABurdenIsRefused) {
  std::string deep = "<html>";
  for (int count = 0; count < 100'000; ++count) deep += "<div>";
  EXPECT_EQ(source_text(deep + "門").error().code, "source_malformed");
  std::string fonts = "<html>";
  for (int count = 0; count < 5'000; ++count) fonts += "<font a" + std::to_string(count) + "=1>";
  for (int count = 0; count < 20'000; ++count) fonts += "<p>門</p>";
  EXPECT_EQ(source_text(fonts).error().code, "source_malformed");
}

TEST(Html, SpansOfAMillionColumnsDoNotMakeThem) {
  const auto source = source_text(
      page("<table><tr><td colspan=99999999 rowspan=99999999>門</td><td>棚</td></tr></table>"));
  ASSERT_TRUE(source.has_value());
  EXPECT_LT(source->lines.at(0).size(), 1000U);
}

TEST(Html, FiguresAndKanaAloneInATermNumberItsWords) {
  EXPECT_THAT(lines_of_page("<dl><dt>第一条</dt><dd>次の門とする。<dl><dt>一</dt><dd>表</dd>"
                            "<dt>二</dt><dd>裏</dd></dl></dd></dl>"),
              ElementsAre("第一条　次の門とする。", "一　表", "二　裏"));
}

TEST(Html, LinesMayHangOutFarToTheLeft) {
  const std::string bytes = page("<p style=\"text-indent:-87.5pt\"><b>第1条</b> 門を開く。</p>");
  EXPECT_EQ(text_at_place(read(bytes), "第1条"), "門を開く。");
}

}  // namespace
}  // namespace mamori::regulation
