#include "catalogue/titles.h"

#include <algorithm>
#include <gmock/gmock.h>

#include "base/testing.h"
#include "regulation/reader.h"

namespace mamori::catalogue {
namespace {

using ::testing::Contains;
using ::testing::Not;

ProposedTitle proposed(const std::vector<ProposedTitle>& all, std::string_view kind) {
  const auto found = std::ranges::find(all, kind, &ProposedTitle::kind);
  return found == all.end() ? ProposedTitle{} : *found;
}

std::vector<regulation::Provision> provisions_of(std::string_view text) {
  return regulation::provisions(regulation::read(text));
}

ProposedTitle in_text(std::string_view text, std::string_view kind) {
  return proposed(propose_titles(provisions_of(text)), kind);
}

TEST(Titles, OfTheModelRegulationComeWithWhoHoldsThem) {
  const auto all = propose_titles(provisions_of(
      mamori::testing::read_file(mamori::testing::source_path("regulations/model.txt"))));
  EXPECT_EQ(proposed(all, "ciso").title, "CISO");
  EXPECT_EQ(proposed(all, "ciso").ex_officio, "副市長");
  EXPECT_EQ(proposed(all, "ciso").place, "第5条第2項");
  EXPECT_EQ(proposed(all, "general_manager").ex_officio, "総務部長");
  EXPECT_EQ(proposed(all, "section_manager").ex_officio, "課等の長");
  EXPECT_EQ(proposed(all, "system_manager").ex_officio, "");  // somebody is named
  EXPECT_EQ(proposed(all, "audit_lead").ex_officio, "監査委員事務局長");
}

TEST(Titles, AreFilledWhereTheOfficeIsEstablished) {
  const std::string_view text =
      "第1条　村に最高情報セキュリティ責任者（以下「CISO」という。）を置き、副村長をもって充てる。"
      "\n"
      "第2条　CISOは、対策を決定する。\n";
  EXPECT_EQ(in_text(text, "ciso").title, "CISO");
  EXPECT_EQ(in_text(text, "ciso").ex_officio, "副村長");
}

TEST(Titles, AreFilledBySomebodyMadeIt) {
  const std::string_view text =
      "第1条　町は、事務局長を統括情報セキュリティ責任者とする。\n"
      "2　統括情報セキュリティ責任者は、対策を統括する。\n"
      "第2条　各課長を情報セキュリティ管理者とする。\n"
      "2　情報セキュリティ管理者は、対策を行う。\n";
  EXPECT_EQ(in_text(text, "general_manager").ex_officio, "事務局長");
  EXPECT_EQ(in_text(text, "section_manager").ex_officio, "各課長");
}

TEST(Titles, OfWhoeverIsChosenSayNobody) {
  const std::string_view text = "第1条　情報システム管理者は、CISOが指名する者をもって充てる。\n";
  EXPECT_EQ(in_text(text, "system_manager").title, "情報システム管理者");
  EXPECT_EQ(in_text(text, "system_manager").ex_officio, "");
}

TEST(Titles, OfTheRegulationMamoriWasFirstBuiltForAreFound) {
  const auto text = mamori::testing::seed("002");
  if (!text) GTEST_SKIP() << "the text is not at hand";
  const auto all = propose_titles(provisions_of(*text));
  EXPECT_EQ(proposed(all, "ciso").ex_officio, "事務局長");
  EXPECT_EQ(proposed(all, "general_manager").ex_officio, "総務課長");
  EXPECT_EQ(proposed(all, "section_manager").ex_officio, "課等の長");
}

TEST(Titles, OfACityThatCallsThemOtherwiseAreOffered) {
  const auto text = mamori::testing::seed("004");
  if (!text) GTEST_SKIP() << "the text is not at hand";
  const auto provisions = provisions_of(*text);
  const auto all = propose_titles(provisions);
  EXPECT_EQ(proposed(all, "ciso").title, "最高情報統括責任者");
  EXPECT_EQ(proposed(all, "committee").title, "推進会議");
  EXPECT_THAT(other_titles(provisions), Contains("情報化推進チーフ"));
  EXPECT_THAT(other_titles(provisions), Not(Contains("最高情報統括責任者")));
}

// Texts of principle name no offices: there is nothing to propose, and nothing is made up.
TEST(Titles, OfTextsOfPrincipleAreNone) {
  for (const std::string_view name : {"000", "001", "003"}) {
    const auto text = mamori::testing::seed(name);
    if (!text) GTEST_SKIP() << "the text is not at hand";
    for (const auto& one : propose_titles(provisions_of(*text))) EXPECT_EQ(one.kind, "staff");
  }
}

}  // namespace
}  // namespace mamori::catalogue
