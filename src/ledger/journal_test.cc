#include "ledger/journal.h"

#include <atomic>
#include <gmock/gmock.h>
#include <random>
#include <stdexcept>
#include <thread>

#include "ledger/ledger_fixture.h"
#include "ledger/verify.h"

namespace mamori::ledger {
namespace {

using Journaling = testing::LedgerTest;
using ::testing::ElementsAre;

TEST_F(Journaling, AnActGetsANumberAndATime) {
  connection().script("BEGIN");
  EXPECT_EQ(record().number, 1U);
  const Receipt second = record("asset:2", {{"name", "複合機"}});
  EXPECT_EQ(second.number, 2U);
  EXPECT_EQ(second.at, clock_.now());
  journal_.seal(connection());
  connection().script("COMMIT");

  const auto read = record_at(connection(), 2);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->at, second.at);
  EXPECT_EQ(read->kind, "registers.changed");
  EXPECT_EQ(read->actor, "system:test");
  EXPECT_EQ(read->subject, "asset:2");
  EXPECT_EQ(text_at(read->payload, "name"), "複合機");
  EXPECT_FALSE(record_at(connection(), 3).has_value());
}

TEST_F(Journaling, TimeNeverGoesBack) {
  const Receipt first = record();
  clock_.set(first.at - std::chrono::minutes{1});
  EXPECT_EQ(record().at, first.at);
}

TEST_F(Journaling, AClockThatIsWrongRecordsNothingUntilItIsRight) {
  const Instant last = record().at;
  clock_.set(last - std::chrono::hours{1});
  try {
    record();
    FAIL() << "recorded at a time that is not true";
  } catch (const store::Failure& failure) {
    EXPECT_EQ(failure.cause(), store::Failure::Cause::clock_behind);
  }
  clock_.set(last);
  EXPECT_EQ(record().number, 2U);
}

// After the clock had been ahead and was put right somebody must be able to go on.
TEST_F(Journaling, AnAdministratorMaySayThatTheClockIsRight) {
  const Receipt first = record();
  clock_.set(first.at - std::chrono::hours{1});
  journal_.set_clock_behind_max(std::chrono::hours{2});
  EXPECT_EQ(record().at, first.at);
}

TEST_F(Journaling, ProjectionsSeeTheirKindsInOrderOfRegistration) {
  std::vector<std::string> calls;
  journal_.project("registers.", [&](store::Connection&, const Record& record) {
    calls.push_back("registers " + std::to_string(record.number));
  });
  journal_.project(
      "", [&](store::Connection&, const Record& record) { calls.push_back("all " + record.kind); });
  journal_.record(connection(), {"people.appointed", "system:test", "p1", JsonObject{}});
  record();
  EXPECT_THAT(calls, ElementsAre("all people.appointed", "registers 2", "all registers.changed"));
}

TEST_F(Journaling, ReplayShowsProjectionsTheSameRecords) {
  std::vector<std::string> seen;
  journal_.project("", [&](store::Connection&, const Record& record) {
    seen.push_back(std::to_string(record.number) + iso_instant(record.at) + record.subject +
                   canonical_json(record.payload));
  });
  grow_to(1100);
  const std::vector<std::string> live = std::exchange(seen, {});
  journal_.replay(connection());
  EXPECT_EQ(seen, live);
}

TEST_F(Journaling, WhatAFailedJobRecordedIsGone) {
  connection().script("BEGIN");
  journal_.job_begins();
  record();
  for (const bool succeeds : {false, true}) {
    connection().script("SAVEPOINT job");
    journal_.job_begins();
    for (int act = 0; act < 300; ++act) record();  // across a tile
    if (succeeds) continue;
    connection().script("ROLLBACK TO job");
    journal_.job_undone();
  }
  journal_.before_commit(connection());
  connection().script("COMMIT");
  EXPECT_EQ(record_count(connection()), 301U);
  EXPECT_TRUE(verify_store(connection()).ok) << verify_store(connection()).message_en;
}

TEST_F(Journaling, AFailedCommitLeavesTheLedgerAsItWas) {
  grow_to(300);
  connection().script("BEGIN");
  journal_.job_begins();
  for (int act = 0; act < 400; ++act) record();
  journal_.before_commit(connection());
  connection().script("ROLLBACK");
  journal_.batch_undone();

  connection().script("BEGIN");
  connection().script("SAVEPOINT job");
  journal_.job_begins();  // the state is not read yet
  record();
  connection().script("ROLLBACK TO job");
  journal_.job_undone();
  journal_.job_begins();
  EXPECT_EQ(record().number, 301U);
  journal_.before_commit(connection());
  connection().script("COMMIT");
  EXPECT_TRUE(verify_store(connection()).ok) << verify_store(connection()).message_en;
}

// Any mixture of acts, failed jobs, failed commits and restarts leaves a ledger that verifies and
// numbers without gaps.
TEST_F(Journaling, SurvivesAnyMixtureOfFailures) {
  std::mt19937 chance(3);
  std::uint64_t expected = 0;
  auto journal = std::make_unique<Journal>("test-city", clock_, signer_);
  ASSERT_TRUE(journal->open(connection()).has_value());
  for (int batch = 0; batch < 150; ++batch) {
    std::uint64_t in_batch = 0;
    connection().script("BEGIN");
    for (std::uint64_t job = chance() % 4; job > 0; --job) {
      connection().script("SAVEPOINT job");
      journal->job_begins();
      const std::uint64_t acts = chance() % 40;
      for (std::uint64_t act = 0; act < acts; ++act) {
        const Receipt receipt =
            journal->record(connection(), {"a.b", "system:test", "s", JsonObject{}});
        ASSERT_EQ(receipt.number, expected + in_batch + act + 1);
      }
      if (chance() % 3 == 0) {
        connection().script("ROLLBACK TO job");
        journal->job_undone();
      } else {
        in_batch += acts;
      }
      connection().script("RELEASE job");
    }
    journal->before_commit(connection());
    const bool fails = chance() % 4 == 0;
    connection().script(fails ? "ROLLBACK" : "COMMIT");
    if (fails) journal->batch_undone();
    if (!fails) expected += in_batch;
    if (chance() % 10 == 0) {
      journal = std::make_unique<Journal>("test-city", clock_, signer_);
      ASSERT_TRUE(journal->open(connection()).has_value());
    }
  }
  EXPECT_GT(expected, 1000U);
  EXPECT_EQ(record_count(connection()), expected);
  const VerifyReport report = verify_store(connection());
  EXPECT_TRUE(report.ok) << report.message_en;
}

TEST_F(Journaling, GoesOnWhereAnEarlierProcessStopped) {
  grow_to(700);
  Journal next("test-city", clock_, signer_);
  ASSERT_TRUE(next.open(connection()).has_value());
  const Receipt receipt = next.record(connection(), {"a.b", "p1", "s1", JsonObject{}});
  EXPECT_EQ(receipt.number, 701U);
  next.seal(connection());
  const VerifyReport report = verify_store(connection());
  EXPECT_TRUE(report.ok) << report.message_en;
  EXPECT_EQ(report.size, 701U);
}

TEST_F(Journaling, WillNotOpenADamagedLedgerOrOneOfAnotherKey) {
  grow_to(300);
  Journal stranger("test-city", clock_, NoteSigner::generate("mamori/test-city"));
  EXPECT_EQ(stranger.open(connection()).error().code, "ledger_key_changed");
  for (const char* damage :
       {"DELETE FROM ledger_records WHERE number = 300", "DELETE FROM ledger_tiles WHERE level = 1",
        "UPDATE ledger_records SET leaf_hash = salt WHERE number = 299",
        "DELETE FROM ledger_head"}) {
    connection().script("BEGIN");
    connection().script(damage);
    Journal next("test-city", clock_, signer_);
    EXPECT_FALSE(next.open(connection()).has_value()) << damage;
    connection().script("ROLLBACK");
  }
}

TEST_F(Journaling, RefusesActsOutsideTheLimits) {
  const JsonObject some{{"a", 1}};
  for (const Act& act :
       {Act{"", "p", "s", some}, Act{"Kind", "p", "s", some}, Act{"k", "", "s", some},
        Act{"k", "p", "", some}, Act{"k", "p", "持ち出し", some}, Act{"k", "p", "a b", some},
        Act{"k", "p", "s", Json(1)}, Act{"k", "p", "s", JsonObject{{"a", 1.5}}},
        Act{"k", "p", "s", JsonObject{{"a", "\xFF"}}},
        Act{"k", "p", std::string(name_bytes_max + 1, 's'), some}}) {
    EXPECT_THROW(journal_.record(connection(), act), std::invalid_argument);
  }
  EXPECT_EQ(record_count(connection()), 0U);
}

TEST_F(Journaling, RecordsAreReadBySubjectAndByNumber) {
  grow_to(20);
  const auto of_subject = records_of(connection(), "asset:3");
  ASSERT_EQ(of_subject.size(), 3U);
  EXPECT_EQ(of_subject[0].number, 3U);
  EXPECT_EQ(of_subject[2].number, 17U);
  EXPECT_EQ(records_of(connection(), "asset:3", 3).size(), 2U);
  EXPECT_EQ(records_of(connection(), "asset:3", 0, 1).size(), 1U);
  EXPECT_EQ(records_from(connection(), 19).size(), 2U);
}

TEST_F(Journaling, ProvesEveryRecordAndEveryEarlierState) {
  EXPECT_EQ(inclusion(connection(), 1).error().code, "record_not_found");
  std::map<std::uint64_t, Hash> roots;
  for (const std::uint64_t size : {1, 255, 256, 257, 600}) {
    grow_to(size);
    roots[size] = open_checkpoint(checkpoint(), journal_.verifier())->root;
  }
  for (const std::uint64_t number : {1, 2, 256, 257, 512, 599, 600}) {
    const auto proof = inclusion(connection(), number);
    ASSERT_TRUE(proof.has_value());
    EXPECT_EQ(decode_leaf(proof->leaf)->number, number);
    EXPECT_EQ(open_checkpoint(proof->checkpoint, journal_.verifier())->root, proof->root);
    EXPECT_TRUE(verify_inclusion(number - 1, proof->size, leaf_hash(proof->leaf), proof->path,
                                 proof->root));
  }
  for (const auto& [size, root] : roots) {
    const auto proof = consistency(connection(), size);
    ASSERT_TRUE(proof.has_value());
    EXPECT_TRUE(verify_consistency(size, 600, root, roots[600], *proof));
  }
  EXPECT_EQ(inclusion(connection(), 601).error().code, "record_not_found");
  EXPECT_EQ(consistency(connection(), 601).error().code, "size_unknown");
  EXPECT_EQ(consistency(connection(), 0).error().code, "size_unknown");
}

TEST_F(Journaling, AnErasedPayloadIsGoneAndTheLedgerStands) {
  grow_to(5);
  const auto erasure = journal_.erase(connection(), 3, "p1", "保存期間の満了");
  ASSERT_TRUE(erasure.has_value());
  journal_.seal(connection());
  const auto erased = record_at(connection(), 3);
  EXPECT_TRUE(erased->erased);
  EXPECT_TRUE(erased->payload.is_null());
  const auto act = record_at(connection(), erasure->number);
  EXPECT_EQ(act->kind, erasure_kind);
  EXPECT_EQ(act->subject, "record:3");
  EXPECT_EQ(text_at(act->payload, "reason"), "保存期間の満了");
  const VerifyReport report = verify_store(connection());
  EXPECT_TRUE(report.ok) << report.message_en;
  EXPECT_EQ(report.erased, 1U);

  EXPECT_EQ(journal_.erase(connection(), 3, "p1", "").error().code, "already_erased");
  EXPECT_EQ(journal_.erase(connection(), 99, "p1", "").error().code, "record_not_found");
  EXPECT_EQ(journal_.erase(connection(), erasure->number, "p1", "").error().code,
            "erasure_not_erasable");
}

// The journal behind a real Store: acts from many threads, some of which fail.
TEST_F(Journaling, WorksBehindTheStoresWriter) {
  const mamori::testing::TestDatabase other;
  const auto store = store::Store::open(other.location());
  ASSERT_TRUE(store.has_value());
  Journal journal("test-city", clock_, signer_);
  ASSERT_TRUE((*store)->read([&](store::Connection& c) { return journal.open(c); }).has_value());
  (*store)->observe(&journal);
  std::atomic<int> succeeded = 0;
  std::vector<std::thread> people;
  for (int person = 0; person < 4; ++person) {
    people.emplace_back([&, person] {
      for (int act = 0; act < 100; ++act) {
        const auto receipt = (*store)->write([&](store::Connection& writer) -> Result<Receipt> {
          const Receipt made = journal.record(
              writer, {"a.b", "p" + std::to_string(person), "s", JsonObject{{"act", act}}});
          if (act % 5 == 0) return fail(Fault::conflict, "refused", "できません。");
          return made;
        });
        succeeded += receipt.has_value() ? 1 : 0;
      }
    });
  }
  for (std::thread& person : people) person.join();
  EXPECT_EQ(succeeded, 320);
  const VerifyReport report =
      (*store)->read([](store::Connection& reader) { return verify_store(reader); });
  EXPECT_TRUE(report.ok) << report.message_en;
  EXPECT_EQ(report.size, 320U);
}

}  // namespace
}  // namespace mamori::ledger
