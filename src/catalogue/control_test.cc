#include "catalogue/control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalogue/catalogue_files.h"

namespace mamori::catalogue {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::string_view one_control = R"(controls:
  - id: key-returned
    row: E2
    title: {ja: 鍵の返却, en: Keys returned}
    holder: staff
    satisfied_by: [{procedure: keys}, {organisation: staff}, {ledger: true}, {anchoring: 7}]
    wording: [鍵は退庁の前に返す。]
    terms: [鍵]
)";

Result<Catalogue> load(std::string_view yaml) {
  const embedded::File file{"controls/T.yaml", yaml};
  return Catalogue::load(std::span(&file, 1));
}

// The text with one line of it changed.
std::string changed(std::string_view from, std::string_view to) {
  std::string text(one_control);
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(Catalogue, FindsWhatItLoaded) {
  const auto catalogue = load(one_control);
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  const Control* control = catalogue->find("key-returned");
  ASSERT_NE(control, nullptr);
  EXPECT_EQ(control->title.ja, "鍵の返却");
  EXPECT_EQ(control->holder, "staff");
  ASSERT_THAT(control->satisfied_by, SizeIs(4));
  EXPECT_EQ(control->satisfied_by[0], (Satisfier{SatisfierKind::procedure, "keys"}));
  EXPECT_EQ(control->satisfied_by[2], (Satisfier{SatisfierKind::ledger, ""}));
  EXPECT_EQ(control->satisfied_by[3], (Satisfier{SatisfierKind::anchoring, "7"}));
  EXPECT_EQ(catalogue->find("key-lent"), nullptr);
  EXPECT_THAT(catalogue->of_row("E2"), SizeIs(1));
  EXPECT_THAT(catalogue->of_row("E1"), SizeIs(0));
}

// It is compared as a control is, but is none.
TEST(Catalogue, KeepsApartWhatAsksForNothing) {
  const auto catalogue =
      load("nothing:\n  - {wording: [使用料は、無料とする。], terms: [使用料]}\n");
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  EXPECT_THAT(catalogue->nothing().wording, SizeIs(1));
  EXPECT_THAT(catalogue->nothing().terms, SizeIs(1));
  EXPECT_THAT(catalogue->controls(), SizeIs(0));
  EXPECT_FALSE(load("nothing:\n  - {wording: []}\n"));
}

struct Mistake {
  std::string_view from;
  std::string_view to;
  std::string_view place;  // file and line the message names
};

class RefusedCatalogue : public ::testing::TestWithParam<Mistake> {};

TEST_P(RefusedCatalogue, NamesFileLineAndRemedy) {
  const auto catalogue = load(changed(GetParam().from, GetParam().to));
  ASSERT_FALSE(catalogue);
  EXPECT_EQ(catalogue.error().code, "definition_malformed");
  EXPECT_THAT(catalogue.error().message, StartsWith(std::string(GetParam().place)));
  EXPECT_FALSE(catalogue.error().remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, RefusedCatalogue,
    ::testing::Values(Mistake{"id: key-returned", "id: Key Returned", "controls/T.yaml:2:"},
                      Mistake{"row: E2", "row: Z2", "controls/T.yaml:2:"},
                      Mistake{"holder: staff", "holder: janitor", "controls/T.yaml:2:"},
                      Mistake{", en: Keys returned", "", "controls/T.yaml:2:"},
                      Mistake{"{procedure: keys}", "{form: keys}", "controls/T.yaml:6:"},
                      Mistake{"organisation: staff", "organisation: cook", "controls/T.yaml:6:"},
                      Mistake{"ledger: true", "ledger: maybe", "controls/T.yaml:6:"},
                      Mistake{"anchoring: 7", "anchoring: often", "controls/T.yaml:6:"},
                      Mistake{"[鍵は退庁の前に返す。]", "[]", "controls/T.yaml:2:"},
                      Mistake{"terms: [鍵]", "term: [鍵]", "controls/T.yaml:8:"},
                      Mistake{"row: E2", "row: E2\n    guideline: 9.9", "controls/T.yaml:2:"},
                      Mistake{"controls:", "items:", "controls/T.yaml:2:"}));

TEST(Catalogue, RefusesTheSameIdTwice) {
  const std::string twice =
      std::string(one_control) + std::string(one_control.substr(one_control.find("  - id")));
  const auto catalogue = load(twice);
  ASSERT_FALSE(catalogue);
  EXPECT_THAT(catalogue.error().message, HasSubstr("key-returned"));
}

TEST(ShippedCatalogue, ServesEveryRowOfTheMission) {
  const std::map<char, int> rows{{'A', 8}, {'B', 5}, {'C', 7}, {'D', 11}, {'E', 4}, {'F', 3},
                                 {'G', 8}, {'H', 2}, {'I', 4}, {'J', 3},  {'K', 4}};
  const Catalogue catalogue = mamori::testing::shipped_catalogue();
  for (const auto& [letter, count] : rows) {
    for (int number = 1; number <= count; ++number) {
      const std::string row = letter + std::to_string(number);
      EXPECT_THAT(catalogue.of_row(row), ::testing::Not(SizeIs(0))) << row;
    }
  }
}

TEST(ShippedCatalogue, LetsOneTakeoutServePermissionTransportAndRecord) {
  const Catalogue catalogue = mamori::testing::shipped_catalogue();
  const Satisfier takeout{SatisfierKind::procedure, "takeout"};
  for (const auto* id : {"takeout-permission", "transport-permission", "transport-protection",
                         "takeout-record", "takeout-return-confirmed"}) {
    const Control* control = catalogue.find(id);
    ASSERT_NE(control, nullptr) << id;
    EXPECT_THAT(control->satisfied_by, ::testing::ElementsAre(takeout)) << id;
  }
}

}  // namespace
}  // namespace mamori::catalogue
