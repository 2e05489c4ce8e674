// Time-based one-time passwords (RFC 6238 over RFC 4226) as authenticator apps make them:
// HMAC-SHA-1 with 20 bytes of secret, steps of 30 seconds, 6 digits. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace mamori::identity {

std::string make_totp_secret();  // 20 random bytes

std::int64_t totp_step(Instant now);
std::string totp_code(std::string_view secret, std::int64_t step);

// The step whose code this is, one step before or after the present one counting too (clocks
// differ). Steps up to `used` are past: a code is good once (RFC 6238 §5.2). Blanks between the
// digits are passed over.
std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view code, Instant now,
                                       std::int64_t used);

std::string base32(std::string_view bytes);  // RFC 4648 §6, without padding
// What the QR code says: otpauth://totp/<issuer>:<account>?secret=…&issuer=…
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account);

}  // namespace mamori::identity
