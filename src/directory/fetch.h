// Asking a provider over HTTPS (libcurl). Safe from any thread; blocks for 10 seconds at most.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace mamori::directory {

inline constexpr std::size_t answer_bytes_max = std::size_t{512} << 10;

using Parameters = std::vector<std::pair<std::string, std::string>>;
// a=1&b=2, as forms and queries have it.
std::string form_encoded(const Parameters& parameters);

struct Asking {
  std::string url;
  std::filesystem::path ca_file = {};   // PEM; empty: those of the system
  std::optional<Parameters> form = {};  // POSTed; absent: GET
  std::string user = {};                // of HTTP Basic; empty: without
  std::string password = {};
};

// What came with status 200. https only, http to this very machine; TLS 1.2 or later; no redirects.
// Fails with "provider_unavailable" or, when the provider says no to a form (400, 401, 403),
// "provider_refused".
Result<std::string> fetch(const Asking& asking);
using Fetch = std::function<Result<std::string>(const Asking&)>;

// Whether passwords and codes may be sent there: https, or http to this very machine.
bool is_protected_url(std::string_view url);

}  // namespace mamori::directory
