#include "regulation/provisions/definitions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "regulation/reader.h"

namespace mamori::regulation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> terms(const std::string& sentence, bool listed = false) {
  std::vector<std::string> found;
  for (const DefinedTerm& each : terms_defined_in(Words(code_points(sentence)), listed)) {
    found.push_back(utf8(each.term) + (each.unit.empty() ? "" : "/" + utf8(each.unit)));
  }
  return found;
}

TEST(Definitions, AreFoundHoweverTheyAreWritten) {
  EXPECT_THAT(terms("みもり市（以下「市」という。）は、鍵を守る。"), ElementsAre("市"));
  EXPECT_THAT(terms("鍵の番（以下この章において「番」という。）"), ElementsAre("番/章"));
  EXPECT_THAT(terms("鍵及び錠（以下「鍵等」と総称する。）"), ElementsAre("鍵等"));
  EXPECT_THAT(terms("合鍵（作りかけの物を含む。以下同じ。）を守る。"), ElementsAre("合鍵"));
  EXPECT_THAT(terms("合鍵（作りかけの物を含む。以下この条において同じ。）"),
              ElementsAre("合鍵/条"));
  EXPECT_THAT(terms("この要綱において「合鍵」とは、二つ目の鍵をいう。"), ElementsAre("合鍵"));
  EXPECT_THAT(terms("合鍵とは、二つ目の鍵（以下「副鍵」という。）をいう。"),
              ElementsAre("合鍵", "副鍵"));
  EXPECT_THAT(terms("窓口（以下「KEY(キー)」という。）を置く。"), ElementsAre("KEY"));
  EXPECT_THAT(terms("鍵は三本以下とする。"), IsEmpty());
}

TEST(Definitions, OfAListBeginWithTheirTerm) {
  EXPECT_THAT(terms("合鍵　二つ目の鍵をいう。", true), ElementsAre("合鍵"));
  EXPECT_THAT(terms("KEY 接続系　KEY に接続された物をいう。", true), ElementsAre("KEY 接続系"));
  EXPECT_THAT(terms("「合鍵」　二つ目の鍵をいう。", true), ElementsAre("合鍵"));
}

TEST(Definitions, AreUsedLaterInsideOfTheirScopeOnly) {
  const auto all = provisions(read(R"(第1章 総則
第1条 みもり市（以下「市」という。）の鍵の番（以下この章において「番」という。）を置く。
第2条 番は、市民の鍵を守る。
2 情報資産（以下「資産」という。）と情報資産台帳（以下「資産台帳」という。）を置く。
第2章 雑則
第3条 番は、市の資産台帳を守る。
)")
                                  .documents.at(0));
  ASSERT_EQ(all.size(), 4U);
  const auto& first = all[0].definitions;
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].scope, "");
  EXPECT_THAT(first[0].uses, ElementsAre(Use{"第3条", 6}));
  EXPECT_EQ(first[1].scope, "第1章");
  EXPECT_THAT(first[1].uses, ElementsAre(Use{"第2条第1項", 3}));
  EXPECT_THAT(all[2].definitions.at(0).uses, IsEmpty());
  EXPECT_THAT(all[2].definitions.at(1).uses, ElementsAre(Use{"第3条", 6}));
}

TEST(Definitions, MayBeSeveralInOneSentenceOrForAnotherProvision) {
  EXPECT_THAT(terms("この規程において「鍵」とは、開ける物をいい、「錠」とは、閉める物をいう。"),
              ElementsAre("鍵", "錠"));
  EXPECT_THAT(terms("鍵を預かった者（次条において「番」という。）は、鍵を守る。"),
              ElementsAre("番"));
}

}  // namespace
}  // namespace mamori::regulation
