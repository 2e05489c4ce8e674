#include "ledger/proof.h"

#include <gtest/gtest.h>

#include "ledger/handover.h"
#include "ledger/ledger_fixture.h"

namespace mamori::ledger {
namespace {

class Proofs : public testing::LedgerTest {
 protected:
  Json proof_of(std::uint64_t number) { return record_proof(connection(), number).value(); }
  // The code of what is wrong with the proof when one member says something else.
  static std::string code_with(Json proof, std::string_view member, const Json& value) {
    proof.as_object()[member] = value;
    return verify_proof(proof_file(proof)).code;
  }
  void rotate_to(const NoteSigner& next) {
    connection().script("BEGIN");
    ASSERT_TRUE(journal_.rotate(connection(), next, "system:test", "定期の交替").has_value());
    journal_.seal(connection());
    connection().script("COMMIT");
  }
};

TEST_F(Proofs, EveryRecordIsProvedByAFile) {
  grow_to(300);
  for (const std::uint64_t number : {1, 2, 255, 256, 257, 300}) {
    const ProofReport report = verify_proof(proof_file(proof_of(number)));
    EXPECT_TRUE(report.ok) << number << ": " << report.message_en;
    EXPECT_EQ(report.number, number);
    EXPECT_EQ(report.size, 300U);
    EXPECT_FALSE(report.erased);
    EXPECT_TRUE(report.record.starts_with("mamori-record/1\nbody test-city\n"));
  }
  EXPECT_EQ(record_proof(connection(), 301).error().code, "record_not_found");
}

TEST_F(Proofs, AnErasedRecordIsProvedWithoutItsPayload) {
  grow_to(5);
  connection().script("BEGIN");
  ASSERT_TRUE(journal_.erase(connection(), 3, "system:test", "保存期間の満了").has_value());
  journal_.seal(connection());
  connection().script("COMMIT");
  const ProofReport report = verify_proof(proof_file(proof_of(3)));
  EXPECT_TRUE(report.ok) << report.message_en;
  EXPECT_TRUE(report.erased);
}

TEST_F(Proofs, WhateverIsChangedInTheFileIsFound) {
  grow_to(20);
  const Json sound = proof_of(7);
  const Json other = proof_of(8);
  EXPECT_EQ(code_with(sound, "payload", R"({"counter":8,"name":"端末"})"), "payload_altered");
  EXPECT_EQ(code_with(sound, "payload", nullptr), "proof_malformed");
  EXPECT_EQ(code_with(sound, "salt", other.at("salt")), "payload_altered");
  EXPECT_EQ(code_with(sound, "record", other.at("record")), "path_wrong");
  EXPECT_EQ(code_with(sound, "record", "mamori-record/1\n"), "record_malformed");
  EXPECT_EQ(code_with(sound, "proof", other.at("proof")), "path_wrong");
  EXPECT_EQ(code_with(sound, "form", "mamori-proof/2"), "proof_malformed");
  EXPECT_EQ(code_with(sound, "remark", "more"), "proof_malformed");
  const NoteSigner stranger = NoteSigner::generate("mamori/test-city");
  EXPECT_EQ(code_with(sound, "key", Json(stranger.verifier().vkey())), "checkpoint_wrong");
}

TEST_F(Proofs, EverySingleByteCounts) {
  grow_to(9);
  const std::string file = proof_file(proof_of(4));
  for (std::size_t place = 0; place < file.size(); ++place) {
    std::string changed = file;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    ASSERT_FALSE(verify_proof(changed).ok) << "byte " << place;
  }
}

TEST_F(Proofs, APinnedKeyTellsAForgedProof) {
  grow_to(4);
  const std::string file = proof_file(proof_of(2));
  EXPECT_TRUE(verify_proof(file, {.vkey = signer_.verifier().vkey()}).key_pinned);
  const NoteSigner other = NoteSigner::generate("mamori/test-city");
  EXPECT_EQ(verify_proof(file, {.vkey = other.verifier().vkey()}).code, "key_not_pinned");
}

TEST_F(Proofs, AnOldKeyLeadsToTheProofByTheHandover) {
  grow_to(4);
  const NoteSigner next = NoteSigner::generate("mamori/test-city");
  rotate_to(next);
  grow_to(9);
  const Json proof = proof_of(2);
  const VerifyOptions old_key{.vkey = signer_.verifier().vkey()};
  EXPECT_TRUE(verify_proof(proof_file(proof), old_key).ok);
  EXPECT_TRUE(verify_proof(proof_file(proof), {.vkey = next.verifier().vkey()}).ok);
  // Without the handover nothing leads from the old key to the new one.
  Json cut = proof;
  cut.as_object()["handovers"] = JsonArray();
  EXPECT_EQ(verify_proof(proof_file(cut), old_key).code, "key_not_pinned");
  // A handover that the old key did not sign is no handover.
  const NoteSigner thief = NoteSigner::generate("mamori/test-city");
  const Handover stolen{"mamori/test-city", 5, leaf_hash("x"), signer_.verifier().vkey(),
                        thief.verifier().vkey()};
  cut.as_object()["handovers"] = JsonArray{sign(stolen, thief, thief).value()};
  EXPECT_EQ(verify_proof(proof_file(cut), old_key).code, "handover_wrong");
}

TEST_F(Proofs, TheLedgerIsProvedToContinueAnOlderCheckpoint) {
  grow_to(100);
  const std::string kept = checkpoint();
  grow_to(600);
  const Json proof = continuation_proof(connection(), 100).value();
  const ProofReport report = verify_proof(proof_file(proof), {.older_checkpoints = {kept}});
  EXPECT_TRUE(report.ok) << report.message_en;
  EXPECT_EQ(report.older_checked, 1U);
  EXPECT_EQ(report.old_size, 100U);
  EXPECT_EQ(report.size, 600U);

  const Checkpoint forked{"mamori/test-city", 100, leaf_hash("another history")};
  const std::string fork = sign(forked, signer_).value();
  EXPECT_EQ(verify_proof(proof_file(proof), {.older_checkpoints = {fork}}).code, "fork");
  EXPECT_EQ(code_with(proof, "from", 101), "path_wrong");
  EXPECT_EQ(continuation_proof(connection(), 601).error().code, "size_unknown");
}

}  // namespace
}  // namespace mamori::ledger
