#include "catalogue/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace mamori::catalogue {
namespace {

Vocabulary vocabulary(std::string_view list) {
  Vocabulary read;
  EXPECT_TRUE(read.read(Yaml::parse("words.yaml", list).value()));
  return read;
}

TEST(Vocabulary, ReadsWordsThatMeanTheSameAsOne) {
  const Vocabulary words = vocabulary("[{word: 端末, also: [パソコン, PC]}]");
  EXPECT_EQ(words.key("パソコンを返す。"), words.key("端末を返す。"));
  EXPECT_EQ(words.key("ＰＣを返す。"), words.key("端末を返す。"));
}

TEST(Vocabulary, PrefersTheLongerReading) {
  const Vocabulary words =
      vocabulary("[{word: インシデント, also: [事故]}, {word: 不在, also: [事故があるとき]}]");
  EXPECT_EQ(words.key("長に事故があるときは"), words.key("長に不在は"));
  EXPECT_EQ(words.key("事故の報告"), words.key("インシデントの報告"));
}

TEST(Vocabulary, LeavesAWordWholeThatHoldsAnother) {
  const Vocabulary words =
      vocabulary("[{word: 管理区域, also: [区域]}, {word: 場所, also: [管理]}]");
  EXPECT_EQ(words.key("管理区域"), U"管理区域");
}

TEST(Vocabulary, TakesOutWhoActsAndWhatEverySentenceSays) {
  const Vocabulary words;
  EXPECT_EQ(
      without_subject(words.key("情報システム管理者及びCISOは、記録を残さなければならない。")),
      without_subject(words.key("職員等は、記録を残さなければならない。")));
  EXPECT_EQ(words.key("情報セキュリティの研修"), words.key("の研修"));
}

TEST(Vocabulary, RefusesAWordReadInTwoWays) {
  Vocabulary words;
  const auto done = words.read(
      Yaml::parse("words.yaml", "[{word: 端末, also: [PC]}, {word: 機器, also: [PC]}]").value());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "definition_malformed");
}

}  // namespace
}  // namespace mamori::catalogue
