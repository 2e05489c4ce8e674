#include "reports/xlsx.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing_xlsx.h"

namespace mamori::reports {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::sheet_of;

Table sample(Value value) {
  return {.title = "情報資産台帳",
          .made = *parse_day("令和8年11月21日"),
          .columns = {{"名称", 30}, {"値", 12}},
          .rows = {{std::string("税務係ノートパソコン"), std::move(value)}}};
}

std::string sheet_with(Value value) {
  const auto bytes = to_xlsx(sample(std::move(value)));
  EXPECT_TRUE(bytes.has_value());
  return bytes ? sheet_of(*bytes) : "";
}

TEST(Xlsx, HasTitleDayHeaderAndRows) {
  const std::string sheet = sheet_with(std::int64_t{7});
  EXPECT_THAT(sheet, HasSubstr("情報資産台帳"));
  EXPECT_THAT(sheet, HasSubstr("令和8年11月21日 作成"));
  EXPECT_THAT(sheet, HasSubstr("名称"));
  EXPECT_THAT(sheet, HasSubstr("税務係ノートパソコン"));
}

TEST(Xlsx, RowsMayComeOnePartAfterTheOther) {
  Table head = sample(std::int64_t{7});
  head.note = "重要性：重要性Ⅱ";
  int part = 0;
  const auto bytes = to_xlsx(
      head, [&] { return ++part > 2 ? Rows() : Rows{{"第" + std::to_string(part) + "の部分"}}; });
  ASSERT_TRUE(bytes.has_value());
  const std::string sheet = sheet_of(*bytes);
  for (const char* text : {"重要性：重要性Ⅱ", "税務係ノートパソコン", "第1の部分", "第2の部分"}) {
    EXPECT_THAT(sheet, HasSubstr(text));
  }
  EXPECT_THAT(sheet, HasSubstr("<autoFilter ref=\"A4:B7\"/>"));
}

TEST(Xlsx, NumbersAreNumbers) {
  EXPECT_THAT(sheet_with(std::int64_t{1234}), HasSubstr("<v>1234</v>"));
}

TEST(Xlsx, DaysAndInstantsAreExcelDates) {
  EXPECT_THAT(sheet_with(*parse_day("2026-11-21")), HasSubstr("<v>46347</v>"));
  // Noon in Japan.
  EXPECT_THAT(sheet_with(*parse_iso_instant("2026-11-21T03:00:00.000Z")),
              HasSubstr("<v>46347.5</v>"));
}

TEST(Xlsx, TextNeverBecomesAFormula) {
  const std::string sheet = sheet_with(std::string("=HYPERLINK(\"http://x\",\"y\")"));
  EXPECT_THAT(sheet, HasSubstr("<t>=HYPERLINK("));
  EXPECT_THAT(sheet, Not(HasSubstr("<f>")));
}

TEST(Xlsx, PrintsLandscapeOnA4WithItsHeaderOnEachPage) {
  const std::string sheet = sheet_with(Value());
  EXPECT_THAT(sheet, HasSubstr("paperSize=\"9\""));
  EXPECT_THAT(sheet, HasSubstr("orientation=\"landscape\""));
  EXPECT_THAT(sheet, HasSubstr("_xlnm.Print_Titles"));
}

TEST(Xlsx, CutsWhatExcelCannotHold) {
  std::string text;
  for (std::size_t count = 0; count < cell_characters_max + 10; ++count) text += "あ";
  EXPECT_THAT(sheet_with(text), HasSubstr("あ…</t>"));
}

TEST(Xlsx, AnEmptyTableIsAFileToo) {
  Table table = sample(Value());
  table.rows.clear();
  const auto bytes = to_xlsx(table);
  ASSERT_TRUE(bytes.has_value());
  EXPECT_THAT(sheet_of(*bytes), HasSubstr("名称"));
}

TEST(Xlsx, EachTableHasItsSheet) {
  Table first = sample(Value());
  Table second = sample(Value());
  first.sheet = second.sheet =
      "規程[案]の名前がとても長いときは、そのはじめの31文字までがタブに出る";
  const std::vector<Table> both{first, second};
  const auto bytes = to_xlsx(both);
  ASSERT_TRUE(bytes.has_value());
  const std::string sheet = sheet_of(*bytes);
  EXPECT_THAT(sheet, HasSubstr("name=\"1 規程案の名前がとても長いときは、"));
  EXPECT_THAT(sheet, HasSubstr("name=\"2 規程案の名前がとても長いときは、"));
}

TEST(Xlsx, LeavesNoTemporaryFile) {
  const auto count = [] {
    std::size_t found = 0;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path())) {
      const std::string name = entry.path().filename();
      found += name.starts_with("mamori-") && name.ends_with(".xlsx") ? 1 : 0;
    }
    return found;
  };
  const auto before = count();
  ASSERT_TRUE(to_xlsx(sample(Value())).has_value());
  EXPECT_EQ(count(), before);
}

}  // namespace
}  // namespace mamori::reports
