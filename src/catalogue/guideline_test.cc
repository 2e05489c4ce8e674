#include "catalogue/guideline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalogue/catalogue_files.h"

namespace mamori::catalogue {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> path(const Guideline& guideline, std::string_view id) {
  std::vector<std::string> ids;
  for (const GuidelineSection* section : guideline.path(id)) ids.push_back(section->id);
  return ids;
}

TEST(Guideline, LeadsFromTheChapterDownToASection) {
  const Catalogue catalogue = mamori::testing::shipped_catalogue();
  const Guideline& guideline = catalogue.guideline();
  EXPECT_THAT(path(guideline, "5.1(1)③"), ElementsAre("5", "5.1", "5.1(1)", "5.1(1)③"));
  EXPECT_THAT(path(guideline, "2(2)⑦"), ElementsAre("2", "2(2)", "2(2)⑦"));
  EXPECT_THAT(path(guideline, "6.1(10)"), ElementsAre("6", "6.1", "6.1(10)"));
  EXPECT_THAT(path(guideline, "3"), ElementsAre("3"));
  EXPECT_THAT(path(guideline, "10"), IsEmpty());
}

TEST(Guideline, RefusesASectionWithoutTheOneAbove) {
  Guideline guideline;
  const auto done =
      guideline.read(Yaml::parse("guideline.yaml", "[{id: \"4.1\", title: 機器}]").value());
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().remedy, HasSubstr("「4」"));
}

}  // namespace
}  // namespace mamori::catalogue
