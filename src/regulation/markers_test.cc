#include "regulation/markers.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace mamori::regulation {
namespace {

Mark mark(std::string_view text) {
  return mark_of(code_points(text));
}

TEST(Marks, ArticlesInEverySpelling) {
  for (const char* text : {"第10条の2の3 鐘", "第１０条の２の３　鐘", "第十条の二の三　鐘",
                           "第 1 0 条 の 2 の 3 鐘", "第一〇条ノ二ノ三　鐘"}) {
    EXPECT_EQ(mark(text).kind, MarkKind::article) << text;
    EXPECT_EQ(mark(text).number, "10の2の3") << text;
  }
  EXPECT_EQ(mark("第百二十三条　鐘").value, 123);
}

TEST(Marks, DeletedRangesAreOneNumber) {
  for (const char* text :
       {"第5条から第7条まで　削除", "第5条～第7条 削除", "第5条－第7条　（削除）",
        "第5条、第6条及び第7条 削除", "第五条から第七条まで削除"}) {
    EXPECT_EQ(mark(text).number, "5-7") << text;
  }
  EXPECT_EQ(mark("(3)から(5)まで 削除").number, "3-5");
  EXPECT_EQ(mark("2及び3 削除").number, "2-3");
  EXPECT_EQ(mark("第5条から第7条までの規定").number, "5");
}

TEST(Marks, ItemsInEveryScript) {
  for (const char* text : {"(1) 鐘", "（１）鐘", "⑴　鐘"}) {
    EXPECT_EQ(mark(text).kind, MarkKind::paren_number) << text;
  }
  EXPECT_EQ(mark("㈡　鐘").value, 2);
  EXPECT_EQ(mark("一、鐘").kind, MarkKind::kanji_number);
  EXPECT_EQ(mark("(ｱ) 鐘").value, 1);
  EXPECT_EQ(mark("㋑ 鐘").value, 2);
  EXPECT_EQ(mark("⒝ 鐘").value, 2);
  EXPECT_EQ(mark("(iv) 鐘").value, 4);
  EXPECT_EQ(mark("(iv) 鐘").kind, MarkKind::roman);
  EXPECT_EQ(mark("㊶鐘").value, 41);
}

TEST(Marks, SupplementaryAndAppendixOnLinesOfTheirOwn) {
  for (const char* text : {"附則", "附　則　抄", "付 則", "【附則】", "附則（令和3年告示第2号）抄",
                           "附　則　この要綱は、春から施行する。"}) {
    EXPECT_EQ(mark(text).kind, MarkKind::supplementary) << text;
  }
  for (const char* text : {"別表第1（第3条関係）", "様式第2号の2 (第4条関係) 貸出簿", "第3号様式",
                           "（別表）", "別記第1号様式（第5条関係）", "別紙1　手順"}) {
    EXPECT_EQ(mark(text).kind, MarkKind::appendix) << text;
  }
  for (const char* text : {"別表（第3条関係）のとおりとする。", "別紙のとおり", "附則第2項の規定",
                           "附則 第2項", "様式第1号により申し込む。", "様式 一覧"}) {
    EXPECT_EQ(mark(text).kind, MarkKind::none) << text;
  }
}

TEST(Marks, ReferencesAndCountsAreToldFromNumbers) {
  const auto reference = [](std::string_view text) {
    return is_reference(mark(text), code_points(text));
  };
  EXPECT_TRUE(reference("第3条の規定により"));
  EXPECT_TRUE(reference("第3条第2項に定める"));
  EXPECT_FALSE(reference("第3条第三者は、鐘を鳴らさない。"));
  EXPECT_FALSE(reference("第3条　第2項の鐘"));
  const auto counted = [](std::string_view text) {
    return is_counted(mark(text), code_points(text));
  };
  EXPECT_TRUE(counted("2名以上で鳴らす。"));
  EXPECT_FALSE(counted("2次の各号に掲げる鐘"));
  EXPECT_FALSE(counted("2個人の鐘"));
}

TEST(Marks, CaptionsInBracketsOfAnyKind) {
  for (const char* text : {"(目的)", "【目的】", "〔目的〕", "［目的］", "<目的>", "＜目的＞",
                           "（用語（略称）の意味）"}) {
    EXPECT_TRUE(is_caption(code_points(text))) << text;
  }
  EXPECT_FALSE(is_caption(U"（目的"));
  EXPECT_FALSE(is_caption(U"（目的）と（手段）"));
}

TEST(Marks, NotesOfAmendmentsAreKnown) {
  for (const char32_t* text :
       {U"（平20規則3・一部改正）", U"(令2訓令3・一改)", U"〔平成17年規則7号追加〕",
        U"（平一七規則七・追加、平二〇規則三・旧第五条繰下）"}) {
    EXPECT_TRUE(is_amendment_note(text));
  }
  EXPECT_FALSE(is_amendment_note(U"（令和3年告示第2号）"));
  EXPECT_FALSE(is_amendment_note(U"（平素の業務の改正）"));
  EXPECT_EQ(amendment_note_at_end(U"鐘を鳴らす。（平20規則3・一部改正）"), 13U);
  EXPECT_EQ(amendment_note_at_end(U"鐘を鳴らす（大きい鐘に限る。）"), 0U);
}

}  // namespace
}  // namespace mamori::regulation
