#include "base/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

namespace mamori {
namespace {

using ::testing::HasSubstr;

// The text as the bytes of an encoding, by ICU.
std::string encoded(std::string_view text, const char* encoding) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding, &status),
                                                                     &ucnv_close);
  const auto wide =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  std::string bytes(static_cast<std::size_t>(wide.length()) * 4 + 16, '\0');
  bytes.resize(static_cast<std::size_t>(ucnv_fromUChars(converter.get(), bytes.data(),
                                                        static_cast<std::int32_t>(bytes.size()),
                                                        wide.getBuffer(), wide.length(), &status)));
  EXPECT_TRUE(U_SUCCESS(status)) << encoding;
  return bytes;
}

void expect_decoded(std::string_view bytes, std::string_view text, std::string_view encoding) {
  const auto decoded = decode_japanese(bytes);
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(decoded->text, text);
  EXPECT_EQ(decoded->encoding, encoding) << text;
}

TEST(Encoding, EveryEncodingGivesTheSameText) {
  const std::string text = "第1条　庭の道具は、棚（高さ２ｍ）に置く。\n①はさみ ㈱ Ⅳ 髙 ﾎｰｽ～－\n";
  expect_decoded(text, text, "UTF-8");
  expect_decoded("\xEF\xBB\xBF" + text, text, "UTF-8");
  expect_decoded("\xFF\xFE" + encoded(text, "UTF-16LE"), text, "UTF-16LE");
  expect_decoded("\xFE\xFF" + encoded(text, "UTF-16BE"), text, "UTF-16BE");
  expect_decoded(encoded(text, "windows-31j"), text, "CP932");
  expect_decoded(encoded(text, "euc-jp-2007"), text, "EUC-JP");
}

TEST(Encoding, ReadsTheMailEncodingByItsEscapes) {
  const std::string text = "第1条 門を開く。\n";
  expect_decoded(encoded(text, "ISO-2022-JP"), text, "ISO-2022-JP");
}

TEST(Encoding, ShortTextsAreToldApart) {
  for (const char* text : {"規程", "情報", "庭の規程", "附則", "カギ", "第一条", "（目的）",
                           "鍵の台帳", "目　次", "施行期日", "門", "ア　表", "サーバ"}) {
    expect_decoded(encoded(text, "windows-31j"), text, "CP932");
    expect_decoded(encoded(text, "euc-jp-2007"), text, "EUC-JP");
  }
}

TEST(Encoding, NarrowKatakanaDoNotPassForTheOtherEncoding) {
  // In CP932 they are single bytes, of which EUC-JP makes pairs.
  for (const char* text : {"ﾊﾟｿｺﾝの台帳", "ｻｰﾊﾞ室", "(ｱ) 門の鍵", "ﾊﾟｽﾜｰﾄﾞ"}) {
    expect_decoded(encoded(text, "windows-31j"), text, "CP932");
    expect_decoded(encoded(text, "euc-jp-2007"), text, "EUC-JP");
  }
}

TEST(Encoding, KnowsTheCharactersOfVendorsInEuc) {
  expect_decoded("\xAD\xA1\xAD\xEA\xAD\xB5 \xB2\xA1", "①㈱Ⅰ 押", "EUC-JP");
  expect_decoded("\x8F\xF4\xFB\xCC\xDA\xA4\xCE\xB8\xB0", "髙木の鍵", "EUC-JP");  // eucJP-ms
  expect_decoded("\x8F\xB0\xA1\xA4\xCE\xB2\xD6", "丂の花", "EUC-JP");            // JIS X 0212
}

TEST(Encoding, BrokenTextIsRefusedAndTheLineNamed) {
  const std::string good = "第1条 水をまく。\n";
  const auto torn = decode_japanese(good + good + "第2条 \xE6\xB0\n" + good + good);
  ASSERT_FALSE(torn.has_value());
  EXPECT_EQ(torn.error().code, "encoding_unknown");
  EXPECT_THAT(torn.error().message, HasSubstr("3行目"));
  EXPECT_FALSE(decode_japanese("\xFF\xFF\xFF").has_value());
  EXPECT_FALSE(decode_japanese("\xFF\xFE\x42").has_value()) << "half a UTF-16 unit";
  const std::string cp932 = encoded(good, "windows-31j");
  const auto odd = decode_japanese(cp932 + "\xFF\xFF\n" + cp932);
  ASSERT_FALSE(odd.has_value());
  EXPECT_THAT(odd.error().message, HasSubstr("2行目"));
}

TEST(Encoding, ADeclaredNameIsTakenAtItsWord) {
  const std::string text = "門を開く。";
  for (const char* name : {"Shift_JIS", "x-sjis", "SHIFT-JIS", " windows-31j "}) {
    const auto decoded = decode_as(encoded(text, "windows-31j"), name);
    ASSERT_TRUE(decoded.has_value()) << name;
    EXPECT_EQ(decoded->text, text);
  }
  EXPECT_FALSE(decode_as(encoded(text, "windows-31j"), "utf-8").has_value());
  EXPECT_FALSE(decode_as(text, "klingon").has_value());
}

}  // namespace
}  // namespace mamori
