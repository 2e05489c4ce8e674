// Taking back what the reader repaired: the words stay as they stand in the source.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "base/testing.h"
#include "regulation/reading_testing.h"

namespace mamori::regulation {
namespace {

Reading read_without(std::string_view text, std::vector<Undone> undone) {
  return read(text, {.limits = {}, .undone = std::move(undone)});
}

TEST(Undo, AJoinThatIsTakenBackLeavesTwoParagraphs) {
  const std::string text = "第1条 庭師は、毎朝庭の落ち\n\n葉を掃かなければならない。\n";
  const Reading reading = read_without(text, {{3, "page_break_joined"}});
  EXPECT_EQ(text_at_place(reading, "第1条"), "庭師は、毎朝庭の落ち");
  const Node* paragraph = &find(sole(reading), "第1条")->children.at(0);
  EXPECT_EQ(paragraph->children.at(0).text, "葉を掃かなければならない。");
  ASSERT_THAT(kinds_of(reading), ::testing::ElementsAre("repair_undone"));
  EXPECT_EQ(reading.diagnostics[0].before, "page_break_joined");
  EXPECT_EQ(reading.diagnostics[0].message,
            "「文の途中のページの切れ目をつなぐ」という修復を、人の指示で行いませんでした。");
  EXPECT_FALSE(reading.diagnostics[0].undoable);
  expect_conserved(reading, text);
}

TEST(Undo, WhatWasTakenForARepetitionStaysTwice) {
  const std::string text = "第1条 庭師は、植木のカタ\n\nカタログを作る。\n";
  const Reading reading = read_without(text, {{3, "overlap_removed"}});
  EXPECT_EQ(text_at_place(reading, "第1条"), "庭師は、植木のカタカタログを作る。");
  EXPECT_THAT(kinds_of(reading),
              ::testing::UnorderedElementsAre("repair_undone", "page_break_joined"));
  expect_conserved(reading, text);
}

TEST(Undo, AnUnknownRepairChangesNothing) {
  const std::string text = "第1条 庭師は、落ち\n葉を掃く。\n";
  EXPECT_EQ(read_without(text, {{9, "page_number"}, {2, "no_such_repair"}}), read(text));
}

TEST(Undo, OnlyWhatCanBeTakenBackSaysSo) {
  for (const Diagnostic& each :
       read("第1条 鐘を\n鳴らす。\n2 鐘を磨くものとする\n3 休む。\n").diagnostics) {
    EXPECT_EQ(each.undoable, each.kind != "missing_full_stop") << each.kind;
  }
}

// Texts with every repair there is: the seeds where they are at hand, and one of our own.
std::vector<std::string> broken_texts() {
  std::vector<std::string> texts{R"(みもり市庭の要綱
- 1 -
みもり市庭の要綱
第1条 花を植え
る。
- 第2条 草を抜くカタ

カタログを**作る**。
- 2 -
みもり市庭の要綱
(1) 花
- (2) 草
なお、木は抜かない。
- 2 水をまく。
- 3 -
みもり市庭の要綱
3 次の物を
置く。
1 鎌
2 鍬
第9条 終わる。 2 次の物をしまう。 (1) 鎌 (2) 鍬
)"};
  for (const char* seed : {"000", "002", "003", "004"}) {
    if (auto text = mamori::testing::seed(seed)) texts.push_back(std::move(*text));
  }
  return texts;
}

TEST(Undo, AnySubsetOfRepairsLosesNoCharacter) {
  std::mt19937 random(3);
  for (const std::string& text : broken_texts()) {
    std::vector<Undone> undoable;
    for (const Diagnostic& each : read(text).diagnostics) {
      if (each.undoable) undoable.push_back({each.line, each.kind});
    }
    EXPECT_FALSE(undoable.empty());
    for (int round = 0; round < 30; ++round) {
      std::vector<Undone> undone;
      for (const Undone& each : undoable) {
        if (random() % 2 == 0) undone.push_back(each);
      }
      const Reading reading = read_without(text, undone);
      expect_conserved(reading, text);
      for (const Undone& each : undone) {
        for (const Diagnostic& left : reading.diagnostics) {
          EXPECT_FALSE(left.line == each.line && left.kind == each.kind) << each.line << each.kind;
        }
      }
      ASSERT_FALSE(::testing::Test::HasFailure()) << text;
    }
  }
}

}  // namespace
}  // namespace mamori::regulation
