// What amendments do to confirmations.
#include "catalogue/carrying.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regulation/reader.h"

namespace mamori::catalogue {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Text {
  explicit Text(std::string_view text) {
    auto reading = regulation::read(text);
    if (reading.documents.empty()) throw std::runtime_error("not readable");
    document = std::move(reading.documents.front());
    demands = demands_of(document, regulation::provisions(document));
  }
  regulation::Document document;
  std::vector<Demand> demands;
};

constexpr std::string_view original = R"(みもり村情報管理規程
（持ち出し）
第1条　職員は、端末を庁舎の外へ持ち出すときは、管理者の許可を受けなければならない。
（記録）
第2条　管理者は、持ち出した端末の番号と期間を記録しなければならない。
（保管）
第3条　職員は、電磁的記録媒体を鍵の掛かる棚に保管しなければならない。
（複製）
第4条　管理者は、業務に用いる情報の複製を毎日取らなければならない。
)";

// Everything confirmed, each place for a control of its own; carried to the amended text.
class Amendment {
 public:
  explicit Amendment(std::string_view amended) : after_(amended) {
    std::uint64_t record = 10;
    for (const Demand& demand : before_.demands) {
      confirmed_.push_back({.version = 1,
                            .document = 1,
                            .place = demand.place,
                            .from_place = {},
                            .text = demand.text,
                            .controls = {"control-of-" + demand.place},
                            .person_id = "p1",
                            .person_name = "大野 隆",
                            .decided_at = "2026-11-21T00:00:00.000Z",
                            .record_number = record++});
    }
    carried_ = carry(confirmed_, {{1, &before_.demands}}, 2, {{1, &after_.demands}});
  }

  const Confirmation& from(std::string_view place) const {
    const auto found = std::ranges::find(carried_.kept, place, &Confirmation::from_place);
    if (found == carried_.kept.end()) throw std::runtime_error(std::string(place) + " vanished");
    return *found;
  }
  const Carried& carried() const { return carried_; }

 private:
  Text before_{original};
  Text after_;
  std::vector<Confirmation> confirmed_;
  Carried carried_;
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("not in the text");
  return text.replace(at, from.size(), to);
}

TEST(Carrying, WhatDidNotChangeStaysConfirmed) {
  const Amendment amendment{original};
  EXPECT_THAT(amendment.carried().kept, SizeIs(4));
  EXPECT_THAT(amendment.carried().vanished, IsEmpty());
  for (const Confirmation& kept : amendment.carried().kept) {
    EXPECT_EQ(kept.version, 2);
    EXPECT_EQ(kept.carriage, Carriage::same);
    EXPECT_FALSE(kept.needs_review);
    EXPECT_EQ(kept.controls.front(), "control-of-" + kept.place);
    EXPECT_EQ(kept.person_name, "大野 隆");
  }
}

TEST(Carrying, ABranchArticlePutInLeavesTheOthersAlone) {
  const Amendment amendment{replaced(
      std::string(original), "（保管）",
      "（返却）\n第2条の2　職員は、持ち出した端末を期限までに返さなければならない。\n（保管）")};
  EXPECT_THAT(amendment.carried().vanished, IsEmpty());
  EXPECT_EQ(amendment.from("第3条").place, "第3条");
  EXPECT_EQ(amendment.from("第3条").carriage, Carriage::same);
}

TEST(Carrying, ARenumberedArticleTakesItsConfirmationAlong) {
  std::string amended(original);
  amended = replaced(amended, "第4条", "第5条");
  amended = replaced(amended, "第3条", "第4条");
  amended =
      replaced(amended, "（保管）",
               "（点検）\n第3条　委員会は、この規程の運用を毎年点検しなければならない。\n（保管）");
  const Amendment amendment{amended};
  EXPECT_EQ(amendment.from("第3条").place, "第4条");
  EXPECT_EQ(amendment.from("第3条").carriage, Carriage::moved);
  EXPECT_FALSE(amendment.from("第3条").needs_review);
  EXPECT_EQ(amendment.from("第4条").place, "第5条");
  EXPECT_THAT(amendment.carried().vanished, IsEmpty());
}

TEST(Carrying, ChangedWordsAreToBeLookedAtAgain) {
  const Amendment amendment{
      replaced(std::string(original), "毎日取らなければ", "毎週取らなければ")};
  const Confirmation& changed = amendment.from("第4条");
  EXPECT_EQ(changed.carriage, Carriage::changed);
  EXPECT_TRUE(changed.needs_review);
  EXPECT_THAT(changed.text, ::testing::HasSubstr("毎日"));  // what was decided on
  EXPECT_FALSE(amendment.from("第1条").needs_review);
}

TEST(Carrying, ADeletedArticleIsListedAsVanished) {
  const Amendment amendment{
      replaced(std::string(original),
               "（記録）\n第2条　管理者は、持ち出した端末の番号と期間を記録しなければならない。",
               "第2条　削除")};
  ASSERT_THAT(amendment.carried().vanished, SizeIs(1));
  EXPECT_EQ(amendment.carried().vanished.front().place, "第2条");
  EXPECT_THAT(amendment.carried().kept, SizeIs(3));
}

TEST(Carrying, WidthsAndBlanksMakeNoDifference) {
  const Amendment amendment{
      replaced(std::string(original), "第4条　管理者は、", "第４条 管理者は、 ")};
  EXPECT_EQ(amendment.from("第4条").carriage, Carriage::same);
}

TEST(Carrying, NothingConfirmedMakesNoRecord) {
  EXPECT_THAT(record_carried(2, {}, "p1", "大野 隆"), IsEmpty());
}

}  // namespace
}  // namespace mamori::catalogue
