// Proofs as files that go from hand to hand: of one record (証明書), and of the ledger continuing
// an older checkpoint. docs/ledger-format.md describes them; whoever gets one checks it with
// verify_proof(), offline.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/journal.h"
#include "ledger/verify.h"

namespace mamori::ledger {

inline constexpr std::size_t proof_bytes_max = std::size_t{40}
                                               << 20;  // a payload escaped, and more

// The record with its payload (null once erased), its path to the newest checkpoint, and the key.
// Fails with "record_not_found". Throws store::Failure.
Result<Json> record_proof(store::Connection& connection, std::uint64_t number);
// That the ledger of the newest checkpoint continues the one of `old_size` records. Fails with
// "size_unknown". Throws store::Failure.
Result<Json> continuation_proof(store::Connection& connection, std::uint64_t old_size);
// Either of them as the bytes of a file.
std::string proof_file(const Json& proof);

// Whether this ledger continues the one of an older checkpoint, signed by the key of its time.
// Fails with "older_checkpoint_wrong", "rollback" or "fork". Throws store::Failure.
Result<void> check_continues(store::Connection& connection, std::string_view older_note);

struct ProofReport {
  bool ok = false;
  std::string origin;                     // mamori/<body>; empty when that could not be read
  std::uint64_t size = 0;                 // of the checkpoint in the proof
  std::optional<std::uint64_t> number;    // of the record proved
  std::optional<std::uint64_t> old_size;  // of the ledger continued
  std::string record;                     // canonical bytes of the record proved
  bool erased = false;                    // its payload was not there to be checked
  bool key_pinned = false;
  std::size_t older_checked = 0;  // older checkpoints that this proof speaks of, and that fit
  std::string code;               // empty when ok; stable, listed in docs/ledger-format.md
  std::string message_ja;
  std::string message_en;
};

// Checks the bytes of such a file from nothing but them and what was pinned.
ProofReport verify_proof(std::string_view bytes, const VerifyOptions& options = {});

}  // namespace mamori::ledger
