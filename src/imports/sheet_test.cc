#include "imports/sheet.h"

#include <gmock/gmock.h>

#include "base/testing.h"
#include "imports/testing_zip.h"

namespace mamori::imports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<std::string> cells_of(const Result<Sheet>& sheet, std::size_t row) {
  return sheet && row < sheet->size() ? (*sheet)[row].cells : std::vector<std::string>{};
}

using mamori::testing::code_of;

TEST(Csv, IsReadWithItsQuotesAndLineEnds) {
  const auto sheet = read_sheet("職員番号,氏名\r\n\r\n0012, 林 静 \r\n0013,\"森, \"\"彩\"\"\"\r\n");
  ASSERT_TRUE(sheet);
  EXPECT_THAT(cells_of(sheet, 0), ElementsAre("職員番号", "氏名"));
  EXPECT_THAT(cells_of(sheet, 1), ElementsAre("0012", "林 静"));
  EXPECT_THAT(cells_of(sheet, 2), ElementsAre("0013", "森, \"彩\""));
  EXPECT_EQ((*sheet)[1].line, 3);  // the empty line counts
  EXPECT_EQ((*sheet)[2].line, 4);
}

TEST(Csv, IsReadInTheEncodingOfTheOffice) {
  const auto sheet =
      read_sheet("\x8e\x81\x96\xbc,\x8f\x8a\x91\xae\n\x97\xd1,\x91\x8d\x96\xb1\x89\xdb\n");
  EXPECT_THAT(cells_of(sheet, 0), ElementsAre("氏名", "所属"));
  EXPECT_THAT(cells_of(sheet, 1), ElementsAre("林", "総務課"));
}

TEST(Csv, MayBeSeparatedByTabs) {
  EXPECT_THAT(cells_of(read_sheet("氏名\t所属\n林\t総務課\n"), 1), ElementsAre("林", "総務課"));
}

TEST(Csv, WithAQuoteThatDoesNotEndIsRefusedWithItsLine) {
  const auto sheet = read_sheet("氏名,所属\n林,\"総務課\n森,福祉課\n");
  ASSERT_EQ(code_of(sheet), "source_malformed");
  EXPECT_THAT(sheet.error().message, HasSubstr("2行目"));
}

TEST(Sheet, WithNothingInItIsRefused) {
  EXPECT_EQ(code_of(read_sheet("")), "sheet_empty");
  EXPECT_EQ(code_of(read_sheet("\n ,, \n")), "sheet_empty");
}

TEST(Sheet, HasLimits) {
  EXPECT_EQ(code_of(read_sheet(std::string(cell_bytes_max + 1, 'a'))), "source_too_large");
  EXPECT_EQ(code_of(read_sheet(std::string(sheet_columns_max + 5, ',') + "a")), "source_too_large");
  std::string rows;
  for (std::size_t row = 0; row <= sheet_rows_max; ++row) rows += "a\n";
  EXPECT_EQ(code_of(read_sheet(rows)), "source_too_large");
}

TEST(Sheet, OfAnOldExcelIsNamedAsSuch) {
  const auto sheet = read_sheet("\xD0\xCF\x11\xE0\xA1\xB1");
  ASSERT_EQ(code_of(sheet), "source_malformed");
  EXPECT_THAT(sheet.error().remedy, HasSubstr(".xlsx"));
}

constexpr std::string_view office = "http://schemas.openxmlformats.org/officeDocument/2006/";

std::string relationship(std::string_view id, std::string_view type, std::string_view target) {
  return "<Relationship Id='" + std::string(id) + "' Type='" + std::string(office) +
         "relationships/" + std::string(type) + "' Target='" + std::string(target) + "'/>";
}

std::string roster(std::string rows) {
  return imports::testing::zipped(
      {{"_rels/.rels", "<Relationships>" + relationship("r1", "officeDocument", "xl/workbook.xml") +
                           "</Relationships>"},
       {"xl/workbook.xml",
        "<workbook xmlns:r='x'><sheets><sheet name='a' state='hidden' r:id='r9'/>"
        "<sheet name='b' sheetId='1' r:id='r2'/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels",
        "<Relationships>" + relationship("r2", "worksheet", "worksheets/sheet1.xml") +
            relationship("r3", "sharedStrings", "sharedStrings.xml") +
            relationship("r4", "styles", "styles.xml") + "</Relationships>"},
       {"xl/sharedStrings.xml",
        "<sst><si><t>氏名</t></si><si><r><t>林</t></r><r><t> 静</t></r>"
        "<rPh sb='0' eb='1'><t>ハヤシ</t></rPh></si></sst>"},
       {"xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='0000'/>"
        "<numFmt numFmtId='177' formatCode='[$-411]ge.m.d;@'/></numFmts><cellXfs>"
        "<xf numFmtId='0'/><xf numFmtId='176'/><xf numFmtId='177'/><xf numFmtId='14'/></cellXfs>"
        "</styleSheet>"},
       {"xl/worksheets/sheet1.xml",
        "<worksheet><sheetData>" + std::move(rows) + "</sheetData></worksheet>"}});
}

TEST(Xlsx, GivesWhatPeopleSeeInTheCells) {
  const auto sheet =
      read_sheet(roster("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' "
                        "t='inlineStr'><is><t>所属</t></is></c></row>"
                        "<row r='3'><c r='A3' t='s'><v>1</v></c><c r='B3' s='1'><v>12</v></c>"
                        "<c r='C3' s='2'><v>46478</v></c><c r='D3' s='3'><v>46478</v></c>"
                        "<c r='E3' t='str'><v>課長</v></c><c r='F3'><v>3</v></c></row>"));
  ASSERT_TRUE(sheet) << sheet.error().message;
  ASSERT_THAT(*sheet, SizeIs(2));
  EXPECT_THAT(cells_of(sheet, 0), ElementsAre("氏名", "", "所属"));
  EXPECT_THAT(cells_of(sheet, 1),
              ElementsAre("林 静", "0012", "2027-04-01", "2027-04-01", "課長", "3"));
  EXPECT_EQ((*sheet)[1].line, 3);
}

TEST(Xlsx, ThatIsBrokenIsRefused) {
  EXPECT_EQ(code_of(read_sheet("PK\x03\x04 and no more")), "source_malformed");
  EXPECT_EQ(code_of(read_sheet(roster("<row><c"))), "source_malformed");
  EXPECT_EQ(code_of(read_sheet(roster("<row r='1'><c r='ZZZ1'><v>1</v></c></row>"))),
            "source_too_large");
  EXPECT_EQ(code_of(read_sheet(roster(""))), "sheet_empty");
}

}  // namespace
}  // namespace mamori::imports
