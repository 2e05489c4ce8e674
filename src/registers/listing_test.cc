#include "registers/listing.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <random>

#include "registers/list_index.h"
#include "registers/registers_fixture.h"

namespace mamori::registers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Numbers = std::vector<std::int64_t>;

class Lists : public testing::RegisterTest {
 protected:
  void add(const Json& values) {
    apply(add_entry(connection(), assets_, by_test(), values), project);
  }
  Change by_test() const { return {"system:test", now_}; }

  Numbers shown(std::vector<Filter> filters, const Sorting& sorting = {}, const Slice& slice = {}) {
    return Listing(connection(), "assets", std::move(filters)).page(sorting, slice);
  }
  Numbers sorted_by(std::string_view field, bool descending = false) {
    return shown({}, {.field = std::string(field), .descending = descending});
  }
};

TEST_F(Lists, KeysPutNumbersByTheirSizeAndTextsWithoutRegardToWidth) {
  EXPECT_LT(list_key("端末2号"), list_key("端末10号"));
  EXPECT_LT(list_key("9"), list_key("10"));
  EXPECT_LT(list_key("3.25"), list_key("3.5"));
  EXPECT_LT(list_key("2026-03-31"), list_key("2026-04-01"));
  EXPECT_LT(list_key("ＵＳＢ"), list_key("usc"));
  EXPECT_NE(list_key("USB"), list_key("usb"));
  EXPECT_EQ(list_key(std::string(500, 'x')), std::string(key_characters_max, 'x'));
}

TEST_F(Lists, EntriesAreFilteredByTheirValues) {
  const std::string residents = section("住民課");
  add({{"name", "一"}, {"importance", "1"}, {"section", residents}});
  add({{"name", "二"}, {"importance", "2"}, {"bought", "R8.4.1"}});
  add({{"name", "三"}, {"importance", "2"}, {"section", residents}, {"bought", "R8.9.1"}});
  EXPECT_THAT(shown({}), ElementsAre(1, 2, 3));
  EXPECT_THAT(shown({{.field = "importance", .any_of = {"2"}}}), ElementsAre(2, 3));
  EXPECT_THAT(shown({{.field = "importance", .any_of = {"1", "2"}},
                     {.field = "section", .any_of = {residents}}}),
              ElementsAre(1, 3));
  EXPECT_THAT(shown({{.field = "bought", .from = "2026-04-02"}}), ElementsAre(3));
  EXPECT_THAT(shown({{.field = "bought", .from = "2026-04-01", .to = "2026-04-01"}}),
              ElementsAre(2));
  EXPECT_THAT(shown({{.field = "bought", .to = "2026-03-31"}}), IsEmpty());
  EXPECT_THAT(shown({{.field = "bought", .or_nothing = true}}), ElementsAre(1));
}

TEST_F(Lists, AChangeMovesAnEntryToItsNewValues) {
  add_asset("一号", "2");
  const Entry seen = entry(connection(), "assets-1").value();
  apply(change_entry(connection(), assets_, by_test(), {seen, 1},
                     {{"name", "一号"}, {"importance", "1"}, {"change_reason", "見直し"}}),
        project);
  EXPECT_THAT(shown({{.field = "importance", .any_of = {"2"}}}), IsEmpty());
  EXPECT_THAT(shown({{.field = "importance", .any_of = {"1"}}}), ElementsAre(1));
}

TEST_F(Lists, NothingRemainsOfAnErasedEntry) {
  add_asset("一号", "2");
  ledger::Record erased;
  erased.kind = "retention.erased";
  erased.subject = "registers/assets/assets-1";
  project_erasure(connection(), erased);
  EXPECT_FALSE(connection().first("SELECT list FROM list_values"));
}

TEST_F(Lists, AreSortedByAnyFieldThoseWithoutAValueLast) {
  add({{"name", "端末10"}, {"importance", "3"}, {"bought", "R8.4.2"}});
  add({{"name", "端末9"}, {"importance", "1"}});
  add({{"name", "複合機"}, {"importance", "2"}, {"bought", "R8.4.1"}});
  EXPECT_THAT(sorted_by("name"), ElementsAre(2, 1, 3));
  EXPECT_THAT(sorted_by("name", true), ElementsAre(3, 1, 2));
  EXPECT_THAT(sorted_by("bought"), ElementsAre(3, 1, 2));
  EXPECT_THAT(sorted_by("bought", true), ElementsAre(1, 3, 2));
  EXPECT_THAT(sorted_by("", true), ElementsAre(3, 2, 1));
  EXPECT_THAT(shown({}, {.field = "importance", .ranked = {"2", "3", "1"}}), ElementsAre(3, 1, 2));
  EXPECT_THAT(shown({}, {.field = "name"}, {.offset = 1, .limit = 1}), ElementsAre(1));
}

TEST_F(Lists, SayHowManyEachValueWouldLeave) {
  add({{"name", "一"}, {"importance", "1"}, {"bought", "R8.4.1"}});
  add({{"name", "二"}, {"importance", "2"}, {"bought", "R8.4.1"}});
  add({{"name", "三"}, {"importance", "2"}});
  const Listing listing(connection(), "assets",
                        {{.field = "importance", .any_of = {"1"}},
                         {.field = "bought", .from = "2026-04-01", .to = "2026-04-01"}});
  EXPECT_EQ(listing.total(), 1);
  EXPECT_THAT(listing.counts("importance", {"1", "2", "3"}), ElementsAre(1, 1, 0));
}

TEST_F(Lists, ShowOnlyWhatIsWithin) {
  add_asset("一", "1");
  add_asset("二", "2");
  EntrySet second;
  second.add(2);
  const Listing listing(connection(), "assets", {}, second);
  EXPECT_EQ(listing.total(), 1);
  EXPECT_THAT(listing.page({.field = "name"}, {}), ElementsAre(2));
}

// Against sorting the plain way: many entries, several segments, every order, every page.
TEST_F(Lists, LongListsAreInTheSameOrderOnEveryPage) {
  constexpr std::int64_t size = 1500;
  std::mt19937 random(11);
  std::vector<std::pair<std::string, std::int64_t>> order;
  Numbers without;
  for (std::int64_t number = 4000; number < 4000 + size; ++number) {
    JsonObject values;
    if (random() % 10 != 0) values["code"] = std::to_string(random() % 300);
    const ListKeys keys = list_keys(values);
    relist(connection(), "long", number, nullptr, &keys);
    if (values.empty()) {
      without.push_back(number);
    } else {
      order.emplace_back(keys.begin()->second, number);
    }
  }
  std::ranges::sort(order);
  for (const bool descending : {false, true}) {
    Numbers expected;
    for (const auto& [key, number] : order) expected.push_back(number);
    if (descending) std::ranges::reverse(expected);
    expected.insert(expected.end(), without.begin(), without.end());
    const Listing listing(connection(), "long", {});
    Numbers paged;
    for (std::int64_t offset = 0; offset < size; offset += 400) {
      const Numbers page = listing.page({.field = "code", .descending = descending}, {offset, 400});
      paged.insert(paged.end(), page.begin(), page.end());
    }
    EXPECT_EQ(paged, expected) << descending;
  }
}

}  // namespace
}  // namespace mamori::registers
