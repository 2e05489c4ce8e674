#include "regulation/source/text.h"

#include "regulation/lines.h"
#include "regulation/reading_testing.h"
#include "regulation/source/source_testing.h"

namespace mamori::regulation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(PlainText, EveryKindOfLineEndEndsALine) {
  EXPECT_THAT(split_lines("一\n二\r\n三\r四\u0085五"), ElementsAre("一", "二", "三", "四", "五"));
  EXPECT_THAT(split_lines("一\n\n二\n"), ElementsAre("一", "", "二"));
  EXPECT_THAT(split_lines(""), IsEmpty());
}

TEST(PlainText, IsGivenBackAsItWas) {
  const std::string text = "第1条　か\u3099門を開く。\n\n\t２　閉じる。\n";
  const auto source = source_text(text);
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ(plain_text(*source), text);
  EXPECT_EQ(source->format, "text");
  EXPECT_EQ(source->encoding, "UTF-8");
}

TEST(PlainText, AFormFeedIsAPageBreakInsideALine) {
  const auto source = source_text("第1条 庭の落ち\n\f葉を掃く。\n第2条 水を\fまく。\n");
  Report report;
  const std::vector<Line> lines = lines_of(*source, report);
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_TRUE(lines[1].hints.page_break);
  EXPECT_EQ(lines[1].number, 2);
  EXPECT_FALSE(lines[2].hints.page_break);
  EXPECT_TRUE(lines[3].hints.page_break);
  EXPECT_EQ(lines[3].number, 3);
}

TEST(PlainText, SoftLineBreaksOfWordProcessorsPartALine) {
  const Reading reading = read("第1条 門を開く。\v２　門を閉じる。\u2028３　鍵を掛ける。\n");
  EXPECT_EQ(text_at_place(reading, "第1条第3項"), "鍵を掛ける。");
  expect_conserved(reading);
}

TEST(PlainText, WhatIsNotSeenDoesNotPartWords) {
  const Reading reading =
      read("第1条 門\u200B番は、\u00AD門\u2060を\uFEFF開\u200Eく。\u3000葛\U000E0100城の門。\n");
  EXPECT_EQ(text_at_place(reading, "第1条"), "門番は、門を開く。\u3000葛\U000E0100城の門。");
  expect_conserved(reading);
}

TEST(PlainText, CombiningMarksBecomeOneCharacter) {
  const Reading reading = read("第1条 か\u3099らすの窓を開く。\n");
  EXPECT_EQ(text_at_place(reading, "第1条"), "がらすの窓を開く。");
  expect_conserved(reading);
}

TEST(PlainText, ATabAfterANumberMakesNoTable) {
  const Reading reading =
      read("第1条\t門番は門を開く。\n2\t門番は門を閉じる。\n\t(1)\t表の門\n（2）\t裏の門\n");
  EXPECT_EQ(text_at_place(reading, "第1条第1項"), "門番は門を開く。");
  EXPECT_EQ(text_at_place(reading, "第1条第2項"), "門番は門を閉じる。");
  EXPECT_EQ(text_at_place(reading, "第1条第2項第2号"), "裏の門");
  expect_conserved(reading);
}

TEST(Formats, WhatCannotBeReadIsNamedWithWhatToDo) {
  using namespace std::string_view_literals;
  EXPECT_THAT(error_of("%PDF-1.7\n…"), HasSubstr("PDF"));
  EXPECT_THAT(error_of("{\\rtf1\\ansi"), HasSubstr("リッチテキスト"));
  EXPECT_THAT(error_of("\xD0\xCF\x11\xE0\xA1\xB1…W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"sv),
              HasSubstr(".doc"));
  EXPECT_THAT(error_of("\xD0\xCF\x11\xE0\xA1\xB1…D\0o\0c\0u\0m\0e\0n\0t\0T\0e\0x\0t\0"sv),
              HasSubstr("一太郎"));
  EXPECT_THAT(error_of(zipped({{"xl/workbook.xml", "<x/>"}})), HasSubstr("Excel"));
  EXPECT_THAT(error_of(zipped({{"mimetype", "application/vnd.oasis.opendocument.text"}})),
              HasSubstr("OpenDocument"));
  EXPECT_THAT(error_of(zipped({{"photo.jpg", "…"}})), HasSubstr("ZIP"));
  EXPECT_THAT(error_of("\x89PNG\r\n"), HasSubstr("画像"));
  EXPECT_THAT(error_of("MIME-Version: 1.0\nContent-Type: multipart/related"),
              HasSubstr("HTMLのみ"));
  EXPECT_EQ(source_text("%PDF-1.7").error().code, "source_format_unsupported");
}

TEST(Formats, ATextOverTheLimitIsRefused) {
  const auto large = source_text("第1条 門を開く。\n", {.text_bytes_max = 10});
  ASSERT_FALSE(large.has_value());
  EXPECT_EQ(large.error().code, "source_too_large");
  EXPECT_EQ(source_text("門", {.text_bytes_max = 10, .file_bytes_max = 2}).error().code,
            "source_too_large");
}

}  // namespace
}  // namespace mamori::regulation
