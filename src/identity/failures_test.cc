#include "identity/failures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mamori::identity {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr Instant failures_start{std::chrono::milliseconds{1'795'000'000'000}};

TEST(FailedSignIns, AreGatheredIntoOneRecordAnAccount) {
  FailedSignIns failures;
  failures.note("ogawa", "192.0.2.1", failures_start);
  failures.note("ogawa", "192.0.2.2", failures_start + 5s);
  const auto due = failures.due(failures_start + 1min);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due.front().attempts, 2);
  EXPECT_EQ(due.front().first, failures_start);
  EXPECT_EQ(due.front().last, failures_start + 5s);
  EXPECT_THAT(due.front().addresses, ElementsAre("192.0.2.1", "192.0.2.2"));
}

TEST(FailedSignIns, WaitAQuarterOfAnHourForTheNextRecordOfTheAccount) {
  FailedSignIns failures;
  failures.note("ogawa", "192.0.2.1", failures_start);
  failures.recorded(failures.due(failures_start), failures_start);
  for (int attempt = 0; attempt < 1000; ++attempt)
    failures.note("ogawa", "192.0.2.1", failures_start + 1s);
  EXPECT_THAT(failures.due(failures_start + 14min), SizeIs(0));
  const auto later = failures.due(failures_start + 15min);
  ASSERT_THAT(later, SizeIs(1));
  EXPECT_EQ(later.front().attempts, 1000);
}

TEST(FailedSignIns, OfManyAccountsFillTheLedgerOnlySoFar) {
  FailedSignIns failures({.records_per_window_max = 3});
  for (int person = 0; person < 10; ++person) {
    failures.note("p" + std::to_string(person), "192.0.2.1",
                  failures_start + std::chrono::seconds{person});
  }
  const auto first = failures.due(failures_start + 1min);
  EXPECT_THAT(first, SizeIs(3));
  failures.recorded(first, failures_start + 1min);
  EXPECT_THAT(failures.due(failures_start + 2min), SizeIs(0));
  EXPECT_THAT(failures.due(failures_start + 1min + 1h), SizeIs(3)) << "the others come later";
}

TEST(FailedSignIns, ThatComeWhileTheOthersAreWrittenAreNotLost) {
  FailedSignIns failures;
  failures.note("ogawa", "192.0.2.1", failures_start);
  const auto due = failures.due(failures_start);
  failures.note("ogawa", "192.0.2.1", failures_start + 1s);
  failures.recorded(due, failures_start + 2s);
  ASSERT_THAT(failures.due(failures_start + 1h), SizeIs(1));
  EXPECT_EQ(failures.due(failures_start + 1h).front().attempts, 1);
}

TEST(FailedSignIns, OfUnknownNamesAreOnlyCounted) {
  FailedSignIns failures;
  failures.note_unknown();
  failures.note_unknown();
  EXPECT_EQ(failures.unknown_names(), 2);
  EXPECT_THAT(failures.due(failures_start), SizeIs(0));
}

}  // namespace
}  // namespace mamori::identity
