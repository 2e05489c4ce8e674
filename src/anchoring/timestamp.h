// Time stamps of an authority (RFC 3161), by OpenSSL. Pure but for the file of certificates; safe
// from any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace mamori::anchoring {

inline constexpr std::string_view timestamp_query_type = "application/timestamp-query";

// The request for a stamp over SHA-256 of `data`, with a nonce, asking for the certificate (DER).
std::string timestamp_query(std::string_view data);

// Verifies the answer (DER) to that very request: granted, over the same data and nonce, signed by
// a certificate for time stamping that `ca_file` (PEM) vouches for. Returns the time it says. Fails
// with "timestamp_refused" (the authority did not grant it), "timestamp_wrong" or
// "certificates_unreadable".
Result<Instant> verify_timestamp(std::string_view query, std::string_view answer,
                                 const std::filesystem::path& ca_file);

}  // namespace mamori::anchoring
