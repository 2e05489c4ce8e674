// Percent-encoding (RFC 3986 §2.1), as addresses, forms and cookies have it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mamori {

// All but the unreserved characters; digits in capitals.
std::string percent_encode(std::string_view text);
// Nothing when a '%' is not followed by two digits, or the bytes are not UTF-8 or contain a NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank = false);

}  // namespace mamori
