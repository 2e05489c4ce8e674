#include "registers/retention.h"

#include <gtest/gtest.h>

namespace mamori::registers {
namespace {

Result<std::optional<Retention>> parsed(std::string_view yaml) {
  const auto root = Yaml::parse("test.yaml", yaml);
  return root ? parse_retention((*root)["retention"]) : fail(root.error());
}

TEST(Retention, CountsFromTheEndOfTheFiscalYear) {
  const Retention five{.years = 5};
  EXPECT_EQ(iso_day(kept_until(five, *parse_day("令和8年4月1日"))), "2032-03-31");
  EXPECT_EQ(iso_day(kept_until(five, *parse_day("令和9年3月31日"))), "2032-03-31");
  EXPECT_EQ(iso_day(kept_until(five, *parse_day("令和9年4月1日"))), "2033-03-31");
}

TEST(Retention, IsReadFromADefinitionOrRefused) {
  EXPECT_FALSE(*parsed("{title: x}"));
  EXPECT_EQ((*parsed("{retention: {years: 5, after: disposed_on}}"))->after, "disposed_on");
  EXPECT_EQ(parsed("{retention: {years: 0}}").error().code, "definition_malformed");
  EXPECT_EQ(parsed("{retention: {year: 5}}").error().code, "definition_malformed");
}

}  // namespace
}  // namespace mamori::registers
