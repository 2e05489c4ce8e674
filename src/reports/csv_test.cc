#include "reports/csv.h"

#include <gtest/gtest.h>

namespace mamori::reports {
namespace {

std::string csv_of(Rows rows) {
  return to_csv({{"番号"}, {"名称"}},
                [rows = std::move(rows)]() mutable { return std::exchange(rows, {}); });
}

TEST(Csv, IsWhatExcelOpensByADoubleClick) {
  EXPECT_EQ(csv_of({{std::int64_t{1}, "端末"}, {std::int64_t{2}}}),
            "\xEF\xBB\xBF番号,名称\r\n1,端末\r\n2,\r\n");
}

TEST(Csv, QuotesWhatWouldEndACell) {
  EXPECT_EQ(csv_of({{"a,b", "二行\nの「\"」"}}),
            "\xEF\xBB\xBF番号,名称\r\n\"a,b\",\"二行\nの「\"\"」\"\r\n");
}

TEST(Csv, NothingATypistWroteBecomesAFormula) {
  EXPECT_EQ(csv_of({{"=1+2", "-3"}, {"@x", "-a"}}),
            "\xEF\xBB\xBF番号,名称\r\n'=1+2,-3\r\n'@x,'-a\r\n");
}

TEST(Csv, DaysAreWrittenSoThatProgramsReadThem) {
  EXPECT_EQ(csv_of({{*parse_day("R8.4.1"), ""}}), "\xEF\xBB\xBF番号,名称\r\n2026-04-01,\r\n");
}

}  // namespace
}  // namespace mamori::reports
