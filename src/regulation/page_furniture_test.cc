// Sentences torn at the turn of a page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regulation/reading_testing.h"

namespace mamori::regulation {
namespace {

Reading read_conserved(const std::string& text) {
  Reading reading = read(text);
  expect_conserved(reading, text);
  return reading;
}

TEST(PageTurns, TheNameOfTheTextAtTheTopOfAPageIsTakenOut) {
  for (const char* turn :
       {"- 1 -\n\nみもり市鐘の規程\n", "1/2\n\nみもり市鐘の規程\n", "みもり市鐘の規程\n",
        "みもり市鐘の規程　1\n", "みもり市鐘の規程 - 1 -\n"}) {
    const Reading reading = read_conserved(
        std::string(
            "○みもり市鐘の規程\n第1条 鐘を守る。\n第2条 鐘番は、毎朝鐘を調べて所属長に報告し\n\n") +
        turn + "\nなければならない。\n2 鐘番は、鐘を磨く。\n");
    EXPECT_EQ(text_at_place(reading, "第2条"),
              "鐘番は、毎朝鐘を調べて所属長に報告しなければならない。")
        << turn;
  }
}

TEST(PageTurns, FiguresThatTearSentencesAreNumbersOfPages) {
  const Reading reading = read_conserved(
      "みもり市鐘の方針\n第１　目的\nこの方針は、鐘を守るために定める。\n"
      "第２　対象\nこの方針は、鐘に触れるすべての者に、よ\n\n1\nみもり市鐘の方針\n\nく守らせる。\n"
      "第３　点検\n鐘番は、毎朝鐘の縄を調べるものとし、傷があると\n\n2\nみもり市鐘の方針\n\nきは直"
      "す。\n");
  EXPECT_EQ(text_at_place(reading, "第2"), "この方針は、鐘に触れるすべての者に、よく守らせる。");
  EXPECT_EQ(text_at_place(reading, "第3"),
            "鐘番は、毎朝鐘の縄を調べるものとし、傷があるときは直す。");
}

TEST(PageTurns, NumbersAndNamesThatBelongToTheTextStay) {
  const Reading reading = read_conserved(
      "みもり市鐘の方針\n1\n目的\n鐘を守る。\n2\n鐘番\n鐘番は、みもり市鐘の方針を読む。\n"
      "みもり市鐘の方針\n3\n終わり\n終わる。\n");
  EXPECT_EQ(reading.characters.discarded.size(), 0U);
}

TEST(PageTurns, ALineOfNothingButMarksIsNoPage) {
  const Reading reading =
      read_conserved("みもり市鐘の方針\n鐘を守るために必要なことを\n1\n# ****\n2\n# ****\n");
  EXPECT_THAT(kinds_of(reading), ::testing::Not(::testing::Contains("page_number")));
}

}  // namespace
}  // namespace mamori::regulation
