// The power goes while people work: whatever the disk kept of what was not flushed, the body opens
// again, its ledger verifies, and everything acknowledged is there.
//
//   MAMORI_POWER_CUTS=5000 body_test --gtest_filter='SqlitePower.*'
#include <cstdlib>
#include <iostream>
#include <thread>

#include "body/body_fixture.h"
#include "body/rebuild.h"
#include "ledger/verify.h"
#include "store/testing_power.h"

namespace mamori::body {
namespace {

using store::testing::PowerDisk;
using store::testing::Remains;
using testing::shipped;
using testing::Town;

constexpr int people_at_once = 6;
constexpr int acts_each = 3;

std::size_t cuts_wanted() {
  const char* count = std::getenv("MAMORI_POWER_CUTS");
  return count ? std::strtoull(count, nullptr, 10) : 150;
}

// The power cut at some moments of all those a disk tells of, and how much was acknowledged then.
class PowerCuts {
 public:
  struct Cut {
    Remains remains;
    std::size_t acknowledged = 0;
  };

  PowerCuts(PowerDisk& disk, std::uint64_t seed, std::uint64_t one_in) : dice_(seed) {
    disk.before_each_change([this, &disk, one_in] {
      const std::lock_guard lock(mutex_);
      if (dice_() % one_in == 0) cuts_.push_back({disk.cut(), acknowledged_.size()});
    });
  }

  void acknowledge(std::string entry) {
    const std::lock_guard lock(mutex_);
    acknowledged_.push_back(std::move(entry));
  }
  const std::vector<std::string>& acknowledged() const { return acknowledged_; }
  std::vector<Cut> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(cuts_, {});
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 dice_;
  std::vector<Cut> cuts_;
  std::vector<std::string> acknowledged_;
};

// The machine after it got its power back: the files that are left, and the key.
class Restarted {
 public:
  Restarted(const Remains& remains, const Town& town) {
    store::testing::restore(remains, folder());
    std::filesystem::copy_file(town.folder() / "mimori.key", folder() / "mimori.key");
  }

  void expect_whole(const PowerCuts& cuts, std::size_t acknowledged, const Clock& clock) {
    const auto body = Body::open({.folder = folder(),
                                  .slug = "mimori",
                                  .location = store::SqliteFile{folder() / "body.sqlite"}},
                                 shipped(), clock);
    ASSERT_TRUE(body.has_value()) << body.error().message << body.error().remedy;
    (*body)->store().read([&](store::Connection& db) {
      const auto report = ledger::verify_store(db);
      EXPECT_TRUE(report.ok) << report.message_en;
      EXPECT_EQ(db.first("PRAGMA integrity_check")->text("integrity_check"), "ok");
      for (std::size_t index = 0; index < acknowledged; ++index) {
        const std::string& entry = cuts.acknowledged()[index];
        ASSERT_TRUE(registers::entry(db, entry).has_value()) << "lost: " << entry;
      }
      const auto rebuilt = check_rebuild(db, folder());
      ASSERT_TRUE(rebuilt.has_value());
      EXPECT_FALSE(rebuilt->difference.has_value()) << sentence_of(*rebuilt->difference);
    });
  }

 private:
  const std::filesystem::path& folder() const { return place_.folder(); }

  const mamori::testing::TestDatabase place_;
};

// Several people enter assets at the same moment, so that they share commits.
void work(Town& town, const std::string& person, const std::string& section, PowerCuts& cuts) {
  std::vector<std::jthread> people;
  for (int one = 0; one < people_at_once; ++one) {
    people.emplace_back([&] {
      for (int act = 0; act < acts_each; ++act) {
        const auto added = town.acts().add_entry(
            person, "assets",
            JsonObject{
                {"name", "端末"}, {"kind", "media"}, {"importance", "3"}, {"section", section}});
        ASSERT_TRUE(added.has_value()) << added.error().message;
        cuts.acknowledge(text_at(added->payload, "id"));
      }
    });
  }
}

TEST(SqlitePower, WhatWasAcknowledgedIsThereAfterTheCut) {
  const std::uint64_t seed = std::random_device{}();
  Town town;
  const std::string person = town.settle();
  const std::string section = town.section("総務課");
  town.close();
  PowerDisk disk(town.folder(), seed);
  town.reopen();
  PowerCuts cuts(disk, seed, 5);
  std::size_t made = 0;
  while (made < cuts_wanted()) {
    work(town, person, section, cuts);
    for (const PowerCuts::Cut& cut : cuts.take()) {
      Restarted(cut.remains, town).expect_whole(cuts, cut.acknowledged, town.clock());
      if (HasFatalFailure() || HasNonfatalFailure()) FAIL() << "seed " << seed;
      ++made;
    }
  }
  std::cout << made << " power cuts among " << cuts.acknowledged().size() << " acts\n";
  town.close();
}

// A body that was being made may be made again; it must not be stuck half-made.
TEST(SqlitePower, ABodyCanBeMadeAgainAfterACutWhileItWasMade) {
  const std::uint64_t seed = std::random_device{}();
  Town town;
  const mamori::testing::TestDatabase place;
  const std::filesystem::path file = place.folder() / "body.sqlite";
  std::vector<PowerCuts::Cut> all;
  {
    PowerDisk disk(place.folder(), seed);
    PowerCuts cuts(disk, seed, 3);
    ASSERT_TRUE(Body::open(
        {.folder = place.folder(), .slug = "mimori", .location = store::SqliteFile{file}},
        shipped(), town.clock()));
    all = cuts.take();
  }
  ASSERT_FALSE(all.empty());
  for (const PowerCuts::Cut& cut : all) {
    const mamori::testing::TestDatabase again;
    store::testing::restore(cut.remains, again.folder());
    std::filesystem::copy_file(place.folder() / "mimori.key", again.folder() / "mimori.key");
    const auto body = Body::open({.folder = again.folder(),
                                  .slug = "mimori",
                                  .location = store::SqliteFile{again.folder() / "body.sqlite"}},
                                 shipped(), town.clock());
    ASSERT_TRUE(body.has_value()) << body.error().message << body.error().remedy << seed;
  }
  std::cout << all.size() << " power cuts\n";
}

}  // namespace
}  // namespace mamori::body
