#include "registers/field.h"

#include <gmock/gmock.h>

#include "registers/registers_fixture.h"

namespace mamori::registers {
namespace {

using organisation::testing::code_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Fields : public testing::RegisterTest {
 protected:
  Result<std::vector<Field>> parsed(std::string_view yaml) const {
    return parse_fields(*Yaml::parse("fields.yaml", yaml), schemes_);
  }
  Result<Values> checked(const Json& input) { return check(connection(), fields_, input, today()); }

  const std::vector<Field> fields_ = parsed(R"(
- {name: purpose, label: 目的, type: text, length_max: 5}
- {name: day, label: 日, type: date}
- name: means
  label: 方法
  type: choice
  options: [{value: car, label: 公用車}, {value: foot, label: 徒歩}]
- name: measures
  label: 措置
  type: choices
  length_max: 2
  options: [{value: case, label: ケース}, {value: lock, label: 鍵}]
- {name: section, label: 課, type: section}
- {name: who, label: 担当, type: person}
- {name: assets, label: もの, type: references, of: assets}
)")
                                         .value();
};

TEST_F(Fields, WhatComesFromOutsideIsBroughtToOneForm) {
  const auto values = checked({{"purpose", "　調査 "},
                               {"day", "Ｒ８．１１．２１"},
                               {"means", "car"},
                               {"measures", {"lock", "lock"}}});
  ASSERT_TRUE(values.has_value()) << values.error().message;
  EXPECT_EQ(Json(*values), (Json{{"purpose", "調査"},
                                 {"day", "2026-11-21"},
                                 {"means", "car"},
                                 {"measures", JsonArray{"lock"}}}));
}

TEST_F(Fields, NothingGivenIsNoValue) {
  const auto values = checked({{"purpose", "  "}, {"measures", JsonArray{}}, {"day", nullptr}});
  ASSERT_TRUE(values.has_value());
  EXPECT_TRUE(values->empty());
}

TEST_F(Fields, EachWrongValueHasItsCode) {
  EXPECT_EQ(code_of(checked({{"purpose", "六文字あります"}})), "field_too_long");
  EXPECT_EQ(code_of(checked({{"day", "令和8年2月30日"}})), "date_malformed");
  EXPECT_EQ(code_of(checked({{"means", "rocket"}})), "option_unknown");
  EXPECT_EQ(code_of(checked({{"means", {"car", "foot"}}})), "too_many");
  EXPECT_EQ(code_of(checked({{"measures", {"case", "lock", "case"}}})), "too_many");
  EXPECT_EQ(code_of(checked({{"section", "nowhere"}})), "section_unknown");
  EXPECT_EQ(code_of(checked({{"who", "nobody"}})), "person_unknown");
  EXPECT_EQ(code_of(checked({{"assets", {"assets-1"}}})), "reference_unknown");
  EXPECT_EQ(code_of(checked({{"colour", "red"}})), "field_unknown");
}

TEST_F(Fields, AllWrongOnesAreReportedTogether) {
  const auto values = checked({{"day", "いつか"}, {"means", "rocket"}, {"colour", "red"}});
  ASSERT_FALSE(values.has_value());
  EXPECT_EQ(values.error().code, "input_invalid");
  std::vector<std::string> names;
  for (const FieldError& wrong : values.error().fields) names.push_back(wrong.field);
  EXPECT_THAT(names, ElementsAre("day", "means", "colour"));
}

TEST_F(Fields, ValuesAreShownAsPeopleReadThem) {
  const std::string residents = section("住民課");
  const std::string ishii = person("石井 由美", residents);
  const std::string laptop = add_asset("ノート", "2");
  const auto values = checked({{"day", "2026-11-21"},
                               {"measures", {"case", "lock"}},
                               {"section", residents},
                               {"who", ishii},
                               {"assets", JsonArray{Json(laptop)}}});
  ASSERT_TRUE(values.has_value()) << values.error().message;
  const auto shown = [&](std::string_view name) {
    return display(connection(), *find(fields_, name), *values, today());
  };
  EXPECT_THAT(shown("day"), ElementsAre("令和8年11月21日"));
  EXPECT_THAT(shown("measures"), ElementsAre("ケース", "鍵"));
  EXPECT_THAT(shown("section"), ElementsAre("住民課"));
  EXPECT_THAT(shown("who"), ElementsAre("石井 由美"));
  EXPECT_THAT(shown("assets"), ElementsAre("ノート"));
  EXPECT_THAT(shown("purpose"), ElementsAre());
}

TEST_F(Fields, ADateMaySuggestToday) {
  const auto fields = parsed("- {name: from, label: 日, type: date, suggest: today}");
  ASSERT_TRUE(fields.has_value()) << fields.error().message;
  EXPECT_TRUE(fields->front().suggest_today);
  EXPECT_FALSE(find(fields_, "day")->suggest_today);
}

TEST_F(Fields, ADeclarationThatCannotWorkIsRefusedWithItsLine) {
  const auto complaint = [&](std::string_view yaml) {
    const auto fields = parsed(yaml);
    return fields ? "" : fields.error().message;
  };
  EXPECT_THAT(complaint("- {name: a, label: A, type: colour}"),
              HasSubstr("fields.yaml:1: 知らない type です: colour"));
  EXPECT_THAT(complaint("- {name: a, type: text}"), HasSubstr("name と label"));
  EXPECT_THAT(complaint("- {name: a, label: A, type: text}\n- {name: a, label: B, type: text}"),
              HasSubstr("fields.yaml:2: 項目「a」が二つ"));
  EXPECT_THAT(complaint("- {name: a, label: A, type: choice}"), HasSubstr("選択肢"));
  EXPECT_THAT(complaint("- {name: a, label: A, type: choice, scheme: colour}"),
              HasSubstr("分類「colour」"));
  EXPECT_THAT(complaint("- {name: a, label: A, type: references}"), HasSubstr("of"));
  EXPECT_THAT(complaint("- {name: a, label: A, type: text, suggest: today}"),
              HasSubstr("日付の項目の today だけ"));
  EXPECT_THAT(complaint("- {name: a, label: A, type: text, lenght_max: 3}"),
              HasSubstr("知らない項目「lenght_max」"));
}

TEST_F(Fields, ASchemeGivesTheOptions) {
  const auto fields = parsed("- {name: a, label: A, type: choice, scheme: importance}");
  ASSERT_TRUE(fields.has_value());
  EXPECT_EQ(fields->front().find("2")->label, "重要性Ⅱ");
}

}  // namespace
}  // namespace mamori::registers
