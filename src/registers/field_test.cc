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

// --- kinds that look at what is typed

class TypedFields : public Fields {
 protected:
  Result<Values> given(std::string_view yaml, std::string_view text) {
    return check(connection(), parsed(yaml).value(), {{"it", text}}, today());
  }
  std::string stored(std::string_view yaml, std::string_view text) {
    const auto values = given(yaml, text);
    return values ? text_at(*values, "it") : "refused: " + values.error().code;
  }
  std::string shown(std::string_view yaml, std::string_view text) {
    const auto fields = parsed(yaml).value();
    return display(connection(), fields.front(), given(yaml, text).value(), today()).front();
  }
};

TEST_F(TypedFields, ANumberHasItsUnitAndItsLimits) {
  constexpr std::string_view yaml =
      "- {name: it, label: 台数, type: number, unit: 台, min: 0, max: 20000}";
  EXPECT_EQ(stored(yaml, "１２，０００"), "12000");
  EXPECT_EQ(shown(yaml, "12000"), "12,000台");
  EXPECT_EQ(stored(yaml, "-1"), "refused: number_too_small");
  EXPECT_EQ(stored(yaml, "20001"), "refused: number_too_large");
  EXPECT_EQ(stored(yaml, "3台"), "refused: number_malformed");
  EXPECT_EQ(stored(yaml, "1.5"), "refused: number_malformed");
}

TEST_F(TypedFields, AFiscalYearIsReadAsPeopleWriteIt) {
  constexpr std::string_view yaml = "- {name: it, label: 年度, type: fiscal_year}";
  for (const std::string_view text : {"令和8年度", "R8", "Ｒ８年度", "2026", "2026年度"}) {
    EXPECT_EQ(stored(yaml, text), "2026") << text;
  }
  EXPECT_EQ(stored(yaml, "令和元年度"), "2019");
  EXPECT_EQ(shown(yaml, "2026"), "令和8年度");
  EXPECT_EQ(stored(yaml, "来年"), "refused: fiscal_year_malformed");
}

TEST_F(TypedFields, AnAddressIsOneOfTheWeb) {
  constexpr std::string_view yaml = "- {name: it, label: 掲載先, type: url}";
  EXPECT_EQ(stored(yaml, "https://www.example.lg.jp/a?b=1"), "https://www.example.lg.jp/a?b=1");
  EXPECT_EQ(stored(yaml, "javascript:alert(1)"), "refused: url_malformed");
  EXPECT_EQ(stored(yaml, "www.example.lg.jp"), "refused: url_malformed");
}

TEST_F(TypedFields, ATextFitsItsPattern) {
  constexpr std::string_view yaml =
      R"re(- {name: it, label: 番号, type: text, pattern: "[A-Z]{2}-[0-9]{3}", example: PC-012})re";
  EXPECT_EQ(stored(yaml, "PC-012"), "PC-012");
  EXPECT_EQ(stored(yaml, "PC-0123"), "refused: pattern_unfit");
  EXPECT_THAT(given(yaml, "12").error().message, HasSubstr("「PC-012」のように"));
}

TEST_F(TypedFields, YesAndNoAreAChoice) {
  constexpr std::string_view yaml = "- {name: it, label: 暗号化, type: yes_no}";
  EXPECT_EQ(shown(yaml, "yes"), "はい");
  EXPECT_EQ(stored(yaml, "maybe"), "refused: option_unknown");
}

// --- fields that are asked for when another says so

class ConditionalFields : public Fields {
 protected:
  Result<Values> given(const Json& input) { return check(connection(), asked_, input, today()); }

  const std::vector<Field> asked_ = parsed(R"(
- name: kind
  label: 種類
  type: choice
  required: true
  options: [{value: lease, label: リース}, {value: own, label: 購入}]
- group: 契約
  fields:
    - {name: until, label: 満了の日, type: date, required: true, when: {equals: kind, value: lease}}
    - {name: reason, label: 理由, type: text, required_when: {equals: kind, value: own}}
)")
                                        .value();
};

TEST_F(ConditionalFields, WhatIsAskedForMustBeGiven) {
  EXPECT_EQ(code_of(given({{"kind", "lease"}})), "field_required");
  EXPECT_EQ(code_of(given({{"kind", "own"}})), "field_required");
  EXPECT_TRUE(given({{"kind", "lease"}, {"until", "R9.3.31"}}).has_value());
  EXPECT_TRUE(given({{"kind", "own"}, {"reason", "長く使うため"}}).has_value());
}

TEST_F(ConditionalFields, WhatIsNotAskedForIsNotDroppedUnseen) {
  const auto refused = given({{"kind", "own"}, {"reason", "長く使うため"}, {"until", "R9.3.31"}});
  EXPECT_EQ(code_of(refused), "field_not_asked");
  EXPECT_THAT(refused.error().message, HasSubstr("「種類」が「リース」のときだけ"));
}

TEST_F(ConditionalFields, AGroupIsAHeadingAndNothingElse) {
  EXPECT_EQ(asked_.at(0).group, "");
  EXPECT_EQ(asked_.at(1).group, "契約");
  EXPECT_EQ(asked_.at(2).group, "契約");
}

// --- a number that nobody types

class ReckonedFields : public Fields {
 protected:
  const std::vector<Field> risk_ = parsed(R"(
- name: likelihood
  label: 起こりやすさ
  type: choice
  options: [{value: "3", label: 高い}, {value: "1", label: 低い}]
- {name: loss, label: 損害, type: number}
- {name: level, label: リスクの大きさ, type: number, product_of: [likelihood, loss]}
)")
                                       .value();
};

TEST_F(ReckonedFields, AProductIsThatOfItsFactorsWhateverWasSentForIt) {
  const auto given = [&](const Json& input) {
    return text_at(check(connection(), risk_, input, today()).value(), "level");
  };
  EXPECT_EQ(given({{"likelihood", "3"}, {"loss", "2"}}), "6");
  EXPECT_EQ(given({{"likelihood", "3"}, {"loss", "2"}, {"level", "1"}}), "6");
  EXPECT_EQ(given({{"likelihood", "3"}}), "");
}

TEST_F(Fields, ADefinitionThatCannotWorkIsRefused) {
  const auto complaint = [&](std::string_view yaml) {
    const auto fields = parsed(yaml);
    return fields ? "" : fields.error().message;
  };
  EXPECT_THAT(complaint("- {name: a, label: 甲, type: text, when: {equals: b, value: x}}"),
              HasSubstr("fields.yaml:1: 条件の項目「b」"));
  EXPECT_THAT(complaint("- {name: a, label: 甲, type: text, pattern: '[0-9]', example: x}"),
              HasSubstr("example（例）が pattern に合いません"));
  EXPECT_THAT(complaint("- {name: a, label: 甲, type: number, product_of: [b]}"),
              HasSubstr("product_of を書けるのは"));
  EXPECT_THAT(complaint("- {name: a, label: 甲, type: text, pattern: '[', example: x}"),
              HasSubstr("pattern"));
  EXPECT_THAT(complaint("- {name: a, label: 甲, type: text, unit: 台}"),
              HasSubstr("number の項目"));
  EXPECT_THAT(complaint("- {name: a, label: 甲, type: yes_no, suggest: perhaps}"),
              HasSubstr("suggest が選択肢にありません"));
  EXPECT_THAT(complaint(R"(
- {name: a, label: 甲, type: yes_no}
- {name: b, label: 乙, type: text, when: {equals: a, value: maybe}}
)"),
              HasSubstr("「maybe」は、項目「a」の選択肢にありません"));
}

}  // namespace
}  // namespace mamori::registers
