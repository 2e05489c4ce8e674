#include "regulation/export/lawtext.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "regulation/export/lawtext_words.h"
#include "regulation/reader.h"

namespace mamori::regulation {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string lawtext_of(std::string_view text) {
  return to_lawtext(read(text).documents.at(0));
}

TEST(Lawtext, IndentsWhatStandsBelow) {
  const std::string text = lawtext_of(
      "みもり市情報管理規程\n\n第1章 総則\n\n(目的)\n第1条 この規程は、次の事項を定める。\n"
      "(1) 管理\nア 方法\n2 "
      "前項のほか、別に定める。\n\n附則\nこの規程は、公布の日から施行する。\n");
  EXPECT_EQ(text, R"(みもり市情報管理規程

      第1章　総則

  （目的）
第1条　この規程は、次の事項を定める。
  (1)　管理
    ア　方法
2　前項のほか、別に定める。

      附則

この規程は、公布の日から施行する。

)");
}

TEST(Lawtext, ADocumentWithoutTitleSaysSo) {
  EXPECT_THAT(lawtext_of("第1条 この規程は、情報の管理を定める。\n"), StartsWith("（題名なし）\n"));
}

TEST(Lawtext, EscapesWhatItWouldReadAsAMark) {
  EXPECT_EQ(lawtext_sentence("第 1 条 A&B<C>"), "第&#32;1&#32;条&#32;A&#38;B&#60;C&#62;");
  EXPECT_EQ(lawtext_sentence("閉じない（文"), "閉じない&#65288;文");
  EXPECT_EQ(lawtext_sentence("（中の 空白）"), "（中の 空白）");
  EXPECT_EQ(lawtext_sentence("- 行の初め"), "&#45;&#32;行の初め");
  EXPECT_EQ(lawtext_caption("（CSIRT）"), "（&#67;SIRT）");
  EXPECT_EQ(lawtext_caption("目的"), ":caption:目的");
  EXPECT_EQ(lawtext_caption("1"), ":caption:1");
}

TEST(Lawtext, KnowsTheNumbersOfLawtext) {
  for (const std::string_view number :
       {"2", "１０", "(1)", "（十二）", "ア", "①", "⑴", "(a)", "一の二", "1."}) {
    EXPECT_TRUE(is_lawtext_number(number)) << number;
  }
  for (const std::string_view other : {"", "第1", "1.1", "・", "(1", "ガ"}) {
    EXPECT_FALSE(is_lawtext_number(other)) << other;
  }
  for (const std::string_view article : {"第1条", "第十五条の二", "第5条から第7条まで"}) {
    EXPECT_TRUE(is_lawtext_article(article)) << article;
  }
  for (const std::string_view other : {"", "第条", "第1条の", "第1条から", "第1章"}) {
    EXPECT_FALSE(is_lawtext_article(other)) << other;
  }
}

TEST(Lawtext, ANumberItDoesNotKnowStandsInTheWords) {
  Document document{.title = "手順"};
  document.nodes = {{.kind = NodeKind::heading, .label = "1.1", .text = "手順を定める。"}};
  EXPECT_THAT(to_lawtext(document), HasSubstr(":anonym-paragraph:1.1&#12288;手順を定める。\n"));
}

// What mamori writes, mamori reads again as the same text.
TEST(Lawtext, ReadsBackToTheSameStructure) {
  const auto same = [](const std::string& text) {
    const Document document = read(text).documents.at(0);
    const Reading again = read(to_lawtext(document));
    ASSERT_EQ(again.documents.size(), 1U);
    EXPECT_EQ(again.documents.front().counts, document.counts);
    EXPECT_EQ(again.documents.front().title, document.title);
  };
  same(testing::read_file(testing::source_path("regulations/model.txt")));
  const auto seed = testing::seed("002");
  if (!seed) GTEST_SKIP() << "../shared/seeds is not here";
  same(*seed);
}

}  // namespace
}  // namespace mamori::regulation
