#include "body/body.h"

#include <gmock/gmock.h>

#include "base/testing.h"
#include "body/body_fixture.h"
#include "ledger/verify.h"

namespace mamori::body {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::shipped;
using ::testing::SizeIs;
using testing::Town;

constexpr std::string_view small_regulation = R"(みもり市情報セキュリティ要綱

（持ち出し）
第1条　職員は、端末や書類を庁舎の外へ持ち出すときは、あらかじめ所属の管理者から許可を受けなければならない。
2　情報セキュリティ管理者は、端末の持ち出しと持込みの記録を作成し、保管しなければならない。
（決裁）
第2条　職員は、自らの申請を自ら承認してはならない。
)";

std::size_t texts_in(Town& town) {
  return town.read([&](auto& db) { return town.body().texts(db).size(); });
}

TEST(Body, ANewOneHasNoRegulationAndTakesOne) {
  Town town;
  EXPECT_FALSE(town.body().has_regulation());
  EXPECT_EQ(texts_in(town), 0U);
  const auto reading = town.body().adopt_regulation(small_regulation, "small.txt");
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  EXPECT_TRUE(town.body().has_regulation());
  ASSERT_EQ(texts_in(town), 1U);
  EXPECT_EQ(town.read([&](auto& db) { return town.body().name(db); }), "みもり市");
}

TEST(Body, WhatIsNoRegulationIsRefusedAndLeavesNoRecord) {
  Town town;
  const std::uint64_t before = town.records();
  const auto reading = town.body().adopt_regulation("", "empty.txt");
  ASSERT_FALSE(reading.has_value());
  EXPECT_EQ(reading.error().code, "regulation_unreadable");
  EXPECT_EQ(town.records(), before);
}

TEST(Body, ANewerTextIsTheNextVersion) {
  Town town;
  ASSERT_TRUE(town.body().adopt_regulation(small_regulation, "small.txt").has_value());
  std::string newer(small_regulation);
  newer += "（点検）\n第3条　職員は、端末を点検しなければならない。\n";
  ASSERT_TRUE(town.body().adopt_regulation(newer, "newer.txt").has_value());
  town.read([&](auto& db) {
    const auto texts = town.body().texts(db);
    EXPECT_EQ(texts.at(0)->adopted.version, 2);
    EXPECT_NE(regulation::find(texts.at(0)->document, "第3条"), nullptr);
  });
}

TEST(Body, CitesThePlacesThatCarryAControlInTheirOwnWords) {
  Town town;
  ASSERT_TRUE(town.body().adopt_regulation(small_regulation, "small.txt").has_value());
  const auto cited =
      town.read([&](auto& db) { return town.body().cite(db, {"applicant-is-not-approver"}); });
  ASSERT_THAT(cited, SizeIs(1));
  EXPECT_EQ(cited.front().place, "第2条");
  EXPECT_EQ(cited.front().caption, "決裁");
  EXPECT_THAT(cited.front().text, HasSubstr("自ら承認してはならない"));
  EXPECT_THAT(town.read([&](auto& db) { return town.body().cite(db, {}); }), IsEmpty());
}

TEST(Body, WhatLiesInAQuotedPlaceIsNotQuotedAgain) {
  Town town;
  ASSERT_TRUE(town.body()
                  .adopt_regulation(mamori::testing::read_file(
                                        mamori::testing::source_path("regulations/model.txt")),
                                    "model.txt")
                  .has_value());
  const auto cited =
      town.read([&](auto& db) { return town.body().cite(db, {"takeout-permission"}); });
  ASSERT_FALSE(cited.empty());
  for (std::size_t index = 1; index < cited.size(); ++index) {
    EXPECT_FALSE(cited[index].place.starts_with(cited[index - 1].place + "第"))
        << cited[index].place;
  }
}

TEST(Body, IsTheSameAfterItWasClosedAndOpened) {
  Town town;
  ASSERT_TRUE(town.body().adopt_regulation(small_regulation, "small.txt").has_value());
  town.settle();
  const std::string ishii = town.person("石井 由美");
  const std::uint64_t records = town.records();
  const auto cited = [&] {
    return town.read([&](auto& db) { return town.body().cite(db, {"applicant-is-not-approver"}); })
        .at(0)
        .text;
  };
  const std::string before = cited();
  town.reopen();
  EXPECT_EQ(town.records(), records);
  EXPECT_EQ(town.person("石井 由美"), ishii);
  EXPECT_EQ(cited(), before);
  EXPECT_TRUE(town.read([](auto& db) { return ledger::verify_store(db); }).ok);
}

// The body of the town, opened by another program.
Result<std::unique_ptr<Body>> open_again(Town& town) {
  return Body::open(
      {.folder = town.folder(), .slug = "mimori", .location = town.database().location()},
      shipped(), town.clock());
}

TEST(SqliteBody, OneProgramAtATimeHasIt) {
  Town town;
  const auto second = open_again(town);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, "body_in_use");
}

TEST(PostgresBody, SeveralProgramsWriteItsLedgerInTurn) {
  Town town;
  const auto second = open_again(town);
  ASSERT_TRUE(second.has_value()) << second.error().message;
  const std::uint64_t before = town.records();
  const auto act_on = [&](Body& body) {
    const auto recorded = body.store().write([&](store::Connection& writer) -> Result<void> {
      body.journal().record(writer, {"test.done", "system:test", "thing:1", JsonObject{}});
      return {};
    });
    EXPECT_TRUE(recorded.has_value());
  };
  {
    std::vector<std::jthread> programs;
    for (Body* body : {&town.body(), second->get()}) {
      programs.emplace_back([&, body] {
        for (int act = 0; act < 40; ++act) act_on(*body);
      });
    }
  }
  EXPECT_EQ(town.records(), before + 80);
  EXPECT_TRUE(town.read([](auto& db) { return ledger::verify_store(db); }).ok);
}

TEST(Body, IsNotOpenedWithoutTheKeyThatSignedItsLedger) {
  Town town;
  town.settle();
  std::filesystem::remove(town.folder() / "mimori.key");
  town.close();
  EXPECT_EQ(open_again(town).error().code, "key_missing");
}

TEST(Body, ItsShortNameIsPlain) {
  Town town;
  const auto open =
      Body::open({.folder = town.folder(), .slug = "みもり"}, shipped(), town.clock());
  ASSERT_FALSE(open.has_value());
  EXPECT_EQ(open.error().code, "slug_malformed");
}

TEST(Body, ADefinitionIsAdoptedOnce) {
  Town town;
  const std::uint64_t records = town.records();
  EXPECT_EQ(records, shipped().procedures.size());
  town.reopen();
  EXPECT_EQ(town.records(), records);
}

}  // namespace
}  // namespace mamori::body
