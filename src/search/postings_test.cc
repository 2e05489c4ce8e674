#include "search/postings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mamori::search {
namespace {

using ::testing::ElementsAre;

TEST(Postings, PairsHoldEachCharacterFirstOnce) {
  EXPECT_THAT(pairs_of(U"ab\nb"), ElementsAre(pair_of(U'a', U'b'), pair_of(U'b', 0)));
  EXPECT_TRUE(pairs_of(U"").empty());
}

TEST(Postings, WhatIsPackedIsFoundByPairAndByFirstCharacter) {
  const std::string packed = pack({{pair_of(U'端', U'末'), {3, 1000, 70000}},
                                   {pair_of(U'端', U'子'), {3, 5}},
                                   {pair_of(U'\U0010FFFF', 0), {7}}});
  EXPECT_THAT(numbers_in(packed, pair_of(U'端', U'末'), pair_of(U'端', U'末')),
              ElementsAre(3, 1000, 70000));
  EXPECT_THAT(numbers_in(packed, pair_of(U'端', 0), pair_of(U'端' + 1, 0) - 1),
              ElementsAre(3, 5, 1000, 70000));
  EXPECT_THAT(numbers_in(packed, pair_of(U'\U0010FFFF', 0), pair_of(U'\U0010FFFF', 0)),
              ElementsAre(7));
  EXPECT_TRUE(numbers_in(packed, pair_of(U'末', 0), pair_of(U'末', 9)).empty());
}

TEST(Postings, WhatIsDamagedEndsTheListAndNothingElse) {
  const std::string packed = pack({{pair_of(U'a', U'b'), {1, 2, 3}}});
  for (std::size_t length = 0; length < packed.size(); ++length) {
    EXPECT_LE(numbers_in(packed.substr(0, length), 0, pair_of(U'z', 0)).size(), 3U);
  }
  EXPECT_TRUE(numbers_in(std::string(64, '\xff'), 0, ~Pair{0}).empty());
}

}  // namespace
}  // namespace mamori::search
