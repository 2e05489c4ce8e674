// For tests only: a store with a ledger, and a clock that stands still until it is told otherwise.
#pragma once

#include <gtest/gtest.h>

#include "anchoring/anchoring.h"
#include "ledger/proof.h"
#include "store/testing_database.h"

namespace mamori::anchoring::testing {

class AnchoringTest : public ::testing::Test {
 protected:
  AnchoringTest() {
    journal_.project(std::string(anchored_kind), project);
    store_->observe(&journal_);
  }

  template <class Work>
  auto read(Work&& work) {
    return store_->read(std::forward<Work>(work));
  }
  void record(const std::string& subject) {
    const auto done = store_->write([&](store::Connection& db) -> Result<void> {
      journal_.record(db, {"registers.changed", "system:test", subject, JsonObject{{"n", 1}}});
      return {};
    });
    ASSERT_TRUE(done.has_value());
  }
  void keep(const Anchored& anchored) {
    const auto done = store_->write([&](store::Connection& db) -> Result<void> {
      const auto act = act_of(anchored, "system:test");
      if (!act) return fail(act.error());
      journal_.record(db, *act);
      return {};
    });
    ASSERT_TRUE(done.has_value());
  }
  std::string checkpoint() {
    return read([](auto& db) { return ledger::newest_checkpoint(db).value_or(""); });
  }
  Day today() const { return day_in_japan(clock_.now()); }

  const mamori::testing::TestDatabase database_;
  const std::filesystem::path& folder_ = database_.folder();
  ManualClock clock_{start_of_day_in_japan(*parse_day("令和8年11月21日")) + std::chrono::hours{9}};
  const ledger::NoteSigner signer_ = ledger::NoteSigner::generate("mamori/test-city");
  ledger::Journal journal_{"test-city", clock_, signer_};
  std::unique_ptr<store::Store> store_ = store::Store::open(database_.location()).value();
};

}  // namespace mamori::anchoring::testing
