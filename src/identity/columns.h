// Within this room: how tokens and times stand in its tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "store/connection.h"

namespace mamori::identity {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_characters = 43;  // base64url of 32 bytes

inline std::string make_token() {
  return base64url(random_bytes(token_bytes));
}

// Tokens have 256 random bits: a plain digest cannot be searched backwards, no salt is needed.
inline store::Blob token_hash(std::string_view token) {
  return {std::string(as_text(sha256(token)))};
}

inline std::int64_t to_ms(Instant instant) {
  return instant.time_since_epoch().count();
}

inline Instant from_ms(std::int64_t ms) {
  return Instant(std::chrono::milliseconds(ms));
}

}  // namespace mamori::identity
