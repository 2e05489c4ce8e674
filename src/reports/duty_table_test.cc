#include "reports/duty_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regulation/reader.h"

namespace mamori::reports {
namespace {

using ::testing::ElementsAre;

Table table_of(std::string_view text) {
  const auto reading = regulation::read(text);
  const auto& document = reading.documents.at(0);
  const auto status = [](std::string_view place) {
    return place == "第2条第2項" ? PlaceStatus{"情報の持ち出し", "期限超過"} : PlaceStatus{};
  };
  return duty_table(document, regulation::provisions(document), *parse_day("2026-11-21"), status);
}

constexpr std::string_view rules =
    "みもり市情報管理規程\n\n第1条 この規程において「情報」とは、電磁的な記録をいう。\n\n"
    "第2条 CISO及び情報セキュリティ管理者は、情報を守らなければならない。\n"
    "2 職員等は、許可なく情報を持ち出してはならない。\n";

TEST(DutyTable, HasARowForEachDemand) {
  const Table table = table_of(rules);
  EXPECT_EQ(table.title, "みもり市情報管理規程　義務等の一覧");
  ASSERT_EQ(table.rows.size(), 2U);  // a definition demands nothing
  EXPECT_THAT(
      table.rows[0],
      ElementsAre(Value("第2条第1項"),
                  Value("CISO及び情報セキュリティ管理者は、情報を守らなければならない。"),
                  Value("CISO及び情報セキュリティ管理者"), Value("義務"), Value(""), Value("")));
  EXPECT_THAT(
      table.rows[1],
      ElementsAre(Value("第2条第2項"), Value("職員等は、許可なく情報を持ち出してはならない。"),
                  Value("職員等"), Value("禁止"), Value("情報の持ち出し"), Value("期限超過")));
}

TEST(DutyTable, WhoIsTakenFromElsewhereStandsInParentheses) {
  const Table table = table_of(
      "みもり市情報管理規程\n\n第1条 職員等は、次の各号に掲げる事項を守らなければならない。\n"
      "(1) パスワードを他人に知らせないこと。\n");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[1].at(2), Value("（職員等）"));
}

}  // namespace
}  // namespace mamori::reports
