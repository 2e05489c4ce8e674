// The one-time link with which the first administrator is made: valid for 24 hours, usable once.
// Only the SHA-256 of its token is kept. Whether an administrator exists already is for the caller
// to ask.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/connection.h"

namespace mamori::identity {

constexpr std::chrono::hours first_link_lasts{24};

// Returns the token; links made before no longer work. In a Store::write job.
std::string make_first_link(store::Connection& connection, Instant now);
// Until when the link works, for showing the form. Fails with "first_link_invalid", which does not
// say whether it was used, has expired or never was.
Result<Instant> check_first_link(store::Connection& connection, std::string_view token,
                                 Instant now);
// Uses it up, in the same Store::write job that makes the administrator. Fails likewise.
Result<void> use_first_link(store::Connection& connection, std::string_view token, Instant now);

}  // namespace mamori::identity
