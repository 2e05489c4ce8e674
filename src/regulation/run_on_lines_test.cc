// Texts that lost their line breaks on the way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regulation/reading_testing.h"

namespace mamori::regulation {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

Reading read_conserved(const std::string& text) {
  Reading reading = read(text);
  expect_conserved(reading, text);
  return reading;
}

TEST(RunOnLines, AnArticleStandsInOneLineWithItsParagraphsAndItems) {
  const Reading reading = read_conserved(
      "みもり市鐘の規程\n"
      "（目的）第1条　この規程は、鐘を守ることを目的とする。\n"
      "（定義）第2条　次の各号に掲げる用語の意義は、当該各号に定めるところによる。(1) "
      "鐘楼　鐘をつる"
      "す建物をいう。(2) 鐘番　鐘を鳴らす者をいう。２　前項第1号の建物には、門を含む。\n"
      "（鐘番）第3条　鐘番を置く。２　鐘番は、次に掲げる事務を行う。(1) 点検　(2) 清掃\n");
  const Counts& counts = sole(reading).counts;
  EXPECT_EQ(counts.articles, 3);
  EXPECT_EQ(counts.captions, 3);
  EXPECT_EQ(counts.paragraphs, 5);
  EXPECT_EQ(counts.items, 4);
  EXPECT_EQ(text_at_place(reading, "第2条第1項第1号"), "鐘楼　鐘をつるす建物をいう。");
  EXPECT_EQ(text_at_place(reading, "第2条第2項"), "前項第1号の建物には、門を含む。");
  EXPECT_EQ(text_at_place(reading, "第3条第2項第1号"), "点検");
  EXPECT_EQ(text_at_place(reading, "第3条第2項第2号"), "清掃");
  EXPECT_EQ(kinds_of(reading), (std::vector<std::string>{"line_split", "line_split"}));
}

TEST(RunOnLines, SeveralArticlesStandInOneLine) {
  const Reading reading = read_conserved(
      "みもり市鐘の規程 第1章 総則 （目的） 第1条 鐘を守る。 （鐘番） 第2条 鐘番を置く。 2 鐘番は、"
      "2人とする。 第2章 雑則 第3条 削除 （委任） 第4条 別に定める。 附則 "
      "この規程は、春から始まる。\n");
  const Counts& counts = sole(reading).counts;
  EXPECT_EQ(counts.articles, 4);
  EXPECT_EQ(counts.captions, 3);
  EXPECT_EQ(counts.paragraphs, 5);
  EXPECT_EQ(counts.supplementary, 1);
  EXPECT_EQ(text_at_place(reading, "第2条第2項"), "鐘番は、2人とする。");
  EXPECT_EQ(text_at_place(reading, "第4条"), "別に定める。");
}

TEST(RunOnLines, ListsBelowItemsAreParted) {
  const Reading reading = read_conserved(
      "第1条 鐘番は、次の道具を備える。 (1) 次に掲げる縄 ア 太い縄 イ 細い縄 (2) 槌\n"
      "第2条 終わり。\n");
  EXPECT_EQ(text_at_place(reading, "第1条第1号イ"), "細い縄");
  EXPECT_EQ(text_at_place(reading, "第1条第2号"), "槌");
}

TEST(RunOnLines, ReferencesAndFiguresInsideAreLeftAlone) {
  for (const char* text : {"第1条 鐘番は、鐘を鳴らす。第2条に定める者も、同様とする。\n",
                           "第1条 鐘は二つとする。2人で鳴らす。２名で磨く。\n",
                           "第1条 鐘番は、（1）の者、第2条 の者及び 2 の者とする。\n",
                           "第1条 鐘番は、「鐘を守る。 2 鐘を磨く。 第2条 休む。」と唱える。\n",
                           "第1条 鐘番は、鐘を鳴らす。(1)の鐘は、古い。 4 年ごとに磨く。\n",
                           "1 目的 鐘を守る。 2 鐘を磨く。 (1) 朝に磨く。\n"}) {
    EXPECT_THAT(kinds_of(read_conserved(text)), Not(Contains("line_split"))) << text;
  }
}

TEST(RunOnLines, ASplitCanBeTakenBack) {
  const std::string text = "第1条 鐘を守る。２　鐘を磨く。\n";
  const Reading reading = read(text, {.limits = {}, .undone = {{1, "line_split"}}});
  EXPECT_EQ(text_at_place(reading, "第1条"), "鐘を守る。２　鐘を磨く。");
  EXPECT_EQ(kinds_of(reading), std::vector<std::string>{"repair_undone"});
  expect_conserved(reading, text);
}

}  // namespace
}  // namespace mamori::regulation
