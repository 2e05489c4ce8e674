#include "web/workers.h"

#include <atomic>
#include <gtest/gtest.h>
#include <latch>

namespace mamori::web {
namespace {

TEST(Workers, DoAllThatWasTaken) {
  std::atomic<int> done = 0;
  Workers workers(4, 1000);
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(workers.submit([&] { ++done; }));
  workers.stop();
  EXPECT_EQ(done, 1000);
}

TEST(Workers, RefuseMoreThanMayWait) {
  std::latch started(1);
  std::latch gate(1);
  Workers workers(1, 2);
  ASSERT_TRUE(workers.submit([&] {
    started.count_down();
    gate.wait();
  }));
  started.wait();
  EXPECT_TRUE(workers.submit([] {}));
  EXPECT_TRUE(workers.submit([] {}));
  EXPECT_FALSE(workers.submit([] {}));
  gate.count_down();
}

TEST(Workers, TakeNothingAfterTheStop) {
  Workers workers(1, 2);
  workers.stop();
  workers.stop();
  EXPECT_FALSE(workers.submit([] {}));
}

}  // namespace
}  // namespace mamori::web
