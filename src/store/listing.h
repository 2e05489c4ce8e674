// Which bodies have their data in a place.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mamori::store {

// The bodies that location_of() would lead to, in order: every <body>.sqlite in the folder, or
// every schema mamori_<body> with tables of mamori. What is no body's name is not among them where
// `is_body` says so. Fails as location_of() does; throws Failure when nobody answers.
Result<std::vector<std::string>> bodies_at(std::string_view database,
                                           const std::filesystem::path& folder,
                                           bool (*is_body)(std::string_view));

}  // namespace mamori::store
