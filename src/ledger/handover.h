// One key handing the ledger over to the next: a signed note that both keys signed, sealed in the
// payload of a record of the kind ledger.key_rotated (docs/ledger-format.md). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "ledger/note.h"
#include "ledger/tree.h"

namespace mamori::ledger {

inline constexpr std::string_view rotation_subject = "ledger:key";

struct Handover {
  std::string origin;        // mamori/<body>
  std::uint64_t number = 0;  // of the record that carries it
  Hash root_before{};        // of the tree of number − 1 records
  std::string from;          // vkey that signed every checkpoint of fewer than `number` records
  std::string to;            // vkey that signs those from there on

  bool operator==(const Handover&) const = default;
};

// The signed statement. Fails as NoteSigner::sign does.
Result<std::string> sign(const Handover& handover, const NoteSigner& from, const NoteSigner& to);
// Exactly what sign() gives, both signatures verified; "handover_malformed".
Result<Handover> open_handover(std::string_view statement);
// The statement in the payload of a rotation; "" when it has none.
std::string statement_in(const Json& payload);

// The keys of one ledger, each handed over to the next.
class KeyChain {
 public:
  // False when it is not handed over by the key that had the ledger, or comes too early.
  bool add(const Handover& handover);

  const std::vector<Handover>& handovers() const { return handovers_; }
  // The key that checkpoints of `size` records must be signed with: `newest`, unless that size is
  // from before a handover.
  const std::string& in_force(std::uint64_t size, const std::string& newest) const;
  // Whether the last key handed to is this one; yes when there was no handover at all.
  bool ends_with(std::string_view vkey) const;
  bool holds(std::string_view vkey) const;

 private:
  std::vector<Handover> handovers_;
};

}  // namespace mamori::ledger
