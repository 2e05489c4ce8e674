#include "registers/scheme.h"

#include <gmock/gmock.h>

namespace mamori::registers {
namespace {

using ::testing::HasSubstr;

TEST(Scheme, GivesTheLevelOfAValue) {
  const auto scheme = Scheme::parse("importance.yaml", R"(
scheme: importance
title: 重要性
levels:
  - {value: "1", label: 重要性Ⅰ, rank: 4, tone: high}
  - {value: "2", label: 重要性Ⅱ, rank: 3, tone: high}
)");
  ASSERT_TRUE(scheme.has_value());
  EXPECT_EQ(scheme->find("1")->label, "重要性Ⅰ");
  EXPECT_GT(scheme->find("1")->rank, scheme->find("2")->rank);
  EXPECT_EQ(scheme->find("3"), nullptr);
}

TEST(Scheme, AWrongOneIsRefusedWithItsLine) {
  const auto complaint = [](std::string_view yaml) {
    const auto scheme = Scheme::parse("s.yaml", yaml);
    return scheme ? "" : scheme.error().message;
  };
  EXPECT_THAT(complaint("scheme: s\nlevels:\n  - {value: a, label: A, rank: high}"),
              HasSubstr("s.yaml:3: 段階には value・label・rank"));
  EXPECT_THAT(complaint("scheme: s\nlevels:\n  - {value: a, label: A, rank: 1, colour: red}"),
              HasSubstr("s.yaml:3: 知らない項目「colour」"));
  EXPECT_THAT(complaint("scheme: s\nlevels: []"), HasSubstr("s.yaml:1"));
}

}  // namespace
}  // namespace mamori::registers
