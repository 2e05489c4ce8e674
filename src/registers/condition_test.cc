#include "registers/condition.h"

#include <gmock/gmock.h>

#include "registers/registers_fixture.h"

namespace mamori::registers {
namespace {

using ::testing::HasSubstr;

class Conditions : public testing::RegisterTest {
 protected:
  Result<Condition> parsed(std::string_view yaml) const {
    return parse_condition(*Yaml::parse("when.yaml", yaml), {fields_, schemes_});
  }
  bool holds_for(std::string_view yaml, const Values& values) {
    return holds(connection(), schemes_, parsed(yaml).value(), values, today());
  }
  std::string complaint(std::string_view yaml) const {
    const auto condition = parsed(yaml);
    return condition ? "" : condition.error().message;
  }

  const std::vector<Field> fields_ = parse_fields(*Yaml::parse("fields.yaml", R"(
- {name: assets, label: もの, type: references, of: assets}
- {name: note, label: 備考, type: text}
- {name: from, label: から, type: date}
- {name: due, label: 期限, type: date}
)"),
                                                  schemes_)
                                         .value();
};

TEST_F(Conditions, EmptyPresentEquals) {
  EXPECT_TRUE(holds_for("{empty: note}", {}));
  EXPECT_FALSE(holds_for("{empty: note}", {{"note", "x"}}));
  EXPECT_TRUE(holds_for("{present: note}", {{"note", "x"}}));
  EXPECT_TRUE(holds_for("{equals: note, value: x}", {{"note", "x"}}));
  EXPECT_TRUE(holds_for("{equals: assets, value: b}", {{"assets", {"a", "b"}}}));
  EXPECT_FALSE(holds_for("{equals: note, value: x}", {}));
}

TEST_F(Conditions, OneValueInBothFieldsIsTheSame) {
  EXPECT_TRUE(holds_for("{same: due, as: from}", {{"due", "2026-11-25"}, {"from", "2026-11-25"}}));
  EXPECT_FALSE(holds_for("{same: due, as: from}", {{"due", "2026-11-25"}, {"from", "2026-11-26"}}));
  EXPECT_FALSE(holds_for("{same: due, as: from}", {}));
}

TEST_F(Conditions, AValueOfTheEntryReferredToIsComparedToo) {
  const Json second(add_asset("二", "2"));
  EXPECT_TRUE(holds_for("{same: assets.importance, as: note}",
                        {{"assets", JsonArray{second}}, {"note", "2"}}));
  EXPECT_FALSE(holds_for("{same: assets.importance, as: note}",
                         {{"assets", JsonArray{second}}, {"note", "3"}}));
  EXPECT_FALSE(holds_for("{same: assets.importance, as: note}", {{"note", "2"}}));
  EXPECT_THAT(complaint("{same: note.importance, as: note}"), HasSubstr("台帳を選ぶ項目"));
  EXPECT_THAT(complaint("{belongs: note, to: from}"), HasSubstr("人の項目"));
}

TEST_F(Conditions, TheHighestLevelAmongTheEntriesCounts) {
  const Json second(add_asset("二", "2"));
  const Json third(add_asset("三", "3"));
  const std::string_view important = R"({highest: assets.importance, at_least: "2"})";
  EXPECT_TRUE(holds_for(important, {{"assets", JsonArray{third, second}}}));
  EXPECT_FALSE(holds_for(important, {{"assets", JsonArray{third}}}));
  EXPECT_FALSE(holds_for(important, {}));
}

TEST_F(Conditions, DaysAreComparedWithEachOtherAndWithToday) {
  EXPECT_TRUE(
      holds_for("{before: due, than: from}", {{"from", "2026-11-25"}, {"due", "2026-11-24"}}));
  EXPECT_FALSE(
      holds_for("{before: due, than: from}", {{"from", "2026-11-25"}, {"due", "2026-11-25"}}));
  EXPECT_TRUE(holds_for("{before: due, than: today}", {{"due", "2026-11-20"}}));
  EXPECT_FALSE(holds_for("{before: due, than: today}", {{"due", "2026-11-21"}}));
  const std::string_view fortnight = "{days_after: due, than: from, more_than: 14}";
  EXPECT_FALSE(holds_for(fortnight, {{"from", "2026-11-01"}, {"due", "2026-11-15"}}));
  EXPECT_TRUE(holds_for(fortnight, {{"from", "2026-11-01"}, {"due", "2026-11-16"}}));
  EXPECT_FALSE(holds_for(fortnight, {{"due", "2026-11-16"}}));  // a missing day compares with none
}

TEST_F(Conditions, TheyAreCombined) {
  EXPECT_TRUE(holds_for("{all: [{empty: note}, {not: {present: due}}]}", {}));
  EXPECT_FALSE(holds_for("{all: [{empty: note}, {present: due}]}", {}));
  EXPECT_TRUE(holds_for("{any: [{present: note}, {empty: due}]}", {}));
}

TEST_F(Conditions, OneThatCannotWorkIsRefusedWithItsLine) {
  EXPECT_THAT(complaint("{empty: colour}"), HasSubstr("when.yaml:1: 条件の項目「colour」"));
  EXPECT_THAT(complaint("{all: []}"), HasSubstr("条件がありません"));
  EXPECT_THAT(complaint("{emtpy: note}"), HasSubstr("知らない項目「emtpy」"));
  EXPECT_THAT(complaint("{highest: assets, at_least: \"2\"}"), HasSubstr("項目.分類"));
  EXPECT_THAT(complaint("{highest: assets.importance, at_least: \"9\"}"), HasSubstr("段階"));
  EXPECT_THAT(complaint("{value: x}"), HasSubstr("条件を読めません"));
}

// A comparison that can never hold would let everything through without a word.
TEST_F(Conditions, OneThatCouldNeverHoldIsRefused) {
  EXPECT_THAT(complaint("{before: note, than: today}"), HasSubstr("日付の項目ではありません"));
  EXPECT_THAT(complaint("{same: note, as: due}"), HasSubstr("同じ type"));
  EXPECT_THAT(complaint("{days_after: due, than: from, more_than: a week}"),
              HasSubstr("more_than"));
  EXPECT_THAT(complaint("{highest: note.importance, at_least: \"2\"}"),
              HasSubstr("台帳を選ぶ項目"));
}

}  // namespace
}  // namespace mamori::registers
