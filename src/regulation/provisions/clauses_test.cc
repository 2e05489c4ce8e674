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

TEST(Clauses, ConditionsThatAreJoinedAreOne) {
  EXPECT_EQ(condition("番が留守のとき、又は番が倒れたときは、副番が鍵を守る。"),
            "番が留守のとき、又は番が倒れたときは");
  EXPECT_EQ(condition("鍵は貸さないものとし、やむを得ず貸す場合は、名を控える。"),
            "やむを得ず貸す場合は");
  EXPECT_EQ(condition("職員は、鍵を使う前に、番に申し出る。"), "鍵を使う前に");
}

TEST(Clauses, TheObjectIsNotWhatSomethingIsDoneWith) {
  EXPECT_EQ(object("鍵の番は、課長をもって充てる。"), "");
  EXPECT_EQ(object("職員は、合鍵を、課長の承認を得て作る。"), "合鍵");
  EXPECT_EQ(object("職員は、課長の承認を得て行う。"), "");
}

TEST(Clauses, TheObjectStandsBehindAdverbsAndOtherCases) {
  EXPECT_EQ(object("職員は、速やかにその旨を届け出る。"), "その旨");
  EXPECT_EQ(object("職員は、許可なく鍵を貸してはならない。"), "鍵");
  EXPECT_EQ(object("職員は、あらかじめ鍵の有無を確かめる。"), "鍵の有無");
  EXPECT_EQ(object("番は、箱に次の各号に掲げる鍵を入れる。"), "次の各号に掲げる鍵");
  EXPECT_EQ(object("副番がその職務を行う。"), "その職務");
}

TEST(Clauses, TheObjectMayHaveSeveralPredicatesAndPlaces) {
  EXPECT_EQ(object("職員は、古い鍵を溶かし、又は埋めなければならない。"), "古い鍵");
  EXPECT_EQ(object("職員は、合鍵を、鍵の掛かる箱に入れる。"), "合鍵");
  EXPECT_EQ(object("番は、鍵を一つの箱に集めるよう努める。"), "鍵");
  EXPECT_EQ(object("番は、守るべき事項を分かりやすく示す。"), "守るべき事項");
}

}  // namespace
}  // namespace mamori::regulation
