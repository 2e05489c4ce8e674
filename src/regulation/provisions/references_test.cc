#include "regulation/provisions/references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "regulation/reader.h"

namespace mamori::regulation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view town = R"(みもり市鍵の規程

第1章 総則
(趣旨)
第1条 この規程は、鍵について定める。
(鍵の番)
第2条 鍵の番を置く。
2 前項の鍵の番は、次の各号に掲げる鍵を守る。
(1) 表の鍵
(2) 裏の鍵
3 前2項及び次条に定めるもののほか、第1項の鍵の番は、前項第2号の鍵を数える。
第3条 前条第2項各号の鍵は、第1条から第2条の2までに従い、別表第1に書く。
第2章 雑則
第4条 第2条第2項第1号及び第2号並びに第3項の鍵は、様式第9号による。
2 地方公務員法（昭和25年法律第261号。以下「法」という。）第34条及び第36条を守る。
3 法第12条、同条第2項及び同法第40条の二の条件で、条例第5条を読む。
4 みもり市行政組織規則（平成17年規則第2号）第4条の、第三者は、一方の鍵を第1号様式により第2項目の箱から出す。
第5条 第77条の鍵は、前条第4項ただし書の箱に入れる。

別表第1（第3条関係）
鍵	箱
)";

struct Seen {
  std::string text;
  std::string to;  // places, or the law, apart by ' '
};

std::vector<std::string> references_in(std::string_view text, std::string_view place) {
  std::vector<std::string> seen;
  for (const Provision& provision : provisions(read(text).documents.at(0))) {
    if (provision.place != place) continue;
    for (const Reference& reference : provision.references) {
      std::string one = reference.text + " →";
      for (const std::string& to : reference.places) one += " " + to;
      if (reference.kind == ReferenceKind::law) one += " " + reference.law_name;
      if (reference.kind == ReferenceKind::dangling) one += " ?";
      seen.push_back(std::move(one));
    }
  }
  return seen;
}

std::vector<std::string> references_at(std::string_view place) {
  return references_in(town, place);
}

TEST(References, GoByTheirNeighbours) {
  EXPECT_THAT(references_at("第2条第2項"),
              ElementsAre("前項 → 第2条第1項", "次の各号 → 第2条第2項第1号 第2条第2項第2号"));
  EXPECT_THAT(references_at("第2条第3項"),
              ElementsAre("前2項 → 第2条第1項 第2条第2項", "次条 → 第3条", "第1項 → 第2条第1項",
                          "前項第2号 → 第2条第2項第2号"));
}

TEST(References, LeadToRangesListsAndAppendices) {
  EXPECT_THAT(references_at("第3条"),
              ElementsAre("前条第2項各号 → 第2条第2項第1号 第2条第2項第2号",
                          "第1条から第2条の2まで → 第1条", "別表第1 → 別表第1"));
  EXPECT_THAT(references_at("第4条第1項"),
              ElementsAre("第2条第2項第1号 → 第2条第2項第1号", "第2号 → 第2条第2項第2号",
                          "第3項 → 第2条第3項", "様式第9号 → ?"));
}

TEST(References, ToLawsAreNeverResolvedInside) {
  EXPECT_THAT(
      references_at("第4条第2項"),
      ElementsAre("地方公務員法（昭和25年法律第261号。以下「法」という。）第34条 → 地方公務員法",
                  "第36条 → 地方公務員法"));
  EXPECT_THAT(references_at("第4条第3項"),
              ElementsAre("法第12条 → 地方公務員法", "同条第2項 → 地方公務員法",
                          "同法第40条の二 → 地方公務員法", "条例第5条 → 条例"));
}

TEST(References, AreNotSeenInOtherWords) {
  EXPECT_THAT(references_at("第4条第4項"),
              ElementsAre("みもり市行政組織規則（平成17年規則第2号）第4条 → みもり市行政組織規則",
                          "第1号様式 → ?"));
}

TEST(References, ThatLeadNowhereAreTold) {
  EXPECT_THAT(references_at("第5条"), ElementsAre("第77条 → ?", "前条第4項ただし書 → 第4条第4項"));
  const auto all = provisions(read(town).documents.at(0));
  EXPECT_THAT(all.back().notes,
              ElementsAre("「第77条」にあたる箇所が、この文書に見つかりません。"));
}

TEST(References, KnowTheNumberOfALaw) {
  for (const Provision& provision : provisions(read(town).documents.at(0))) {
    if (provision.place != "第4条第3項") continue;
    EXPECT_EQ(provision.references.at(0).law_number, "昭和25年法律第261号");
  }
}

TEST(References, OfTheNumberedStyle) {
  const auto all = provisions(read(R"(みもり市鍵の方針

1 目的
鍵を守る。
2 鍵
(1) 表の鍵
上記1の目的のため、上記1、3及び9に従う。
(2) 裏の鍵
裏の鍵は、2(1)に規定する鍵のほか、2 (1) のとおりとする。
3 見直し
上記7の鍵を見直す。
)")
                                  .documents.at(0));
  const auto places = [&](std::string_view place, std::size_t number) {
    for (const Provision& each : all) {
      if (each.place == place && number < each.references.size()) {
        return each.references[number].places;
      }
    }
    return std::vector<std::string>{"none"};
  };
  EXPECT_THAT(places("2(1)", 0), ElementsAre("1"));
  EXPECT_THAT(places("2(1)", 1), ElementsAre("1", "3"));
  EXPECT_THAT(places("2(2)", 0), ElementsAre("2(1)"));
  EXPECT_THAT(places("2(2)", 1), ElementsAre("2(1)"));
  EXPECT_THAT(places("3", 0), IsEmpty());
}

TEST(References, LeadToHeadingsAndFormsHoweverTheyAreWritten) {
  constexpr std::string_view text = R"(みもり市鐘の方針
第１　目的
この方針は、鐘を守るために定める。第一に、鐘を数える。
第２　点検
１　鐘番は、別表第１により点検する。
２　記録は、別記第１号様式及び様式第２号による。
第３　委任
(1) 第２の１、第２第２項及び第４に定める者が行う。
第４　雑則
第３(1)の規定による。
別表第１（第２関係）
鐘	3
別記様式第１号
鐘の記録
第２号様式
門の記録
)";
  EXPECT_THAT(references_in(text, "第1"), ElementsAre("この方針 →"));
  EXPECT_THAT(references_in(text, "第2の1"), ElementsAre("別表第１ → 別表第1"));
  EXPECT_THAT(references_in(text, "第2の2"),
              ElementsAre("別記第１号様式 → 別記様式第1号", "様式第２号 → 第2号様式"));
  EXPECT_THAT(references_in(text, "第3(1)"),
              ElementsAre("第２の１ → 第2の1", "第２第２項 → 第2の2", "第４ → 第4"));
  EXPECT_THAT(references_in(text, "第4"), ElementsAre("第３(1) → 第3(1)"));
}

TEST(References, AClassificationThatIsNotThereIsTold) {
  const auto all =
      provisions(read("第1条 鍵は、次の各号に掲げるとおり分類する。\n(1) 重い鍵\n第2条 "
                      "前条の分類に従う。\n第3条 前条の分類に従う。\n")
                     .documents.at(0));
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_THAT(all[2].notes, IsEmpty());
  EXPECT_THAT(all[3].notes,
              ElementsAre("「前条の分類」とありますが、第2条は分類を定めていません。"));
}

TEST(References, MayHaveBranchesAndStandInBrackets) {
  constexpr std::string_view rules =
      "第1条 次の鍵を置く。\n(1) 表の鍵\n(1)の2 裏の鍵\n第1の2条 鍵を守る。\n"
      "第2条 第1条（第1号の2を除く。）及び第1の2条の鍵を守る。\n"
      "2 鍵法第3条第2項第3号の2、第4条の2から第6条までの鍵を除く。\n";
  EXPECT_THAT(references_in(rules, "第2条第1項"),
              ElementsAre("第1条 → 第1条", "第1号の2 → 第1条第1号の2", "第1の2条 → 第1条の2"));
  EXPECT_THAT(references_in(rules, "第2条第2項"),
              ElementsAre("鍵法第3条第2項第3号の2 → 鍵法", "第4条の2から第6条まで → 鍵法"));
}

TEST(References, ToParagraphsOfAPointLeadToItsNumbers) {
  constexpr std::string_view rules =
      "第1　鍵\n1　鍵は、次のとおりとする。\n(1)　表の鍵\n(2)　裏の鍵\n"
      "2　第1項第2号の鍵を守る。\n第2　塔\n塔を守る。\n";
  EXPECT_THAT(references_in(rules, "第1の2"), ElementsAre("第1項第2号 → 第1の1(2)"));
}

TEST(References, ToThePoliciesOfABodyNameAnotherText) {
  constexpr std::string_view rules =
      "第1条 みもり市情報安全基本方針に基づき、鍵の方針を定める。\n"
      "第2条 鍵取扱基準（平成30年告示第5号）による。\n";
  EXPECT_THAT(references_in(rules, "第1条"),
              ElementsAre("みもり市情報安全基本方針 → みもり市情報安全基本方針"));
  EXPECT_THAT(references_in(rules, "第2条"),
              ElementsAre("鍵取扱基準（平成30年告示第5号） → 鍵取扱基準"));
}

TEST(References, TitlesHaveConjunctionsInThem) {
  const auto laws_in = [](const std::string& sentence) {
    std::vector<std::string> names;
    for (const Provision& each : provisions(read("第1条 " + sentence + "\n").documents.at(0))) {
      for (const Reference& reference : each.references) names.push_back(reference.law_name);
    }
    return names;
  };
  EXPECT_THAT(laws_in("みもり市鍵及び門の保護に関する条例（平成15年条例第5号）による。"),
              ElementsAre("みもり市鍵及び門の保護に関する条例"));
  EXPECT_THAT(laws_in("みもり市鍵又は門の管理規程（平成15年訓令第5号）第2条による。"),
              ElementsAre("みもり市鍵又は門の管理規程"));
  EXPECT_THAT(laws_in("みもり市鍵の条例及びみもり市門の保護に関する条例を守る。"),
              ElementsAre("みもり市鍵の条例", "みもり市門の保護に関する条例"));
  EXPECT_THAT(laws_in("みもり市若年者普及規則（平成15年規則第5号）による。"),
              ElementsAre("みもり市若年者普及規則"));
  EXPECT_THAT(laws_in("鍵管理法及び門管理法（平成15年法律第5号）による。"),
              ElementsAre("鍵管理法", "門管理法"));
  EXPECT_THAT(laws_in("みもり市鍵管理要綱（令和3年4月1日）による。"),
              ElementsAre("みもり市鍵管理要綱"));
}

TEST(References, ToTheItemsOfAnotherArticle) {
  constexpr std::string_view rules =
      "第1条 次の鍵を置く。\n(1) 表の鍵\nア 大\nイ 小\n(2) 裏の鍵\n第2条 第1条各号の鍵を守る。\n"
      "2 第1条第1号ア又はイの鍵を守る。\n";
  EXPECT_THAT(references_in(rules, "第2条第1項"), ElementsAre("第1条各号 → 第1条第1号 第1条第2号"));
  EXPECT_THAT(references_in(rules, "第2条第2項"),
              ElementsAre("第1条第1号ア → 第1条第1号ア", "イ → 第1条第1号イ"));
}

TEST(References, ToNumbersAlone) {
  constexpr std::string_view rules =
      "1　鍵\n(1)　表の鍵\n①　大\n②　小\n2　門\n2.1　表\n表の門を守る。\n2.2　裏\n裏の門を守る。\n"
      "3　番\n番は、1の⑴の②に掲げる鍵、2の門及び2.1～2.2の門を守る。\n";
  EXPECT_THAT(references_in(rules, "3"),
              ElementsAre("1の⑴の② → 1(1)②", "2 → 2", "2.1～2.2 → 2.1 2.2"));
}

}  // namespace
}  // namespace mamori::regulation
