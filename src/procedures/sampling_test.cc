#include "procedures/sampling.h"

#include <gmock/gmock.h>

namespace mamori::procedures {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<std::string> ten{"t-1", "t-2", "t-3", "t-4", "t-5",
                                   "t-6", "t-7", "t-8", "t-9", "t-10"};

TEST(Sampling, TheSameSeedDrawsTheSame) {
  // As `printf '%s\n%s' 4821 t-1 | sha256sum` and so on say, in order.
  EXPECT_THAT(drawn("4821", ten, 3), ElementsAre("t-7", "t-4", "t-2"));
}

TEST(Sampling, TheOrderOfThePopulationDoesNotMatter) {
  std::vector<std::string> reversed(ten.rbegin(), ten.rend());
  EXPECT_EQ(drawn("4821", reversed, 5), drawn("4821", ten, 5));
}

TEST(Sampling, ALargerSampleBeginsWithTheSmaller) {
  const auto five = drawn("4821", ten, 5);
  EXPECT_EQ(std::vector(five.begin(), five.begin() + 3), drawn("4821", ten, 3));
}

TEST(Sampling, AnotherSeedDrawsOthers) {
  EXPECT_NE(drawn("4822", ten, 5), drawn("4821", ten, 5));
}

TEST(Sampling, NoMoreThanThereAreIsDrawn) {
  EXPECT_THAT(drawn("4821", ten, 50), SizeIs(10));
  EXPECT_THAT(drawn("4821", {}, 3), IsEmpty());
}

}  // namespace
}  // namespace mamori::procedures
