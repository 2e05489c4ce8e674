// A folder that another department keeps: one checkpoint a day, never overwritten. Whoever cuts
// the ledger back later does not reach it, and what lies there shows it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace mamori::anchoring {

// <body>-2026-11-21.checkpoint
std::string witness_name(std::string_view body, Day day);

// The checkpoints of that body lying there, by day. "witness_unavailable".
Result<std::vector<std::string>> witnessed(const std::filesystem::path& folder,
                                           std::string_view body);

// Writes `note` for that day, and once the key that verifies it to <body>.key: each file appears
// with its whole content or not at all, is on the disk when this returns, and one that is there
// stays as it is. The folder must exist. "witness_unavailable".
Result<void> write_witness(const std::filesystem::path& folder, std::string_view body, Day day,
                           std::string_view note, std::string_view vkey);

}  // namespace mamori::anchoring
