// The canonical record: the leaf of the tree, eight lines of ASCII with exactly one spelling
// (docs/ledger-format.md). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "ledger/tree.h"

namespace mamori::ledger {

inline constexpr std::size_t body_bytes_max = 63;
inline constexpr std::size_t kind_bytes_max = 96;
inline constexpr std::size_t name_bytes_max = 200;  // actor, subject
inline constexpr std::size_t leaf_bytes_max = 1024;
inline constexpr std::size_t salt_bytes = 32;
inline constexpr std::size_t payload_bytes_max = std::size_t{16} << 20;

struct Leaf {
  std::string body;          // [a-z0-9][a-z0-9-]*
  std::uint64_t number = 0;  // 1, 2, 3…: index in the tree + 1
  Instant at;                // years 1970–9999
  std::string kind;          // [a-z0-9_.-]+, e.g. procedures.submitted
  std::string actor;         // visible ASCII; a person's id or system:<name>
  std::string subject;       // visible ASCII; id of the thing the act is about
  Hash commitment{};         // HMAC-SHA256(salt, payload)

  bool operator==(const Leaf&) const = default;
};

bool is_body(std::string_view text);
bool is_kind(std::string_view text);
bool is_name(std::string_view text);

// Hides the payload until it and its salt are shown, and keeps its place when both are erased.
Hash commit_payload(std::string_view salt, std::string_view payload);

std::string encode(const Leaf& leaf);
// Accepts what encode() gives for a leaf within the limits, nothing else. "record_malformed".
Result<Leaf> decode_leaf(std::string_view bytes);

// An erasure is itself a record of this kind; its subject names the record whose payload went.
inline constexpr std::string_view erasure_kind = "ledger.erased";
// The handover of the signing key is a record of this kind (ledger/handover.h).
inline constexpr std::string_view rotation_kind = "ledger.key_rotated";
// What a verifier needs for ever: payloads of erasures and of rotations are never erased.
bool is_never_erased(std::string_view kind);
std::string erasure_subject(std::uint64_t number);  // record:<number>
std::optional<std::uint64_t> erased_number(const Leaf& leaf);

}  // namespace mamori::ledger
