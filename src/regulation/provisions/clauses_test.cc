#include "regulation/provisions/clauses.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace mamori::regulation {
namespace {

std::string condition(const std::string& sentence) {
  const Words words(code_points(sentence));
  return utf8(condition_in(words));
}

std::string object(const std::string& sentence) {
  const Words words(code_points(sentence));
  return utf8(object_in(words));
}

TEST(Clauses, TheConditionIsTheFirstAsWritten) {
  EXPECT_EQ(condition("職員は、鍵を借りる場合には、名を書かなければならない。"),
            "鍵を借りる場合には");
  EXPECT_EQ(condition("ただし、急ぐときは、この限りでない。"), "急ぐときは");
  EXPECT_EQ(condition("職員は、鍵の交換に当たっては、番号を控える。"), "鍵の交換に当たっては");
  EXPECT_EQ(condition("職員は、夜間を除き、戸を開ける。"), "夜間を除き");
  EXPECT_EQ(condition("鍵がない場合の手順を定める。"), "");
  EXPECT_EQ(condition("職員は、戸を閉める。"), "");
}

TEST(Clauses, TheObjectBelongsToTheMainVerb) {
  EXPECT_EQ(object("職員は、課長の許可を得なければならない。"), "課長の許可");
  EXPECT_EQ(object("職員は、必要に応じて適切な措置を講じる。"), "適切な措置");
  EXPECT_EQ(object("職員は、点検の記録を作成し、保管しなければならない。"), "点検の記録");
  EXPECT_EQ(object("職員は、扉、窓及び鍵を点検しなければならない。"), "扉、窓及び鍵");
  EXPECT_EQ(object("職員は、鍵に係る記録を残す。"), "鍵に係る記録");
  EXPECT_EQ(object("職員は、鍵を失わないように注意しなければならない。"), "");
  EXPECT_EQ(object("職員は、課長に報告しなければならない。"), "");
  EXPECT_EQ(object("職員は、鍵を借りる場合は、課長に申し出る。"), "");
}

}  // namespace
}  // namespace mamori::regulation
