#include "base/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mamori {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Piece same(std::string text) {
  return {Change::same, std::move(text)};
}
Piece removed(std::string text) {
  return {Change::removed, std::move(text)};
}
Piece added(std::string text) {
  return {Change::added, std::move(text)};
}

TEST(Difference, ShowsWhatWasPutInTakenOutAndExchanged) {
  EXPECT_THAT(difference("申請書を出す。", "申請書を課長に出す。"),
              ElementsAre(same("申請書を"), added("課長に"), same("出す。")));
  EXPECT_THAT(difference("必ず鍵を掛ける。", "鍵を掛ける。"),
              ElementsAre(removed("必ず"), same("鍵を掛ける。")));
  EXPECT_THAT(difference("五日以内に返す。", "十四日以内に返す。"),
              ElementsAre(removed("五"), added("十四"), same("日以内に返す。")));
}

TEST(Difference, ALoneCharacterInCommonIsNotKeptApart) {
  EXPECT_THAT(difference("課長の許可", "部長が承認"),
              ElementsAre(removed("課長の許可"), added("部長が承認")));
}

TEST(Difference, EqualTextsHaveNone) {
  EXPECT_THAT(difference("同じ", "同じ"), ElementsAre(same("同じ")));
  EXPECT_THAT(difference("", ""), IsEmpty());
}

// What is same and removed is the text before, what is same and added the text after.
TEST(Difference, LosesNothing) {
  const std::string before = "職員は、端末を持ち出すときは、管理者の許可を得る。";
  const std::string after = "職員等は、端末又は媒体を持ち出す場合は、事前に許可を得る。";
  std::string old_text;
  std::string new_text;
  for (const Piece& piece : difference(before, after)) {
    if (piece.change != Change::added) old_text += piece.text;
    if (piece.change != Change::removed) new_text += piece.text;
  }
  EXPECT_EQ(old_text, before);
  EXPECT_EQ(new_text, after);
}

TEST(Difference, VeryLongTextsAreShownAsReplaced) {
  std::string before;
  std::string after;
  for (int count = 0; count < 3000; ++count) {
    before += count % 2 == 0 ? "あ" : "い";
    after += count % 3 == 0 ? "う" : "え";
  }
  EXPECT_THAT(difference(before, after), ElementsAre(removed(before), added(after)));
}

}  // namespace
}  // namespace mamori
