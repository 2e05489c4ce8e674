// What a new body needs before people can use it: a regulation, and a link for its administrator.
// Each function prints what it did.
#pragma once

#include <filesystem>
#include <string>

#include "body/body.h"

namespace mamori::command {

// Reads the regulation from a file, or the model regulation shipped with mamori where none is
// named, unless the body has one. Fails as Body::adopt_regulation does, or with "file_unreadable".
Result<void> ensure_regulation(body::Body& body, const std::filesystem::path& regulation);

std::string link_of(const std::string& url, const std::string& slug, const std::string& token);
// The token of a link for the first administrator. Fails with "administrator_exists".
Result<std::string> new_link(store::Store& store, Instant now);
// Prints one where the body has no administrator yet: the one of before as long as it works, which
// lies in `folder` until it is used.
Result<void> print_first_link(body::Body& body, const std::string& url,
                              const std::filesystem::path& folder);

}  // namespace mamori::command
