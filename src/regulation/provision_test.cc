#include "regulation/provision.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "base/testing.h"
#include "regulation/reader.h"

namespace mamori::regulation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Provision> provisions_of(std::string_view text) {
  return provisions(read(text).documents.at(0));
}

std::vector<std::string> kinds_of(const Provision& provision) {
  std::vector<std::string> kinds;
  for (const Holder& holder : provision.holders) kinds.push_back(holder.kind);
  return kinds;
}

Provision only(std::string_view sentence) {
  const auto all = provisions_of("第1条 " + std::string(sentence));
  EXPECT_THAT(all, SizeIs(1)) << sentence;
  return all.at(0);
}

TEST(Provision, ModalityComesFromTheEndOfTheSentence) {
  const std::map<std::string, Modality> cases{
      {"職員等は、鍵を返さなければならない。", Modality::obligation},
      {"職員等は、鍵を貸してはならない。", Modality::prohibition},
      {"職員等は、整頓に努めなければならない。", Modality::effort},
      {"職員等は、整頓に努めるものとする。", Modality::effort},
      {"職員等は、鍵を借りることができる。", Modality::power},
      {"鍵は、箱に納めるものとする。", Modality::rule},
      {"私たちは、鍵を守ります。", Modality::commitment},
      {"私たちは、鍵を渡しません。", Modality::commitment},
      {"鍵とは、戸を閉める道具をいう。", Modality::definition},
      {"鍵とは、戸を閉める道具をいう（飾りの物を除く。）。", Modality::definition},
      {"鍵は、箱に納める。", Modality::declaration},
      {"鍵の規程の全部を改正する。", Modality::none},
      {"鍵の一覧", Modality::none},
  };
  for (const auto& [sentence, modality] : cases) {
    EXPECT_EQ(only(sentence).modality, modality) << sentence;
  }
}

TEST(Provision, EverySentenceStandsByItself) {
  const auto all = provisions_of(
      "第1条 "
      "職員等は、戸を開けてはならない。ただし、係長が「開けよ。」と言うときは、開けることが\n\n"
      "できる。\nまた、窓を閉めなければならない。\n");
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0].modality, Modality::prohibition);
  EXPECT_EQ(all[1].modality, Modality::power);
  EXPECT_EQ(all[1].line, 1);
  EXPECT_EQ(all[2].modality, Modality::obligation);
  EXPECT_EQ(all[2].line, 4);
  EXPECT_EQ(all[2].place, "第1条");
  EXPECT_THAT(kinds_of(all[2]), ElementsAre("staff"));
  EXPECT_TRUE(all[2].holder_inherited);
}

TEST(Provision, HoldersAreFoundAtTheTopic) {
  const std::map<std::string, std::vector<std::string>> cases{
      {"統括情報セキュリティ責任者は、鍵を守らなければならない。", {"general_manager"}},
      {"情報セキュリティ管理者及び情報システム管理者は、鍵を守らなければならない。",
       {"section_manager", "system_manager"}},
      {"ＣＩＳＯ 及び委員会は、鍵を守らなければならない。", {"ciso", "committee"}},
      {"職員及び会計年度任用職員（以下「職員等」という。）は、鍵を守らなければならない。",
       {"staff"}},
      {"報告を受けた情報セキュリティ管理者は、鍵を守らなければならない。", {"section_manager"}},
      {"鍵を作る者は、鍵を守らなければならない。", {"staff"}},
      {"監査を行う者は、鍵を守らなければならない。", {"auditor"}},
      {"CISO及びCISOが指名した者は、鍵を見ることができる。", {"ciso", "staff"}},
      {"外部の者に頼む場合、情報システム管理者は鍵を守らなければならない。", {"system_manager"}},
      {"職員等が門を開ける場合は、鍵を借りなければならない。", {"staff"}},
      {"委員会が貸す鍵を、常に守らなければならない。", {}},
      {"鍵は、箱に納めなければならない。", {}},
      {"「情報システム管理者」を置く。", {}},
  };
  for (const auto& [sentence, holders] : cases) {
    EXPECT_EQ(kinds_of(only(sentence)), holders) << sentence;
  }
}

TEST(Provision, HolderIsQuotedAsTheBodyWroteIt) {
  EXPECT_EQ(only("重い荷を運ぶ者は、手袋をしなければならない。").holder_text, "重い荷を運ぶ者");
  EXPECT_EQ(only("情報システム管理者 又は職員等は、手袋をしなければならない。").holder_text,
            "情報システム管理者 又は職員等");
  EXPECT_EQ(only("市長は、手袋を配る。").holder_text, "市長");
  EXPECT_THAT(kinds_of(only("市長は、手袋を配る。")), ElementsAre(""));
}

TEST(Provision, ItemsTakeOverFromTheirLead) {
  const auto all = provisions_of(R"(第1条 職員等は、次の各号に掲げる事項を守らなければならない。
(1) 戸を閉める。
(2) 鍵の番号
(3) 鍵を貸してはならない。
(4) 情報システム管理者は、錠を替える。
2 委員会は、錠を選ぶことができる。
)");
  ASSERT_THAT(all, SizeIs(6));
  EXPECT_EQ(all[1].modality, Modality::obligation);
  EXPECT_TRUE(all[1].modality_inherited);
  EXPECT_THAT(kinds_of(all[1]), ElementsAre("staff"));
  EXPECT_TRUE(all[1].holder_inherited);
  EXPECT_EQ(all[2].modality, Modality::obligation);
  EXPECT_EQ(all[3].modality, Modality::prohibition);
  EXPECT_FALSE(all[3].modality_inherited);
  EXPECT_THAT(kinds_of(all[4]), ElementsAre("system_manager"));
  EXPECT_EQ(all[4].modality, Modality::obligation);
  EXPECT_THAT(kinds_of(all[5]), ElementsAre("committee"));
}

TEST(Provision, ASentenceWithoutASubjectTakesTheOneBefore) {
  const auto all = provisions_of(R"(第1条 職員等は、戸を閉める。
2 分からないときは、係に聞かなければならない。
(窓)
第2条 窓を閉めなければならない。
(情報システム管理者の仕事)
第3条 錠を替えなければならない。
)");
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_THAT(kinds_of(all[1]), ElementsAre("staff"));
  EXPECT_TRUE(all[1].holder_inherited);
  EXPECT_THAT(kinds_of(all[2]), IsEmpty());
  EXPECT_THAT(kinds_of(all[3]), ElementsAre("system_manager"));
  EXPECT_TRUE(all[3].holder_inherited);
}

TEST(Provision, AProvisoGoesOnAboutTheSentenceBefore) {
  const auto all = provisions_of(
      "第1条 職員は、鍵を貸してはならない。ただし、課長が必要と認めたときは、貸すことができる。\n"
      "第2条 鍵は、箱に納めるものとする。ただし、課長が必要と認めたときは、替えることができる。\n");
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(all[1].holders.at(0).title, "職員");
  EXPECT_TRUE(all[1].holder_inherited);
  EXPECT_EQ(all[3].holders.at(0).title, "課長");
}

TEST(Provision, AVariantIsTheOfficeAndIsNoted) {
  const auto all = provisions_of(
      "第1条 情報システム管理者は、錠を替える。\n第2条 システム管理者は、CIS0に報告する。\n"
      "第3条 CISOは、聞く。\n");
  EXPECT_THAT(all[0].notes, IsEmpty());
  EXPECT_THAT(kinds_of(all[1]), ElementsAre("system_manager"));
  EXPECT_THAT(all[1].notes,
              ElementsAre("「システム管理者」は「情報システム管理者」のこととして読みました。",
                          "「CIS0」は「CISO」のこととして読みました。"));
}

TEST(Provision, ContentsTablesAndClosingLinesSayNothing) {
  const auto all = provisions_of(R"(みもり市鍵の規程
令和3年8月1日
目次
第1章 鍵(第1条)
第1章 鍵
第1条 鍵を置く。
別表(第1条関係)
鍵	一つ	二つ
)");
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].place, "第1条");
}

TEST(Provision, JsonNamesItsParts) {
  const Json json = to_json(only("委員会は、鍵を選ぶことができる。"));
  EXPECT_EQ(text_at(json, "place"), "第1条");
  EXPECT_EQ(text_at(json, "modality"), "power");
  EXPECT_EQ(text_at(json, "holder"), "委員会");
  EXPECT_EQ(array_at(json, "holder_kinds").at(0), Json("committee"));
  EXPECT_EQ(text_at(json, "holder_relation"), "sole");
  EXPECT_EQ(array_at(json, "holders").size(), 1U);
  EXPECT_FALSE(flag_at(json, "holder_inherited", true));
}

class MainText : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto text = mamori::testing::seed("002");
    if (!text) GTEST_SKIP() << "../shared/seeds is not here";
    provisions_ = provisions_of(*text);
  }
  // The sentences with this modality of their own.
  int own(Modality modality) const {
    return static_cast<int>(std::ranges::count_if(provisions_, [modality](const Provision& each) {
      return each.modality == modality && !each.modality_inherited;
    }));
  }
  const Provision& at(std::string_view place, std::size_t sentence = 0) const {
    for (const Provision& each : provisions_) {
      if (each.place == place && sentence-- == 0) return each;
    }
    throw std::out_of_range(std::string(place));
  }
  std::vector<Provision> provisions_;
};

TEST_F(MainText, HasTheModalitiesCountedByHand) {
  EXPECT_EQ(own(Modality::obligation), 208);
  EXPECT_EQ(own(Modality::prohibition), 26);
  EXPECT_EQ(own(Modality::effort), 3);
  EXPECT_EQ(own(Modality::power), 7);
  EXPECT_EQ(own(Modality::rule), 5);
}

TEST_F(MainText, NamesTheHoldersOfKnownPlaces) {
  EXPECT_THAT(kinds_of(at("第18条第2項")), ElementsAre("staff"));
  EXPECT_THAT(kinds_of(at("第33条第2項")), ElementsAre("staff"));
  EXPECT_THAT(kinds_of(at("第35条")), ElementsAre("section_manager"));
  EXPECT_THAT(kinds_of(at("第53条第3項")),
              ElementsAre("general_manager", "system_manager", "system_operator", "contractor"));
  EXPECT_THAT(kinds_of(at("第82条第6号")), ElementsAre("staff"));
  EXPECT_THAT(kinds_of(at("第9条第3項")), ElementsAre("ciso"));
  EXPECT_EQ(at("第34条第1項", 1).modality, Modality::power);
  EXPECT_THAT(kinds_of(at("第114条")), ElementsAre("audit_lead"));
  EXPECT_THAT(kinds_of(at("第122条")), ElementsAre("ciso", "committee"));
  EXPECT_EQ(at("第29条第4項", 1).line, 327);
}

TEST_F(MainText, NotesEveryCisoWrittenWithAZero) {
  std::vector<int> lines;
  for (const Provision& each : provisions_) {
    for (const std::string& note : each.notes) {
      if (note.contains("CIS0")) lines.push_back(each.line);
    }
  }
  EXPECT_THAT(lines, ElementsAre(295, 427, 435, 441, 443, 726, 730, 834, 866, 917, 925, 929, 941,
                                 947, 951));
}

TEST(Provision, EntriesBelowALeadThatNamesNobodyTakeNobodyOver) {
  const auto all = provisions_of(
      "第1条 番は、台帳を備えなければならない。\n2 台帳には、次の事項を記載する。\n(1) 鍵の番号\n"
      "3 細目については、別に定める。\n");
  ASSERT_THAT(all, SizeIs(4));
  for (std::size_t at = 1; at < all.size(); ++at) EXPECT_THAT(all[at].holders, IsEmpty());
}

TEST(Provision, EntriesWithATopicOfTheirOwnKeepTheirModality) {
  const auto all = provisions_of(
      "第1条 番は、次の各号により鍵を守る。\n(1) 台帳は、毎年作成すること。\n(2) 鍵の点検\n");
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[1].modality, Modality::obligation);
  EXPECT_EQ(all[2].modality, Modality::declaration);
}

TEST(Provision, ExtractedSupplementaryProvisionsHaveNoSentenceOfThat) {
  const auto all =
      provisions_of("第1条 番は、鍵を守る。\n附　則　抄\nこの規程は、公布の日から施行する。\n");
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[1].place, "附則");
}

}  // namespace
}  // namespace mamori::regulation
