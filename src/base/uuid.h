// UUIDs computed from names (RFC 9562 §5.5). Pure.
#pragma once

#include <string>
#include <string_view>

namespace mamori {

// The UUID of version 5 for a name within a space, which is itself a UUID: the same name always
// has the same.
std::string name_uuid(std::string_view space_uuid, std::string_view name);

}  // namespace mamori
