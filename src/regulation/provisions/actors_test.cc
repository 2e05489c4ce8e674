#include "regulation/provisions/actors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "base/text.h"
#include "regulation/reader.h"

namespace mamori::regulation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string names_of(const Actor& actor) {
  std::string names;
  for (const Holder& holder : actor.holders) {
    const bool either = actor.relation == HolderRelation::alternative;
    names += (names.empty() ? "" : either ? "|" : "&") + holder.title;
  }
  return names;
}

// Who acts in the only sentence of a document.
std::string actors_of(const std::string& sentence) {
  const auto reading = read("第1条 " + sentence);
  const OfficeBook offices(reading.documents.at(0));
  return names_of(actor_in(Words(code_points(sentence)), offices));
}

void expect_actors(const std::map<std::string, std::string>& cases) {
  for (const auto& [sentence, names] : cases) EXPECT_EQ(actors_of(sentence), names) << sentence;
}

TEST(Actors, MayBeARoomOrASectionOfTheBody) {
  expect_actors({
      {"鍵政策課は、鍵を守る。", "鍵政策課"},
      {"鍵推進担当は、鍵を守る。", "鍵推進担当"},
      {"鍵管理室は、常に施錠する。", ""},
      {"鍵管理室は、鍵管理室長の下で鍵を守る。", "鍵管理室"},
      {"サーバ室は、常に施錠する。", ""},
  });
}

TEST(Actors, AreNotThoseWhoLeaveOrBreakARule) {
  expect_actors({
      {"職員が退職するときは、鍵を回収しなければならない。", ""},
      {"職員が退職するときは、鍵を返却しなければならない。", "職員"},
      {"職員がこの規程に違反したときは、鍵の利用を止める。", ""},
      {"職員が鍵を使えるよう、箱を整えなければならない。", ""},
  });
}

TEST(Actors, AreTheTopicWhenItCanAct) {
  expect_actors({
      {"町長は、鍵を守る。", "町長"},
      {"議員等は、鍵を守る。", "議員等"},
      {"ＣＩＳＯ は、鍵を守る。", "CISO"},
      {"各課の長は、鍵を守る。", "各課の長"},
      {"すこやか福祉課長は、鍵を守る。", "すこやか福祉課長"},
      {"全職員は、鍵を守る。", "職員"},
      {"本市職員は、鍵を守る。", "職員"},
      {"当組合は、鍵を守る。", "当組合"},
      {"鍵を渡すときは、情報管理主任は、名を書く。", "情報管理主任"},
      {"報告を受けた校長は、鍵を守る。", "校長"},
      {"管理者が許可した職員は、鍵を守る。", "職員"},
      {"鍵を作る者は、鍵を守る。", "鍵を作る者"},
      {"鍵は、箱に納める。", ""},
      {"パスワード長は、十二とする。", ""},
      {"次の機会は、別に知らせる。", ""},
  });
}

TEST(Actors, AreJoinedOrOneOfThem) {
  expect_actors({
      {"署長及び課長は、鍵を守る。", "署長&課長"},
      {"総務課長、環境課長並びに学校教育課長は、鍵を守る。", "総務課長&環境課長&学校教育課長"},
      {"署長・課長は、鍵を守る。", "署長&課長"},
      {"署長又は課長は、鍵を守る。", "署長|課長"},
      {"署長、課長若しくは係長は、鍵を守る。", "署長|課長|係長"},
      {"署長及び契約により鍵を預かる警備業者は、鍵を守る。", "署長&警備業者"},
      {"署長及び署長が指名した者は、鍵を守る。", "署長&署長が指名した者"},
      {"署長及び課長の職務を代行する者は、鍵を守る。", "署長及び課長の職務を代行する者"},
      {"検査を受ける者と検査をする者は、同じではならない。", "検査を受ける者&検査をする者"},
      {"職員、臨時職員及び嘱託員（以下「職員等」という。）は、鍵を守る。", "職員等"},
      {"署長、又は署長が指名する課長は、鍵を守る。", "署長|課長"},
      {"職員及びその監督者は、鍵を守る。", "職員&監督者"},
      {"鍵管理責任者（以下「責任者」という。）は、鍵を守る。", "責任者"},
  });
}

TEST(Actors, MayStandInsideOfTheSentence) {
  expect_actors({
      {"必要な事項は、町長が別に定める。", "町長"},
      {"委員会は、委員長が招集する。", "委員長"},
      {"鍵は、課長が定める場所に納める。", ""},
      {"署長が、課から独立した者に鍵を渡さなければならない。", "署長"},
      {"署長が、渡すと決めた鍵は、箱に納める。", ""},
      {"委員会の庶務は、総務課において処理する。", "総務課"},
      {"所属長にあっては、鍵を数える。", "所属長"},
      {"鍵の交換は、鍵管理責任者により行われなければならない。", "鍵管理責任者"},
      {"職員が鍵を借りる場合は、名を書かなければならない。", "職員"},
      {"課長が認めた場合は、鍵を替えなければならない。", ""},
      {"課長が必要と認める場合は、鍵を替えなければならない。", "課長"},
      {"ただし、課長が必要と認める場合は、鍵を替えなければならない。", ""},
      {"業者が鍵に触れる場合は、業者に名札を付けさせる。", ""},
      {"業者において鍵が守られることを確かめる。", ""},
  });
}

TEST(Actors, AreInstitutedByTheDocument) {
  const auto reading = read("第1条 町に「鍵の番」を置く。\n第2条 鍵の番は、鍵を守る。\n");
  const OfficeBook offices(reading.documents.at(0));
  EXPECT_TRUE(offices.is_agent(U"鍵の番"));
}

TEST(Actors, OneTitleForEachOffice) {
  const auto reading = read(
      "第1条 最高情報セキュリティ責任者（以下「CISO」という。）を置く。\n"
      "第2条 情報システム管理者は、CIS0に報告する。\n第3条 システム管理者は、CISOに会う。\n");
  const OfficeBook offices(reading.documents.at(0));
  EXPECT_EQ(offices.office(U"最高情報セキュリティ責任者"), (Holder{"CISO", "ciso"}));
  EXPECT_EQ(offices.office(U"CIS0"), (Holder{"CISO", "ciso"}));
  EXPECT_EQ(offices.office(U"システム管理者").title, "情報システム管理者");
  EXPECT_EQ(utf8(offices.proper(U"システム管理者")), "情報システム管理者");
}

TEST(Actors, ACaptionLaysSomethingOnAnOffice) {
  const auto named = [](std::string_view caption) {
    const OfficeBook offices(read("第1条 鍵を守る。").documents.at(0));
    return names_of(actor_of_caption(Words(code_points(caption)), offices));
  };
  EXPECT_EQ(named("職員等の遵守事項"), "職員等");
  EXPECT_EQ(named("情報システム管理者の責務"), "情報システム管理者");
  EXPECT_EQ(named("職員等の研修"), "");
  EXPECT_EQ(named("鍵の管理"), "");
}

TEST(Actors, AreNotThoseWhoAreAwayOrOnlySpokenOf) {
  expect_actors({
      {"管理者が不在のときは、直接報告するものとする。", ""},
      {"この規程が適用される機関は、町長部局及び議会とする。", ""},
      {"町の業務を受託した者が鍵を使う場合について準用する。", ""},
  });
}

TEST(Actors, MayHaveADutyLaidOnThem) {
  expect_actors({
      {"鍵の点検は、所属長の責務とする。", "所属長"},
      {"職員には、秘密を守る義務がある。", "職員"},
      {"職員一人一人が鍵を守らなければならない。", "職員"},
      {"会派の代表者は、鍵を守る。", "会派の代表者"},
      {"乙は、鍵を甲に返さなければならない。", "乙"},
      {"病院は、鍵を守る責務を有する。", "病院"},
  });
}

TEST(Actors, MayBeTitlesThatTheTextDefines) {
  const auto reading =
      read("第1条 「鍵守」とは、鍵を預かる職員をいう。\n第2条 鍵守は、鍵を守る。\n");
  const OfficeBook offices(reading.documents.at(0));
  EXPECT_EQ(names_of(actor_in(Words(U"鍵守は、鍵を守る。"), offices)), "鍵守");
}

}  // namespace
}  // namespace mamori::regulation
