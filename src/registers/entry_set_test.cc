#include "registers/entry_set.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <random>
#include <set>

namespace mamori::registers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

EntrySet set_of(std::initializer_list<std::int64_t> numbers) {
  EntrySet set;
  for (const std::int64_t number : numbers) set.add(number);
  return set;
}

TEST(EntrySets, HoldNumbersOfAnySegment) {
  EntrySet set = set_of({70'000, 1, 4096, 1});
  EXPECT_THAT(set.numbers(), ElementsAre(1, 4096, 70'000));
  EXPECT_EQ(set.count(), 3);
  EXPECT_TRUE(set.contains(4096));
  EXPECT_FALSE(set.contains(4095));
  set.remove(4096);
  set.remove(5);
  EXPECT_EQ(set, set_of({1, 70'000}));
}

TEST(EntrySets, AreJoinedCutAndTakenAway) {
  const EntrySet some = set_of({1, 2, 5000});
  const EntrySet others = set_of({2, 5000, 9000});
  EXPECT_EQ(some.count_with(others), 2);
  EntrySet either = some;
  EXPECT_EQ(either |= others, set_of({1, 2, 5000, 9000}));
  EntrySet both = some;
  EXPECT_EQ(both &= others, set_of({2, 5000}));
  EntrySet rest = some;
  EXPECT_EQ(rest -= others, set_of({1}));
  EXPECT_TRUE((rest -= some).empty());
}

TEST(EntrySets, GiveAPageInEitherOrder) {
  const EntrySet set = set_of({1, 2, 3, 5000});
  EXPECT_THAT(set.numbers(false, 1, 2), ElementsAre(2, 3));
  EXPECT_THAT(set.numbers(true, 0, 2), ElementsAre(5000, 3));
  EXPECT_THAT(set.numbers(true, 3, 9), ElementsAre(1));
  EXPECT_THAT(set.numbers(false, 9, 9), IsEmpty());
}

TEST(EntrySets, ArePackedShortWhileTheyAreFew) {
  EXPECT_EQ(set_of({}).packed(0), "");
  EXPECT_EQ(set_of({4096 + 258}).packed(1), std::string("\x02\x01", 2));
  EntrySet many;
  for (std::int64_t number = 0; number < 300; ++number) many.add(number);
  EXPECT_EQ(many.packed(0).size(), 512U);
}

TEST(EntrySets, AreTheSameAfterPacking) {
  std::mt19937_64 random(7);
  for (const int size : {1, 255, 256, 257, 4096}) {
    EntrySet set;
    for (int count = 0; count < size; ++count) {
      set.add(3 * EntrySet::segment_numbers + static_cast<std::int64_t>(random() % 4096));
    }
    EntrySet read;
    read.add_packed(3, set.packed(3));
    EXPECT_EQ(read, set) << size;
  }
}

TEST(EntrySets, DamagedBytesAddNothingThatIsNotThere) {
  EntrySet set;
  set.add_packed(0, std::string("\xFF\xFF\x01", 3));
  set.add_packed(0, "x");
  EXPECT_TRUE(set.empty());
}

}  // namespace
}  // namespace mamori::registers
