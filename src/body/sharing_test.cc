// A union sees of its members what they share, while they share it.
#include "body/sharing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "body/body_fixture.h"

namespace mamori::body {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Town;

class Sharing : public ::testing::Test {
 protected:
  Sharing() {
    const auto text =
        mamori::testing::read_file(mamori::testing::source_path("regulations/model.txt"));
    EXPECT_TRUE(town_.body().adopt_regulation(text, "model.txt").has_value());
    town_.settle();
  }

  Result<Done> begin(std::string_view who, std::string_view with) {
    return acts_.begin(town_.person(who), {{"with", with}, {"what", "posture"}});
  }
  Result<Done> end(std::string_view who, std::string_view with) {
    return acts_.end(town_.person(who), {{"with", with}, {"what", "posture"}});
  }
  std::vector<std::string> shared_with() {
    std::vector<std::string> slugs;
    for (const Share& share : town_.read([](auto& db) { return shares(db); })) {
      slugs.push_back(share.with);
    }
    return slugs;
  }
  static std::string code_of(const Result<Done>& result) {
    return result ? "" : result.error().code;
  }

  Town town_;
  SharingActs acts_{town_.body(), town_.acts()};
};

TEST_F(Sharing, NothingIsSharedUntilTheMemberSaysSo) {
  EXPECT_THAT(shared_with(), IsEmpty());
  EXPECT_FALSE(posture_shared_with(town_.body(), "union").has_value());
}

TEST_F(Sharing, FiguresAreSharedWithTheBodyThatIsNamedAndWithNoOther) {
  const auto begun = begin("大野 隆", "union");
  ASSERT_TRUE(begun.has_value()) << begun.error().message;
  const auto shared = posture_shared_with(town_.body(), "union");
  ASSERT_TRUE(shared.has_value());
  EXPECT_EQ(shared->body_name, "みもり市");
  EXPECT_GT(shared->tally.at(duties::State::not_running), 0);
  EXPECT_FALSE(posture_shared_with(town_.body(), "unio").has_value());
  EXPECT_FALSE(posture_shared_with(town_.body(), "another").has_value());
}

TEST_F(Sharing, BeginningAndEndingAreRecords) {
  const auto begun = begin("大野 隆", "union");
  const auto ended = end("田中 恵子", "union");
  ASSERT_TRUE(begun && ended);
  const auto record =
      town_.read([&](auto& db) { return ledger::record_at(db, ended->record_number); });
  EXPECT_EQ(record->kind, "sharing.end");
  EXPECT_EQ(record->actor, town_.person("田中 恵子"));
  EXPECT_THAT(shared_with(), IsEmpty());
  EXPECT_FALSE(posture_shared_with(town_.body(), "union").has_value());
}

TEST_F(Sharing, MayBeginAnewAndWithSeveral) {
  EXPECT_TRUE(begin("大野 隆", "union") && begin("大野 隆", "province"));
  EXPECT_TRUE(end("大野 隆", "union") && begin("大野 隆", "union"));
  EXPECT_THAT(shared_with(), ElementsAre("union", "province"));
}

TEST_F(Sharing, IsForThoseWhoAnswerForTheBody) {
  EXPECT_EQ(code_of(begin("石井 由美", "union")), "not_the_holder");
  EXPECT_EQ(code_of(begin("事務 花子", "union")), "not_the_holder");
  EXPECT_TRUE(begin("大野 隆", "union").has_value());
  EXPECT_EQ(code_of(end("石井 由美", "union")), "not_the_holder");
}

TEST_F(Sharing, WhatMakesNoSenseIsRefused) {
  EXPECT_EQ(code_of(begin("大野 隆", "")), "input_invalid");
  EXPECT_EQ(code_of(begin("大野 隆", "../union")), "input_invalid");
  EXPECT_EQ(code_of(begin("大野 隆", "mimori")), "input_invalid");
  EXPECT_EQ(code_of(end("大野 隆", "union")), "not_shared");
  EXPECT_TRUE(begin("大野 隆", "union").has_value());
  EXPECT_EQ(code_of(begin("大野 隆", "union")), "shared_already");
  EXPECT_EQ(code_of(acts_.begin(town_.person("大野 隆"), {{"with", "union"}, {"what", "ledger"}})),
            "input_invalid");
}

}  // namespace
}  // namespace mamori::body
