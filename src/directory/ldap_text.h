// Text within LDAP's own notations, so that what people type stays a value and nothing else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mamori::directory {

// A value within a filter (RFC 4515 §3): ( ) * \ and control characters as \xx. Bytes that are not
// UTF-8 become \xx all.
std::string escaped_for_filter(std::string_view value);
// Every byte as \xx, for values that are bytes (objectGUID).
std::string bytes_for_filter(std::string_view bytes);
// A value within a distinguished name (RFC 4514 §2.4).
std::string escaped_for_dn(std::string_view value);
// The name in one spelling, for comparing: lower case, no optional blanks. Nothing when it is none.
std::optional<std::string> dn_key(std::string_view dn);

}  // namespace mamori::directory
