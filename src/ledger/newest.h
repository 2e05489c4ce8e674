// The newest records of a subject: what a list shows first, and by which a duty is judged.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "ledger/journal.h"

namespace mamori::ledger {

// Newest first, at most `limit` (cut to records_per_read_max).
std::vector<Record> newest_of(store::Connection& connection, std::string_view subject,
                              std::int64_t limit);
// Records numbered below `before` whose kind begins with one of `prefixes`; newest first.
std::vector<Record> newest_of_kinds(store::Connection& connection,
                                    const std::vector<std::string_view>& prefixes,
                                    std::uint64_t before, std::int64_t limit);
// The newest of that kind.
std::optional<Record> newest_of_kind(store::Connection& connection, std::string_view subject,
                                     std::string_view kind);
// The newest of these kinds among those made until then.
std::optional<Record> newest_until(store::Connection& connection, std::string_view subject,
                                   const std::vector<std::string_view>& kinds, Instant until);
// When the first record of all was made; nothing of an empty ledger.
std::optional<Instant> began_at(store::Connection& connection);

}  // namespace mamori::ledger
