// Bytes and their printable forms, digests and randomness (OpenSSL).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mamori {

using Bytes = std::vector<std::uint8_t>;
using Digest = std::array<std::uint8_t, 32>;  // SHA-256

std::string_view as_text(const Bytes& bytes);
Bytes as_bytes(std::string_view text);
// As OpenSSL asks for them.
const unsigned char* raw(std::string_view bytes);
unsigned char* raw(std::string& bytes);

std::string hex(std::string_view bytes);
// Standard alphabet with padding (RFC 4648 §4).
std::string base64(std::string_view bytes);
// Strict: nothing when a character is foreign, padding is wrong, or unused bits are not zero, so
// that each byte string has exactly one accepted form.
std::optional<std::string> unbase64(std::string_view text);
// URL-safe alphabet without padding (RFC 4648 §5).
std::string base64url(std::string_view bytes);

Digest sha256(std::string_view bytes);
Digest hmac_sha256(std::string_view key, std::string_view message);
std::string_view as_text(const Digest& digest);

// From the operating system's generator; aborts the program when there is none.
std::string random_bytes(std::size_t count);
// 26 characters of lower-case Crockford base32: 48 bits of time and 80 of chance, so ids sort by
// the time they were made. `unix_ms` is milliseconds since 1970.
std::string make_id(std::int64_t unix_ms);
// Constant-time comparison of secrets.
bool same_secret(std::string_view left, std::string_view right);

}  // namespace mamori
