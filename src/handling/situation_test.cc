#include "handling/situation.h"

#include <gmock/gmock.h>

#include "handling/level.h"
#include "registers/registers_fixture.h"

namespace mamori::handling {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view publish_yaml = R"(
handling: publish
title: 公表する
scheme: importance
procedure: publication
rulings:
  - from: "2"
    answer: forbidden
    demands: [{text: 公開しない情報です。, controls: [integrity]}]
    remedy: 見せられない部分を除いてください。
  - from: "3"
    answer: conditional
    demands:
      - {text: 誤りがないことを確かめる, controls: [integrity, checked]}
      - {text: 承認を受ける, controls: [checked]}
)";

class Handling : public registers::testing::RegisterTest {
 protected:
  Result<Situation> read(std::string yaml) const { return Situation::parse("x", yaml, schemes_); }
  // The same file with these words changed.
  Result<Situation> read_with(std::string_view words, std::string_view others) const {
    std::string yaml(publish_yaml);
    yaml.replace(yaml.find(words), words.size(), others);
    return read(yaml);
  }
};

TEST_F(Handling, AnswersByTheRankOfTheLevel) {
  const Situation publish = read(std::string(publish_yaml)).value();
  EXPECT_EQ(publish.ruling(4).answer, Answer::forbidden);  // 重要性Ⅰ
  EXPECT_EQ(publish.ruling(3).answer, Answer::forbidden);  // Ⅱ
  EXPECT_EQ(publish.ruling(2).answer, Answer::conditional);
  EXPECT_THAT(publish.ruling(2).controls(), ElementsAre("integrity", "checked"));
}

TEST_F(Handling, RefusesADefinitionThatLeavesSomethingOpen) {
  const auto said = [](const Result<Situation>& read) {
    return read ? std::string() : read.error().message;
  };
  EXPECT_THAT(said(read_with("from: \"3\"", "from: \"2\"")), HasSubstr("最も低い段階"));
  EXPECT_THAT(said(read_with("from: \"3\"", "from: \"9\"")), HasSubstr("段階が"));
  EXPECT_THAT(said(read_with("remedy: ", "# ")), HasSubstr("remedy"));
  EXPECT_THAT(said(read_with("conditional", "perhaps")), HasSubstr("answer"));
  EXPECT_THAT(said(read_with("[integrity, checked]", "[]")), HasSubstr("controls"));
}

TEST_F(Handling, TakesTheHighestOfSeveralThings) {
  const registers::Definitions registers{{"assets", assets_}};
  const std::vector<std::string> things{add_asset("ちらし", "3"), add_asset("名簿", "1")};
  const auto* level = highest_of(connection(), schemes_, "importance", registers, things);
  ASSERT_TRUE(level);
  EXPECT_EQ(level->label, "重要性Ⅰ");
  EXPECT_EQ(highest_of(connection(), schemes_, "importance", registers, {}), nullptr);
}

TEST_F(Handling, ReadsTheLevelsOfAnotherScheme) {
  registers::Schemes schemes = schemes_;
  schemes.at("importance").equivalences = {{"confidentiality_five", "3B", "1"}};
  const auto* level = level_in(schemes, "importance", "confidentiality_five", "3B");
  ASSERT_TRUE(level);
  EXPECT_EQ(level->value, "1");
  EXPECT_EQ(level_in(schemes, "importance", "confidentiality_five", "9"), nullptr);
}

}  // namespace
}  // namespace mamori::handling
