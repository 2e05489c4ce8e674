#include "search/folding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "base/text.h"

namespace mamori::search {
namespace {

using ::testing::ElementsAre;

std::string folded(std::string_view text) {
  return utf8(fold(text).text);
}

TEST(Folding, WidthsFormsCaseAndKanaAreTheSame) {
  EXPECT_EQ(folded("ＵＳＢメモリ"), folded("usbめもり"));
  EXPECT_EQ(folded("ﾊﾟｿｺﾝ"), folded("パソコン"));
  EXPECT_EQ(folded("㈱守り"), folded("(株)守り"));
  EXPECT_EQ(folded("か\u3099ム"), folded("ガむ"));
  EXPECT_EQ(folded("サーバー"), folded("サ－バ－"));
}

TEST(Folding, VariantsOfACharacterAreTheSame) {
  EXPECT_EQ(folded("葛\U000E0100城"), folded("葛城"));
  EXPECT_EQ(folded("𠮷田"), "𠮷田");  // beyond the basic plane
}

TEST(Folding, BlanksGoAndLinesStay) {
  EXPECT_EQ(folded("山田　太郎 "), "山田太郎");
  EXPECT_EQ(folded("山\n田"), "山\n田");
}

// What is folded piece by piece is what is folded as a whole.
TEST(Folding, IsTheKeyOfTheTextWithTheKanaFolded) {
  constexpr std::u32string_view signs =
      U"aZ09 ー-～ガか\u3099ｶﾞﾊﾟヴヶ々㈱㍿①Ⅱ𠮷葛\U000E0100ﾞ゛é\u0301ß㌔\u200B%_";
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::u32string text;
    for (int length = 0; length < 12; ++length) text += signs[random() % signs.size()];
    std::string expected;
    for (const char32_t c : code_points(text_key(utf8(text)))) {
      expected += folded(utf8(std::u32string(1, c)));
    }
    EXPECT_EQ(folded(utf8(text)), expected) << utf8(text);
  }
}

TEST(Folding, AQuestionIsItsWordsAndNoMoreThanItMayHold) {
  EXPECT_THAT(words_of(" ＵＳＢ　メモリ "), ElementsAre(U"usb", U"めもり"));
  EXPECT_TRUE(words_of(" 　\n").empty());
  EXPECT_EQ(words_of("a b c d e f g h i j").size(), words_max);
  EXPECT_EQ(words_of(std::string(500, 'a')).front().size(), word_characters_max);
}

TEST(Folding, WhatFitsIsMarkedInTheTextAsWritten) {
  EXPECT_THAT(marked("税務係のﾊﾟｿｺﾝ3号", words_of("パソコン 税")),
              ElementsAre(Piece{"税", true}, Piece{"務係の", false}, Piece{"ﾊﾟｿｺﾝ", true},
                          Piece{"3号", false}));
  EXPECT_THAT(marked("㈱守り", words_of("株")),
              ElementsAre(Piece{"㈱", true}, Piece{"守り", false}));
  EXPECT_THAT(marked("守り", words_of("株")), ElementsAre(Piece{"守り", false}));
}

TEST(Folding, AnExcerptIsTheFirstLineThatFits) {
  EXPECT_THAT(excerpt("題名\n2階の書庫\n書庫", words_of("書庫")),
              ElementsAre(Piece{"2階の", false}, Piece{"書庫", true}));
  const std::string line = utf8(std::u32string(200, U'あ') + U"書庫" + std::u32string(200, U'い'));
  const auto pieces = excerpt(line, words_of("書庫"));
  EXPECT_EQ(pieces.front().text, "…");
  EXPECT_EQ(pieces[2], (Piece{"書庫", true}));
  EXPECT_EQ(pieces.back().text, "…");
  EXPECT_TRUE(excerpt("題名", words_of("書庫")).empty());
}

}  // namespace
}  // namespace mamori::search
