// Erasing a part of a payload. A payload is erased as a whole; what others need of it is recorded
// again, as its rest, and a replay takes the rest for it (docs/ledger-format.md, Erasure).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/journal.h"

namespace mamori::ledger {

// The record that keeps a rest; its subject names the record that was erased, as that of an erasure
// does. Its payload is {rest: {…}}, so that nothing but a replay takes it for an act.
inline constexpr std::string_view rest_kind = "ledger.rest";
// Of the payload of an erasure: the number of the record whose rest still stands.
inline constexpr std::string_view rest_of_member = "rest_of";

// What there is of the payload of a record: the payload, its newest rest when it was erased, or
// nothing.
std::optional<Json> payload_or_rest(store::Connection& connection, const Record& record);

// Erases the payload of a record, or its newest rest, but for `rest`. Called as Journal::erase is,
// and fails like it.
Result<Receipt> erase_but(Journal& journal, store::Connection& writer, std::uint64_t number,
                          std::string_view actor, std::string_view reason, const Json& rest);

}  // namespace mamori::ledger
