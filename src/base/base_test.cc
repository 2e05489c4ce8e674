#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/date.h"
#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"

namespace mamori {
namespace {

using namespace std::chrono_literals;
using std::chrono::month;
using std::chrono::year;

constexpr Day day_of(int y, unsigned m, unsigned d) {
  return {year{y}, month{m}, std::chrono::day{d}};
}

TEST(Date, ReadsEveryWayAnOfficeWritesIt) {
  for (const char* text : {"令和8年11月21日", "R8.11.21", "r8/11/21", "2026-11-21", "2026/11/21",
                           "２０２６年１１月２１日", "令和 ８ 年 11 月 21 日"}) {
    EXPECT_EQ(parse_day(text), day_of(2026, 11, 21)) << text;
  }
  EXPECT_EQ(parse_day("令和元年5月1日"), day_of(2019, 5, 1));
  EXPECT_EQ(parse_day("平成31年4月30日"), day_of(2019, 4, 30));
}

TEST(Date, RefusesDaysThatDoNotExist) {
  for (const char* text : {"", "2026-02-29", "令和元年4月30日", "平成31年5月1日", "2026-11", "あす",
                           "2026-11-21-1", "令和0年5月1日", "-2026-1-1"}) {
    EXPECT_EQ(parse_day(text), std::nullopt) << text;
  }
}

TEST(Date, IsShownInWarekiAndFiscalYear) {
  EXPECT_EQ(wareki_day(day_of(2026, 11, 21)), "令和8年11月21日");
  EXPECT_EQ(wareki_day(day_of(2019, 5, 1)), "令和元年5月1日");
  EXPECT_EQ(wareki_day(day_of(1989, 1, 7)), "昭和64年1月7日");
  EXPECT_EQ(fiscal_year(day_of(2027, 3, 31)), 2026);
  EXPECT_EQ(wareki_fiscal_year(2026), "令和8年度");
  EXPECT_EQ(wareki_fiscal_year(2019), "令和元年度");
  EXPECT_EQ(read_fiscal_year("令和7年度"), 2025);
  EXPECT_EQ(read_fiscal_year("2025"), 2025);
  EXPECT_EQ(read_fiscal_year("来年"), std::nullopt);
}

TEST(Date, MonthsLaterIsTheLastOfTheMonthWhereThereIsNoSuchDay) {
  EXPECT_EQ(months_after(day_of(2027, 8, 31), std::chrono::months{6}), day_of(2028, 2, 29));
  EXPECT_EQ(months_after(day_of(2028, 2, 29), -std::chrono::months{12}), day_of(2027, 2, 28));
  EXPECT_EQ(months_after(day_of(2026, 11, 21), std::chrono::months{2}), day_of(2027, 1, 21));
}

TEST(Date, TheDayTurnsAtMidnightInJapan) {
  const Instant instant = *parse_iso_instant("2026-11-20T15:00:00.000Z");
  EXPECT_EQ(day_in_japan(instant), day_of(2026, 11, 21));
  EXPECT_EQ(day_in_japan(instant - 1ms), day_of(2026, 11, 20));
  EXPECT_EQ(start_of_day_in_japan(day_of(2026, 11, 21)), instant);
  EXPECT_EQ(wareki_instant(instant), "令和8年11月21日 0時00分");
  EXPECT_EQ(iso_instant(instant), "2026-11-20T15:00:00.000Z");
  EXPECT_EQ(parse_iso_instant("2026-11-20T25:00:00.000Z"), std::nullopt);
}

TEST(Bytes, Base64HasOneFormOnly) {
  EXPECT_EQ(base64("mamori"), "bWFtb3Jp");
  EXPECT_EQ(unbase64("bWFtb3Jp"), "mamori");
  EXPECT_EQ(unbase64("bQ=="), "m");
  for (const char* text : {"bR==", "bQ=", "bQ", " bQ==", "bQ==\n", "b!==", "===="}) {
    EXPECT_EQ(unbase64(text), std::nullopt) << text;
  }
}

TEST(Bytes, DigestsMatchThePublishedValues) {
  // FIPS 180-2 appendix B.1; RFC 4231 test case 2.
  EXPECT_EQ(hex(as_text(sha256("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(as_text(hmac_sha256("Jefe", "what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  // A key longer than a block (RFC 4231, test case 6).
  EXPECT_EQ(hex(as_text(hmac_sha256(std::string(131, '\xaa'),
                                    "Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Bytes, IdsSortByTime) {
  EXPECT_LT(make_id(1'700'000'000'000), make_id(1'700'000'000'001));
  EXPECT_EQ(make_id(0).size(), 26U);
  EXPECT_NE(make_id(0), make_id(0));
}

TEST(Json, CanonicalFormSortsKeysAndDropsBlanks) {
  const Json value = *parse_json(R"({ "b": [1, true, null], "a": {"い": "x\n", "あ": -5} })");
  EXPECT_EQ(canonical_json(value), R"({"a":{"あ":-5,"い":"x\n"},"b":[1,true,null]})");
}

TEST(Json, RefusesWhatIsTooLargeTooDeepOrBroken) {
  EXPECT_EQ(parse_json("[1,2]", 3).error().code, "json_too_large");
  EXPECT_EQ(parse_json(std::string(40, '[')).error().code, "json_malformed");
  EXPECT_EQ(parse_json("{").error().code, "json_malformed");
}

TEST(Text, KeysIgnoreWidthCaseAndBlanks) {
  EXPECT_EQ(text_key("第 ５７ 条"), text_key("第57条"));
  EXPECT_EQ(text_key("ＣＩＳＯ"), text_key("ciso"));
  EXPECT_EQ(text_key("第1条—第9条"), text_key("第1条〜第9条"));
  EXPECT_NE(text_key("サーバー"), text_key("サーバ-x"));
}

TEST(Text, CountsAndTrimsEveryKindOfBlank) {
  EXPECT_EQ(count_non_blank(" 第　1\t条\n"), 3U);
  EXPECT_EQ(trimmed("　 第1条 \n"), "第1条");
  EXPECT_EQ(trimmed("　 "), "");
  EXPECT_EQ(words_in("　福祉課 田中\n"), (std::vector<std::string>{"福祉課", "田中"}));
  EXPECT_TRUE(words_in(" 　").empty());
}

TEST(YamlDefinition, ComplaintsNameFileAndLine) {
  const auto broken = Yaml::parse("x.yaml", "a: [1\nb: 2");
  ASSERT_FALSE(broken.has_value());
  EXPECT_THAT(broken.error().message, ::testing::StartsWith("x.yaml:"));
  const auto good = Yaml::parse("x.yaml", "title: 台帳\nfeilds: 1\n");
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ((*good)["title"].text(), "台帳");
  const auto unknown = good->only({"title", "fields"});
  ASSERT_FALSE(unknown.has_value());
  EXPECT_THAT(unknown.error().message, ::testing::HasSubstr("x.yaml:2"));
}

}  // namespace
}  // namespace mamori
