#include "body/register_imports.h"

#include <gmock/gmock.h>

#include "base/testing.h"
#include "body/body_fixture.h"

namespace mamori::body {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing::Town;

using mamori::testing::code_of;

class RegisterImporting : public ::testing::Test {
 protected:
  RegisterImporting() : administrator_(town_.settle()) {}

  Result<ImportPreview> preview(std::string_view csv, std::string_view who = {}) {
    return imports_.preview(person(who), "assets", file(csv), "棚卸しの結果のため");
  }
  Result<int> take(std::string_view csv, std::string_view seen, std::string_view who = {}) {
    return imports_.take(person(who), "assets", file(csv), "棚卸しの結果のため", seen);
  }
  int taken(std::string_view csv) { return take(csv, preview(csv).value().digest).value(); }

  std::string person(std::string_view who) {
    return who.empty() ? administrator_ : town_.person(who);
  }
  static ImportFile file(std::string_view csv) { return {std::string(csv), "台帳.csv"}; }
  std::vector<registers::Entry> entries() {
    return town_.read([](auto& db) { return registers::entries(db, "assets"); });
  }

  static constexpr std::string_view two =
      "名称,種類,重要性,所管する課\n"
      "窓口の端末,端末（ノートパソコン、タブレット等）,重要性Ⅱ,福祉課\n"
      "書庫の箱,紙の文書,重要性Ⅲ,住民課\n";

  Town town_;
  const std::string administrator_;
  RegisterImports imports_{town_.body(), town_.acts()};
};

TEST_F(RegisterImporting, EntriesComeFromATableAsPeopleWriteIt) {
  const auto seen = preview(two);
  ASSERT_TRUE(seen.has_value()) << seen.error().message;
  EXPECT_THAT(seen->troubles, SizeIs(0)) << seen->troubles.front().message;
  EXPECT_THAT(seen->added, SizeIs(2));
  EXPECT_THAT(entries(), SizeIs(0));
  EXPECT_EQ(take(two, seen->digest).value(), 2);
  ASSERT_THAT(entries(), SizeIs(2));
  EXPECT_EQ(entries().at(0).label, "窓口の端末");
  EXPECT_EQ(text_at(entries().at(1).values, "importance"), "3");
  EXPECT_EQ(entries().at(1).section_id, town_.section("住民課"));
}

TEST_F(RegisterImporting, ARowWithANumberChangesItsEntryAndLeavesTheRest) {
  taken(two);
  constexpr std::string_view changed =
      "番号,名称,保管場所\n"
      "資産 第1号,窓口の端末,1階\n"
      "資産 第2号,書庫の箱,\n";
  const auto seen = preview(changed);
  ASSERT_TRUE(seen.has_value()) << seen.error().message;
  ASSERT_THAT(seen->changed, SizeIs(1));
  EXPECT_EQ(seen->unchanged, 1);
  EXPECT_EQ(seen->changed.front().fields.front().label, "保管場所");
  EXPECT_EQ(seen->changed.front().fields.front().after, "1階");
  EXPECT_EQ(take(changed, seen->digest).value(), 1);
  EXPECT_EQ(text_at(entries().at(0).values, "place"), "1階");
  EXPECT_EQ(text_at(entries().at(0).values, "importance"), "2");
}

TEST_F(RegisterImporting, WrongRowsAreNamedByLineAndNothingIsTaken) {
  constexpr std::string_view wrong =
      "番号,名称,種類,重要性,所管する課\n"
      ",端末,飛行機,重要性Ⅱ,福祉課\n"
      ",,紙の文書,重要性Ⅱ,福祉課\n"
      "資産 第9号,端末,紙の文書,重要性Ⅱ,福祉課\n"
      ",よい行,紙の文書,重要性Ⅱ,福祉課\n";
  const auto seen = preview(wrong);
  ASSERT_TRUE(seen.has_value()) << seen.error().message;
  ASSERT_THAT(seen->troubles, SizeIs(3));
  EXPECT_EQ(seen->troubles.at(0).line, 2);
  EXPECT_EQ(seen->troubles.at(0).column, "種類");
  EXPECT_EQ(seen->troubles.at(1).line, 3);
  EXPECT_THAT(seen->troubles.at(2).message, HasSubstr("資産 第9号"));
  EXPECT_EQ(code_of(take(wrong, seen->digest)), "import_wrong");
  EXPECT_THAT(entries(), SizeIs(0));
}

TEST_F(RegisterImporting, OnlyWhatOneMayWriteIsTaken) {
  const auto seen = preview(two, "高橋 美咲");  // the head of 福祉課
  ASSERT_TRUE(seen.has_value());
  ASSERT_THAT(seen->troubles, SizeIs(1));
  EXPECT_EQ(seen->troubles.front().line, 3);
}

TEST_F(RegisterImporting, WhatWasLookedAtIsTakenAndNothingElse) {
  const auto seen = preview(two);
  taken(two);
  EXPECT_EQ(code_of(take(two, seen->digest)), "import_outdated");
}

}  // namespace
}  // namespace mamori::body
