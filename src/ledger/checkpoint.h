// Checkpoints (C2SP tlog-checkpoint): the size and root of a ledger, signed. Pure.
#pragma once

#include <string>
#include <string_view>

#include "ledger/note.h"
#include "ledger/tree.h"

namespace mamori::ledger {

struct Checkpoint {
  std::string origin;  // mamori/<body>
  std::uint64_t size = 0;
  Hash root{};

  bool operator==(const Checkpoint&) const = default;
};

std::string origin_of(std::string_view body);      // mamori/<body>
std::string body_of(std::string_view origin);      // empty when it is no such origin
std::string encode(const Checkpoint& checkpoint);  // the note's text
// Exactly three lines; mamori writes no extension lines and accepts none. "checkpoint_malformed".
Result<Checkpoint> decode_checkpoint(std::string_view text);

// Fails as NoteSigner::sign does.
Result<std::string> sign(const Checkpoint& checkpoint, const NoteSigner& signer);
// Verifies the signature, and that the note is about the ledger the key is named after
// ("checkpoint_of_other_body").
Result<Checkpoint> open_checkpoint(std::string_view note, const NoteVerifier& verifier);

}  // namespace mamori::ledger
