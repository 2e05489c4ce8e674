// Proof of presence: privileged acts ask for the password again when the last proof is some time
// ago (definitions/roles/presence.yaml; S2 第72条). What was typed goes along and is sent again.
#pragma once

#include <optional>
#include <string_view>

#include "web/site.h"

namespace mamori::web {

// The field of the password on the page that asks.
inline constexpr std::string_view presence_field = "presence_password";

// Whether the visitor may go on with this change: the act asks for no proof, the last one is recent
// enough, or the request brings the password along, which renews it. Fails with "presence_needed",
// "presence_wrong" or "too_many_attempts".
Result<void> check_presence(const Visit& visit, std::string_view act);

// The page that asks, for errors of check_presence(); nothing for others.
std::optional<Page> presence_page(const Visit& visit, const Error& error);

}  // namespace mamori::web
